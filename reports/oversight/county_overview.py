"""A region's numbers on one page: how filing goes, what was reported, what stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from reports.analysis.filing_curve import Curve, curve
from reports.form.content import Figure
from reports.form.live_figures import TOTAL, live_figures
from reports.form.numbers import format_figure
from reports.models import Campaign, Report
from reports.oversight.aggregate import Selection, aggregate, counted_submissions, expected_reports
from reports.oversight.board import BoardNumber, BoardTally, Scope, board, filings_by_day, percent
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
    """A figure of the whole region, with last year's."""

    label: str
    is_head: bool  # of the lines below it
    now: Figure | None
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
        if self.now is None or self.before is None:
            return ""
        return format_figure(self.now - self.before, signed=True, grouped=True)

    @property
    def change_percent(self) -> str:
        if self.now is None or not self.before:
            return ""
        return f"{round((self.now - self.before) * 100 / self.before):+d}%"


@dataclass(frozen=True)
class Reported:
    """What was reported: `counted` of `expected` agencies, those approved, are in the sums."""

    lines: Sequence[OverviewLine]
    counted: int
    expected: int
    counted_before: int | None  # None without a last year

    @property
    def is_partial(self) -> bool:
        """Whether agencies are still missing from the sums, so that changes mean little."""
        return self.counted < self.expected


def reported(scope: Scope, before: Campaign | None) -> Reported:
    now = Selection(scope.campaign, scope.region)
    last = Selection(before, scope.region) if before else None
    return Reported(
        list(_lines(now, last)),
        counted_submissions(now).count(),
        expected_reports(now).count(),
        counted_submissions(last).count() if last else None,
    )


def _lines(now: Selection, last: Selection | None) -> Iterator[OverviewLine]:
    """Yield the figures that the year's edition names; last year's edition may differ."""
    figures, before = _figures(now), _figures(last) if last else {}
    for group in now.edition.county:
        for name in group:
            label, is_head = name.removesuffix(TOTAL), name == group[0]
            yield OverviewLine(label, is_head, figures.get(name), before.get(name))


def _figures(selection: Selection) -> dict[str, Figure | None]:
    """Return a region's sums under the names of live figures."""
    sums = aggregate(selection).figures
    named = live_figures(selection.edition)
    return {name: figure.value(sums) for name, figure in named.items()}


# How filing goes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ComparedLine:
    """A number on the board, and last year's at the end of that campaign."""

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
    def share(self) -> int | None:
        return self._share(self.tally)

    @property
    def share_before(self) -> int | None:
        return self._share(self.tally_before)

    def _share(self, tally: BoardTally | None) -> int | None:
        """Return per cent of those expected, where that is meaningful."""
        if tally is None or self.number not in SHARES:
            return None
        return percent(tally[self.number], tally[BoardNumber.EXPECTED])


@dataclass(frozen=True)
class Outstanding:
    """The first few of what stands out, and their total number."""

    count: int
    reports: Sequence[Report]


@dataclass(frozen=True)
class Overview:
    numbers: Sequence[ComparedLine]
    curve: Curve | None
    overdue: Outstanding
    returned_often: Outstanding
    reported: Reported


def overview(scope: Scope, before: Campaign | None) -> Overview:
    total = board(scope).total
    now, last = filings_by_day(scope, before)
    then = last.by(now.until) if before else None
    last_total = board(Scope(scope.reports, before, scope.region)).total if before else None
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


def _returned_often(scope: Scope) -> Outstanding:
    """Return reports that the bureau returned more than once, the most frequent first."""
    returns = Transition.objects.filter(move="return", report__in=scope.now.order_by().values("pk"))
    counted = returns.order_by().values("report").annotate(times=Count("pk")).filter(times__gt=1)
    times = dict(counted.values_list("report", "times"))
    worst = sorted(times, key=lambda report: (-times[report], report))[:SHOWN]
    reports = scope.reports.in_bulk(worst)
    return Outstanding(len(times), [_with_times(reports[pk], times[pk]) for pk in worst])


def _with_times(report: Report, times: int) -> Report:
    vars(report)["times_returned"] = times
    return report
