"""Who has a section of a working copy open right now."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from reports.models.report import ReportSection


class Presence(models.Model):
    """When somebody's page last reported having a section open, see drafts/presence.py."""

    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "user"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.user_id}"
