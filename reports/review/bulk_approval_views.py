"""The list of reports that can be approved at once, for confirmation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Role
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of, take_press
from accounts.trail.record import actor_of
from reports.drafts.access import campaigns_for, require_role
from reports.models import Campaign
from reports.review.bulk_approval import (
    MOST,
    ApprovalCandidate,
    ApprovalOutcome,
    approvable,
    approve_all,
    candidates,
)
from reports.review.queue import chosen_campaign

TICKED = re.compile(r"(?P<report>[0-9]{1,9}):(?P<moves>[0-9]{1,9})")


@dataclass(frozen=True)
class BulkApprovalPage:
    campaign: Campaign
    ready: Sequence[ApprovalCandidate]
    most: int
    others: Sequence[ApprovalCandidate]  # each with what keeps it from being approved here


@require_http_methods(["GET", "HEAD", "POST"])
def approve_many(request: SignedIn) -> HttpResponse:
    require_role(request.user, Role.REVIEWER)
    campaigns = list(campaigns_for(request.user, Role.REVIEWER))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        return redirect("review:queue")
    if request.method == "POST":
        if take_press(presser_of(request)):  # the queue shows what another press approves
            tell(request, approve_chosen(request, campaign))
        return redirect(f"{reverse('review:queue')}?campaign={campaign.pk}")
    found = candidates(request.user, campaign)
    ready = [one for one in found if not one.why_not][:MOST]
    others = [one for one in found if one.why_not]
    page = BulkApprovalPage(campaign, ready, MOST, others)
    return render_page(request, "review/bulk_approval.html", page)


def approve_chosen(request: SignedIn, campaign: Campaign) -> ApprovalOutcome:
    """Approve what was ticked and still can be approved; malformed ids are ignored."""
    ticked = map(TICKED.fullmatch, request.POST.getlist("report"))
    seen = {int(mark["report"]): int(mark["moves"]) for mark in ticked if mark}
    still = approvable(request.user, campaign) if seen else []
    return approve_all((r for r in still if r.pk in seen), seen, actor_of(request))


def tell(request: SignedIn, outcome: ApprovalOutcome) -> None:
    for refusal in outcome.refused:
        messages.error(request, f"{refusal.report.agency}：{refusal.why}")
    if outcome.approved:
        words = ngettext(
            "%(count)d report approved.", "%(count)d reports approved.", outcome.approved
        )
        messages.success(request, words % {"count": outcome.approved})
    if outcome.passed:
        words = ngettext(
            "%(count)d report passed on to the second review.",
            "%(count)d reports passed on to the second review.",
            outcome.passed,
        )
        messages.success(request, words % {"count": outcome.passed})
    if not (outcome.approved or outcome.passed or outcome.refused):
        messages.warning(request, _("No report was approved."))
