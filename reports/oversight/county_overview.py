"""A region's numbers on one page: how filing goes, what was reported, what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Agency
from reports.analysis.filing_curve import Curve, curve
from reports.models import Campaign, Report
from reports.oversight.aggregate import Selection
from reports.oversight.board import BoardNumber, BoardTally, Scope, board, filings_by_day
from reports.oversight.comparison import Reported, reported
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
        reported(Selection(scope.campaign, scope.region), before),
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
