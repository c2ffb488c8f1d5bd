"""The reasons that filers write why findings stand."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from reports.models.report import Report


class Explanation(models.Model):
    """The filer's written reason why one finding stands; `key` identifies that exact finding.

    For a carried over cell, `key` identifies the cell: the reason opens it, see
    drafts/carry_over.py.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="explanations")
    key = models.CharField(max_length=40)
    rule = models.CharField(max_length=20)
    message = models.TextField()
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "key"], name="explanation_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.text[:40]}"
