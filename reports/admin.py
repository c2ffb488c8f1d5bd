"""Campaigns, and the list of reports with its import and export, in the admin."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import Result

from accounts.admin_pages.fields import PlainFields
from accounts.admin_pages.import_export import SheetAdmin
from accounts.admin_pages.importing.forms import SheetConfirmForm, SheetExportForm, SheetImportForm
from accounts.admin_pages.recorded import LookedAt, RecordedAdmin, user_of
from accounts.models import AgencyKind, Role
from accounts.models.scope import administered_agencies, administered_regions, reviewers_over
from accounts.trail.record import actor_of
from reports.admin_sheets.campaign_sheet import CampaignResource
from reports.admin_sheets.report_sheet import ReportResource
from reports.admin_sheets.word_list_sheet import WatchedWordResource
from reports.campaigns.opening import (
    expected_agencies,
    open_campaign,
    open_new_campaign,
    settings_of_last_year,
)
from reports.drafts.access import campaigns_for, get_campaign
from reports.models import Campaign, CampaignDate, Concession, Report, WatchedWord

DATES = ("opens_on", "internal_deadline", "legal_deadline")


def last_year() -> int:
    return timezone.localdate().year - 1


def suggested_dates(year: int) -> dict[str, dt.date]:
    """Return the legal deadline, and an internal one before it that leaves time for the review."""
    return {name: dt.date(year + 1, 1, day) for name, day in zip(DATES, (1, 20, 31), strict=True)}


class CampaignForm(forms.ModelForm):
    """The campaign form; suggested dates that were left unchanged follow the chosen year."""

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        year = cleaned.get("year")
        if year and self.instance.pk is None:
            chosen, offered = suggested_dates(year), suggested_dates(last_year())
            cleaned |= {name: chosen[name] for name in DATES if cleaned.get(name) == offered[name]}
        region = cleaned.get("region") or self.instance.region_id and self.instance.region
        if cleaned.get("two_reviews") and region and reviewers_over(region).count() < 2:
            self.add_error("two_reviews", _("The bureau has fewer than two reviewers."))
        return cleaned


class CampaignDateInline(PlainFields, admin.StackedInline):  # a table's fields have no labels
    model = CampaignDate
    fields = ("kind", "day")
    extra = 2
    max_num = len(AgencyKind)


@admin.register(Campaign)
class CampaignAdmin(SheetAdmin, RecordedAdmin):
    form = CampaignForm
    inlines = (CampaignDateInline,)
    resource_classes: ClassVar = [CampaignResource]
    list_display = (
        "year", "region", "edition_name", "opens_on", "internal_deadline", "legal_deadline",
        "report_count",
    )  # fmt: skip
    list_select_related = ("region",)
    search_fields = ("year", "region__name", "region__code")
    search_help_text = gettext_lazy("Year, or a region's name or code")
    instead_of_deleting = gettext_lazy("Its dates can be changed at any time.")
    fields = (
        "region", "year", "edition_name", *DATES, "government_deadline", "advised_length",
        "review_points", "two_reviews", "approve_unseen", "report_count", "missing_count",
        "past_reports",
    )  # fmt: skip
    actions = ("create_missing_reports",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        campaigns = campaigns_for(user_of(request), Role.ADMINISTRATOR)
        real = Q(reports__isnull=False, reports__practice_of=None)
        return campaigns.annotate(reports_made=Count("reports", filter=real))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        shown = ("edition_name", "report_count", "missing_count", "past_reports")
        return (*shown, "region", "year") if obj and obj.reports_made else shown

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; a new campaign has nothing read-only to show yet."""
        return self.fields if obj else (
            "region", "year", *DATES, "government_deadline", "advised_length", "review_points",
            "two_reviews", "approve_unseen",
        )  # fmt: skip

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        year = last_year()
        region = administered_regions(user_of(request)).first()
        return {
            "year": year,
            "region": region and region.pk,
            **(settings_of_last_year(region) if region else {}),
            **suggested_dates(year),
        }

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options["queryset"] = administered_regions(user_of(request))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            made = open_new_campaign(form.instance, actor_of(request))
            messages.success(request, _("Reports created: %(count)s.") % {"count": len(made)})
            if form.instance.is_past:
                words = _("This year is past, so nobody is late: take in what was published.")
                messages.info(request, words)

    @admin.display(description=gettext_lazy("edition"))
    def edition_name(self, campaign: Campaign) -> str:
        return campaign.edition.name

    @admin.display(description=gettext_lazy("reports"))
    def report_count(self, campaign: Any) -> int:
        return int(campaign.reports_made)

    @admin.display(description=gettext_lazy("agencies without a report"))
    def missing_count(self, campaign: Campaign) -> str:
        missing = [agency.short_name for agency in expected_agencies(campaign)]
        return "、".join(missing) or _("none")

    @admin.display(description=gettext_lazy("past reports"))
    def past_reports(self, campaign: Campaign) -> str:
        if not campaign.is_past:
            return _("once the legal deadline has passed")
        where = reverse("past_years:past_year", args=[campaign.pk])
        return format_html('<a href="{}">{}</a>', where, _("Take in what was published"))

    @admin.action(description=gettext_lazy("Create the missing reports"))
    def create_missing_reports(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        made = [r for campaign in queryset for r in open_campaign(campaign, actor_of(request))]
        messages.success(request, _("Reports created: %(count)s.") % {"count": len(made)})


@admin.register(WatchedWord)
class WatchedWordAdmin(SheetAdmin, RecordedAdmin):
    resource_classes: ClassVar = [WatchedWordResource]
    list_display = ("word", "right", "severity", "remark", "region")
    list_select_related = ("region",)
    list_filter = ("severity",)
    search_fields = ("word", "right", "remark")
    search_help_text = gettext_lazy("A word, its right form or the remark")
    fields = ("region", "word", "right", "severity", "allowed", "remark")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WatchedWord]:
        return WatchedWord.objects.filter(region__in=administered_regions(user_of(request)))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        region = administered_regions(user_of(request)).first()
        return {"region": region and region.pk}

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options["queryset"] = administered_regions(user_of(request))
        return super().formfield_for_foreignkey(db_field, request, **options)


# Reports -----------------------------------------------------------------------------------


class ReportImportForm(SheetImportForm):
    """The import form; the campaign determines the columns, as each edition has its own cells."""

    campaign = forms.ModelChoiceField(Campaign.objects.all(), label=gettext_lazy("campaign"))
    field_order: ClassVar = ["campaign", "import_file"]


class ReportConfirmForm(SheetConfirmForm):
    campaign = forms.ModelChoiceField(Campaign.objects.all(), widget=forms.HiddenInput())


class ReportExportForm(SheetExportForm):
    campaign = forms.ModelChoiceField(
        Campaign.objects.all(), empty_label=None, label=gettext_lazy("campaign")
    )
    field_order: ClassVar = ["campaign", "format"]


@admin.register(Report)
class ReportAdmin(SheetAdmin, LookedAt):
    """A read-only list; figures are imported by sheet, states change by the workflow's moves."""

    resource_classes: ClassVar = [ReportResource]
    import_form_class = ReportImportForm
    confirm_form_class = ReportConfirmForm
    export_form_class = ReportExportForm
    list_display = ("agency", "campaign", "state_in_words", "reviewer", "status_since")
    list_display_links = None
    list_select_related = ("agency", "campaign__region", "reviewer")
    list_filter = ("campaign__year", "status", "agency__kind")
    search_fields = ("agency__name", "agency__short_name", "agency__credit_code")
    search_help_text = gettext_lazy("An agency's name or code")
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(agency__in=agencies)

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state_in_words(self, report: Report) -> str:
        return report.get_status_display()

    # The campaign, chosen in each of the three forms -----------------------------------------

    def create_import_form(self, request: HttpRequest) -> Any:
        return self._scoped(request, super().create_import_form(request))

    def create_confirm_form(self, request: HttpRequest, import_form: Any = None) -> Any:
        return self._scoped(request, super().create_confirm_form(request, import_form))

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> Any:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            initial["campaign"] = import_form.cleaned_data["campaign"].pk
        return initial

    def init_request_context_data(self, request: HttpRequest, form: Any) -> Any:
        return super().init_request_context_data(request, self._scoped(request, form))

    def _scoped(self, request: HttpRequest, form: Any) -> Any:
        form.fields["campaign"].queryset = campaigns_for(user_of(request), Role.ADMINISTRATOR)
        return form

    def get_resource_kwargs(self, request: HttpRequest, **options: Any) -> dict[str, Any]:
        form = options.get("form") or options.get("export_form")
        chosen = getattr(form, "cleaned_data", {}).get("campaign")
        return {
            **super().get_resource_kwargs(request),
            "campaign": chosen and get_campaign(user_of(request), chosen.pk, Role.ADMINISTRATOR),
        }

    def template_resource(self, request: HttpRequest) -> ReportResource:
        """Return the resource of a campaign, the newest if none is named; a template shows figures,
        so it is an export."""
        campaigns = campaigns_for(user_of(request), Role.ADMINISTRATOR)
        said = request.GET.get("campaign", "")
        chosen = campaigns.filter(pk=said).first() if said.isdecimal() else campaigns.first()
        resource = ReportResource(actor_of(request), chosen)
        self.record_export(request, len(resource.reports), "xlsx")
        return resource

    def import_details(self, form: Any, result: Result) -> dict[str, Any]:
        return {"campaign": str(form.cleaned_data["campaign"])}  # write_section records the values


@admin.register(Concession)
class ConcessionAdmin(LookedAt):
    """A read-only list; reviewers grant and withdraw concessions on a page of their own."""

    list_display = ("report", "kind", "rule", "day", "reason", "by", "at", "withdrawn_at")
    list_select_related = ("report__agency", "report__campaign", "by")
    list_filter = ("kind", "report__campaign__year")
    search_fields = ("report__agency__name", "reason")
    search_help_text = gettext_lazy("An agency's name or the reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Concession]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(report__agency__in=agencies)
