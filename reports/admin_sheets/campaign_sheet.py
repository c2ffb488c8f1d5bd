"""Campaigns as a sheet, one row each, within the administrator's own regions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from accounts.admin_pages.region_column import SheetOfRegions
from accounts.admin_pages.sheet_words import words_in
from accounts.admin_pages.widgets import (
    ChoiceWidget,
    DayWidget,
    EvenedWidget,
    FieldBeside,
    RegionWidget,
    WholeNumberWidget,
    YesNoWidget,
    text_of,
)
from accounts.models import AgencyKind, Role
from reports.campaigns.opening import open_new_campaign, settings_of_last_year
from reports.drafts.access import campaigns_for
from reports.models import Campaign, CampaignDate

Dates = Mapping[str, dt.date]  # by kind of agency


class DayOrNothing(DayWidget):
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        return super().clean(value, row, **options) if text_of(value) else None


class YesOrNothing(YesNoWidget):
    def clean(self, value: Any, row: Any = None, **options: Any) -> bool:
        return super().clean(value, row, **options) if text_of(value) else False


class DatesByKind(EvenedWidget):
    """`kind:day;kind:day`; empty if no kind has a day of its own."""

    kind, day = ChoiceWidget(AgencyKind), DayWidget()

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Dates:
        parts = [part.strip() for part in re.split(r"[;；]", text_of(value)) if part.strip()]
        return dict(map(self._pair, parts))

    def _pair(self, part: str) -> tuple[str, dt.date]:
        kind, _colon, day = part.replace("：", ":").partition(":")
        return self.kind.clean(kind), self.day.clean(day)

    def render(self, value: Dates | None, obj: Any = None, **_options: Any) -> str:
        dates = sorted((value or {}).items(), key=lambda pair: AgencyKind.values.index(pair[0]))
        return ";".join(f"{AgencyKind(kind).label}:{day.isoformat()}" for kind, day in dates)


def dates_of(campaign: Campaign) -> Dates:
    return {date.kind: date.day for date in campaign.dates.all()} if campaign.pk else {}


class CampaignResource(SheetOfRegions):
    region = Field("region", "region", RegionWidget())
    year = Field("year", "year", WholeNumberWidget())
    opens_on = Field("opens_on", "opens_on", DayWidget())
    internal_deadline = Field("internal_deadline", "internal_deadline", DayWidget())
    legal_deadline = Field("legal_deadline", "legal_deadline", DayWidget())
    government_deadline = Field("government_deadline", "government_deadline", DayOrNothing())
    dates = FieldBeside("dates", DatesByKind(), dates_of)
    approve_unseen = Field("approve_unseen", "approve_unseen", YesOrNothing())
    key = ("year",)
    needed = ("region", "year", "opens_on", "internal_deadline", "legal_deadline")
    said = words_in(__file__, "campaign")

    class Meta:
        model = Campaign
        fields: ClassVar = [
            "region", "year", "opens_on", "internal_deadline", "legal_deadline",
            "government_deadline", "dates", "approve_unseen",
        ]  # fmt: skip
        skip_unchanged = True

    @property
    def labels(self) -> Mapping[str, Any]:
        words = {field.name: field.verbose_name for field in Campaign._meta.fields}
        words["dates"] = _("internal deadlines by kind (kind:day;kind:day)")
        return {name: words[name] for name in self.get_export_order()}

    def get_queryset(self) -> QuerySet[Campaign]:
        return campaigns_for(self.user, Role.ADMINISTRATOR).prefetch_related("dates")

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        key = f"{text_of(row.get('region'))} {text_of(row['year'])}"
        self.require_once(key, "year", row_number)

    def get_instance(self, instance_loader: Any, row: Any) -> Campaign | None:
        """Return the campaign by region and year; a campaign's edition never changes."""
        year = text_of(row["year"])
        region = text_of(row.get("region"))
        found = self.get_queryset().filter(region__code=region, year=year if year.isdigit() else 0)
        return found.first()

    def import_instance(self, instance: Campaign, row: Any, **options: Any) -> None:
        super().import_instance(instance, row, **options)
        if instance.pk is None:
            for name, value in settings_of_last_year(instance.region).items():
                setattr(instance, name, value)
        for date in self._dates_wanted(instance):
            try:
                date.clean()
            except ValidationError as error:
                raise ValidationError({"dates": error.messages}) from error

    def after_save_instance(self, instance: Campaign, row: Any, **options: Any) -> None:
        instance.dates.all().delete()
        CampaignDate.objects.bulk_create(self._dates_wanted(instance))
        if not options["dry_run"]:
            open_new_campaign(instance, self.actor)

    def iter_queryset(self, queryset: QuerySet[Campaign]) -> Iterator[Campaign]:
        return super().iter_queryset(queryset.prefetch_related("dates"))

    def _dates_wanted(self, campaign: Campaign) -> list[CampaignDate]:
        wanted: Dates = self.fields["dates"].get_value(campaign)
        return [CampaignDate(campaign=campaign, kind=kind, day=day) for kind, day in wanted.items()]
