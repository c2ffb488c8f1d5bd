"""How many figures and texts of each waiting report stand out beside the others', kept with it.

What a report is compared with changes as others file, so the numbers are reckoned anew when the
queue is asked for and they are out of date: all that wait at once, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F, Q, Sum

from reports.display.outliers import count_unusual
from reports.display.peers import beside_all
from reports.drafts.rule_context import count_likenesses
from reports.models import FILED_STATES, UNDECIDED_STATES, Campaign, Report, Submission
from reports.workflow.submissions import found_when_filed

AT_ONCE = 300  # a county's; of a province's the rest comes with the next look
KEPT = ("unusual", "copied", "compared")


def compare_anew(campaign: Campaign) -> None:
    """Keep the numbers of all waiting reports whose comparison is out of date; a query if none."""
    mark = _mark_of(campaign)
    waiting = Report.objects.filter(campaign=campaign, status__in=UNDECIDED_STATES)
    stale = waiting.exclude(compared=mark)
    if not stale.exists():
        return
    with transaction.atomic():
        around = stale.select_related("campaign", "agency").order_by("pk")
        held = list(around.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
        if held:
            _compare(held, mark)
            Report.objects.bulk_update(held, KEPT)


def _mark_of(campaign: Campaign) -> str:
    """Return what changes whenever a report of the region is filed or goes back, or an earlier
    year's is approved: sums over what is there."""
    filed, earlier = Q(status__in=FILED_STATES), Q(campaign__year__lt=campaign.year)
    reports = Report.objects.filter(
        campaign__region=campaign.region_id, campaign__year__lte=campaign.year, last_number__gt=0
    )
    sums = reports.aggregate(
        count=Count("pk", filter=filed),
        which=Sum(F("pk") * F("last_number"), filter=filed),
        approved=Sum(F("pk") * F("approved_number"), filter=earlier),
    )
    return ":".join(str(number or 0) for number in sums.values())


def _compare(reports: Sequence[Report], mark: str) -> None:
    peers, copied = beside_all(reports), count_likenesses(reports)
    newest = Submission.objects.filter(report__in=reports, number=F("report__last_number"))
    filed = {submission.report_id: submission for submission in newest}
    for report in reports:
        one = filed[report.pk]
        findings = found_when_filed(one)
        report.unusual = count_unusual(one.edition, one.content, peers[report.pk], findings)
        report.copied = copied.get(report.pk, 0)
        report.compared = mark
