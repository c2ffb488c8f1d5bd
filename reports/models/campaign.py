"""Campaigns, and the words a region wants found in the texts of its reports."""

from __future__ import annotations

import datetime as dt
import re
from typing import ClassVar, cast

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, Region
from accounts.names import NameField
from reports.form import content
from reports.form.edition import Edition
from reports.form.loader import edition_for, load_editions

FIRST_YEAR = 2019
MOST_POINTS, LONGEST_POINT = 12, 80  # the checklist is used for each report


def review_points(written: str) -> tuple[str, ...]:
    """Split a checklist into lines; repeated lines count once."""
    lines = (" ".join(line.split()) for line in written.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def validate_points(written: str) -> None:
    """Check a review checklist. Raises ValidationError. Migrations name this: it stays where it
    is."""
    points = review_points(written)
    if len(points) > MOST_POINTS:
        words = _("At most %(most)d review points; these are %(found)d.")
        raise ValidationError(words % {"most": MOST_POINTS, "found": len(points)})
    if too_long := [point for point in points if len(point) > LONGEST_POINT]:
        words = _("A review point has at most %(longest)d characters: %(point)s")
        raise ValidationError(words % {"longest": LONGEST_POINT, "point": too_long[0][:20] + "…"})


class Campaign(models.Model):
    """A reporting year in a region: edition and dates. Its reports say which agencies must file."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    year = models.PositiveSmallIntegerField(
        _("reporting year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2099)],
    )
    edition_id = models.CharField(_("edition"), max_length=20, editable=False)
    opens_on = models.DateField(_("opens on"))
    internal_deadline = models.DateField(_("internal deadline"))
    legal_deadline = models.DateField(_("legal deadline"), help_text=_("31 January by law."))
    government_deadline = models.DateField(
        _("legal deadline of the government's own report"),
        blank=True,
        help_text=_("Empty: 31 March, as the law has it."),
    )
    advised_length = models.PositiveIntegerField(
        _("advised length of the overview"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100), MaxValueValidator(20_000)],
        help_text=_("In characters. Empty: as the form advises."),
    )
    review_points = models.TextField(
        _("review points"),
        blank=True,
        validators=[validate_points],
        help_text=_("What the reviewer ticks before a report is approved, one a line."),
    )
    two_reviews = models.BooleanField(
        _("two reviewers in turn"),
        default=False,
        help_text=_("What one reviewer has passed is reviewed again by another."),
    )
    approve_unseen = models.BooleanField(
        _("approve together without opening"),
        default=False,
        help_text=_("Otherwise only what the reviewer has opened is approved together."),
    )

    # made after its legal deadline: what was published elsewhere comes in, and nobody is late
    made_late = models.BooleanField(default=False, editable=False)

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
        """Choose the edition for a new campaign's year, which it then keeps, and save."""
        self.edition_id = self.edition_id or edition_for(self.year).id
        self.government_deadline = self.last_day(AgencyKind.GOVERNMENT)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        if self.pk and not edition_for(self.year).id == self.edition_id:
            raise ValidationError({"year": _("The reports of this campaign use another edition.")})
        own, others = self.government_deadline, self.legal_deadline
        if own and others and own < others:
            message = _("The government's own report is the sum of all and due after them.")
            raise ValidationError({"government_deadline": message})

    @property
    def edition(self) -> Edition:
        return load_editions()[self.edition_id]

    @property
    def opens_later(self) -> dt.date | None:
        """Return the opening day while it is still to come."""
        return self.opens_on if self.opens_on > timezone.localdate() else None

    @property
    def is_past(self) -> bool:
        """Whether the law's day has passed: what was not filed here may come in as published."""
        return self.legal_deadline < timezone.localdate()

    @property
    def points(self) -> tuple[str, ...]:
        return review_points(self.review_points)

    def last_day(self, kind: str) -> dt.date:
        """Return the legal deadline; art. 49 of the Regulations gives governments to 31 March."""
        if kind != AgencyKind.GOVERNMENT:
            return self.legal_deadline
        return self.government_deadline or max(dt.date(self.year + 1, 3, 31), self.legal_deadline)


class CampaignDate(models.Model):
    """A separate internal deadline for one kind of agency, see campaigns/deadlines.py."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dates")
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind)
    day = models.DateField(_("internal deadline"))

    class Meta:
        verbose_name = _("internal deadline of a kind of agency")
        verbose_name_plural = _("internal deadlines by kind of agency")
        ordering: ClassVar = ["day", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="campaign_date_once_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_format(self.day)}"

    def clean(self) -> None:
        """Check that the day is within the campaign and not after the legal deadline."""
        campaign, day = self.campaign, self.day
        if None in (campaign.year, campaign.opens_on, campaign.legal_deadline, day):
            return  # reported as missing already
        if day < campaign.opens_on:
            raise ValidationError({"day": _("The campaign opens later than this.")})
        if day > campaign.last_day(self.kind):
            raise ValidationError({"day": _("This is after the legal deadline.")})


class Severity(models.TextChoices):
    ERROR = "error", _("stops the filing")
    WARNING = "warning", _("wants a reason")
    INFO = "info", _("informs")


class WatchedWord(models.Model):
    """A wrong or sensitive word, for the texts of a region and all below it (P-R02)."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("region"))
    word = NameField(_("word"), max_length=40)
    right = NameField(
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
        """Check that allowed longer words contain the word, as others would make no sense."""
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
    def watch(self) -> content.ListedWord:
        return content.ListedWord(
            self.word,
            self.right,
            cast(content.Severity, self.severity),
            self.remark,
            self.allowed_words,
        )
