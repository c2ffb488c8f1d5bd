"""What the admin's lists are narrowed by; choices end where the administrator's regions do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_pages.recorded import user_of
from accounts.models.scope import administered_agencies, administered_regions


def number_in(value: str | None) -> int:
    """Return the number of a row that was asked for; 0 for anything else."""
    return int(value) if value and value.isdecimal() and len(value) < 19 else 0


class YesNoFilter(admin.SimpleListFilter):
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("Yes")), ("no", _("No"))]


class AgencyFilter(admin.SimpleListFilter):
    title = gettext_lazy("agency")
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(agency.pk), agency.name) for agency in administered_agencies(user_of(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = number_in(self.value())
        if not number:
            return queryset
        own = administered_agencies(user_of(request)).filter(pk=number)
        return queryset.filter(memberships__agency__in=own.values("pk")).distinct()


class OfAgencyFilter(AgencyFilter):
    """For what belongs to one agency."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = number_in(self.value())
        return queryset.filter(agency=number) if number else queryset


class RegionFilter(admin.SimpleListFilter):
    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(region.pk), region.name) for region in administered_regions(user_of(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = number_in(self.value())
        return queryset.filter(region=number) if number else queryset


class SignedInFilter(admin.SimpleListFilter):
    title = gettext_lazy("signed in")
    parameter_name = "signed_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("never", _("never")), ("yes", _("at least once"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("never", "yes"):
            return queryset
        return queryset.filter(last_login__isnull=self.value() == "never")


class FirstPasswordFilter(admin.SimpleListFilter):
    title = gettext_lazy("password")
    parameter_name = "first_password"  # Django lets nobody ask by one that begins like the column

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("first", _("to be changed")), ("own", _("chosen by its owner"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("first", "own"):
            return queryset
        return queryset.filter(must_change_password=self.value() == "first")


class PeopleFilter(YesNoFilter):
    title = gettext_lazy("people")
    parameter_name = "people"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        held = {"memberships__user__is_active": True}
        found = queryset.filter(**held) if self.value() == "yes" else queryset.exclude(**held)
        return found.distinct()


class WithinFilter(admin.SimpleListFilter):
    title = gettext_lazy("time")
    parameter_name = "within"
    field = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("the last 24 hours")), ("7", _("the last 7 days")),
                ("31", _("the last 31 days"))]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("1", "7", "31"):
            return queryset
        first = timezone.now() - timedelta(days=int(self.value() or 0))
        return queryset.filter(**{f"{self.field}__gte": first})
