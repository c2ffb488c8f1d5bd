"""What was filed: never edited, and triggers refuse any change."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.form.content import Content
from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.form.numbers import FigureDecoder, FigureEncoder
from reports.models.report import Report


class Submission(models.Model):
    """An immutable, numbered snapshot of a report as filed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(_("submitted at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=80)
    is_government = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField()
    edition_id = models.CharField(max_length=20)
    figures = models.JSONField(encoder=FigureEncoder, decoder=FigureDecoder)
    texts = models.JSONField()
    findings = models.JSONField()  # findings when it was filed, with explanations
    warnings = models.PositiveIntegerField(default=0)  # how many warnings, for the queue
    digest = models.CharField(max_length=64)  # SHA-256 over year, edition, agency, figures, texts

    class Meta:
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="submission_number")
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} {self.year} #{self.number}"

    @property
    def edition(self) -> Edition:
        return load_editions()[self.edition_id]

    @property
    def content(self) -> Content:
        return Content(
            year=self.year,
            figures=self.figures,
            texts=self.texts,
            agency=self.agency_name,
            is_government=self.is_government,
        )


class FiledSentence(models.Model):
    """A sentence of a report's newest submission, by digest, to recognise copies (N-R12)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="filed_sentences")
    section = models.CharField(max_length=30)
    digest = models.BigIntegerField()
    length = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [  # covering, so that the table itself need not be read
            models.Index(fields=["section", "digest", "report", "length"], name="filed_sentence")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section} {self.digest}"
