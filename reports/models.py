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
IS_REAL = models.Q(practice_of=None)


class RealReports(models.Manager["Report"]):
    """Without the reports for practice, which must not turn up where reports are listed."""

    def get_queryset(self) -> models.QuerySet[Report]:
        return super().get_queryset().filter(IS_REAL)


class Report(models.Model):
    """One agency's working copy in one campaign. `status` is written by make_move alone.

    A person's practice report is one as well, so that it has the real pages; it never moves.
    """

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
    practice_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+"
    )

    objects = RealReports()  # the first is also the one of related objects and of the admin
    with_practice: ClassVar[models.Manager[Report]] = models.Manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["agency__order", "agency_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "agency"], condition=IS_REAL, name="report_once_a_campaign"
            ),
            models.UniqueConstraint(fields=["practice_of"], name="practice_once_a_person"),
            models.CheckConstraint(
                condition=models.Q(status__in=State.values), name="report_state"
            ),
            models.CheckConstraint(
                condition=IS_REAL | models.Q(status=State.DRAFTING, last_number=0),
                name="practice_never_moves",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["campaign", "status"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.agency} {self.campaign.year}" + (" 练习" if self.is_practice else "")

    @property
    def is_practice(self) -> bool:
        return self.practice_of_id is not None

    @property
    def trail_name(self) -> str:
        """How the trail calls it."""
        return f"{'practice' if self.is_practice else 'report'}:{self.pk}"

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
    """One of the six parts. A table section keeps its figures as one document, see design 4.

    With a holder it is handed out: see handing_out.py.
    """

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
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="held_sections"
    )
    due_on = models.DateField(null=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    handed_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    handed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)  # why it was handed back, until it is handed out again

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "code"], name="section_once_a_report"),
            models.CheckConstraint(
                condition=models.Q(holder=None, due_on=None, done_at=None)
                | models.Q(holder__isnull=False, due_on__isnull=False),
                name="section_held_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"

    @property
    def is_handed_out(self) -> bool:
        return self.holder_id is not None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class Explanation(models.Model):
    """The filer's written reason why one finding stands; `key` names the very statement.

    Where last year's report fixes a cell, `key` names the cell: the reason opens it, see `locks`.
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


class Presence(models.Model):
    """When somebody's page of a section last told that it is open, see `presence`."""

    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "user"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.user_id}"


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
