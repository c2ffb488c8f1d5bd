"""Filled reports without the walk: one is walked for each state, the others are copies of its rows.

A walk of every move takes a hundred milliseconds, its rows a tenth of that. The copy is whole:
people, what was filed, notices, and the lines of the trail, chained anew like any others.
tests/workflow/test_clones.py proves it equal to a walk. Where an agency is not as it was made
(people, earlier reports, watched words, a neighbour's filed text), the report is walked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import time_machine
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import (
    Agency,
    Delegation,
    Event,
    Membership,
    Notice,
    NoticeChoice,
    Role,
    TrailHead,
    User,
)
from accounts.notifications.notify import _send
from accounts.trail.chain import hash_of
from reports.drafts.working_copy import working_copy
from reports.form.content import Content
from reports.models import (
    Campaign,
    Explanation,
    FiledSentence,
    Report,
    ReportSection,
    Submission,
    WatchedWord,
)
from reports.workflow.models import Transition
from reports.workflow.submissions import digest
from tests.support import factories as make
from tests.support.retold import Retold, Row, Span

FIRST_NUMBER = 700_001  # of the names in a walk: all of six digits, and nobody else's
NOON = dt.datetime.fromisoformat("2027-01-15T12:00+08:00")  # every walk begins then
# In the order in which they refer to each other.
OF_A_REPORT = (Submission, FiledSentence, Explanation, Transition)
OWN = {"id", "campaign", "agency"}  # what each report has for itself
AS_MADE = {"kind": "department", "route": "office,deputy", "active": True, "is_bureau": False}
REVIEW = ("two_reviews", "advised_length", "review_points")  # what a campaign says of it


@dataclass(frozen=True)
class Way:
    """What a walk depends on where the agency is as it was made."""

    state: str
    year: int
    figures: tuple[tuple[str, Any], ...]
    reviewer: bool  # whether the county has its one reviewer already


@dataclass(frozen=True)
class Walked:
    """What one walk left behind, as plain values."""

    report: Report
    people: list[Membership]
    rows: dict[type[Model], list[Row]]
    content: Content
    span: Span


_walked: dict[Way, Walked] = {}
_asked: set[Way] = set()


def cloned(agency: Agency, state: str, year: int, figures: Row) -> Report | None:
    """None where it has to be walked; the first time too where it has figures of its own, which
    few others have.
    """
    reviewers = _reviewers_over(agency)
    if len(reviewers) > 1 or not _is_as_made(agency, year):
        return None
    way = Way(state, year, tuple(sorted(figures.items())), bool(reviewers))
    if figures and way not in _asked:
        _asked.add(way)
        return None
    if way not in _walked:
        _walked[way] = walk(way)
    return copy_of(_walked[way], agency, reviewers)


def _reviewers_over(agency: Agency) -> list[Membership]:
    held = Membership.objects.filter(agency__region=agency.region_id, role=Role.REVIEWER)
    return list(held.filter(agency__is_bureau=True).select_related("user", "agency"))


def _is_as_made(agency: Agency, year: int) -> bool:
    """Nothing around it has a part in the walk."""
    region = agency.region
    told = Campaign.objects.filter(region=region, year=year).values_list(*REVIEW)
    usual = tuple(Campaign._meta.get_field(name).get_default() for name in REVIEW)
    return (
        connection.in_atomic_block
        and region.parent_id is None
        and all(getattr(agency, name) == value for name, value in AS_MADE.items())
        and all(one == usual for one in told)
        and not Membership.objects.filter(agency=agency).exists()
        and not Report.with_practice.filter(agency=agency).exists()
        and not FiledSentence.objects.filter(report__campaign__region=region).exists()
        and not any(model.objects.exists() for model in (WatchedWord, Delegation, NoticeChoice))
    )


# The walk --------------------------------------------------------------------------------------


def walk(way: Way) -> Walked:
    """In a county of its own, of which nothing stays."""
    with (
        transaction.atomic(),
        time_machine.travel(NOON, tick=True),
        make.counting_from(FIRST_NUMBER),
    ):
        agency = make.make_agency()
        if way.reviewer:
            make.person_at(make.bureau_of(agency.region), Role.REVIEWER)
        report = make.make_report(agency, year=way.year)
        began, opening = timezone.now(), TrailHead.objects.get().count
        report = make.walk_to(report, way.state, **dict(way.figures))
        walked = _kept(report, opening, began)
        transaction.set_rollback(True)
    return walked


def _kept(report: Report, opening: int, began: dt.datetime) -> Walked:
    """Its rows; of the trail, the lines after the `opening` of the campaign."""
    people = Membership.objects.filter(agency__region=report.agency.region_id)
    told = Notice.objects.filter(user__memberships__in=people)
    rows = {
        model: model._base_manager.filter(report=report) for model in (ReportSection, *OF_A_REPORT)
    }
    rows |= {Notice: told, Event: Event.objects.filter(id__gt=opening)}
    return Walked(
        report=report,
        people=list(people.select_related("user", "agency").order_by("pk")),
        rows={model: list(found.order_by("pk").values()) for model, found in rows.items()},
        content=working_copy(report).content,
        span=Span(began, timezone.now()),
    )


# The copy --------------------------------------------------------------------------------------


def copy_of(walked: Walked, agency: Agency, reviewers: Sequence[Membership] = ()) -> Report:
    report = make.make_report(agency, year=walked.report.campaign.year)
    began = timezone.now()
    people = _people_like(walked, agency, reviewers)
    edition, own = report.edition.id, replace(walked.content, agency=agency.name)
    words = _names(walked.people, people) | {
        walked.report.agency.name: agency.name,
        walked.report.trail_name: report.trail_name,
        f"/{walked.report.pk}/": f"/{report.pk}/",
        digest(walked.content, edition): digest(own, edition),
    }
    retold = Retold(words, walked.span, Span(began, timezone.now()))
    retold.keys[Report, walked.report.pk] = report.pk
    pairs = zip(walked.people, people, strict=True)
    retold.keys.update({(User, was.user_id): now.user_id for was, now in pairs})
    _fill(walked, report, retold)
    return make.read_again(report)


def _people_like(
    walked: Walked, agency: Agency, reviewers: Sequence[Membership]
) -> list[Membership]:
    """One for each of the walk, in the same order; the reviewer there is stays who they are."""
    at_bureau = [was for was in walked.people if was.agency.is_bureau]
    bureau = make.bureau_of(agency.region) if at_bureau else None
    new = walked.people[len(reviewers) :]
    users = User.objects.bulk_create(make.new_user() for _ in new)
    pairs = zip(new, users, strict=True)
    made = [
        Membership(user=user, agency=bureau if was.agency.is_bureau else agency, role=was.role)
        for was, user in pairs
    ]
    return [*reviewers, *Membership.objects.bulk_create(made)]


def _names(walked: Sequence[Membership], people: Sequence[Membership]) -> dict[str, str]:
    pairs = [(was.user, now.user) for was, now in zip(walked, people, strict=True)]
    return {getattr(was, n): getattr(now, n) for was, now in pairs for n in ("name", "username")}


def _fill(walked: Walked, report: Report, retold: Retold) -> None:
    _write_sections(walked.rows[ReportSection], report, retold)
    for model in OF_A_REPORT:
        made = _insert(model, walked.rows[model], retold)
        keys = [row["id"] for row in walked.rows[model]]
        retold.keys |= {(model, was): one.pk for was, one in zip(keys, made, strict=True)}
    _write_report(walked.report, report, retold)
    _send(_insert(Notice, walked.rows[Notice], retold))
    _chain(walked.rows[Event], retold)


def _write_sections(rows: Sequence[Row], report: Report, retold: Retold) -> None:
    """In place of the empty ones, with their keys."""
    empty = report.sections.order_by("pk")
    keys = list(empty.values_list("pk", flat=True))
    empty.order_by()._raw_delete(using=connection.alias)
    sections = (retold.row(ReportSection, row) for row in rows)
    ReportSection.objects.bulk_create(
        ReportSection(pk=key, **row) for key, row in zip(keys, sections, strict=True)
    )


def _insert(model: type[Model], rows: Sequence[Row], retold: Retold) -> list[Any]:
    with _times_as_given(model):
        return model._base_manager.bulk_create(model(**retold.row(model, row)) for row in rows)


@contextmanager
def _times_as_given(model: type[Model]) -> Iterator[None]:
    """And not those of the insertion."""
    stamped = [(f, n) for f in model._meta.concrete_fields for n in ("auto_now", "auto_now_add")
               if getattr(f, n, False)]  # fmt: skip
    for column, name in stamped:
        setattr(column, name, False)
    try:
        yield
    finally:
        for column, name in stamped:
            setattr(column, name, True)


def _write_report(walked: Report, report: Report, retold: Retold) -> None:
    columns = [column for column in Report._meta.concrete_fields if column.name not in OWN]
    row = {column.attname: getattr(walked, column.attname) for column in columns}
    told = retold.row(Report, row, columns)
    if walked.first_filed_on:
        told["first_filed_on"] = timezone.localdate(told["filed_at"])
    Report.with_practice.filter(pk=report.pk).update(**told)
    if walked.campaign.two_reviews != report.campaign.two_reviews:
        Campaign.objects.filter(pk=report.campaign_id).update(two_reviews=True)


def _chain(rows: Sequence[Row], retold: Retold) -> None:
    """At the end of the trail, as `record` does; the head follows by itself."""
    head = TrailHead.objects.select_for_update().get()
    last, events = head.hash, []
    for number, row in enumerate(rows, head.count + 1):
        event = Event(**retold.row(Event, row) | {"id": number, "previous_hash": last})
        event.hash = last = hash_of(event)
        events.append(event)
    Event.objects.bulk_create(events)
