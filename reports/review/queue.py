"""The bureau's queue: which reports, in which order, and how many of each status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Protocol, runtime_checkable

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, User
from reports.campaigns.concessions import is_released, prefetch_concessions, release_of
from reports.campaigns.punctuality import found_late, lateness
from reports.models import (
    AGENCY_STATES,
    FILED_STATES,
    REVIEW_STATES,
    SECOND_STATES,
    UNDECIDED_STATES,
    Campaign,
    Report,
    State,
)
from reports.workflow.models import Thread
from reports.workflow.states import STATES

WAITING = UNDECIDED_STATES  # for the bureau


_EYE = (
    F("unusual")
    + F("copied")
    + F("warnings")
    + F("comments")
    + Case(When(last_number__gt=1, then=Value(1)), default=Value(0))
)
BY_EYE = ("-eye", "waits_since", "agency__order", "pk")
ORDER: Mapping[str, str] = {  # by column, first the way it is of use
    "agency": "agency__order",
    "kind": "agency__kind",
    "state": "status",
    "unusual": "-unusual",
    "copied": "-copied",
    "warnings": "-warnings",
    "comments": "-comments",
    "again": "-last_number",
    "waiting": "waits_since",
    "reviewer": "reviewer__name",
}
OF_ALL = {"agency", "kind", "state", "reviewer"}  # by the others, what waits comes first


def _of_filed(state: State) -> tuple[str, str | Promise]:
    return state.value, STATES[state].in_queue


class QueueStatus(TextChoices):
    """Where a report is from the bureau's view; an agency's internal steps are its own affair."""

    SUBMITTED = _of_filed(State.SUBMITTED)
    IN_REVIEW = _of_filed(State.IN_REVIEW)
    FIRST_PASSED = _of_filed(State.FIRST_PASSED)
    SECOND_REVIEW = _of_filed(State.SECOND_REVIEW)
    RETURNED = "returned", _("With the agency")
    NOT_FILED = "not_filed", _("Not filed")
    APPROVED = _of_filed(State.APPROVED)
    PUBLISHED = _of_filed(State.PUBLISHED)
    RELEASED = "released", _("Released from filing")


RARE = SECOND_STATES | {QueueStatus.RELEASED}  # hidden when empty


def first_reviewer_of(report: Report) -> User | None:
    """Return who made the first review, if a second one follows or has followed."""
    return report.first_reviewer if report.status in FILED_STATES else None


def open_to(reviewer: User) -> Q:
    """The reports a reviewer could look at now: those waiting, and those they hold."""
    held = Q(status__in=REVIEW_STATES, reviewer=reviewer)
    again = Q(status=State.FIRST_PASSED) & ~Q(first_reviewer=reviewer)
    return Q(status=State.SUBMITTED) | held | again


def _returned() -> Q:
    return Q(status__in=AGENCY_STATES, last_number__gt=0) & ~is_released()


def _not_filed() -> Q:
    return Q(status__in=AGENCY_STATES, last_number=0) & ~is_released()


def queue_status_of(report: Report) -> QueueStatus:
    if report.status in FILED_STATES:
        return QueueStatus(report.status)
    if report.approved_number is None and release_of(report):
        return QueueStatus.RELEASED
    return QueueStatus.RETURNED if report.last_number else QueueStatus.NOT_FILED


def has_status(place: str) -> Q:
    """The queue status as a condition."""
    conditions = {
        QueueStatus.RETURNED: _returned(),
        QueueStatus.NOT_FILED: _not_filed(),
        QueueStatus.RELEASED: is_released(),
    }
    return conditions.get(QueueStatus(place), Q(status=place))


@dataclass(frozen=True)
class Filters:
    """The queue's filters; empty values filter nothing."""

    state: str = ""
    kind: str = ""
    q: str = ""
    late: bool = False
    warnings: bool = False
    sort: str = ""  # a key of SORTS, with - before it the other way round


@runtime_checkable
class ReadWithComments(Protocol):
    """A report whose query, `queue`, asked too for its open comments."""

    comments: int


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    report: Report
    is_late: bool

    @cached_property
    def place(self) -> QueueStatus:
        return queue_status_of(self.report)

    @property
    def kind(self) -> str | Promise:
        return AgencyKind(self.report.agency.kind).label

    @property
    def first_reviewer(self) -> User | None:
        return first_reviewer_of(self.report)

    @property
    def is_resubmitted(self) -> bool:
        return self.report.last_number > 1

    @property
    def comments(self) -> int:
        assert isinstance(self.report, ReadWithComments)
        return self.report.comments

    @property
    def is_waiting(self) -> bool:
        return self.report.status in WAITING

    @property
    def days(self) -> int | None:
        """Whole days it has waited for the bureau or, after a return, for its agency."""
        since = self.report.filed_at if self.is_waiting else self.report.status_since
        if since is None or not (self.is_waiting or self.place == QueueStatus.RETURNED):
            return None
        return (timezone.localdate() - timezone.localdate(since)).days


def chosen_campaign(campaigns: Sequence[Campaign], asked: str) -> Campaign | None:
    """Return the requested campaign, else the newest open one, else the newest."""
    today = timezone.localdate()
    opened = (campaign for campaign in campaigns if campaign.opens_on <= today)
    wanted = (campaign for campaign in campaigns if str(campaign.pk) == asked)
    return next(chain(wanted, opened, campaigns), None)


def queue(reports: QuerySet[Report], campaign: Campaign) -> QuerySet[Report]:
    """A campaign's reports: those that wait for the bureau first, of them those of which most wants
    an eye, then those that have waited longest."""
    urgency = Case(
        When(status__in=WAITING, then=Value(0)),
        When(_returned(), then=Value(1)),
        When(_not_filed(), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found = _with_eye(reports.filter(campaign=campaign))
    found = found.annotate(is_late=lateness(campaign), urgency=urgency)
    return found.order_by("urgency", *BY_EYE)


def waiting_for(user: User, reports: QuerySet[Report]) -> QuerySet[Report]:
    """The reports of any year that wait for this reviewer, in the order of the queue."""
    return _with_eye(reports.filter(open_to(user))).order_by(*BY_EYE)


def _with_eye(reports: QuerySet[Report]) -> QuerySet[Report]:
    since = Case(When(status__in=WAITING, then=F("filed_at")), default="status_since")
    counted = reports.annotate(comments=_open_comments(), waits_since=since)
    return counted.annotate(eye=Case(When(status__in=WAITING, then=_EYE), default=Value(0)))


def _open_comments() -> Coalesce:
    """The number of comments not resolved, in the order's own statement."""
    threads = Thread.objects.filter(report=OuterRef("pk"), resolved_at=None).order_by()
    counted = threads.values("report").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def ordered(reports: QuerySet[Report], sort: str) -> QuerySet[Report]:
    """Sort the queue by one of its columns instead, or the other way round where `sort` begins
    with -; what is equal there comes as it would otherwise."""
    column = sort.removeprefix("-")
    if not column:
        return reports
    key, first = ORDER[column], () if column in OF_ALL else ("urgency",)
    if sort != column:
        key = key[1:] if key.startswith("-") else f"-{key}"
    keys: tuple[str, ...] = (*first, key, "urgency", *BY_EYE)
    return reports.order_by(*keys)


def narrowed(reports: QuerySet[Report], filters: Filters) -> QuerySet[Report]:
    """Apply all filters but the status, so that counts by status respect the others."""
    found = Q()
    if filters.kind:
        found &= Q(agency__kind=filters.kind)
    if filters.q:
        found &= Q(agency__name__icontains=filters.q) | Q(agency__short_name__icontains=filters.q)
    if filters.late:
        found &= Q(is_late=True)
    if filters.warnings:
        found &= Q(warnings__gt=0)
    return reports.filter(found)


def in_state(reports: QuerySet[Report], filters: Filters) -> QuerySet[Report]:
    """Apply the status too, and the order."""
    found = reports.filter(has_status(filters.state)) if filters.state else reports
    return ordered(found, filters.sort)


@dataclass(frozen=True)
class StatusCount:
    value: str
    label: str
    count: int


def number_of(counts: Iterable[StatusCount], state: str) -> int:
    return next((count.count for count in counts if count.value == state), 0)


def counts(reports: QuerySet[Report]) -> list[StatusCount]:
    """Return the number of reports in all and by status; rare statuses only if not empty."""
    tallies = {place.value: Count("pk", filter=has_status(place)) for place in QueueStatus}
    found = reports.order_by().aggregate(every=Count("pk"), **tallies)
    every = StatusCount("", str(_("All")), found["every"])
    places = [place for place in QueueStatus if place not in RARE or found[place.value]]
    return [every, *(StatusCount(p.value, str(p.label), found[p.value]) for p in places)]


def rows(reports: Iterable[Report]) -> list[QueueRow]:
    """Return the queue's lines; `reports` are as from `queue`, with its annotation."""
    listed = list(reports)
    prefetch_concessions(listed)
    return [QueueRow(report, found_late(report)) for report in listed]
