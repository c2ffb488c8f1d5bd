"""What a report's figures are compared with: the agency's earlier years, and similar agencies, of
the same kind in the same region. Whose figures these are is not kept, so nobody can be identified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from reports.analysis.outliers import EARLIER
from reports.drafts.working_copy import earlier_contents
from reports.form.content import Content, Figures
from reports.models import FILED_STATES, Report, Submission

MOST = 60  # more would not move the median, and each costs 0.1 ms per page


@dataclass(frozen=True)
class PeerFigures:
    earlier: Sequence[Content]  # the agency's approved reports, latest first
    like: Sequence[Figures]  # the newest figures of each similar agency


def beside(report: Report) -> PeerFigures:
    """Read the figures for comparison; two queries."""
    return PeerFigures(earlier_contents(report, EARLIER), like_figures(report))


def like_figures(report: Report) -> Sequence[Figures]:
    """Return the newest figures each agency filed this year or last; none for practice reports."""
    if report.is_practice:
        return ()
    year = report.campaign.year
    filed = Submission.objects.filter(
        report__agency__kind=report.agency.kind,
        report__campaign__region=report.campaign.region_id,
        report__campaign__year__in=(year, year - 1),
        report__status__in=FILED_STATES,
        report__practice_of=None,
        number=F("report__last_number"),
    ).exclude(report__agency=report.agency_id)
    newest: dict[int, Figures] = {}
    rows = filed.order_by("-report__campaign__year", "-pk").values_list("report__agency", "figures")
    for agency, figures in rows[:MOST]:
        newest.setdefault(agency, figures)
    return list(newest.values())
