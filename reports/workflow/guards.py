"""What prevents a move besides role and state: the separation of duties, and open tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import takewhile

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_ROLES, Event, Role, User
from accounts.models.scope import reviewers_over
from reports.campaigns.concessions import release_of
from reports.drafts.assignments import not_done
from reports.models import OPEN_STATES, SECOND_STATES, Report, State
from reports.workflow.models import Transition
from reports.workflow.refusals import (
    ChangedSinceSigned,
    NotOpenYet,
    NotYours,
    OpenedAlready,
    PointsUnticked,
    PublishedLongAgo,
    Released,
    ReviewBegun,
    StillAssigned,
    Unanswered,
    Unresolved,
)
from reports.workflow.review_checklist import unticked
from reports.workflow.states import DECIDING_ROLES
from reports.workflow.submissions import digest_now, require_submittable
from reports.workflow.threads import place_of, unanswered, unresolved

TAKEN_BACK_WITHIN = timedelta(days=1)


def drafted_by(report: Report) -> set[int]:
    """Return the ids of those who entered figures or text, according to the trail."""
    writes = Event.objects.filter(object=report.trail_name, action="section.write")
    return set(writes.values_list("actor_id", flat=True))


def not_the_drafter(report: Report, user: User) -> None:
    """Whoever entered figures or text may not sign. Raises NotYours."""
    if user.pk in drafted_by(report):
        raise NotYours(_("You entered part of this report, so another person must sign it."))


def not_twice_by_standing_in(report: Report, user: User) -> None:
    """Two reviews need two people, which must be checked if a role was delegated.

    Raises NotYours.
    """
    absent = user.stands_in_for(report.agency_id, DECIDING_ROLES[report.state])
    made_so_far = report.transitions.select_related("on_behalf_of").order_by("-number")
    for made in reviews_since_drafted(made_so_far):
        if made.actor_id != user.pk:
            continue
        if in_the_name_of := absent or made.on_behalf_of:
            words = _("You act for %(absent)s, and took the step “%(step)s” of this report too: "
                      "another person must take one of the two.")  # fmt: skip
            step = State(made.source).label
            raise NotYours(words % {"absent": in_the_name_of, "step": step})


def reviews_since_drafted(history: Iterable[Transition]) -> list[Transition]:
    """Return the agency's review steps since the report was last open for drafting, oldest first.
    `history` is the report's transitions, newest first."""
    still = not_called_back([*history][::-1])[::-1]
    since = takewhile(lambda made: made.target not in OPEN_STATES, still)
    return [made for made in since if made.source in DECIDING_ROLES][::-1]


def not_called_back(made: Iterable[Transition]) -> list[Transition]:
    """Return moves, given oldest first, without those that were called back and the calls."""
    still: list[Transition] = []
    for one in made:
        if one.move == "call_back":
            still.pop()
        else:
            still.append(one)
    return still


def made_the_last(report: Report, user: User) -> None:
    """Only who passed the report on, or in whose name, may call it back. Raises NotYours."""
    last = report.transitions.select_related("actor", "on_behalf_of").last()
    passed_on = last if last and last.move in {"pass_on", "sign"} else None
    if passed_on is None or user.pk not in (passed_on.actor_id, passed_on.on_behalf_of_id):
        raise NotYours(_("Only who has passed the report on can call it back."))


def not_opened(report: Report, user: User) -> None:
    """Nothing is called back once the next one has seen it. Raises OpenedAlready."""
    if report.opened_by:
        raise OpenedAlready(report.opened_by)


def year_is_open(report: Report, user: User) -> None:
    """Nothing is passed on before the opening day of its year. Raises NotOpenYet."""
    if day := report.opens_later:
        raise NotOpenYet(day)


def not_the_submitter(report: Report, user: User) -> None:
    """Whoever submitted may not decide. Raises NotYours."""
    if report.filed_by_id == user.pk:
        raise NotYours(_("You submitted this report, so another reviewer must decide on it."))


def not_the_first(report: Report, user: User) -> None:
    """The second review needs another person than the first. Raises NotYours."""
    if report.state in SECOND_STATES and report.first_reviewer_id == user.pk:
        raise NotYours(_("You made the first review, so another reviewer must make the second."))


def made_the_first(report: Report, user: User) -> None:
    """Only the first reviewer may make this move. Raises NotYours."""
    if report.first_reviewer_id != user.pk:
        raise NotYours(
            _("%(reviewer)s made the first review.") % {"reviewer": report.first_reviewer}
        )


def reviewer_has_left(report: Report, user: User) -> None:
    """A review can be taken over only if its reviewer's account is closed or lost the role, or by
    who stands in for them. Raises NotYours.
    """
    if report.reviewer_id == user.pk:
        raise NotYours(_("You are reviewing this report already."))
    if stands_in_for_reviewer(report, user):
        return
    if reviewers_over(report.agency.region).filter(reviewing=report).exists():
        holds_the_review(report, user)


def stands_in_for_reviewer(report: Report, user: User) -> bool:
    lent = (m for m in user.held if m.role == Role.REVIEWER and m.user_id != user.pk)
    return any(m.user_id == report.reviewer_id for m in lent)


def no_review_begun(report: Report, user: User) -> None:
    """A report cannot be recalled once looked at, even if it was put back into the queue.

    Raises ReviewBegun.
    """
    if report.transitions.order_by("-number").values_list("move", flat=True).first() == "put_back":
        raise ReviewBegun


def published_lately(report: Report, user: User) -> None:
    """A publication is taken back within a day; later it is corrected. Raises PublishedLongAgo."""
    if timezone.now() - report.status_since > TAKEN_BACK_WITHIN:
        raise PublishedLongAgo


def holds_the_review(report: Report, user: User) -> None:
    """Only the report's current reviewer may make this move. Raises NotYours."""
    if report.reviewer_id != user.pk:
        raise NotYours(_("%(reviewer)s is reviewing this report.") % {"reviewer": report.reviewer})


def not_of_the_agency(report: Report, user: User) -> None:
    """Nobody who belongs to the agency decides on its report. Raises NotYours."""
    if user.has_role_at(report.agency_id, *AGENCY_ROLES):
        raise NotYours(_("You belong to this agency, so another reviewer must decide on it."))


def not_released(report: Report, user: User) -> None:
    """Released agencies do not file, since totals leave them out. Raises Released."""
    if release := release_of(report):
        raise Released(release)


def submittable(report: Report, user: User) -> None:
    """Errors and warnings without a reason prevent a submission. Raises NotSubmittable."""
    require_submittable(report)


def as_signed(report: Report, user: User) -> None:
    """What is filed is what the head signed; by design, there is no way around this.

    Raises ChangedSinceSigned.
    """
    signed = report.transitions.filter(move="sign").order_by("-number").first()
    if signed is None or signed.digest != digest_now(report):
        raise ChangedSinceSigned


def every_comment_answered(report: Report, user: User) -> None:
    """A report returned with comments goes on once all are answered. Raises Unanswered."""
    if report.last_number and (threads := list(unanswered(report))):
        raise Unanswered([place_of(thread, report) for thread in threads])


def every_comment_resolved(report: Report, user: User) -> None:
    """Nothing is approved while a comment is open. Raises Unresolved."""
    if threads := list(unresolved(report)):
        raise Unresolved([place_of(thread, report).name for thread in threads])


def every_point_ticked(report: Report, user: User) -> None:
    """The decider has ticked all the campaign's points (审核要点). Raises PointsUnticked."""
    if points := unticked(report, user):
        raise PointsUnticked(points)


def nothing_assigned(report: Report, user: User) -> None:
    """Nobody passes it on while others still work on their sections. Raises StillAssigned."""
    if sections := not_done(report):
        raise StillAssigned(report, sections)
