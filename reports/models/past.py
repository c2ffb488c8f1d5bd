"""Reports of past years as they were published: files waiting to be confirmed, and where each
report that was taken in came from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.models.campaign import Campaign
from reports.models.submission import Submission

LONGEST_SOURCE = 300


class PastFile(models.Model):
    """A published file, or one row of a sheet, that was read for a campaign and waits until
    somebody confirms it: see past_years/reading.py."""

    class Matched(models.TextChoices):
        TOLD = "told", _("the name in the file")
        FILE_NAME = "file_name", _("the file's name")
        HAND = "hand", _("chosen by hand")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="past_files")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    row = models.PositiveIntegerField(default=0)  # of a sheet; 0 for a whole file
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    matched = models.CharField(max_length=10, choices=Matched, blank=True)
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE, blank=True)
    published_on = models.DateField(_("published on"), null=True)
    refusal = models.JSONField(null=True)  # {language: words}, if it could not be read
    reading = models.TextField(blank=True)  # as reading.packed writes it
    # What the list shows, so that it need not unpack them all:
    told_agency = models.CharField(max_length=120, blank=True)
    told_year = models.PositiveSmallIntegerField(null=True)
    edition_id = models.CharField(max_length=20, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    cells = models.PositiveIntegerField(default=0)
    doubtful = models.JSONField(default=list)  # [[cell, found, {language: words}]]
    findings = models.JSONField(default=list)  # as submissions keep them

    class Meta:
        ordering: ClassVar = ["name", "row"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "digest", "row"], name="past_file_once_a_campaign"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.name} {self.row or ''}".strip()


class PastReport(models.Model):
    """Where a past year's report was published, one row for each time it was taken in or corrected.
    Never edited; triggers refuse it."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="past")
    source = models.CharField(max_length=LONGEST_SOURCE)
    published_on = models.DateField(null=True)  # None: not known
    name = models.CharField(max_length=200)  # the file's
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    content_digest = models.CharField(max_length=64)  # of what it says, whoever's name it bears
    unread = models.JSONField(default=dict)  # cells that could not be made out -> what stands there

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.source}"

    @property
    def is_address(self) -> bool:
        return self.source.startswith(("https://", "http://")) and " " not in self.source
