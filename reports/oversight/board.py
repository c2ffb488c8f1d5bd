"""The bureau's board: a campaign's progress, in numbers and by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Case, Count, Q, QuerySet, TextChoices, Value, When
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from accounts.delegation.delegate import active_delegations
from accounts.models import AgencyKind, Region
from reports.analysis.filing_curve import Curve, CurveYear, after_deadline, curve
from reports.analysis.shares import plain, share_of
from reports.campaigns.concessions import is_released, prefetch_concessions
from reports.campaigns.deadlines import Deadline, deadline_of
from reports.campaigns.punctuality import (
    found_late,
    is_filed_late,
    is_on_time,
    is_overdue,
    lateness,
)
from reports.models import AGENCY_STATES, APPROVED_STATES, Campaign, Report, State
from reports.review.queue import QueueStatus, has_status
from reports.rules.context import listed
from reports.workflow.custody import current_holders
from reports.workflow.notices_to_file import NoticesSent, notices_so_far

NUMBER = re.compile(r"[0-9]{1,9}")  # a row's id
MOST_NAMES = 2  # of a report's holders; more would hide the list


class BoardNumber(TextChoices):
    """A number on the board, which is also a list of reports."""

    EXPECTED = "expected", _("Expected")
    FILED = "filed", _("Filed")
    ON_TIME = "on_time", _("On time")
    FILED_LATE = "filed_late", _("Filed late")
    OPEN = "open", _("Not filed or returned")
    OVERDUE = "overdue", _("Overdue")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    RELEASED = "released", _("Released from filing")


OF_EXPECTED = tuple(number for number in BoardNumber if number != BoardNumber.RELEASED)
URGED = (
    BoardNumber.OPEN,
    BoardNumber.OVERDUE,
    BoardNumber.RETURNED,
)  # all of these can be sent a notice to file


def condition(number: str, campaign: Campaign) -> Q:
    """Return which of the expected reports a number counts; approved includes published ones."""
    conditions = {
        BoardNumber.EXPECTED: Q(),
        BoardNumber.FILED: Q(last_number__gt=0),
        BoardNumber.ON_TIME: is_on_time(campaign),
        BoardNumber.FILED_LATE: is_filed_late(campaign),
        BoardNumber.OPEN: Q(status__in=AGENCY_STATES),
        BoardNumber.OVERDUE: is_overdue(campaign),
        BoardNumber.RETURNED: has_status(QueueStatus.RETURNED),
        BoardNumber.APPROVED: Q(status__in=APPROVED_STATES),
        BoardNumber.PUBLISHED: Q(status=State.PUBLISHED),
    }
    return conditions[BoardNumber(number)]


@dataclass(frozen=True)
class Scope:
    """What the board covers: a campaign's reports in a region and below, of one kind or all.
    Released ones are separate: no other number counts them."""

    reports: QuerySet[Report]  # all that this person may see
    campaign: Campaign
    region: Region
    kind: str = ""

    def of(self, *campaigns: Campaign) -> QuerySet[Report]:
        found = Q(campaign__in=campaigns)
        if self.region.pk != self.campaign.region_id:
            found &= Q(agency__region__path__startswith=self.region.path)
        if self.kind:
            found &= Q(agency__kind=self.kind)
        return self.reports.filter(found)

    def expected(self, *campaigns: Campaign) -> QuerySet[Report]:
        return self.of(*campaigns).exclude(is_released())

    @property
    def now(self) -> QuerySet[Report]:
        return self.expected(self.campaign)

    def a_year_before(self, before: Campaign) -> Scope:
        """Return last year's scope of the agencies that are expected now: like with like."""
        agencies = self.now.order_by().values("agency")
        return replace(self, campaign=before, reports=self.reports.filter(agency__in=agencies))

    def behind(self, number: str) -> QuerySet[Report]:
        """Return the reports that a number counts."""
        if number == BoardNumber.RELEASED:
            return self.of(self.campaign).filter(is_released())
        return self.now.filter(condition(number, self.campaign))

    def listed(self, number: str) -> QuerySet[Report]:
        """Return the reports behind a number, late ones first."""
        found = self.behind(number).annotate(is_late=lateness(self.campaign))
        return found.order_by("-is_late", "agency__order", "pk")


# Numbers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardTally:
    """The numbers of a region, of a kind, or of all."""

    label: str | Promise
    counts: Mapping[str, int] = field(default_factory=dict)
    narrows: str | int = ""  # the region or kind to which the board can be narrowed

    def __getitem__(self, number: str) -> int:
        return self.counts[number]

    @property
    def numbers(self) -> list[int]:
        return [self[number] for number in BoardNumber]

    def share(self, number: str) -> str:
        """Return how many of those expected a number counts, as `91.7`."""
        return plain(share_of(self[number], self[BoardNumber.EXPECTED]))

    @property
    def filed_percent(self) -> str:
        return self.share(BoardNumber.FILED)

    @property
    def on_time_percent(self) -> str:
        return self.share(BoardNumber.ON_TIME)


@dataclass(frozen=True)
class Board:
    total: BoardTally
    by_region: Sequence[BoardTally]
    by_kind: Sequence[BoardTally]


def board(scope: Scope) -> Board:
    """Return the board in two queries, however many agencies: regions, and counts."""
    below = Region.objects.filter(path__startswith=scope.region.path).order_by("path")
    regions = list(below.values_list("pk", "path", "name"))
    paths = {pk: path for pk, path, _name in regions}
    kinds, places = defaultdict[str, list[Counts]](list), defaultdict[str, list[Counts]](list)
    for region, kind, counts in _groups(scope):
        kinds[kind].append(counts)
        # an agency that has moved away since counts as the region's own
        places[_part_of(scope.region, paths.get(region, scope.region.path))].append(counts)
    by_kind = [
        BoardTally(kind.label, added(kinds[kind]), kind) for kind in AgencyKind if kind in kinds
    ]
    by_region = [
        BoardTally(name if pk != scope.region.pk else _itself(name), added(places[path]),
              pk if pk != scope.region.pk else "")
        for pk, path, name in regions
        if path in places
    ]  # fmt: skip
    return Board(BoardTally(_("Total"), added(t.counts for t in by_kind)), by_region, by_kind)


Counts = Mapping[str, int]


def _groups(scope: Scope) -> Iterator[tuple[int, str, Counts]]:
    """Yield counts by region and kind of agency; for released reports, only their number."""
    counted = {n.value: Count("pk", filter=condition(n, scope.campaign)) for n in OF_EXPECTED}
    released = Case(When(is_released(), then=Value(True)), default=Value(False))
    reports = scope.of(scope.campaign).order_by().annotate(need_not=released)
    by = reports.values_list("agency__region", "agency__kind", "need_not")
    for region, kind, need_not, *found in by.annotate(**counted):
        counts = dict(zip(counted, found, strict=True))
        only = {BoardNumber.RELEASED.value: counts[BoardNumber.EXPECTED]}
        yield region, kind, only if need_not else counts


def _part_of(region: Region, path: str) -> str:
    """Return the path of the region right below this one that contains `path`, or its own."""
    code = path.removeprefix(region.path).partition("/")[0]
    return f"{region.path}{code}/" if code else region.path


def _itself(name: str) -> str:
    return _("%(region)s itself") % {"region": name}


def added(groups: Iterable[Counts]) -> dict[str, int]:
    total = dict.fromkeys(BoardNumber.values, 0)
    for counts in groups:
        for number, count in counts.items():
            total[number] += count
    return total


# Filings by day ----------------------------------------------------------------------------


def filings_by_day(scope: Scope, before: Campaign | None) -> tuple[CurveYear, CurveYear]:
    """Return this and last year's filings of the same agencies, by days from each year's deadline;
    one query a year."""
    today = (timezone.localdate() - scope.campaign.internal_deadline).days
    then = _filings(scope.a_year_before(before)) if before else {}
    return CurveYear(_filings(scope), today), CurveYear(then)


def _filings(scope: Scope) -> Mapping[int, int]:
    filed = scope.now.filter(first_filed_on__isnull=False).order_by()
    by_day = dict(filed.values_list("first_filed_on").annotate(Count("pk")))
    return after_deadline(by_day, scope.campaign.internal_deadline)


def filings_curve(scope: Scope, before: Campaign | None) -> Curve | None:
    """Return the curve of both years, or None."""
    return curve(*filings_by_day(scope, before), scope.campaign.internal_deadline)


def year_before(campaigns: Iterable[Campaign], campaign: Campaign) -> Campaign | None:
    wanted = (campaign.region_id, campaign.year - 1)
    return next((c for c in campaigns if (c.region_id, c.year) == wanted), None)


def chosen_region(regions: QuerySet[Region], asked: str) -> Region | None:
    """Return the requested region, or None if it is not one of these."""
    return regions.filter(pk=asked).first() if NUMBER.fullmatch(asked) else None


def around(regions: QuerySet[Region], region: Region) -> list[tuple[int, str]]:
    """Return regions to choose from: on the path down to this one, and right below it."""
    on_the_way = Q(code__in=region.path.strip("/").split("/"))
    found = regions.filter(on_the_way | Q(parent=region)).order_by("path")
    return list(found.values_list("pk", "name"))


# By name -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardRow:
    """One line of the list."""

    report: Report
    is_late: bool
    holders: Sequence[str]
    urged: NoticesSent | None

    @property
    def kind(self) -> str | Promise:
        return AgencyKind(self.report.agency.kind).label

    @cached_property
    def deadline(self) -> Deadline | None:
        return deadline_of(self.report)

    @property
    def held_by(self) -> str:
        return listed(self.holders, MOST_NAMES)


def rows(reports: Iterable[Report]) -> list[BoardRow]:
    """Return the list's lines; `reports` are as from `Scope.listed`; four queries in all."""
    these = list(reports)
    prefetch_concessions(these)
    standing = active_delegations({report.agency_id for report in these})
    holders, urged = current_holders(these, standing), notices_so_far(these)
    return [BoardRow(r, found_late(r), holders[r.pk], urged.get(r.pk)) for r in these]
