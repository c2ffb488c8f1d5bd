"""Regions, agencies and people in the admin; administrators see only their own regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_pages import people as _people  # noqa: F401  registers itself
from accounts.admin_pages.filters import OfAgencyFilter, PeopleFilter, RegionFilter
from accounts.admin_pages.import_export import SheetAdmin
from accounts.admin_pages.notices import NoticeLog
from accounts.admin_pages.recorded import LookedAt, RecordedAdmin, user_of
from accounts.admin_pages.resources import AgencyResource, RegionResource
from accounts.models import Agency, Delegation, Notice, Region
from accounts.models.scope import administered_agencies, administered_regions

admin.site.register(Notice, NoticeLog)


@admin.register(Region)
class RegionAdmin(SheetAdmin, RecordedAdmin):
    resource_classes: ClassVar = [RegionResource]
    list_display = ("name", "code", "parent", "agencies")
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    search_help_text = gettext_lazy("Name or code")
    instead_of_deleting = gettext_lazy(
        "Its name can be changed. To give it up, put its agencies into another region first."
    )
    fields = ("name", "code", "parent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return administered_regions(user_of(request)).annotate(agencies_there=Count("agency"))

    @admin.display(description=gettext_lazy("agencies"), ordering="agencies_there")
    def agencies(self, region: Any) -> int:
        return int(region.agencies_there)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Make the parent read-only: moving a region would move everything below it."""
        return ("parent",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options.update(queryset=administered_regions(user_of(request)), required=True)
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Agency)
class AgencyAdmin(SheetAdmin, RecordedAdmin):
    resource_classes: ClassVar = [AgencyResource]
    list_display = (
        "name", "short_name", "region", "kind", "code", "order", "people", "standing",
    )  # fmt: skip
    list_select_related = ("region",)
    list_filter = (RegionFilter, "kind", PeopleFilter, "is_bureau", "active")
    search_fields = ("name", "short_name", "credit_code")
    search_help_text = gettext_lazy("Name, short name or code")
    instead_of_deleting = gettext_lazy(
        "Make it inactive instead: it files no more, and what it filed stays."
    )
    fields = (
        "name", "short_name", "credit_code", "region", "kind", "route", "order", "phone",
        "is_bureau", "active",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        active = Q(memberships__user__is_active=True)
        count = Count("memberships__user", filter=active, distinct=True)
        return administered_agencies(user_of(request)).annotate(people_there=count)

    @admin.display(description=gettext_lazy("code"), ordering="credit_code")
    def code(self, agency: Agency) -> str:
        return agency.credit_code

    @admin.display(description=gettext_lazy("people"), ordering="people_there")
    def people(self, agency: Any) -> int:
        return int(agency.people_there)

    @admin.display(description=gettext_lazy("standing"), ordering="active")
    def standing(self, agency: Agency) -> str:
        words = _("active") if agency.active else _("inactive")
        return f"{words} · {_('approval bureau')}" if agency.is_bureau else words

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options["queryset"] = administered_regions(user_of(request))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def reason_to_keep(self, request: HttpRequest, obj: models.Model) -> str:
        agency: Any = obj
        if agency.memberships.exists():
            return _("People still have roles at %(name)s. Make it inactive instead.") % {
                "name": agency
            }
        return super().reason_to_keep(request, obj)


@admin.register(Delegation)
class DelegationAdmin(LookedAt):
    """Read-only list of delegations: the person who is away names the stand-in and ends it."""

    list_display = ("user", "to", "agency", "role", "from_day", "until_day", "reason", "ended_at")
    list_select_related = ("user", "to", "agency")
    list_filter = (OfAgencyFilter, "role")
    search_fields = ("user__name", "to__name", "agency__name")
    search_help_text = gettext_lazy("Name of a person or an agency")
    instead_of_deleting = gettext_lazy(
        "Who is away names the stand-in, and ends it, under “Stand-ins”. Here it is only looked at."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(agency__in=agencies)
