"""When a letter leaves: quiet hours that span midnight or not, the morning, the daily frequency."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.notifications.quiet_hours import is_quiet, leaves_at

BEIJING = ZoneInfo("Asia/Shanghai")
NIGHT, NOON, NONE = ("22:00", "07:00"), ("12:00", "14:00"), ("07:00", "07:00")

TABLE = [
    # what happens when, the quiet hours, daily or at once, when it leaves
    ("2027-01-19 09:30", NIGHT, False, "2027-01-19 09:30"),
    ("2027-01-19 21:59", NIGHT, False, "2027-01-19 21:59"),
    ("2027-01-19 22:00", NIGHT, False, "2027-01-20 07:00"),
    ("2027-01-20 00:00", NIGHT, False, "2027-01-20 07:00"),
    ("2027-01-20 06:59", NIGHT, False, "2027-01-20 07:00"),
    ("2027-01-20 07:00", NIGHT, False, "2027-01-20 07:00"),
    ("2026-12-31 23:30", NIGHT, False, "2027-01-01 07:00"),
    ("2028-02-28 23:30", NIGHT, False, "2028-02-29 07:00"),
    ("2028-02-29 23:30", NIGHT, False, "2028-03-01 07:00"),
    ("2027-01-19 13:00", NOON, False, "2027-01-19 14:00"),
    ("2027-01-19 14:00", NOON, False, "2027-01-19 14:00"),
    ("2027-01-19 23:30", NOON, False, "2027-01-19 23:30"),
    ("2027-01-19 03:00", NONE, False, "2027-01-19 03:00"),
    ("2027-01-19 07:00", NONE, False, "2027-01-19 07:00"),
    ("2027-01-19 09:30", NIGHT, True, "2027-01-20 07:00"),
    ("2027-01-19 06:30", NIGHT, True, "2027-01-19 07:00"),
    ("2026-12-31 09:30", NIGHT, True, "2027-01-01 07:00"),
    ("2028-02-28 09:30", NIGHT, True, "2028-02-29 07:00"),
    ("2027-02-28 09:30", NONE, True, "2027-03-01 07:00"),
    ("2027-01-19 07:00", NIGHT, True, "2027-01-20 07:00"),
]


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(("now", "hours", "daily", "leaves"), TABLE)
def test_the_table(now, hours, daily, leaves):
    start, end = map(time.fromisoformat, hours)
    assert leaves_at(moment(now), start, end, daily=daily) == moment(leaves)


minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), minutes, minutes, st.booleans())
def test_nothing_leaves_early_late_or_in_the_quiet_hours(now, start, end, daily):
    now = now.replace(tzinfo=BEIJING)
    leaves = leaves_at(now, start, end, daily=daily)
    assert 0 <= (leaves - now).total_seconds() <= 24 * 60 * 60
    assert not is_quiet(leaves.time(), start, end)
    assert leaves == now or leaves.time() == end
    assert not daily or leaves.time() == end
