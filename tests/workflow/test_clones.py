"""A report that was copied is the report that was walked, in every table and every column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.models import Agency, Event, Membership, Notice, Region, Role, User
from accounts.trail.record import verify
from reports.models import Report, ReportSection, State, Submission, WatchedWord
from reports.workflow.models import Transition
from tests.support import factories as make
from tests.support.clones import Way, cloned, copy_of, walk

pytestmark = pytest.mark.django_db

Row = dict[str, Any]
Rows = dict[type[Model], list[Row]]
# With a finding that wants a reason, which then stands in what is filed.
EXPLAINED = (("requests__granted__natural_person", 1), ("requests__new_received__natural_person", 1),
             ("art20_5__licensing__decisions", 1300))  # fmt: skip
WAYS = [
    *(Way(state, 2026, (), reviewer) for state in State.values for reviewer in (False, True)),
    *(Way(state, 2026, EXPLAINED, False) for state in ("drafting", "approved", "returned")),
    Way("approved", 2020, (), False),
]
NAMES = {Region: ("name", "code"), User: ("name", "username"),
         Agency: ("name", "short_name", "credit_code")}  # fmt: skip
TIMED = (Report, ReportSection, Submission, Transition, Notice, Event)


def every_row() -> Rows:
    return {m: list(m._base_manager.order_by("pk").values()) for m in apps.get_models()}


def county(way: Way) -> tuple[Agency, list[Membership]]:
    agency = make.make_agency()
    if not way.reviewer:
        return agency, []
    reviewer = make.person_at(make.bureau_of(agency.region), Role.REVIEWER)
    return agency, list(Membership.objects.filter(user=reviewer).select_related("user", "agency"))


def walked(way: Way) -> Rows:
    before, (agency, _) = every_row(), county(way)
    make.walk_to(make.make_report(agency, year=way.year), way.state, **dict(way.figures))
    return added(before)


def copied(way: Way) -> Rows:
    one, before = walk(way), every_row()
    copy_of(one, *county(way))
    return added(before)


def added(before: Rows) -> Rows:
    now = every_row()
    keys = {model: {row[model._meta.pk.attname] for row in rows} for model, rows in before.items()}
    return {
        model: [row for row in rows if row[model._meta.pk.attname] not in keys[model]]
        for model, rows in now.items()
    }


class Likeness:
    """The same rows with keys, names and digests told by the order in which they come."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.keys = {
            (model, row[model._meta.pk.attname]): f"<{model.__name__} {place}>"
            for model, found in rows.items()
            for place, row in enumerate(found)
        }
        self.words = dict(self._names())
        self.pattern = re.compile(
            "|".join(map(re.escape, sorted(self.words, key=len, reverse=True)))
        )
        self.digests: dict[str, int] = {}

    def _names(self) -> Iterator[tuple[str, str]]:
        for model, columns in NAMES.items():
            for place, row in enumerate(self.rows[model]):
                yield from ((row[name], f"<{name} {place}>") for name in columns)
        for row in self.rows[Report]:
            yield f"report:{row['id']}", "<report>"
            yield f"/{row['id']}/", "/<report>/"
            yield f"campaign:{row['campaign_id']}", "<campaign>"

    def told(self) -> dict[str, list[Row]]:
        return {
            model._meta.label: [self._row(model, row) for row in rows]
            for model, rows in self.rows.items()
        }

    def _row(self, model: type[Model], row: Row) -> Row:
        told = {}
        for column in model._meta.concrete_fields:
            value = row[column.attname]
            named = model if column.primary_key else column.related_model
            if named and value is not None:
                told[column.name] = self.keys.get((named, value), value)
            elif column.name != "order":  # by the number of the agency
                told[column.name] = self._value(value)
        return told

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._value(key): self._value(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._value(one) for one in value]
        if isinstance(value, dt.datetime):
            return "<time>"
        if not isinstance(value, str):
            return value
        if re.fullmatch("[0-9a-f]{64}", value):
            return f"<digest {self.digests.setdefault(value, len(self.digests))}>"
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", "<time>", value)
        return self.pattern.sub(lambda found: self.words[found[0]], text)


@pytest.mark.one_database
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_copy_equals_the_walk_in_every_row_and_the_trail_holds(way: Way) -> None:
    assert Likeness(copied(way)).told() == Likeness(walked(way)).told()
    assert verify() is None


def times(rows: Rows) -> list[dt.datetime | None]:
    return [
        value if isinstance(value := row[column.attname], dt.datetime) else None
        for model in TIMED
        for row in rows[model]
        for column in model._meta.concrete_fields
    ]


def test_what_follows_in_the_walk_does_not_go_before_in_the_copy() -> None:
    way = Way("published", 2026, (), True)
    was, now = times(walked(way)), times(copied(way))
    order = sorted((w, n) for w, n in zip(was, now, strict=True) if w and n)
    assert [n for _, n in order] == sorted(n for _, n in order)
    report = Report.objects.filter(last_number=1).latest("pk")
    assert report.filed_at == report.submissions.get().at


def test_copies_share_nothing_that_one_could_change() -> None:
    first, second = (make.make_filled_report(state=State.SUBMITTED) for _ in range(2))
    first.submissions.get().figures.clear()
    section = first.sections.get(code="s3_requests")
    section.figures.clear()
    section.save()
    assert second.sections.get(code="s3_requests").figures
    assert make.make_filled_report(state=State.SUBMITTED).sections.get(code="s3_requests").figures
    assert {first.agency_id, second.agency_id} == set(
        Report.objects.values_list("agency", flat=True)[:2]
    )


@pytest.fixture
def agency() -> Agency:
    return make.make_agency()


def a_neighbour_filed(agency: Agency) -> None:
    make.make_filled_report(make.make_agency(region=agency.region), State.SUBMITTED)


def a_word_is_watched(agency: Agency) -> None:
    WatchedWord.objects.create(region=agency.region, word="本机关")


def somebody_is_there(agency: Agency) -> None:
    make.make_user((agency, Role.OFFICE))


def last_year_was_filed(agency: Agency) -> None:
    make.make_filled_report(agency, year=2025)


def two_review(agency: Agency) -> None:
    make.make_campaign(agency.region, two_reviews=True)


def two_are_told(agency: Agency) -> None:
    bureau = make.bureau_of(agency.region)
    make.make_user((bureau, Role.REVIEWER)), make.make_user((bureau, Role.REVIEWER))


def it_goes_another_way(agency: Agency) -> None:
    agency.route = ""
    agency.save()


@pytest.mark.parametrize(
    "arrange",
    [a_neighbour_filed, a_word_is_watched, somebody_is_there, last_year_was_filed, two_review,
     two_are_told, it_goes_another_way],
)  # fmt: skip
def test_where_something_has_a_part_in_the_walk_it_is_walked(agency: Agency, arrange: Any) -> None:
    arrange(agency)
    assert cloned(agency, State.SUBMITTED, 2026, {}) is None


def test_where_nothing_has_it_is_copied(agency: Agency) -> None:
    assert cloned(agency, State.SUBMITTED, 2026, {}).status == State.SUBMITTED
