"""Opening a reporting year: creates a report for every active agency of the region."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import Agency, Region
from accounts.trail.record import Actor, record
from reports.models import Campaign, Report, ReportSection


def expected_agencies(campaign: Campaign) -> list[Agency]:
    """Active agencies in or below the campaign's region that have no report in it yet."""
    return list(
        Agency.objects.filter(active=True, region__path__startswith=campaign.region.path).exclude(
            pk__in=Report.with_practice.filter(campaign=campaign, practice_of=None).values("agency")
        )
    )


def settings_of_last_year(region: Region) -> dict[str, Any]:
    """Return the review settings of the region's latest campaign, as defaults for the next one."""
    latest = Campaign.objects.filter(region=region).order_by("-year")
    return dict(latest.values("review_points", "two_reviews").first() or {})


def open_new_campaign(campaign: Campaign, actor: Actor) -> list[Report]:
    """Open a campaign that was just made. In one whose legal deadline has passed nobody is late, or
    reminded, with what they published elsewhere: it comes in as a past year's."""
    if campaign.is_past and not campaign.reports.exists():
        campaign.made_late = True
        campaign.save(update_fields=["made_late"])
    return open_campaign(campaign, actor)


def open_campaign(campaign: Campaign, actor: Actor) -> list[Report]:
    """Create and return missing reports with their six sections; a second run adds nothing."""
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        reports = Report.objects.bulk_create(
            Report(campaign=campaign, agency=agency) for agency in expected_agencies(campaign)
        )
        ReportSection.objects.bulk_create(
            ReportSection(report=report, code=section.code)
            for report in reports
            for section in campaign.edition.sections
        )
        if reports:
            record(
                actor,
                "campaign.open",
                f"campaign:{campaign.pk}",
                label=campaign,
                after={"agencies": [report.agency.name for report in reports]},
            )
    return reports
