"""Moves that were made, comments, notices to file, and what reviewers keep for themselves. Moves
and comments are never edited; triggers refuse it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.delegation.delegate import in_whose_name
from accounts.models import Agency
from reports.models import LONGEST_POINT, Report, State, Submission


class Transition(models.Model):
    """A move that a report made."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="transitions")
    number = models.PositiveIntegerField()  # of the move within its report
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=20, choices=State)
    target = models.CharField(max_length=20, choices=State)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(  # whom the actor stood in for
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)  # of publishing: the address where it stands
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)  # of what was signed or filed
    checked = models.BooleanField(default=False)  # the actor stated the confidentiality check
    opened = models.JSONField(null=True)  # the open places, for a partial return
    told = ""  # the reason, if the page's readers may know it, see history.with_reasons

    class Meta:
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="transition_number")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number} {self.move}"

    @property
    def passes_first_review(self) -> bool:
        """Whether this approval decides nothing yet, as a second review follows."""
        return self.move == "approve" and self.target == State.FIRST_PASSED

    @property
    def mover(self) -> str:
        """Who made the move and, for a stand-in, in whose name."""
        return in_whose_name(str(self.actor), self.on_behalf_of)


class Thread(models.Model):
    """A reviewer's question on one place of a submission, with all replies."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="threads")
    number = models.PositiveIntegerField()  # of the submission it is about
    place = models.CharField(max_length=60, blank=True)  # a form.places key; "" for the whole
    quote = models.CharField(max_length=120, blank=True)  # the words in the text it is about
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)
    answered = models.BooleanField(default=False)  # whether the agency wrote the last comment

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["report", "resolved_at"], name="thread_open")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.place} {self.quote}"


class Comment(models.Model):
    """One person's comment in a thread. Never edited."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by_bureau = models.BooleanField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.text[:40]}"


class NoticeToFile(models.Model):
    """A notice to file (催报) that the bureau sent to an agency."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="notices_to_file")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    told = models.PositiveIntegerField()  # number of people it was sent to

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.text[:40]}"


class Tick(models.Model):
    """One of the campaign's review points, ticked by a reviewer for a submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="ticks")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    point = models.CharField(max_length=LONGEST_POINT)  # its wording: a reworded point is new
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "reviewer", "point"], name="tick_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.point}"


class DeskLook(models.Model):
    """A reviewer has opened this submission at the desk: what nobody saw is not approved unseen."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="looks")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "reviewer"], name="look_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.reviewer_id}"


class Phrase(models.Model):
    """A phrase a bureau's reviewers use often (常用意见), offered where they write."""

    bureau = models.ForeignKey(Agency, models.CASCADE, related_name="phrases")
    text = models.CharField(_("phrase"), max_length=200)
    order = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bureau", "text"], name="phrase_once_a_bureau")
        ]

    def __str__(self) -> str:
        return self.text
