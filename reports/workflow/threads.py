"""Comment threads: a reviewer's questions on a submission, the agency's answers, and their end.

A thread waits for the agency until it answers, then for the reviewer, who resolves it or asks
again. The agency sees the comments once the report has come back to it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.refusals import ActRefused
from accounts.trail.presses import first_press
from accounts.trail.record import Actor, record
from reports.form.places import WHOLE, Place, find_place
from reports.models import REVIEW_STATES, UNDECIDED_STATES, Report, Submission
from reports.rules.check import masked
from reports.rules.linked_cells import linked_cells
from reports.workflow.models import Comment, Thread

MAX_COMMENT = 1000
MAX_QUOTE = 120


class CommentRefused(ActRefused):
    """The comment was not added."""


def place_of(thread: Thread, report: Report) -> Place:
    return find_place(report.edition, thread.place) or WHOLE


def ask(report_id: int, actor: Actor, *, place: str, quote: str, text: str) -> Thread | None:
    """Start a thread as the current reviewer; None if this press has. Raises CommentRefused."""
    with transaction.atomic():
        if not first_press(actor):
            return None
        report = _in_review(report_id, actor.user)
        found = find_place(report.edition, place)
        if found is None:
            raise CommentRefused(_("Choose the place that the comment is about."))
        submission = report.submissions.get(number=report.last_number)
        quote = _quoted(submission, found, quote)
        thread = Thread.objects.create(
            report=report, number=report.last_number, place=place, quote=quote
        )
        _say(thread, report, actor, text, by_bureau=True)
    return thread


def ask_on(report_id: int, thread_id: int, actor: Actor, text: str) -> None:
    """Ask again, if the answer is not enough: the thread waits for the agency again."""
    with transaction.atomic():
        if not first_press(actor):
            return
        report = _in_review(report_id, actor.user)
        thread = report.threads.get(pk=thread_id)
        thread.resolved_at = thread.resolved_by = None
        _say(thread, report, actor, text, by_bureau=True)


def resolve(report_id: int, thread_id: int, actor: Actor) -> None:
    with transaction.atomic():
        report = _in_review(report_id, actor.user)
        thread = report.threads.get(pk=thread_id)
        if thread.resolved_at:
            return
        thread.resolved_at, thread.resolved_by = timezone.now(), actor.user
        thread.save(update_fields=["resolved_at", "resolved_by"])
        _notify(report, thread, actor, "comment.resolve")


def answer(report_id: int, thread_id: int, actor: Actor, text: str) -> None:
    """Add the agency's answer, while it has the report. Raises CommentRefused."""
    with transaction.atomic():
        if not first_press(actor):
            return
        report = _locked(report_id)
        if not report.is_open:
            raise CommentRefused(_("The report is not with the agency now."))
        thread = report.threads.get(pk=thread_id)
        if thread.resolved_at:
            raise CommentRefused(_("The reviewer has resolved this comment meanwhile."))
        _say(thread, report, actor, text, by_bureau=False)


def unanswered(report: Report) -> QuerySet[Thread]:
    """The threads that the agency still has to answer."""
    return report.threads.filter(resolved_at=None, answered=False)


def unresolved(report: Report) -> QuerySet[Thread]:
    return report.threads.filter(resolved_at=None)


def marked_places(report: Report) -> frozenset[str]:
    """Return what the agency can change after a partial return: the commented places and what
    depends on them. Comments on the report as a whole mark nothing."""
    keys = set(unresolved(report).exclude(place=WHOLE.key).values_list("place", flat=True))
    filed = report.submissions.get(number=report.last_number)
    return linked_cells(report.edition, keys, filed.content)


def asked_of_agency(report: Report) -> QuerySet[Thread]:
    """Return the threads the agency may see, without those still being written; no query before the
    first submission."""
    if not report.last_number:
        return report.threads.none()
    if report.state in UNDECIDED_STATES:
        return report.threads.filter(number__lt=report.last_number)
    return report.threads.all()


def _locked(report_id: int) -> Report:
    """Row-lock the report, so that it is not moved meanwhile."""
    reports = Report.objects.select_for_update(of=("self",)).select_related("campaign", "agency")
    return reports.get(pk=report_id)


def _in_review(report_id: int, user: User | None) -> Report:
    report = _locked(report_id)
    if report.state not in REVIEW_STATES or user is None or report.reviewer_id != user.pk:
        raise CommentRefused(_("Only who is reviewing the report writes comments, and only then."))
    return report


def _quoted(submission: Submission, place: Place, quote: str) -> str:
    quote = " ".join(quote.split())
    if len(quote) > MAX_QUOTE:
        raise CommentRefused(_("Quote at most %(limit)d characters.") % {"limit": MAX_QUOTE})
    if quote and quote not in submission.texts.get(place.key, ""):
        raise CommentRefused(_("The quoted words do not stand in the text of this part."))
    return quote


def _say(thread: Thread, report: Report, actor: Actor, text: str, *, by_bureau: bool) -> None:
    written = text.replace("\0", "").strip()  # PostgreSQL cannot store NUL
    text = masked(report.edition, report.campaign.year, written)  # as it is kept and shown
    if not text:
        raise CommentRefused(_("Write what you want to say."))
    if len(text) > MAX_COMMENT:
        words = _("A comment has at most %(limit)d characters; this has %(found)d.")
        raise CommentRefused(words % {"limit": MAX_COMMENT, "found": len(text)})
    assert actor.user is not None
    Comment.objects.create(thread=thread, author=actor.user, by_bureau=by_bureau, text=text)
    thread.answered = not by_bureau
    thread.save(update_fields=["answered", "resolved_at", "resolved_by"])
    _notify(report, thread, actor, "comment.ask" if by_bureau else "comment.answer", text)


def _notify(report: Report, thread: Thread, actor: Actor, act: str, text: str = "") -> None:
    after = {"thread": thread.pk, "place": thread.place, "quote": thread.quote, "text": text}
    record(actor, act, report.trail_name, label=report, after=after)
