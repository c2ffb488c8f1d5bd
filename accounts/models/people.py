"""Regions, agencies, users and their roles. Knows nothing of reports."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.break_glass import BreakGlass
from accounts.models.credit_code import validate_credit_code
from accounts.models.delegation import delegated_to
from accounts.models.roles import DUTIES, SUPERUSER_DUTIES, Role
from accounts.names import MailField, NameField


class Region(models.Model):
    """A place in the tree of administrative divisions (行政区划)."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("in")
    )
    name = NameField(_("name"), max_length=60)
    code = NameField(
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
        """Save, keeping `path` up to date here and in all regions below."""
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
    name = NameField(_("name"), max_length=80, unique=True)
    short_name = NameField(_("short name"), max_length=30)
    credit_code = NameField(
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
    phone = NameField(_("office telephone"), max_length=40, blank=True)

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


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]  # a Chinese name is one word
    last_name = None  # type: ignore[assignment]
    username = NameField(
        _("username"),
        max_length=150,
        unique=True,
        help_text=_("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."),
        validators=[AbstractUser.username_validator],
        error_messages={"unique": _("A user with that username already exists.")},
    )
    email = MailField(_("email address"), blank=True)
    name = NameField(pgettext_lazy("of a person", "name"), max_length=40)
    # To reach somebody; where text messages go, they say themselves (NoticeChoice).
    phone = NameField(pgettext_lazy("of a person", "telephone"), max_length=40, blank=True)
    mobile = NameField(
        pgettext_lazy("of a person", "mobile"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^1[3-9][0-9]{9}\Z", _("A mobile number has 11 digits."))],
    )
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)  # +1 ends all sessions
    appearance = models.CharField(max_length=20, default="", editable=False)  # signin/appearance.py

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
        """Memberships at active agencies, read once per request: the user's own, then those of
        others for whom they stand in today (rows whose `user` is somebody else)."""
        if self.is_superuser:  # acts as a superuser only
            return ()
        at_active = Membership.objects.select_related("agency__region", "user").order_by()
        at_active = at_active.filter(agency__active=True)
        rows = at_active.filter(user=self).union(at_active.filter(delegated_to(self)))
        return tuple(sorted(rows, key=lambda m: (m.user_id != self.pk, m.agency.order, m.pk)))

    @cached_property
    def open_notices(self) -> int:
        """How many notices still want something: a step, or to be read; `PasswordBackend.get_user`
        loads it along with the user."""
        return self.notices.filter(closed_at=None).count()

    @cached_property
    def opened_superuser(self) -> bool:
        """Whether this superuser's account is open (break-glass); with DEBUG, always."""
        return self.is_superuser and self.is_active and BreakGlass.opens(self.pk)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a duty grants this (portal/duties.py): Django would grant superusers all."""
        return any(backend.has_perm(self, perm, obj) for backend in _giving_rights())

    def has_module_perms(self, app_label: str) -> bool:
        return any(backend.has_module_perms(self, app_label) for backend in _giving_rights())

    def has_role(self, *roles: str) -> bool:
        if self.opened_superuser and SUPERUSER_DUTIES.intersection(roles):
            return True
        return any(membership.role in roles for membership in self.held)

    def has_role_at(self, agency_id: int, *roles: str) -> bool:
        return any(m.agency_id == agency_id and m.role in roles for m in self.held)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return the digest each session holds; a session ends when it no longer matches."""
        words = f"{self.sessions_ended}:{self.password}"
        return salted_hmac("accounts.session", words, secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """End sessions on all devices. Lock the row first, or two calls at once count as one."""
        self.sessions_ended += 1
        self.save(update_fields=["sessions_ended"])

    def stands_in_for(self, agency_id: int, *roles: str) -> User | None:
        """Return whose role they act in at this agency; None if they hold one themselves."""
        held = (m for m in self.held if m.agency_id == agency_id and m.role in roles)
        first = next(held, None)  # their own come first
        return first.user if first and first.user_id != self.pk else None


def _giving_rights() -> list[Any]:
    return [backend for backend in get_backends() if hasattr(backend, "has_perm")]


class Membership(models.Model):
    """A person's role at an agency; one person may have several."""

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
            models.UniqueConstraint(fields=["user", "agency", "role"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(role__in=DUTIES),
                name="one_duty_a_person",
                violation_error_message=_(
                    "This account holds one of the three duties already. Change that role, or"
                    " remove it and save first: nobody holds two of them."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.agency.short_name} · {self.get_role_display()}"
