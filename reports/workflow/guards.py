"""What stands between a person and a move besides role and state: the separation of duties."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_ROLES, Event, User
from reports.handing_out import not_done
from reports.models import Report
from reports.workflow.comments import place_of, unanswered, unresolved
from reports.workflow.refusals import (
    ChangedSinceSigned,
    NotYours,
    StillHandedOut,
    Unanswered,
    Unresolved,
)
from reports.workflow.submissions import digest_now, require_submittable


def drafted_by(report: Report) -> set[int]:
    """Who entered figures or text, as the trail has it: a row there cannot be taken back."""
    writes = Event.objects.filter(object=report.trail_name, action="section.write")
    return set(writes.values_list("actor_id", flat=True))


def not_the_drafter(report: Report, user: User) -> None:
    if user.pk in drafted_by(report):
        raise NotYours(_("You entered part of this report, so another person must sign it."))


def not_the_submitter(report: Report, user: User) -> None:
    submission = report.submissions.filter(number=report.last_number).first()
    if submission and submission.by_id == user.pk:
        raise NotYours(_("You submitted this report, so another reviewer must decide on it."))


def holds_the_review(report: Report, user: User) -> None:
    if report.reviewer_id != user.pk:
        raise NotYours(_("%(reviewer)s is reviewing this report.") % {"reviewer": report.reviewer})


def not_of_the_agency(report: Report, user: User) -> None:
    if user.has_role_at(report.agency_id, *AGENCY_ROLES):
        raise NotYours(_("You belong to this agency, so another reviewer must decide on it."))


def submittable(report: Report, user: User) -> None:
    require_submittable(report)


def as_signed(report: Report, user: User) -> None:
    """What is filed is what the head put their name to; no way leads around this by design."""
    signed = report.transitions.filter(move="sign").order_by("-number").first()
    if signed is None or signed.digest != digest_now(report):
        raise ChangedSinceSigned


def every_comment_answered(report: Report, user: User) -> None:
    """What came back with questions goes on when each has its answer."""
    if report.last_number and (threads := list(unanswered(report))):
        raise Unanswered([place_of(thread, report).name for thread in threads])


def every_comment_resolved(report: Report, user: User) -> None:
    if threads := list(unresolved(report)):
        raise Unresolved([place_of(thread, report).name for thread in threads])


def nothing_handed_out(report: Report, user: User) -> None:
    """Nobody passes on over the head of those who still work on it."""
    if sections := not_done(report):
        raise StillHandedOut(report, sections)
