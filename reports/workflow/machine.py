"""The way of a report: one table of permitted moves, and make_move, the only writer of a status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.trail import Actor, record
from reports.handing_out import reopen_sections
from reports.models import OPEN_STATES, Report, State
from reports.rules import masked
from reports.workflow.comments import marked_places
from reports.workflow.guards import (
    every_comment_answered,
    every_comment_resolved,
    holds_the_review,
    not_of_the_agency,
    not_the_drafter,
    not_the_submitter,
    nothing_handed_out,
    submittable,
)
from reports.workflow.mail import announce
from reports.workflow.models import Transition
from reports.workflow.refusals import (
    MoveRefused,
    NeedsReason,
    NothingMarked,
    NotYours,
    OnlyPractice,
    OutOfDate,
    Unchanged,
    WrongReviewer,
    WrongState,
)
from reports.workflow.route import next_step
from reports.workflow.submissions import came_back_unchanged, photograph

Guard = Callable[[Report, User], None]  # raises MoveRefused
Text = str | Promise


@dataclass(frozen=True)
class Move:
    """One permitted step. `target` None is the next step of the agency's route."""

    name: str
    source: State
    target: State | None
    roles: tuple[Role, ...]
    label: Text
    done: Text
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    needs_reviewer: bool = False

    @property
    def by_bureau(self) -> bool:
        return Role.REVIEWER in self.roles


WRITER = (Role.REPORTER, Role.OFFICE)
REVIEWER = (Role.REVIEWER,)
IMPARTIAL = (not_the_submitter, not_of_the_agency)
DECIDES = (holds_the_review, *IMPARTIAL)


def _pass_on(source: State, roles: tuple[Role, ...]) -> Move:
    guards = (nothing_handed_out, every_comment_answered) if source in OPEN_STATES else ()
    return Move("pass_on", source, None, roles, _("Pass on"), _("Passed on."), guards)


def _send_back(source: State, roles: tuple[Role, ...]) -> Move:
    return Move("send_back", source, State.DRAFTING, roles,
                _("Send back"), _("Sent back for drafting."), needs_reason=True)  # fmt: skip


MOVES: tuple[Move, ...] = (
    _pass_on(State.DRAFTING, WRITER),
    _pass_on(State.RETURNED, WRITER),
    _pass_on(State.OFFICE_REVIEW, (Role.OFFICE,)),
    _pass_on(State.DEPUTY_REVIEW, (Role.DEPUTY,)),
    Move("sign", State.HEAD_APPROVAL, State.READY, (Role.HEAD,),
         _("Sign and pass on"), _("Signed."), (not_the_drafter,)),
    _send_back(State.OFFICE_REVIEW, (Role.OFFICE,)),
    _send_back(State.DEPUTY_REVIEW, (Role.DEPUTY,)),
    _send_back(State.HEAD_APPROVAL, (Role.HEAD,)),
    Move("submit", State.READY, State.SUBMITTED, (Role.OFFICE,),
         _("Submit to the bureau"), _("Submitted."), (every_comment_answered, submittable)),
    _send_back(State.READY, (Role.OFFICE,)),
    Move("take_back", State.SUBMITTED, State.READY, (Role.OFFICE,),
         _("Take back"), _("Taken back.")),
    Move("start_review", State.SUBMITTED, State.IN_REVIEW, REVIEWER,
         _("Start review"), _("You are now reviewing this report."), IMPARTIAL),
    Move("approve", State.IN_REVIEW, State.APPROVED, REVIEWER,
         _("Approve"), _("Approved."), (*DECIDES, every_comment_resolved)),
    Move("return", State.IN_REVIEW, State.RETURNED, REVIEWER,
         _("Return for revision"), _("Returned to the agency."), DECIDES, needs_reason=True),
    Move("hand_over", State.IN_REVIEW, State.IN_REVIEW, REVIEWER,
         _("Hand over"), _("Handed over."), (holds_the_review,), needs_reviewer=True),
    Move("publish", State.APPROVED, State.PUBLISHED, REVIEWER,
         _("Publish"), _("Marked as published.")),
    Move("reopen", State.APPROVED, State.IN_REVIEW, REVIEWER,
         _("Reopen"), _("Reopened for review."), IMPARTIAL, needs_reason=True),
    Move("correct", State.PUBLISHED, State.RETURNED, REVIEWER,
         _("Have it corrected"), _("Returned for correction."), needs_reason=True),
)  # fmt: skip
MOVE_NAMES = tuple(dict.fromkeys(move.name for move in MOVES))


def target_of(move: Move, report: Report) -> State:
    return move.target or next_step(report)


def find_move(name: str, state: State) -> Move | None:
    return next((move for move in MOVES if (move.name, move.source) == (name, state)), None)


def has_role_for(move: Move, report: Report, user: User) -> bool:
    """Whether the user holds one of the move's roles where it counts."""
    if not move.by_bureau:
        return user.has_role_at(report.agency_id, *move.roles)
    path = report.agency.region.path
    return any(m.role in move.roles and path.startswith(m.agency.region.path) for m in user.held)


def wants_reason(move: Move, report: Report) -> bool:
    """Some moves always do; to submit again does where nothing was changed since the return."""
    return move.needs_reason or (move.name == "submit" and came_back_unchanged(report))


def first_refusal(guards: tuple[Guard, ...], report: Report, user: User) -> MoveRefused | None:
    """Why the first of these rules that does not allow it forbids it, None when all allow it."""
    try:
        for guard in guards:
            guard(report, user)
    except MoveRefused as refusal:
        return refusal
    return None


def may_take_over(move: Move, report: Report, user: User) -> bool:
    """Whether this review can be handed to them: they could decide on the report."""
    return (
        user.is_active
        and user.pk != report.reviewer_id
        and has_role_for(move, report, user)
        and first_refusal(IMPARTIAL, report, user) is None
    )


def make_move(
    report_id: int,
    name: str,
    actor: Actor,
    *,
    seen: int,
    reason: str = "",
    reviewer: User | None = None,
    marked_only: bool = False,
) -> Transition:
    """Make one move in one transaction, or raise MoveRefused and leave everything as it was.

    `marked_only` returns the report for the places with open comments, and what depends on them.
    `seen` is the `moves_made` the page showed: a second press, or a lost race, is refused.
    A refusal is itself recorded in the trail.
    """
    try:
        with transaction.atomic():
            said = Said(reason.strip(), reviewer, marked_only)
            return _make_move(report_id, name, actor, seen, said)
    except MoveRefused as refusal:
        with transaction.atomic():
            refused = Report.with_practice.get(pk=report_id)
            record(actor, "move.refused", refused.trail_name, label=name,
                   after={"move": name, "why": str(refusal)})  # fmt: skip
        raise


@dataclass(frozen=True)
class Said:
    """What is said along with a move."""

    reason: str
    reviewer: User | None
    marked_only: bool


def _make_move(report_id: int, name: str, actor: Actor, seen: int, said: Said) -> Transition:
    report = (
        Report.with_practice.select_for_update(of=("self",))
        .select_related("campaign", "agency__region", "reviewer")
        .get(pk=report_id)
    )
    assert actor.user is not None
    move = _permitted(report, name, actor.user, seen)
    _require_words(move, report, said)
    for guard in move.guards:
        guard(report, actor.user)
    return _carry_out(move, report, actor, said)


def _permitted(report: Report, name: str, user: User, seen: int) -> Move:
    if report.is_practice:
        raise OnlyPractice
    if report.moves_made != seen:
        raise OutOfDate(report)
    move = find_move(name, report.state)
    if move is None:
        raise WrongState(report, [m.source for m in MOVES if m.name == name])
    if not has_role_for(move, report, user):
        raise NotYours(
            _("In the state “%(state)s” this is for: %(roles)s.")
            % {"state": report.state.label, "roles": "、".join(str(r.label) for r in move.roles)}
        )
    return move


def _require_words(move: Move, report: Report, said: Said) -> None:
    reviewer = said.reviewer
    if not said.reason and wants_reason(move, report):
        raise NeedsReason if move.needs_reason else Unchanged
    if move.needs_reviewer and not (reviewer and may_take_over(move, report, reviewer)):
        raise WrongReviewer


def _carry_out(move: Move, report: Report, actor: Actor, said: Said) -> Transition:
    assert actor.user is not None
    reason = masked(report.edition, report.campaign.year, said.reason)  # kept, shown and mailed
    source, target = report.state, target_of(move, report)
    submission = photograph(report, actor.user) if move.name == "submit" else None
    _change(report, move, target, actor.user, said)
    if target in OPEN_STATES:
        reopen_sections(report)
    made = Transition.objects.create(
        report=report,
        number=report.moves_made,
        move=move.name,
        source=source,
        target=target,
        actor=actor.user,
        reason=reason,
        submission=submission,
        reviewer=said.reviewer,
    )
    record(
        actor,
        f"move.{move.name}",
        report.trail_name,
        label=str(report),
        before={"status": source},
        after={
            "status": target,
            "reason": reason,
            "number": report.last_number,
            **({"open": report.open_places} if report.open_places else {}),
        },
    )
    transaction.on_commit(lambda: announce(made))
    return made


def _change(report: Report, move: Move, target: State, user: User, said: Said) -> None:
    """The only place that writes a report's status."""
    report.status = target
    report.moves_made += 1
    report.status_since = timezone.now()
    if move.name in {"start_review", "reopen"}:
        report.reviewer = user
    elif move.name == "hand_over":
        report.reviewer = said.reviewer
    if move.name == "start_review":
        report.open_places = None  # until then what was returned for some places stays so
    elif move.name == "return":
        report.open_places = _marked(report) if said.marked_only else None
    if move.name == "approve":
        report.approved_number = report.last_number
    elif move.name == "reopen":
        report.approved_number = None
    report.save(
        update_fields=[
            "status", "moves_made", "status_since", "reviewer", "last_number", "approved_number",
            "open_places",
        ]
    )  # fmt: skip


def _marked(report: Report) -> list[str]:
    if places := marked_places(report):
        return sorted(places)
    raise NothingMarked
