"""The moves a report can make: who may make them, from which state to which, and the guards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_ROLES, Membership, Role, User
from reports.models import OPEN_STATES, Report, State
from reports.workflow.guards import (
    as_signed,
    every_comment_answered,
    every_comment_resolved,
    every_point_ticked,
    holds_the_review,
    made_the_first,
    made_the_last,
    no_review_begun,
    not_of_the_agency,
    not_opened,
    not_released,
    not_the_drafter,
    not_the_first,
    not_the_submitter,
    not_twice_by_standing_in,
    nothing_assigned,
    published_lately,
    reviewer_has_left,
    stands_in_for_reviewer,
    submittable,
    year_is_open,
)
from reports.workflow.models import Transition
from reports.workflow.refusals import MoveRefused
from reports.workflow.route import next_step
from reports.workflow.states import Text
from reports.workflow.submissions import came_back_unchanged

Guard = Callable[[Report, User], None]  # raises MoveRefused


@dataclass(frozen=True)
class Move:
    """One permitted step. `target` None means the next step on the report's route, see route.py,
    or, where a report is called back, the one it came from."""

    name: str
    source: State
    target: State | None
    roles: tuple[Role, ...]
    label: Text
    done: Text
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    needs_reviewer: bool = False
    needs_check: bool = False  # whether a confidentiality check must be stated
    is_quiet: bool = False  # hidden from those to whom it would be refused
    within_bureau: bool = False  # between reviewers: the agency does not see the reason
    is_forward: bool = False  # the main move of its state; each state but the last has one
    is_elsewhere: bool = False  # on a page of its own and not among the buttons of a report

    @property
    def by_bureau(self) -> bool:
        return not AGENCY_ROLES.intersection(self.roles)


TAKE_UP = "start_review"
AT_ONCE = ("approve", "return")  # decided with the press that begins the review
WRITER = (Role.REPORTER, Role.OFFICE)
REVIEWER = (Role.REVIEWER,)
IMPARTIAL = (not_the_submitter, not_of_the_agency, not_the_first)
DECIDES = (holds_the_review, *IMPARTIAL)


def _pass_on(source: State, roles: tuple[Role, ...]) -> Move:
    opened = (year_is_open, not_released, nothing_assigned, every_comment_answered)
    guards = opened if source in OPEN_STATES else (not_twice_by_standing_in,)
    return Move("pass_on", source, None, roles,
                _("Pass on"), _("Passed on."), guards, is_forward=True)  # fmt: skip


def _send_back(source: State, roles: tuple[Role, ...]) -> Move:
    return Move("send_back", source, State.DRAFTING, roles,
                _("Send back"), _("Sent back for drafting."), needs_reason=True)  # fmt: skip


def _call_back(source: State, roles: tuple[Role, ...]) -> Move:
    """Whoever passed it on has it back, as it was, until the next one has opened it."""
    return Move("call_back", source, None, roles, _("Take back"), _("Taken back."),
                (made_the_last, not_opened), is_quiet=True)  # fmt: skip


def _review(source: State, before: State, passed: State | None) -> tuple[Move, ...]:
    """Return a reviewer's moves in the first or second review; `before` is where it was queued."""
    return (
        Move("approve", source, passed, REVIEWER,
             _("Approve"), _("Approved."), (*DECIDES, every_comment_resolved, every_point_ticked),
             is_forward=True),
        Move("return", source, State.RETURNED, REVIEWER,
             _("Return for revision"), _("Returned to the agency."), DECIDES, needs_reason=True),
        Move("hand_over", source, source, REVIEWER,
             _("Hand over"), _("Handed over."), (holds_the_review,), needs_reviewer=True,
             within_bureau=True),
        Move("reassign", source, source, (Role.ADMINISTRATOR,),
             _("Give to another reviewer"), _("Handed over."), needs_reviewer=True,
             within_bureau=True),
        Move("put_back", source, before, REVIEWER,
             _("Put back"), _("Put back into the queue."), (holds_the_review,), is_quiet=True,
             within_bureau=True),
        Move("take_over", source, source, REVIEWER,
             _("Take over"), _("You have taken over this review."),
             (reviewer_has_left, *IMPARTIAL), is_quiet=True, within_bureau=True),
    )  # fmt: skip


MOVES: tuple[Move, ...] = (
    _pass_on(State.DRAFTING, WRITER),
    _pass_on(State.RETURNED, WRITER),
    _pass_on(State.OFFICE_REVIEW, (Role.OFFICE,)),
    _pass_on(State.DEPUTY_REVIEW, (Role.DEPUTY,)),
    Move("sign", State.HEAD_APPROVAL, State.READY, (Role.HEAD,),
         _("Sign and pass on"), _("Signed."), (not_the_drafter, not_twice_by_standing_in),
         is_forward=True),
    _call_back(State.OFFICE_REVIEW, WRITER),
    _call_back(State.DEPUTY_REVIEW, WRITER),
    _call_back(State.HEAD_APPROVAL, (*WRITER, Role.DEPUTY)),
    _call_back(State.READY, (Role.HEAD,)),
    _send_back(State.OFFICE_REVIEW, (Role.OFFICE,)),
    _send_back(State.DEPUTY_REVIEW, (Role.DEPUTY,)),
    _send_back(State.HEAD_APPROVAL, (Role.HEAD,)),
    Move("submit", State.READY, State.SUBMITTED, (Role.OFFICE,),
         _("Submit to the bureau"), _("Submitted."),
         (not_released, every_comment_answered, submittable, as_signed), needs_check=True,
         is_forward=True),
    _send_back(State.READY, (Role.OFFICE,)),
    Move("take_back", State.SUBMITTED, State.READY, (Role.OFFICE,),
         _("Take back"), _("Taken back."), (no_review_begun,)),
    Move("start_review", State.SUBMITTED, State.IN_REVIEW, REVIEWER,
         _("Start review"), _("You are now reviewing this report."), IMPARTIAL, is_forward=True),
    *_review(State.IN_REVIEW, State.SUBMITTED, None),
    Move("start_review", State.FIRST_PASSED, State.SECOND_REVIEW, REVIEWER,
         _("Start second review"), _("You are now reviewing this report."), IMPARTIAL,
         is_forward=True),
    Move("recall", State.FIRST_PASSED, State.IN_REVIEW, REVIEWER,
         _("Review it once more"), _("You are now reviewing this report."),
         (made_the_first,), is_quiet=True, within_bureau=True),
    *_review(State.SECOND_REVIEW, State.FIRST_PASSED, State.APPROVED),
    Move("back_to_first", State.SECOND_REVIEW, State.IN_REVIEW, REVIEWER,
         _("Back to the first reviewer"), _("Sent back to the first reviewer."),
         (holds_the_review,), needs_reason=True, within_bureau=True),
    Move("publish", State.APPROVED, State.PUBLISHED, REVIEWER,
         _("Publish"), _("Marked as published."), is_forward=True, is_elsewhere=True),
    Move("unpublish", State.PUBLISHED, State.APPROVED, REVIEWER,
         _("Take the publication back"), _("The publication was taken back."),
         (published_lately,), is_quiet=True),
    Move("reopen", State.APPROVED, State.IN_REVIEW, REVIEWER,
         _("Reopen"), _("Reopened for review."), IMPARTIAL, needs_reason=True),
    Move("correct", State.PUBLISHED, State.RETURNED, REVIEWER,
         _("Have it corrected"), _("Returned for correction."), needs_reason=True),
)  # fmt: skip
MOVE_NAMES = tuple(dict.fromkeys(move.name for move in MOVES))
FORWARD: Mapping[State, Move] = {move.source: move for move in MOVES if move.is_forward}


def target_of(move: Move, report: Report) -> State:
    return came_from(report) if move.name == "call_back" else move.target or next_step(report)


def came_from(report: Report) -> State:
    """Return the state before the last move."""
    return State(report.transitions.values_list("source", flat=True).latest("number"))


def label_of(move: Move, target: str) -> Text:
    """Return the label; approving is called passing the first review if another follows."""
    passes = move.name == "approve" and target == State.FIRST_PASSED
    return _("Pass the first review") if passes else move.label


def done_in_words(made: Transition) -> str:
    if made.passes_first_review:
        return gettext("Passed on to the second review.")
    move = find_move(made.move, State(made.source))
    return str(move.done) if move else ""


def find_move(name: str, state: State) -> Move | None:
    return next((move for move in MOVES if (move.name, move.source) == (name, state)), None)


def has_role_for(move: Move, report: Report, user: User) -> bool:
    """Whether the user holds one of the move's roles at the agency or over its region."""
    if not move.by_bureau:
        return user.has_role_at(report.agency_id, *move.roles)
    return bool(_posts_over(report, user, *move.roles))


def _posts_over(report: Report, user: User, *roles: str) -> list[Membership]:
    """Return where the user holds one of these roles over the report's region, their own first."""
    path = report.agency.region.path
    return [m for m in user.held if m.role in roles and path.startswith(m.agency.region.path)]


def absent_for(move: Move, report: Report, user: User) -> User | None:
    """Return in whose name the user makes the move; None for one of their own roles."""
    if not move.by_bureau:
        return user.stands_in_for(report.agency_id, *move.roles)
    if move.name == "take_over" and stands_in_for_reviewer(report, user):
        return report.reviewer
    posts = _posts_over(report, user, *move.roles)
    return posts[0].user if posts and posts[0].user_id != user.pk else None


def wants_reason(move: Move, report: Report, user: User | None = None) -> bool:
    """Whether a reason is needed: always for some moves, for resubmitting without changes, and
    where the bureau approves its own report by itself."""
    return (
        move.needs_reason
        or (move.name == "submit" and came_back_unchanged(report))
        or (move.name == "approve" and user is not None and decides_at_home(report, user))
    )


def decides_at_home(report: Report, user: User) -> bool:
    """Whether it is the bureau's own report, and the reviewer is of this bureau and nowhere else:
    one of a bureau above, or whom another agency sent, is an outsider."""
    return report.agency.is_bureau and all(m.agency_id == report.agency_id for m in user.held)


def refusals_of(guards: tuple[Guard, ...], report: Report, user: User) -> Iterator[MoveRefused]:
    """Yield why guards forbid the move; the one truth for pages and for who makes it."""
    for guard in guards:
        try:
            guard(report, user)
        except MoveRefused as refusal:
            yield refusal


def first_refusal(guards: tuple[Guard, ...], report: Report, user: User) -> MoveRefused | None:
    """Return the refusal of the first guard that forbids the move, None if all allow it."""
    return next(refusals_of(guards, report, user), None)


def may_take_over(report: Report, user: User) -> bool:
    """Whether this review can be handed to the user: they could decide on the report."""
    return (
        user.is_active
        and user.pk != report.reviewer_id
        and bool(_posts_over(report, user, Role.REVIEWER))
        and first_refusal(IMPARTIAL, report, user) is None
    )
