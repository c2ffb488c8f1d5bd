"""Regions, agencies and people in the admin, each administrator within their own regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, Delegation, Membership, Notice, Region, User
from accounts.notice_admin import NoticeLog
from accounts.resources import AgencyResource, RegionResource, UserResource
from accounts.scope import (
    administered_agencies,
    administered_regions,
    administered_users,
    may_change,
    role_problem,
)
from accounts.sheet_admin import SheetAdmin
from accounts.trail_admin import LookedAt, RecordedAdmin, user_of

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
        """Moving a region would move everything below it."""
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


# People ------------------------------------------------------------------------------------


class RolesFormSet(BaseInlineFormSet):
    """Everybody has a role: without one, nobody would administer the account any more."""

    def clean(self) -> None:
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        if not any(self.errors) and not kept:
            raise ValidationError(
                _("A person needs at least one role. To shut somebody out, untick “active”.")
            )
        for row in [row for row in kept if "agency" in row and "role" in row]:
            if problem := role_problem(row["agency"], row["role"]):
                raise ValidationError(problem)


class RolesInline(admin.StackedInline):  # each of its fields has a label, which a table's has not
    model = Membership
    formset = RolesFormSet
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(agency__in=agencies).select_related("agency")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options["queryset"] = administered_agencies(user_of(request))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or may_change(user_of(request), obj)

    has_add_permission = has_delete_permission = has_change_permission


class NewPersonForm(UserCreationForm):
    """Without a password the account gets one that nobody knows."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first = self.fields["password1"]
        first.required = self.fields["password2"].required = False
        first.label = gettext_lazy("First password")
        first.help_text = gettext_lazy(
            "It is changed at the first sign-in. Leave it empty for people with e-mail: they"
            " choose their own by “Forgot password”."
        )

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.cleaned_data.get("password1") and not self.cleaned_data.get("email"):
            self.add_error("password1", _("Give a first password or an e-mail address."))
        return cleaned

    def save(self, commit: bool = True) -> User:
        self.cleaned_data["password1"] = self.cleaned_data["password1"] or get_random_string(64)
        person: User = super().save(commit)
        return person


class NewPasswordForm(AdminPasswordChangeForm):
    """A password that somebody else chose is changed at the next sign-in."""

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(user, *args, **options)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(User)
class PersonAdmin(SheetAdmin, RecordedAdmin, UserAdmin):
    resource_classes: ClassVar = [UserResource]
    add_form = NewPersonForm
    add_form_template = None
    change_password_form = NewPasswordForm
    inlines = (RolesInline,)
    list_display = ("username", "name", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "name", "email")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "password")}),
        (
            gettext_lazy("Account"),
            {"fields": ("is_active", "must_change_password", "last_login", "date_joined")},
        ),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "email", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = administered_users(user_of(request))
        return people.prefetch_related("memberships__agency")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_change(user_of(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody did stays under their name: accounts are made inactive."""
        return False

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person: User) -> str:
        return "；".join(
            f"{m.agency.short_name} · {m.get_role_display()}" for m in person.memberships.all()
        )

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if response.status_code == 302:
                self.record(request, "password", self.get_queryset(request).get(pk=id), None, None)
        return response


@admin.register(Delegation)
class DelegationAdmin(LookedAt):
    """To look at: who is away names the stand-in, and ends it."""

    list_display = ("user", "to", "agency", "role", "from_day", "until_day", "reason", "ended_at")
    list_select_related = ("user", "to", "agency")
    list_filter = ("role",)
    search_fields = ("user__name", "to__name", "agency__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(agency__in=agencies)
