"""The table of break-glass; written by `accounts.signin.break_glass` alone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 200


class BreakGlass(models.Model):
    """One opening of a superuser's account: its start, its end, and the reason."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    since = models.DateTimeField(_("from"), auto_now_add=True)
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("break-glass")
        verbose_name_plural = _("break-glass")
        ordering: ClassVar = ["-since"]

    def __str__(self) -> str:
        return f"{self.user} · {self.reason}"

    @classmethod
    def running(cls) -> QuerySet[BreakGlass]:
        return cls.objects.filter(until__gt=timezone.now())

    @classmethod
    def opens(cls, superuser: int) -> bool:
        """Whether this superuser's account is open now; with DEBUG every superuser's is."""
        return settings.DEBUG or cls.running().filter(user=superuser).exists()
