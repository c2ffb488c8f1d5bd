"""What a file states for a report, until somebody confirms it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.form.numbers import FigureDecoder, FigureEncoder
from reports.models.report import Report


class Proposal(models.Model):
    """What a file states for one report, kept until somebody confirms it: see
    intake/proposals.py."""

    class Way(models.TextChoices):  # also used by the trail for how values were written
        READ = "read", _("Report read in")
        WORKBOOK = "workbook", _("Offline workbook")

    report = models.ForeignKey(Report, models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    how = models.CharField(max_length=20, choices=Way)
    name = models.CharField(max_length=120, blank=True)  # the file's name
    figures = models.JSONField(default=dict, encoder=FigureEncoder, decoder=FigureDecoder)
    unreadable = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    origins = models.JSONField(default=dict)  # place -> {language: words}
    doubts = models.JSONField(default=dict)  # place -> {"found": …, "reason": {language: words}}
    base = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)  # [{language: words}]
    asks = models.JSONField(default=list)  # same shape: questions to confirm before writing
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changes = models.JSONField(default=dict)  # place -> [before, after]: what writing it changed

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, applied_by__isnull=True)
                | models.Q(applied_at__isnull=False, applied_by__isnull=False),
                name="proposal_applied_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.name}"
