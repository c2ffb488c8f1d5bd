"""The county overview (一页看全县): a region's numbers, for its bureau and government leaders."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.drafts.access import (
    is_overseer,
    overseen_campaigns,
    overseen_regions,
    overseen_reports,
)
from reports.oversight.board import Scope, around, chosen_region, year_before
from reports.oversight.board_form import BoardForm
from reports.oversight.county_overview import overview
from reports.review.queue import chosen_campaign


@require_safe
def county_overview_page(request: SignedIn) -> HttpResponse:
    user, asked = request.user, request.GET
    if not any(map(is_overseer, user.held)):
        raise Http404
    campaigns = list(overseen_campaigns(user))
    campaign = chosen_campaign(campaigns, asked.get("campaign", ""))
    if campaign is None:
        return render(request, "oversight/county_overview.html", {"campaign": None})
    regions = overseen_regions(user).filter(path__startswith=campaign.region.path).order_by("path")
    region = chosen_region(regions, asked.get("region", "")) or regions[0]
    before = year_before(campaigns, campaign)
    scope = Scope(overseen_reports(user), campaign, region)
    context = {
        "campaign": campaign,
        "before": before,
        "region_shown": region,
        "form": BoardForm(asked.dict(), campaigns, campaign, around(regions, region), region),
        "overview": overview(scope, before),
    }
    return render(request, "oversight/county_overview.html", context)
