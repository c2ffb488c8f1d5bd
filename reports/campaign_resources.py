"""Campaigns as a sheet, one row each, within the administrator's own regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from import_export.fields import Field

from accounts.models import Role
from accounts.sheet_widgets import Day, RegionByCode, WholeNumber, text_of
from accounts.sheets import SheetResource
from reports.access import campaigns_for
from reports.campaigns import open_campaign
from reports.models import Campaign


class CampaignResource(SheetResource):
    region = Field("region", "region", RegionByCode())
    year = Field("year", "year", WholeNumber())
    opens_on = Field("opens_on", "opens_on", Day())
    internal_deadline = Field("internal_deadline", "internal_deadline", Day())
    legal_deadline = Field("legal_deadline", "legal_deadline", Day())
    key = ("year",)

    class Meta:
        model = Campaign
        fields: ClassVar = ["region", "year", "opens_on", "internal_deadline", "legal_deadline"]
        skip_unchanged = True

    def get_queryset(self) -> QuerySet[Campaign]:
        return campaigns_for(self.user, Role.ADMINISTRATOR)

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        key = f"{text_of(row.get('region'))} {text_of(row['year'])}"
        self.require_once(key, "year", row_number)

    def get_instance(self, instance_loader: Any, row: Any) -> Campaign | None:
        """By region and year; the edition of a campaign never changes."""
        year = text_of(row["year"])
        region = text_of(row.get("region"))
        found = self.get_queryset().filter(region__code=region, year=year if year.isdigit() else 0)
        return found.first()

    def after_save_instance(self, instance: Campaign, row: Any, **options: Any) -> None:
        if not options["dry_run"]:
            open_campaign(instance, self.actor)
