"""The working copy: campaigns, reports, their sections and the explanations of warnings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Region
from reports.edition import Edition
from reports.edition_files import edition_for, load_editions
from reports.figure_json import FigureDecoder, FigureEncoder

FIRST_YEAR = 2019


class Campaign(models.Model):
    """A reporting year in a region: edition and dates. Who must file are the reports it has."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    year = models.PositiveSmallIntegerField(
        _("reporting year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2099)],
    )
    edition_id = models.CharField(_("edition"), max_length=20, editable=False)
    opens_on = models.DateField(_("opens on"))
    internal_deadline = models.DateField(_("internal deadline"))
    legal_deadline = models.DateField(_("legal deadline"), help_text=_("31 January by law."))

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year"], name="campaign_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("internal_deadline"))
                & models.Q(internal_deadline__lte=models.F("legal_deadline")),
                name="campaign_dates_in_order",
                violation_error_message=_(
                    "The dates must be in order: opening, internal deadline, legal deadline."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}"

    def save(self, *args: object, **kwargs: object) -> None:
        """The year chooses the edition once; a campaign keeps it."""
        self.edition_id = self.edition_id or edition_for(self.year).id
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        if self.pk and not edition_for(self.year).id == self.edition_id:
            raise ValidationError({"year": _("The reports of this campaign use another edition.")})

    @property
    def edition(self) -> Edition:
        return load_editions()[self.edition_id]


class State(models.TextChoices):
    DRAFTING = "drafting", _("Drafting")
    OFFICE_REVIEW = "office_review", _("Office review")
    DEPUTY_REVIEW = "deputy_review", _("Deputy head's review")
    HEAD_APPROVAL = "head_approval", _("Head's approval")
    READY = "ready", _("Ready to submit")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


OPEN_STATES = frozenset({State.DRAFTING, State.RETURNED})  # the agency may write
FILED_STATES = frozenset({State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.PUBLISHED})


class Report(models.Model):
    """One agency's working copy in one campaign. `status` is written by make_move alone."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="reports", verbose_name=_("campaign")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="reports", verbose_name=_("agency")
    )
    status = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFTING)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewing",
        verbose_name=_("reviewer"),
    )
    moves_made = models.PositiveIntegerField(default=0)  # tells a button that it is out of date
    last_number = models.PositiveIntegerField(default=0)  # of the newest submission; 0 is none
    approved_number = models.PositiveIntegerField(null=True)  # the approval points at this one
    status_since = models.DateTimeField(_("in this state since"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["agency__order", "agency_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "agency"], name="report_once_a_campaign"),
            models.CheckConstraint(
                condition=models.Q(status__in=State.values), name="report_state"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["campaign", "status"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.agency} {self.campaign.year}"

    @property
    def trail_name(self) -> str:
        """How the trail calls it."""
        return f"report:{self.pk}"

    @property
    def edition(self) -> Edition:
        return self.campaign.edition

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES

    @cached_property
    def state(self) -> State:
        return State(self.status)


class ReportSection(models.Model):
    """One of the six parts. A table section keeps its figures as one document, see design 4."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=30)
    figures = models.JSONField(default=dict, encoder=FigureEncoder, decoder=FigureDecoder)
    unreadable = models.JSONField(default=dict)  # cell -> what was typed there and is no figure
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # 0: never saved
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "code"], name="section_once_a_report")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"


class Explanation(models.Model):
    """The filer's written reason why one finding stands; `key` names the very statement."""

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


class Proposal(models.Model):
    """What a file states for one report, kept until somebody confirms it: see proposals.py."""

    class Way(models.TextChoices):  # also what the trail calls the writing
        READ = "read", _("Report read in")
        WORKBOOK = "workbook", _("Offline workbook")

    report = models.ForeignKey(Report, models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    how = models.CharField(max_length=20, choices=Way)
    name = models.CharField(max_length=120, blank=True)  # of the file
    figures = models.JSONField(default=dict, encoder=FigureEncoder, decoder=FigureDecoder)
    unreadable = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    origins = models.JSONField(default=dict)  # place -> {language: words}
    doubts = models.JSONField(default=dict)  # place -> {"found": …, "reason": {language: words}}
    base = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)  # [{language: words}]
    asks = models.JSONField(default=list)  # the same: what must be said before it is written
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
