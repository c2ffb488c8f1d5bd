"""People and their roles in the admin, for the security administrator within their own regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_pages.fields import PlainFields
from accounts.admin_pages.filters import AgencyFilter, FirstPasswordFilter, SignedInFilter
from accounts.admin_pages.first_passwords import FirstPasswordPages
from accounts.admin_pages.import_export import SheetAdmin
from accounts.admin_pages.people_sheet import UserResource
from accounts.admin_pages.recorded import RecordedAdmin, user_of
from accounts.admin_pages.widgets import expected
from accounts.models import Membership, User
from accounts.models.scope import (
    administered_agencies,
    administered_users,
    may_change,
    role_problem,
)
from accounts.signin.lockout import end_sessions, unlock, with_lockouts
from accounts.signin.separation_of_duties import breaks_apart, found_and_wanted, lent_problem
from accounts.trail.presses import first_press, presser_of
from accounts.trail.record import actor_of

admin.site.unregister(Group)  # rights come with a duty, see portal/duties.py


class RolesFormSet(BaseInlineFormSet):
    """Requires at least one role: nobody would administer an account without any."""

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
        given = [row for row in kept if "agency" in row and "role" in row]
        for row in given:
            if problem := role_problem(row["agency"], row["role"]):
                raise ValidationError(problem)
        roles = [row["role"] for row in given]
        if breaks_apart(roles):
            raise ValidationError(expected(*found_and_wanted(roles)))
        if self.instance.pk and (problem := lent_problem(self.instance, roles)):
            raise ValidationError(problem)


class RolesInline(PlainFields, admin.StackedInline):  # stacked: a table's fields have no labels
    model = Membership
    formset = RolesFormSet
    extra = 2
    readonly_fields = ("at",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Name the agency as plain text when roles are read-only: Django would link to its page."""
        return ("agency" if self.has_change_permission(request, obj) else "at", "role")

    @admin.display(description=gettext_lazy("agency"))
    def at(self, membership: Membership) -> str:
        return str(membership.agency)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        agencies = administered_agencies(user_of(request)).values("pk")
        return super().get_queryset(request).filter(agency__in=agencies).select_related("agency")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        options["queryset"] = administered_agencies(user_of(request))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or may_change(user_of(request), obj)

    has_add_permission = has_delete_permission = has_change_permission


class PersonForm(forms.ModelForm):
    """Changes an account; of its password the page says no more than whose it is."""

    class Meta:
        model = User
        fields = ("username", "name", "email", "is_active", "must_change_password")


class NewPersonForm(UserCreationForm):
    """Creates a person; without a password given, the account gets one that nobody knows."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first = self.fields["password1"]
        first.required = self.fields["password2"].required = False
        first.label = gettext_lazy("First password")
        first.help_text = gettext_lazy(
            "May stay empty: once saved, “Give a first password” prints a slip. Or people with"
            " e-mail choose their own by “Forgot password”."
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


class GivenPasswordForm(AdminPasswordChangeForm):
    """Sets somebody's password, which they must change at the next sign-in."""

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(user, *args, **options)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(User)
class PersonAdmin(SheetAdmin, FirstPasswordPages, RecordedAdmin, UserAdmin):
    resource_classes: ClassVar = [UserResource]
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_password_form = GivenPasswordForm
    inlines = (RolesInline,)
    list_display = ("name", "username", "roles", "signed_in", "password_state", "standing")
    list_display_links = ("name",)
    actions = ("first_passwords", "lift_pauses", "end_all_sessions")
    list_filter = (
        AgencyFilter, "memberships__role", SignedInFilter, FirstPasswordFilter, "is_active",
    )  # fmt: skip
    search_fields = (
        "name", "username", "email", "memberships__agency__name",
        "memberships__agency__short_name", "memberships__agency__credit_code",
    )  # fmt: skip
    search_help_text = gettext_lazy("Name, user name, or an agency's name or code")
    filter_horizontal = ()
    readonly_fields = ("password_state", "sign_in", "signed_in", "date_joined")
    instead_of_deleting = gettext_lazy(
        "What people did stays under their name, so nobody is deleted. To shut somebody out, untick"
        " “active”."
    )
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "phone", "mobile", "password_state")}),
        (
            gettext_lazy("Account"),
            {
                "fields": (
                    "is_active",
                    "must_change_password",
                    "sign_in",
                    "signed_in",
                    "date_joined",
                )
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "name", "email", "phone", "mobile", "password1", "password2")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = with_lockouts(administered_users(user_of(request)))
        return people.prefetch_related("memberships__agency")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fieldsets; a read-only account shows no password, but says why."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        why = _(
            "Only to look at: this is your own account, or one with roles outside your regions."
        )
        return (
            (
                None,
                {"fields": ("username", "name", "email", "phone", "mobile"), "description": why},
            ),
            *self.fieldsets[1:],
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_change(user_of(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what people did stays under their name, so accounts are deactivated instead."""
        return False

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person: User) -> str:
        return "；".join(
            f"{m.agency.short_name} · {m.get_role_display()}" for m in person.memberships.all()
        )

    @admin.display(description=gettext_lazy("password"))
    def password_state(self, person: User) -> str:
        """Whose it is; nothing of what is kept of it."""
        if not person.has_usable_password():
            return _("none")
        return _("first password, to be changed") if person.must_change_password else _("their own")

    @admin.display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def signed_in(self, person: User) -> str:
        at = person.last_login
        return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else _("never")

    @admin.display(description=gettext_lazy("account"), ordering="is_active")
    def standing(self, person: Any) -> str:
        if not person.is_active:
            return _("shut")
        return _("paused after failures") if person.paused else _("open")

    def beside(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        if obj is None or not obj.is_active or not self.has_change_permission(request, obj):
            return {}
        return {"gives_password_to": obj.pk}

    @admin.display(description=gettext_lazy("sign-in"))
    def sign_in(self, person: Any) -> str:
        return _("paused after failures") if person.paused else _("open")

    @admin.action(description=gettext_lazy("Lift the pause of the sign-in"), permissions=["change"])
    def lift_pauses(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = self._changeable(request, queryset)
        lifted = [person for person in people if unlock(person, actor_of(request))]
        messages.success(request, _("Sign-ins that go on: %(count)s.") % {"count": len(lifted)})

    @admin.action(description=gettext_lazy("End all sessions"), permissions=["change"])
    def end_all_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people, actor = self._changeable(request, queryset), presser_of(request)
        with transaction.atomic():
            for person in people if first_press(actor) else ():
                end_sessions(person, actor)
        messages.success(
            request, _("Accounts that must sign in anew: %(count)s.") % {"count": len(people)}
        )

    def _changeable(self, request: HttpRequest, queryset: QuerySet[User]) -> list[User]:
        """Return the selected people this administrator may change; a warning names the others."""
        chosen = list(queryset)
        allowed = [person for person in chosen if self.has_change_permission(request, person)]
        if others := [str(person) for person in chosen if person not in allowed]:
            words = _("Left as they are, since you may not change them: %(names)s.")
            messages.warning(request, words % {"names": "、".join(others)})
        return allowed

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        with transaction.atomic():
            if not first_press(presser_of(request)):
                return redirect("../change/")
            response = super().user_change_password(request, id, form_url)
            if response.status_code == 302:
                self.record(request, "password", self.get_queryset(request).get(pk=id), None, None)
            else:  # nothing was given, so the press may come again
                transaction.set_rollback(True)
        return response
