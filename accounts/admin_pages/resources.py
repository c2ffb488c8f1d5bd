"""Regions, agencies and people as sheets, within the administrator's own regions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.admin_pages.resource_base import SheetResource
from accounts.admin_pages.widgets import (
    ChoiceWidget,
    RegionWidget,
    TextWidget,
    WholeNumberWidget,
    YesNoWidget,
    expected,
    text_of,
    words_of,
)
from accounts.models import Agency, AgencyKind, Membership, Region, Role, Route, User
from accounts.models.scope import (
    administered_agencies,
    administered_regions,
    administered_users,
    may_change,
    role_problem,
)
from accounts.signin.separation_of_duties import breaks_apart, found_and_wanted, lent_problem
from accounts.trail.record import Actor

Roles = frozenset[tuple[Agency, str]]


class RegionResource(SheetResource):
    code = Field("code", "code", TextWidget())
    name = Field("name", "name", TextWidget())
    parent = Field("parent", "parent", RegionWidget())
    key = ("code",)

    class Meta:
        model = Region
        fields: ClassVar = ["code", "name", "parent"]
        import_id_fields: ClassVar = ["code"]
        skip_unchanged = True

    def get_queryset(self) -> QuerySet[Region]:
        return administered_regions(self.user).select_related("parent")

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        self.require_once(text_of(row["code"]), "code", row_number)

    def import_instance(self, instance: Region, row: Any, **options: Any) -> None:
        """Import a row; regions keep their parent, since moving one would move all below it."""
        if instance.pk:
            parent = instance.parent.code if instance.parent else ""
            if text_of(row.get("parent", parent)) != parent:
                raise ValidationError({"parent": expected(row["parent"], parent or "–")})
            row = {column: value for column, value in row.items() if column != "parent"}
        else:
            row = {"parent": None, **row}
        super().import_instance(instance, row, **options)


class AgencyResource(SheetResource):
    credit_code = Field("credit_code", "credit_code", TextWidget())
    name = Field("name", "name", TextWidget())
    short_name = Field("short_name", "short_name", TextWidget())
    region = Field("region", "region", RegionWidget())
    kind = Field("kind", "kind", ChoiceWidget(AgencyKind))
    route = Field("route", "route", ChoiceWidget(Route))
    order = Field("order", "order", WholeNumberWidget())
    active = Field("active", "active", YesNoWidget())
    is_bureau = Field("is_bureau", "is_bureau", YesNoWidget())
    phone = Field("phone", "phone", TextWidget())
    key = ("credit_code",)

    class Meta:
        model = Agency
        fields: ClassVar = [
            "credit_code", "name", "short_name", "region", "kind", "route", "order", "active",
            "is_bureau", "phone",
        ]  # fmt: skip
        import_id_fields: ClassVar = ["credit_code"]
        skip_unchanged = True

    def get_queryset(self) -> QuerySet[Agency]:
        return administered_agencies(self.user)

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        self.require_once(text_of(row["credit_code"]), "credit_code", row_number)

    def import_instance(self, instance: Agency, row: Any, **options: Any) -> None:
        super().import_instance(instance, row, **options)
        if instance.region_id is None:
            raise ValidationError({"region": expected("", _("the code of one of your regions"))})


# People ------------------------------------------------------------------------------------


class RolesWidget(Widget):
    """Roles as `short name:role;short name:role`; full names where short ones are ambiguous."""

    def __init__(self, agencies: Callable[[], Mapping[str, Agency | None]] = dict) -> None:
        super().__init__()
        self.agencies = agencies

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Roles:
        parts = [part.strip() for part in re.split(r"[;；]", text_of(value)) if part.strip()]
        if not parts:
            raise ValueError(expected(value, _("agency:role;agency:role")))
        roles = frozenset(map(self._role, parts))
        words = [role for _agency, role in roles]
        if breaks_apart(words):
            raise ValueError(expected(*found_and_wanted(words)))
        return roles

    def _role(self, part: str) -> tuple[Agency, str]:
        name, _colon, word = part.replace("：", ":").partition(":")
        agency = self.agencies().get(name.strip())
        role = words_of(Role).get(word.strip())
        if agency is None:
            raise ValueError(expected(name, _("the name of one of your agencies, unambiguous")))
        if role is None:
            raise ValueError(expected(part, ", ".join(str(label) for label in Role.labels)))
        if problem := role_problem(agency, role):
            raise ValueError(problem)
        return agency, role

    def render(self, value: Roles | None, obj: Any = None, **_options: Any) -> str:
        held = sorted(value or (), key=lambda pair: (pair[0].order, pair[0].pk, pair[1]))
        return ";".join(f"{self._name(agency)}:{Role(role).label}" for agency, role in held)

    def _name(self, agency: Agency) -> str:
        unambiguous = self.agencies().get(agency.short_name) == agency
        return agency.short_name if unambiguous else agency.name


class UserResource(SheetResource):
    """People with their roles. A new person gets a password nobody knows: they choose their own by
    e-mail (forgotten password), or the administrator sets a first one."""

    username = Field("username", "username", TextWidget())
    name = Field("name", "name", TextWidget())
    email = Field("email", "email", TextWidget())
    is_active = Field("is_active", "is_active", YesNoWidget())
    roles = Field("sheet_roles", "roles", RolesWidget())
    key = ("username",)

    class Meta:
        model = User
        fields: ClassVar = ["username", "name", "email", "is_active", "roles"]
        import_id_fields: ClassVar = ["username"]
        skip_unchanged = True

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.fields["roles"].widget = RolesWidget(lambda: self.agencies)

    @property
    def labels(self) -> Mapping[str, Any]:
        fields = (field for field in User._meta.fields if field.name in self.fields)
        words = {field.name: field.verbose_name for field in fields}
        return {
            **{name: words[name] for name in self.get_export_order() if name in words},
            "roles": _("roles (agency:role;agency:role)"),
        }

    def get_queryset(self) -> QuerySet[User]:
        return administered_users(self.user).prefetch_related("memberships__agency")

    @cached_property
    def agencies(self) -> Mapping[str, Agency | None]:
        """Map short names, names and credit codes to agencies; None for ambiguous short names."""
        found: dict[str, Agency | None] = {}
        for agency in administered_agencies(self.user):
            found[agency.short_name] = None if agency.short_name in found else agency
        for agency in administered_agencies(self.user):
            found |= {agency.name: agency, agency.credit_code: agency}
        return found

    @cached_property
    def secret(self) -> str:
        """Return one unusable password hash for all new people: hashing is slow."""
        return make_password(get_random_string(64))

    def before_import_row(self, row: Any, *, row_number: int, **_options: Any) -> None:
        self.require_once(text_of(row["username"]), "username", row_number)

    def after_init_instance(self, instance: User, new: bool, row: Any, **_options: Any) -> None:
        if not new and instance != self.user and not may_change(self.user, instance):
            raise ValidationError({"username": _("This person has roles outside your regions.")})
        instance.sheet_roles = frozenset() if new else held_roles(instance)  # type: ignore[attr-defined]

    def import_instance(self, instance: User, row: Any, **options: Any) -> None:
        before = self.shown(instance)
        super().import_instance(instance, row, **options)
        roles: Roles = instance.sheet_roles  # type: ignore[attr-defined]
        if not roles:
            raise ValidationError({"roles": expected("", _("agency:role;agency:role"))})
        if instance.pk == self.user.pk and self.shown(instance) != before:
            raise ValidationError({"username": _("Your own account: nobody changes that here.")})
        if instance.pk and (problem := lent_problem(instance, [role for _agency, role in roles])):
            raise ValidationError({"roles": problem})

    def before_save_instance(self, instance: User, row: Any, **options: Any) -> None:
        if not instance.pk and not options["dry_run"]:
            instance.password = self.secret

    def after_save_instance(self, instance: User, row: Any, **_options: Any) -> None:
        wanted: Roles = instance.sheet_roles  # type: ignore[attr-defined]
        held = {(m.agency, m.role): m for m in instance.memberships.select_related("agency")}
        for pair, membership in held.items():
            if pair not in wanted:
                membership.delete()
        given = [
            Membership(user=instance, agency=agency, role=role)
            for agency, role in wanted - held.keys()
        ]
        try:
            with transaction.atomic():
                Membership.objects.bulk_create(given)
        except IntegrityError as error:
            words = _("Somebody saved at the same moment. Please look again.")
            raise ValidationError({"roles": words}) from error

    def iter_queryset(self, queryset: QuerySet[User]) -> Iterator[User]:
        for person in queryset.prefetch_related("memberships__agency"):
            person.sheet_roles = held_roles(person)  # type: ignore[attr-defined]
            yield person


def held_roles(person: User) -> Roles:
    return frozenset((m.agency, m.role) for m in person.memberships.all())
