"""The presses of buttons that were done already."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Press(models.Model):
    """One press of one page's button. It is kept with what it did, so that the same press does
    nothing when it comes again; `accounts.trail.presses` says what is the same press."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "at"], name="press_user_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key[:12]}"
