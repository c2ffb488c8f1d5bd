"""The working copy: campaigns, reports, their sections and the explanations of warnings."""

from __future__ import annotations

import re
from typing import ClassVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Region
from reports import content
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
    advised_length = models.PositiveIntegerField(
        _("advised length of the overview"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100), MaxValueValidator(20_000)],
        help_text=_("In characters. Empty: as the form advises."),
    )

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


class Severity(models.TextChoices):
    ERROR = "error", _("stops the filing")
    WARNING = "warning", _("wants a reason")
    INFO = "info", _("informs")


class WatchedWord(models.Model):
    """A wrong or a sensitive word, for the texts of a region and all below it (P-R02)."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    word = models.CharField(_("word"), max_length=40)
    right = models.CharField(
        _("right word"),
        max_length=40,
        blank=True,
        help_text=_("For a wrong word: what should stand there. Empty for a sensitive word."),
    )
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.WARNING
    )
    allowed = models.CharField(
        _("allowed in"),
        max_length=200,
        blank=True,
        help_text=_("Longer words in which it may stand, with 、 between them."),
    )
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "word"],
                name="watched_word_once_a_region",
                violation_error_message=_("This word is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} → {self.right}" if self.right else self.word

    def clean(self) -> None:
        """A longer word that lacks it would allow nothing, or everything."""
        self.word, self.right = self.word.strip(), self.right.strip()
        if self.right == self.word and self.word:
            raise ValidationError({"right": _("The right word is the wrong one.")})
        for longer in self.allowed_words:
            if self.word not in longer or longer == self.word:
                message = _("“%(longer)s” is no longer word with “%(word)s” in it.")
                raise ValidationError({"allowed": message % {"longer": longer, "word": self.word}})

    @property
    def allowed_words(self) -> tuple[str, ...]:
        return tuple(word for word in re.split(r"[、，,;；\s]+", self.allowed) if word)

    @property
    def watch(self) -> content.Watch:
        return content.Watch(
            self.word,
            self.right,
            cast(content.Severity, self.severity),
            self.remark,
            self.allowed_words,
        )


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
