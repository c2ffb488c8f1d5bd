"""What somebody has asked for that takes too long to wait for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobKind(models.TextChoices):
    IMPORT = "import", _("Import")
    EXPORT = "export", _("Export")


class JobState(models.TextChoices):
    WAITING = "waiting", _("waits for its turn")
    RUNNING = "running", _("is running")
    DONE = "done", _("is done")
    REFUSED = "refused", _("not carried out")
    FAILED = "failed", _("went wrong")
    INTERRUPTED = "interrupted", _("was interrupted")


OPEN = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One import or export of one person. Its rows and its end are written in one transaction; how
    far it is meanwhile stands in a file (`accounts/jobs/kept.py`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind)
    subject = models.CharField(max_length=60)  # a model, as "accounts.agency"
    label = models.CharField(max_length=200)  # of the file, or of what is taken along
    asked = models.JSONField(default=dict)  # the request, as far as it is needed again
    state = models.CharField(max_length=20, choices=JobState, default=JobState.WAITING)
    total = models.PositiveIntegerField(default=0)  # rows
    at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    message = models.TextField(default="")
    result = models.CharField(max_length=200, default="")  # what the file to take along is called

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "started_at"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
