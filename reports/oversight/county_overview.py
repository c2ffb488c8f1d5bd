"""A region's numbers on one page: how filing goes, what was reported, what stands out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Agency
from reports.analysis.filing_curve import Curve, curve
from reports.analysis.shares import change_of, in_percent
from reports.form.content import Figure
from reports.form.live_figures import TOTAL, live_figures
from reports.form.numbers import format_figure
from reports.models import Campaign, Report, Submission
from reports.oversight.aggregate import Selection, aggregate, counted_submissions, expected_reports
from reports.oversight.board import BoardNumber, BoardTally, Scope, board, filings_by_day
from reports.workflow.models import Transition

SHOWN = 5  # reports that stand out
NUMBERS = (
    BoardNumber.EXPECTED,
    BoardNumber.FILED,
    BoardNumber.ON_TIME,
    BoardNumber.APPROVED,
    BoardNumber.OVERDUE,
)
SHARES = (BoardNumber.FILED, BoardNumber.ON_TIME, BoardNumber.APPROVED)


# What was reported ---------------------------------------------------------------------------


@dataclass(frozen=True)
class OverviewLine:
    """A figure of the whole region; `alike` and `before` are this and last year's of the agencies
    that are counted in both."""

    label: str
    is_head: bool  # of the lines below it
    now: Figure | None
    alike: Figure | None
    before: Figure | None

    @property
    def shown(self) -> str:
        return format_figure(self.now, grouped=True)

    @property
    def shown_before(self) -> str:
        return format_figure(self.before, grouped=True)

    @property
    def change(self) -> str:
        """The signed difference; "" if either year is unknown."""
        if self.alike is None or self.before is None:
            return ""
        return format_figure(self.alike - self.before, signed=True, grouped=True)

    @property
    def change_percent(self) -> str:
        """In per cent, or in words where there is none; "" if it is unknown or was 0."""
        if self.alike is None or self.before is None:
            return ""
        if self.alike == self.before:
            return _("unchanged")
        change = change_of(self.alike, self.before)
        if change is None:
            return ""
        return in_percent(change, signed=True) if change else _("nearly unchanged")


@dataclass(frozen=True)
class Reported:
    """What was reported: `counted` of `expected` agencies, those approved, are in the sums, and
    `compared` of them have an approved report of last year too."""

    lines: Sequence[OverviewLine]
    counted: int
    expected: int
    compared: int | None  # None without a last year

    @property
    def is_partial(self) -> bool:
        """Whether agencies are still missing from the sums."""
        return self.counted < self.expected


def reported(scope: Scope, before: Campaign | None) -> Reported:
    now = Selection(scope.campaign, scope.region)
    last = Selection(before, scope.region) if before else None
    counted = counted_submissions(now)
    alike, then = _in_both(counted, counted_submissions(last)) if last else (None, None)
    figures = [_figures(now, counted), _figures(now, alike), _figures(last, then)]
    return Reported(
        list(_lines(now, figures)),
        counted.count(),
        expected_reports(now).count(),
        None if alike is None else alike.count(),
    )


def _in_both(
    now: QuerySet[Submission], last: QuerySet[Submission]
) -> tuple[QuerySet[Submission], QuerySet[Submission]]:
    """Return this and last year's submissions of the agencies that have one in both years."""
    alike, then = (other.order_by().values("report__agency") for other in (last, now))
    return now.filter(report__agency__in=alike), last.filter(report__agency__in=then)


def _lines(now: Selection, figures: Sequence[NamedFigures]) -> Iterator[OverviewLine]:
    """Yield the figures that the year's edition names; last year's edition may differ."""
    for group in now.edition.county:
        for name in group:
            label, is_head = name.removesuffix(TOTAL), name == group[0]
            yield OverviewLine(label, is_head, *(each.get(name) for each in figures))


NamedFigures = Mapping[str, Figure | None]


def _figures(selection: Selection | None, counted: QuerySet[Submission] | None) -> NamedFigures:
    """Return sums under the names of live figures."""
    if selection is None or counted is None:
        return {}
    sums = aggregate(selection, counted).figures
    named = live_figures(selection.edition)
    return {name: figure.value(sums) for name, figure in named.items()}


# How filing goes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ComparedLine:
    """A number on the board, and that of the same agencies at the end of last year's campaign."""

    number: BoardNumber
    tally: BoardTally
    tally_before: BoardTally | None
    filed_then: int | None = None  # filed by the same day relative to last year's deadline

    @property
    def now(self) -> int:
        return self.tally[self.number]

    @property
    def before(self) -> int | None:
        return self.tally_before[self.number] if self.tally_before else None

    @property
    def share(self) -> str | None:
        return self._share(self.tally)

    @property
    def share_before(self) -> str | None:
        return self._share(self.tally_before)

    def _share(self, tally: BoardTally | None) -> str | None:
        """Return per cent of those expected, where that is meaningful."""
        if tally is None or self.number not in SHARES:
            return None
        return tally.share(self.number)


@dataclass(frozen=True)
class Outstanding:
    """The first few of what stands out, and their total number."""

    count: int
    reports: Sequence[Report]


@dataclass(frozen=True)
class ReturnedReport:
    report: Report
    times_returned: int

    @property
    def agency(self) -> Agency:
        return self.report.agency


@dataclass(frozen=True)
class ReturnedOften:
    """The same of what the bureau had to return more than once."""

    count: int
    reports: Sequence[ReturnedReport]


@dataclass(frozen=True)
class Overview:
    numbers: Sequence[ComparedLine]
    curve: Curve | None
    overdue: Outstanding
    returned_often: ReturnedOften
    reported: Reported


def overview(scope: Scope, before: Campaign | None) -> Overview:
    total = board(scope).total
    now, last = filings_by_day(scope, before)
    then = last.by(now.until) if before else None
    last_total = board(scope.a_year_before(before)).total if before else None
    return Overview(
        _numbers(total, last_total, then),
        curve(now, last, scope.campaign.internal_deadline),
        Outstanding(total[BoardNumber.OVERDUE], list(scope.listed(BoardNumber.OVERDUE)[:SHOWN])),
        _returned_often(scope),
        reported(scope, before),
    )


def _numbers(now: BoardTally, before: BoardTally | None, then: int | None) -> list[ComparedLine]:
    filed = ComparedLine(BoardNumber.FILED, now, before, then)
    return [filed if n == BoardNumber.FILED else ComparedLine(n, now, before) for n in NUMBERS]


def _returned_often(scope: Scope) -> ReturnedOften:
    """Return reports that the bureau returned more than once, the most frequent first."""
    returns = Transition.objects.filter(move="return", report__in=scope.now.order_by().values("pk"))
    counted = returns.order_by().values("report").annotate(times=Count("pk")).filter(times__gt=1)
    times = dict(counted.values_list("report", "times"))
    worst = sorted(times, key=lambda report: (-times[report], report))[:SHOWN]
    reports = scope.reports.in_bulk(worst)
    return ReturnedOften(len(times), [ReturnedReport(reports[pk], times[pk]) for pk in worst])
