"""What a report's figures are compared with: the agency's earlier years, and similar agencies, of
the same kind in the same region. Whose figures these are is not kept, so nobody can be identified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from reports.analysis.outliers import EARLIER
from reports.drafts.working_copy import earlier_contents, earlier_contents_of
from reports.form.content import Content, Figures
from reports.models import FILED_STATES, Campaign, Report, Submission

MOST = 60  # more would not move the median, and each costs 0.1 ms per page


@dataclass(frozen=True)
class PeerFigures:
    earlier: Sequence[Content]  # the agency's approved reports, latest first
    like: Sequence[Figures]  # the newest figures of each similar agency


def beside(report: Report) -> PeerFigures:
    """Read the figures for comparison; two queries."""
    return PeerFigures(earlier_contents(report, EARLIER), like_figures(report))


def beside_all(reports: Sequence[Report]) -> dict[int, PeerFigures]:
    """Return what `beside` does for each report of one campaign; a query, and one a kind."""
    earlier = earlier_contents_of(reports, EARLIER)
    filed = {kind: _filed_of_kind(reports[0], kind) for kind in {r.agency.kind for r in reports}}
    return {
        report.pk: PeerFigures(earlier.get(report.agency_id, []), _of_others(report, filed))
        for report in reports
    }


def _filed_of_kind(report: Report, kind: str) -> list[tuple[int, Figures]]:
    """Return agencies with their figures, newest first: as many as one agency needs besides its own
    of two years."""
    return list(_filed(report.campaign, kind)[: MOST + 2])


def _of_others(
    report: Report, filed: Mapping[str, Sequence[tuple[int, Figures]]]
) -> Sequence[Figures]:
    others = [row for row in filed[report.agency.kind] if row[0] != report.agency_id]
    return _newest(others[:MOST])


def _filed(campaign: Campaign, kind: str) -> QuerySet[Submission, Any]:
    """The newest submissions of this year and last, newest first: their agencies and figures."""
    filed = Submission.objects.filter(
        report__agency__kind=kind,
        report__campaign__region=campaign.region_id,
        report__campaign__year__in=(campaign.year, campaign.year - 1),
        report__status__in=FILED_STATES,
        report__practice_of=None,
        number=F("report__last_number"),
    )
    newest_first = filed.order_by("-report__campaign__year", "-pk")
    return newest_first.values_list("report__agency", "figures")


def _newest(rows: Iterable[tuple[int, Figures]]) -> Sequence[Figures]:
    newest: dict[int, Figures] = {}
    for agency, figures in rows:
        newest.setdefault(agency, figures)
    return list(newest.values())


def like_figures(report: Report) -> Sequence[Figures]:
    """Return the newest figures each agency filed this year or last; none for practice reports."""
    if report.is_practice:
        return ()
    filed = _filed(report.campaign, report.agency.kind)
    return _newest(filed.exclude(report__agency=report.agency_id)[:MOST])
