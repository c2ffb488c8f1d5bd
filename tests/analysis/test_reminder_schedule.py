"""Which reminder is due on which day: the table, year-end and leap days, late, filed, missed runs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.reminder_schedule import CATCH_UP, DAILY_FOR, reminder_due

DUE, LEGAL = "2027-01-20", "2027-01-31"
TABLE = [
    # due, by law, today -> the reminder and the day it belongs to; whether the leaders hear of it
    (DUE, LEGAL, "2026-12-20", None),
    (DUE, LEGAL, "2026-12-21", "in_30:2026-12-21"),
    (DUE, LEGAL, "2026-12-23", "in_30:2026-12-21"),  # the run was missed
    (DUE, LEGAL, "2026-12-24", None),
    (DUE, LEGAL, "2026-12-31", None),
    (DUE, LEGAL, "2027-01-01", None),
    (DUE, LEGAL, "2027-01-12", None),
    (DUE, LEGAL, "2027-01-13", "in_7:2027-01-13"),
    (DUE, LEGAL, "2027-01-16", None),
    (DUE, LEGAL, "2027-01-17", "in_3:2027-01-17"),
    (DUE, LEGAL, "2027-01-18", "in_3:2027-01-17"),
    (DUE, LEGAL, "2027-01-19", "in_1:2027-01-19!"),
    (DUE, LEGAL, "2027-01-20", "in_1:2027-01-19!"),
    (DUE, LEGAL, "2027-01-21", "late:2027-01-21!"),
    (DUE, LEGAL, "2027-01-29", "late:2027-01-29!"),
    (DUE, LEGAL, "2027-01-30", "law_1:2027-01-30!"),
    (DUE, LEGAL, "2027-01-31", "late:2027-01-31!"),
    (DUE, LEGAL, "2027-02-01", "late:2027-02-01!"),
    (DUE, LEGAL, "2027-03-21", "late:2027-03-21!"),  # a Sunday, sixty days late
    (DUE, LEGAL, "2027-03-22", "late:2027-03-22!"),  # from now on Mondays
    (DUE, LEGAL, "2027-03-23", "late:2027-03-22!"),
    (DUE, LEGAL, "2027-03-28", "late:2027-03-22!"),
    (DUE, LEGAL, "2027-03-29", "late:2027-03-29!"),
    ("2026-12-31", LEGAL, "2026-12-24", "in_7:2026-12-24"),
    ("2026-12-31", LEGAL, "2026-12-30", "in_1:2026-12-30!"),
    ("2026-12-31", LEGAL, "2027-01-01", "late:2027-01-01!"),
    ("2027-01-01", LEGAL, "2026-12-31", "in_1:2026-12-31!"),
    ("2027-01-02", LEGAL, "2026-12-30", "in_3:2026-12-30"),
    ("2028-02-29", None, "2028-01-30", "in_30:2028-01-30"),
    ("2028-02-29", None, "2028-02-28", "in_1:2028-02-28!"),
    ("2028-02-29", None, "2028-03-01", "late:2028-03-01!"),
    ("2028-03-01", None, "2028-02-29", "in_1:2028-02-29!"),
    ("2027-03-01", None, "2027-02-28", "in_1:2027-02-28!"),
    ("2028-03-07", None, "2028-02-29", "in_7:2028-02-29"),
    ("2028-03-31", None, "2028-03-01", "in_30:2028-03-01"),
    (LEGAL, LEGAL, "2027-01-30", "in_1:2027-01-30!"),  # one day is both: one reminder
    (LEGAL, LEGAL, "2027-01-31", "in_1:2027-01-30!"),
    ("2027-01-30", LEGAL, "2027-01-30", "law_1:2027-01-30!"),
    ("2027-02-10", LEGAL, "2027-01-30", None),  # extended beyond the law's day, which is no matter
    ("2027-02-10", LEGAL, "2027-02-09", "in_1:2027-02-09!"),
]


def day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


@pytest.mark.parametrize(("due", "legal", "today", "expected"), TABLE)
def test_the_table(due, legal, today, expected):
    found = reminder_due(day(due), day(today), legal=day(legal))
    assert (found and found.name + "!" * found.escalates) == expected


@pytest.mark.parametrize(
    ("due", "legal", "today"), [row[:3] for row in TABLE if row[3] is not None]
)
def test_what_is_filed_is_never_spoken_of(due, legal, today):
    assert reminder_due(day(due), day(today), legal=day(legal)) is not None
    assert reminder_due(day(due), day(today), legal=day(legal), filed=True) is None


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(days, st.integers(0, 60))
def test_run_daily_each_reminder_comes_once_on_its_day(due, wait):
    legal = due + timedelta(days=wait)
    names: dict[str, date] = {}
    for offset in range(-40, 100):
        today = due + timedelta(days=offset)
        found = reminder_due(due, today, legal=legal)
        if found:
            names.setdefault(found.name, today)
            assert found.day <= today
    assert all(name.endswith(first.isoformat()) for name, first in names.items())
    ahead = [name for name in names if name.startswith("in_")]
    assert ahead == [f"in_{n}:{due - timedelta(days=n)}" for n in (30, 7, 3, 1)]
    assert ("law_1" in {name.partition(":")[0] for name in names}) == (wait > 0)


@given(days, st.integers(1, 200))
def test_who_is_late_hears_of_it_within_a_week_and_daily_at_first(due, late):
    today = due + timedelta(days=late)
    found = reminder_due(due, today)
    assert found and found.escalates
    assert today - found.day <= (timedelta(0) if today - due <= DAILY_FOR else timedelta(days=6))


@given(days, st.integers(-40, 0))
def test_nothing_is_said_long_after_its_day(due, offset):
    today = due + timedelta(days=offset)
    found = reminder_due(due, today)
    assert found is None or today - found.day <= CATCH_UP
