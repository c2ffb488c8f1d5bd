"""People with their roles as a sheet, within the security administrator's own regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import tablib
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from import_export.fields import Field

from accounts.admin_pages.gathered import A_QUERY, GatheredResource
from accounts.admin_pages.roles_column import (
    Roles,
    RolesWidget,
    held_roles,
    unknown_agency,
    with_agency,
)
from accounts.admin_pages.sheet_words import words_in
from accounts.admin_pages.widgets import (
    FieldBeside,
    LoginWidget,
    MailWidget,
    MobileWidget,
    NameWidget,
    TelephoneWidget,
    YesNoWidget,
    expected,
    text_of,
)
from accounts.models import Agency, Membership, User
from accounts.models.scope import administered_agencies, administered_users
from accounts.signin.separation_of_duties import lent_problem
from accounts.trail.record import Actor

Pair = tuple[Agency, str]


class UserResource(GatheredResource):
    """People with their roles. A new person gets a password nobody knows: they choose their own by
    e-mail (forgotten password), or the administrator sets a first one."""

    username = Field("username", "username", LoginWidget())
    name = Field("name", "name", NameWidget())
    email = Field("email", "email", MailWidget())
    phone = Field("phone", "phone", TelephoneWidget())
    mobile = Field("mobile", "mobile", MobileWidget())
    is_active = Field("is_active", "is_active", YesNoWidget())
    roles = FieldBeside("roles", RolesWidget(), held_roles)
    key = once = unique = ("username",)
    needed = ("username", "name", "roles")
    covers: ClassVar = {"agency": "roles"}
    said = words_in(__file__, "person")

    class Meta:
        model = User
        fields: ClassVar = ["username", "name", "email", "phone", "mobile", "is_active", "roles"]
        import_id_fields: ClassVar = ["username"]
        use_bulk = skip_diff = True

    def __init__(self, actor: Actor, **options: Any) -> None:
        super().__init__(actor, **options)
        self.fields["roles"].widget = RolesWidget(self.places)

    @property
    def labels(self) -> Mapping[str, Any]:
        fields = (field for field in User._meta.fields if field.name in self.fields)
        words = {field.name: field.verbose_name for field in fields}
        return {
            **{name: words[name] for name in self.get_export_order() if name in words},
            "roles": _("roles (agency:role;agency:role)"),
        }

    @property
    def read_labels(self) -> Mapping[str, Any]:
        """A sheet may name the agency in a column of its own, beside the roles held there."""
        return {**self.labels, "agency": _("agency")}

    def get_queryset(self) -> QuerySet[User]:
        return administered_users(self.user).prefetch_related("memberships__agency")

    @cached_property
    def secret(self) -> str:
        """Return one unusable password hash for all new people: hashing is slow."""
        return make_password(get_random_string(64))

    # Import --------------------------------------------------------------------------------

    def even(self, id_: str, value: Any) -> Any:
        if id_ == "agency":
            return NameWidget.even(value)
        return super().even(id_, value)

    def combined(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row with the agency's column taken into that of the roles."""
        agency = text_of(row.pop("agency", None))
        if "roles" in row and agency:
            row["roles"] = with_agency(agency, text_of(row["roles"]))
            try:
                known = self.places and self.places.agency(agency)
            except ValueError as error:
                self.tell(number, "agency", str(error))
            else:
                if not known:
                    self.tell(number, "agency", unknown_agency(agency))
        return row

    def accepted(self, id_: str) -> Sequence[str]:
        if id_ == "agency" and self.places:
            return sorted({one.name for found in self.places.agencies.values() for one in found})
        return super().accepted(id_)

    def before_import(self, dataset: tablib.Dataset, **options: Any) -> None:
        super().before_import(dataset, **options)
        self.wanted: list[tuple[User, Roles, Mapping[Pair, int]]] = []

    @cached_property
    def own_agencies(self) -> frozenset[int]:
        return frozenset(administered_agencies(self.user).values_list("pk", flat=True))

    def after_init_instance(self, instance: User, new: bool, row: Any, **options: Any) -> None:
        super().after_init_instance(instance, new, row, **options)
        if new or instance == self.user:
            return
        if any(m.agency_id not in self.own_agencies for m in instance.memberships.all()):
            raise ValidationError({"username": _("This person has roles outside your regions.")})

    def import_instance(self, instance: User, row: Any, **options: Any) -> None:
        super().import_instance(instance, row, **options)
        roles: Roles = self.fields["roles"].get_value(instance)
        if not roles:
            raise ValidationError({"roles": expected("", _("agency:role;agency:role"))})
        if instance.pk == self.user.pk and self.shown(instance) != self.before:
            raise ValidationError({"username": _("Your own account: nobody changes that here.")})
        if instance.pk and (problem := lent_problem(instance, [role for _agency, role in roles])):
            raise ValidationError({"roles": problem})

    def before_save_instance(self, instance: User, row: Any, **options: Any) -> None:
        if not instance.pk:
            instance.password = self.secret

    def after_save_instance(self, instance: User, row: Any, **_options: Any) -> None:
        held = {(m.agency, m.role): m.pk for m in instance.memberships.all()} if instance.pk else {}
        self.wanted.append((instance, self.fields["roles"].get_value(instance), held))

    def write_beside(self) -> None:
        """Write the roles: first those that go, so that a duty can be passed on."""
        gone: list[int] = []
        given: list[Membership] = []
        for person, wanted, held in self.wanted:
            gone += [pk for pair, pk in held.items() if pair not in wanted]
            given += [
                Membership(user=person, agency=agency, role=role)
                for agency, role in wanted - held.keys()
            ]
        for start in range(0, len(gone), A_QUERY):
            Membership.objects.filter(pk__in=gone[start : start + A_QUERY]).delete()
        Membership.objects.bulk_create(given, batch_size=A_QUERY)

    def iter_queryset(self, queryset: QuerySet[User]) -> Iterator[User]:
        return super().iter_queryset(queryset.prefetch_related("memberships__agency"))
