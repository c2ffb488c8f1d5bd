"""Who: regions, agencies, users and their roles. Knows nothing of reports."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.credit_code import validate_credit_code
from accounts.trail_models import Event, TrailHead

__all__ = ["Agency", "Event", "Membership", "Region", "Role", "TrailHead", "User"]


class Region(models.Model):
    """A place in the tree of administrative divisions (行政区划)."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("in")
    )
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(
        _("division code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{6}(\d{3}){0,2}$", _("6, 9 or 12 digits"))],
    )
    path = models.CharField(
        max_length=200, editable=False, db_index=True, help_text="codes from the root, for subtrees"
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps `path` true, for the regions below as well."""
        old, self.path = self.path, f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if old and old != self.path:
            for child in self.children.all():
                child.save(update_fields=["path"])


class AgencyKind(models.TextChoices):
    GOVERNMENT = "government", _("Government (本级政府)")
    DEPARTMENT = "department", _("County department (县直部门)")
    TOWNSHIP = "township", _("Township (乡镇)")
    SUBDISTRICT = "subdistrict", _("Subdistrict (街道)")
    INSTITUTION = "institution", _("Public institution (事业单位)")
    OTHER = "other", _("Other")


class Route(models.TextChoices):
    """The in-agency steps between drafting and the head's signature (流程)."""

    FULL = "office,deputy", _("Office, deputy head, head")
    OFFICE = "office", _("Office, head")
    DEPUTY = "deputy", _("Deputy head, head")
    SHORT = "", _("Head only")


class Agency(models.Model):
    """A body that files, or the bureau that reviews what is filed."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    name = models.CharField(_("name"), max_length=80, unique=True)
    short_name = models.CharField(_("short name"), max_length=30)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        validators=[validate_credit_code],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind)
    route = models.CharField(
        _("route"), max_length=20, choices=Route, default=Route.FULL, blank=True
    )
    order = models.PositiveIntegerField(_("order"), default=100)
    active = models.BooleanField(_("active"), default=True)
    is_bureau = models.BooleanField(
        _("approval bureau"), default=False, help_text=_("Reviews the reports of its region.")
    )
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_government(self) -> bool:
        return self.kind in {AgencyKind.GOVERNMENT, AgencyKind.TOWNSHIP}

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.route.split(",")) if self.route else ()


class Role(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    OFFICE = "office", _("Office")
    DEPUTY = "deputy", _("Deputy head")
    HEAD = "head", _("Head")
    REVIEWER = "reviewer", _("Reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


AGENCY_ROLES = frozenset({Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD})
BUREAU_ROLES = frozenset({Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR})


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]  # a Chinese name is one word
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=40)
    must_change_password = models.BooleanField(_("must change the password"), default=True)

    REQUIRED_FIELDS: ClassVar = ["name", "email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def held(self) -> tuple[Membership, ...]:
        """What this person holds at active agencies, read once per request."""
        rows = self.memberships.filter(agency__active=True).select_related("agency__region")
        return tuple(rows)

    def has_role(self, *roles: str) -> bool:
        return any(membership.role in roles for membership in self.held)

    def has_role_at(self, agency_id: int, *roles: str) -> bool:
        return any(m.agency_id == agency_id and m.role in roles for m in self.held)


class Membership(models.Model):
    """What a person is at an agency; one person may hold several."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="memberships", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("role at an agency")
        verbose_name_plural = _("roles at agencies")
        ordering: ClassVar = ["agency__order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.agency.short_name} · {self.get_role_display()}"
