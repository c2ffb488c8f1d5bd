"""The table of delegations, and which of them are in force on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.roles import DELEGABLE, Role

if TYPE_CHECKING:
    from accounts.models import User


class Delegation(models.Model):
    """Somebody who is away names a colleague to stand in for one of their roles. Kept for ever."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations",
        verbose_name=_("who is away"),
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegated",
        verbose_name=_("stand-in"),
    )
    agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="delegations", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    from_day = models.DateField(_("first day"))
    until_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=100)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended early at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering: ClassVar = ["-from_day", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until_day__gte=models.F("from_day")), name="delegation_days"
            ),
            models.CheckConstraint(
                condition=~models.Q(to=models.F("user")), name="delegation_not_to_oneself"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=DELEGABLE), name="delegation_of_such_a_role"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delegation_ended_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to", "until_day"], name="delegation_to"),
            models.Index(fields=["agency", "until_day"], name="delegation_at"),
        ]

    def __str__(self) -> str:
        return f"{self.to} → {self.user} · {self.agency.short_name} · {self.get_role_display()}"

    @property
    def place(self) -> str:
        """One of "current", "coming", "past"; a delegation ends by itself, by date in Beijing."""
        today = timezone.localdate()
        if self.ended_at or self.until_day < today:
            return "past"
        return "coming" if self.from_day > today else "current"


def in_force(on: date, at: str = "") -> models.Q:
    """A filter for the delegations in force on a day; both people's accounts must be active.

    `at` is the lookup prefix leading to them from another model.
    """
    days = {f"{at}from_day__lte": on, f"{at}until_day__gte": on, f"{at}ended_at": None}
    people = {f"{at}user__is_active": True, f"{at}to__is_active": True}
    return models.Q(**days, **people)


def delegated_to(user: User) -> models.Q:
    """A filter for other people's memberships that this user stands in for today. These are not
    memberships of their own, so they cannot be lent on."""
    at = "user__delegations__"
    return in_force(timezone.localdate(), at) & models.Q(
        **{f"{at}to": user, f"{at}agency": models.F("agency"), f"{at}role": models.F("role")}
    )
