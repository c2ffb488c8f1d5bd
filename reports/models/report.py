"""The working copy: reports and their sections."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.form.edition import Edition
from reports.form.numbers import FigureDecoder, FigureEncoder
from reports.models.campaign import Campaign

if TYPE_CHECKING:
    from reports.models.concession import Concession


class State(models.TextChoices):
    DRAFTING = "drafting", _("Drafting")
    OFFICE_REVIEW = "office_review", _("Office review")
    DEPUTY_REVIEW = "deputy_review", _("Deputy head's review")
    HEAD_APPROVAL = "head_approval", _("Head's approval")
    READY = "ready", _("Ready to submit")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    FIRST_PASSED = "first_passed", _("To be reviewed again")
    SECOND_REVIEW = "second_review", _("Second review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


OPEN_STATES = frozenset({State.DRAFTING, State.RETURNED})  # the agency may write
SECOND_STATES = frozenset({State.FIRST_PASSED, State.SECOND_REVIEW})  # one reviewer has passed it
REVIEW_STATES = frozenset({State.IN_REVIEW, State.SECOND_REVIEW})  # a reviewer holds it

# Each state is in exactly one of these three.
AGENCY_STATES = OPEN_STATES | {  # with the agency, being filled in or on its way up
    State.OFFICE_REVIEW, State.DEPUTY_REVIEW, State.HEAD_APPROVAL, State.READY,
}  # fmt: skip
UNDECIDED_STATES = REVIEW_STATES | {State.SUBMITTED, State.FIRST_PASSED}  # waiting for the bureau
APPROVED_STATES = frozenset({State.APPROVED, State.PUBLISHED})

FILED_STATES = UNDECIDED_STATES | APPROVED_STATES
IS_REAL = models.Q(practice_of=None)
# A past year's report that was taken in as published, and then taken away again: its submissions
# stay, as all do, and it is in no list.
IS_TAKEN_AWAY = models.Q(is_historic=True, approved_number=None)
LONGEST_ADDRESS = 300  # of the page on which a report is published


class RealReports(models.Manager["Report"]):
    """Excludes practice reports, and what was taken away: neither may appear in lists."""

    def get_queryset(self) -> models.QuerySet[Report]:
        return super().get_queryset().filter(IS_REAL & ~IS_TAKEN_AWAY)


@runtime_checkable
class ReadWithConcessions(Protocol):
    """A report, or a section, whose query asked whether the report was ever given any."""

    has_concessions: bool


class Report(models.Model):
    """One agency's working copy in one campaign. Only `make_move` writes `status`, and for reports
    of past years that come in as published workflow/past_reports.py.

    A person's practice report is a Report too, so that it has the real pages; it never moves, and
    neither does a past year's.
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
    first_reviewer = models.ForeignKey(  # who passed it to the second review
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    moves_made = models.PositiveIntegerField(default=0)  # tells whether a button is out of date
    last_number = models.PositiveIntegerField(default=0)  # of the newest submission, or 0
    # Denormalised for sorting and counting in queue and board, so that neither reads submissions:
    filed_at = models.DateTimeField(null=True)  # the newest submission
    warnings = models.PositiveIntegerField(default=0)  # of the newest submission
    # Of the newest submission beside the others'; kept by review/compared.py, which says when:
    unusual = models.PositiveIntegerField(default=0, editable=False)  # outliers
    copied = models.PositiveIntegerField(default=0, editable=False)  # texts that others filed too
    compared = models.CharField(max_length=80, default="", editable=False)  # with what
    first_filed_on = models.DateField(null=True)  # the first submission's day in Beijing
    approved_number = models.PositiveIntegerField(null=True)  # number of the approved submission
    public_at = models.CharField(max_length=LONGEST_ADDRESS, default="", editable=False)  # its page
    status_since = models.DateTimeField(_("in this state since"), auto_now_add=True)
    # who saw it first of those whose step it is: until then it can be called back
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, editable=False)
    # after a partial return: the open cells, and the sections whose text is open
    open_places = models.JSONField(null=True, editable=False)
    # came in as published, without any move: see workflow/past_reports.py
    is_historic = models.BooleanField(default=False, editable=False)
    practice_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+"
    )

    objects = RealReports()  # listed first, so also used for related objects and the admin
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
            models.CheckConstraint(
                condition=models.Q(is_historic=False)
                | models.Q(moves_made=0, practice_of=None)
                & (
                    models.Q(status=State.PUBLISHED, approved_number__isnull=False)
                    | models.Q(status=State.DRAFTING, approved_number=None)
                ),
                name="historic_never_moves",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "status"], name="report_queue"),
            models.Index(  # for filings by day
                fields=["campaign", "first_filed_on", "agency"],
                condition=IS_REAL,
                name="report_filed_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.campaign.year}" + (" 练习" if self.is_practice else "")

    @property
    def is_practice(self) -> bool:
        return self.practice_of_id is not None

    @property
    def never_moves(self) -> bool:
        return self.is_practice or self.is_historic

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """Return the state in words, as pills and sentences have it."""
        if self.is_historic:
            return gettext("%(state)s (past year)") % {"state": self.state.label}
        return str(self.state.label)

    @property
    def trail_name(self) -> str:
        """The report's object code in the trail."""
        return f"{'practice' if self.is_practice else 'report'}:{self.pk}"

    @property
    def edition(self) -> Edition:
        return self.campaign.edition

    @property
    def is_with_drafters(self) -> bool:
        """Whether it stands at the beginning of its way, be its year open yet or not."""
        return self.status in OPEN_STATES

    @property
    def opens_later(self) -> date | None:
        """The day from which its year can be filled in, while that is still to come."""
        return None if self.is_practice else self.campaign.opens_later

    @property
    def is_open(self) -> bool:
        """Whether the agency may write in it now."""
        return self.is_with_drafters and self.opens_later is None

    def is_editable(self, place: str) -> bool:
        """Whether a partial return leaves this cell, or this section's text, open."""
        return self.open_places is None or place in self.open_places

    def has_open_in(self, code: str) -> bool:
        """Whether anything in this section is editable."""
        cells = self.edition.by_code[code].cells
        return self.is_editable(code) or any(self.is_editable(cell.id) for cell in cells)

    @property
    def excused(self) -> bool:
        """Whether there may be concessions; exact for reports read `with_days`."""
        return self.has_concessions if isinstance(self, ReadWithConcessions) else True

    @cached_property
    def concessions_given(self) -> tuple[Concession, ...]:
        """Every concession ever granted, newest first; see campaigns.concessions."""
        if self.is_practice or not self.excused:
            return ()
        return tuple(self.concessions.select_related("by", "withdrawn_by"))

    @property
    def concessions_held(self) -> list[Concession]:
        """The concessions in force today."""
        today = timezone.localdate()
        return [one for one in self.concessions_given if one.holds_on(today)]

    @cached_property
    def state(self) -> State:
        return State(self.status)

    @cached_property
    def filed_by_id(self) -> int | None:
        """The id of whoever filed the newest submission."""
        newest = self.submissions.filter(number=self.last_number)
        return newest.values_list("by", flat=True).first()


class ReportSection(models.Model):
    """One of the six parts. A table section stores its figures as one document.

    A section with a holder is assigned to them: see drafts/assignments.py.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=30)
    figures = models.JSONField(default=dict, encoder=FigureEncoder, decoder=FigureDecoder)
    unreadable = models.JSONField(default=dict)  # cell -> typed text that is not a figure
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # 0 means never saved
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
    note = models.TextField(blank=True)  # why it was handed back, until it is assigned again

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
