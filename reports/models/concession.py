"""Concessions to one agency: a later due day, release from filing, or the waiver of one rule."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.form.content import Words
from reports.language import in_readers_language

REASON_LIMIT = 200


class Concession(models.Model):
    """Granted by somebody, with a reason, until a day. Never edited; withdrawn with a reason."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("Extension")
        RELEASE = "release", _("Release from filing")
        WAIVER = "waiver", _("Waiver of a rule")

    report = models.ForeignKey(
        "reports.Report", models.PROTECT, related_name="concessions", verbose_name=_("report")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    rule = models.CharField(_("rule"), max_length=20, blank=True)
    day = models.DateField(_("until"))  # for an extension: the new due day
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    at = models.DateTimeField(_("given at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("withdrawn by"),
    )  # fmt: skip
    withdrawn_why = models.CharField(max_length=REASON_LIMIT, blank=True)

    class Meta:
        verbose_name = _("concession")
        verbose_name_plural = _("concessions")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="waiver") & ~models.Q(rule="")
                | ~models.Q(kind="waiver") & models.Q(rule=""),
                name="concession_rule_of_a_waiver",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~models.Q(withdrawn_why=""),
                name="concession_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind} {self.rule} {self.day}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day; the same condition as `in_force`."""
        return self.withdrawn_at is None and not self._has_ended(day)

    def held_at(self, moment: dt.datetime) -> bool:
        """Whether it was in force at a moment in the past."""
        later = self.withdrawn_at is not None and self.withdrawn_at > moment
        stood = self.withdrawn_at is None or later
        return self.at <= moment and stood and not self._has_ended(timezone.localdate(moment))

    @property
    def is_over(self) -> bool:
        """Whether its day has passed or it was withdrawn: nothing is left to withdraw."""
        passed = self.day < timezone.localdate() and not self._settles_the_year
        return self.withdrawn_at is not None or passed

    def _has_ended(self, day: dt.date) -> bool:
        """Whether its day has passed; an extension does not end, as its day stays the due day."""
        stays = self.kind == self.Kind.EXTENSION or self._settles_the_year
        return self.day < day and not stays

    @property
    def _settles_the_year(self) -> bool:
        """Whether it is a release until the legal deadline, which settles that year's report."""
        by_law = self.report.campaign.legal_deadline
        return self.kind == self.Kind.RELEASE and self.day >= by_law

    @property
    def rule_title(self) -> str:
        titles = {rule.id: rule.title for rule in self.report.edition.rules}
        return in_readers_language(Words(titles[self.rule])) if self.rule in titles else self.rule


def in_force(day: dt.date) -> models.Q:
    """The concessions in force on a day, the same as `Concession.holds_on`."""
    settles = models.Q(
        kind=Concession.Kind.RELEASE,
        day__gte=models.F("report__campaign__legal_deadline"),
    )
    lasts = models.Q(kind=Concession.Kind.EXTENSION) | models.Q(day__gte=day) | settles
    return lasts & models.Q(withdrawn_at=None)
