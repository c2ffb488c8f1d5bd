"""Regions, agencies and people in the admin; administrators see only their own regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.admin_pages import people  # noqa: F401  registers itself
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
    list_display = ("name", "code", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    fields = ("name", "code", "parent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return administered_regions(user_of(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Make the parent read-only: moving a region would move everything below it."""
        return ("parent",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options.update(queryset=administered_regions(user_of(request)), required=True)
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Agency)
class AgencyAdmin(SheetAdmin, RecordedAdmin):
    resource_classes: ClassVar = [AgencyResource]
    list_display = ("name", "short_name", "region", "kind", "order", "is_bureau", "active")
    list_select_related = ("region",)
    list_filter = ("active", "kind", "is_bureau")
    search_fields = ("name", "short_name", "credit_code")
    fields = (
        "name", "short_name", "credit_code", "region", "kind", "route", "order", "phone",
        "is_bureau", "active",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        return administered_agencies(user_of(request))

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
    list_filter = ("role",)
    search_fields = ("user__name", "to__name", "agency__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(agency__in=agencies)
