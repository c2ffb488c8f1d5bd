"""Moves reports: make_move is the only writer of a status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.trail.presses import first_press
from accounts.trail.record import Actor, record
from reports.drafts.assignments import reopen_sections
from reports.models import LONGEST_ADDRESS, OPEN_STATES, Report, State
from reports.rules.check import masked
from reports.workflow.models import Transition
from reports.workflow.moves import (
    MOVES,
    TAKE_UP,
    Move,
    absent_for,
    find_move,
    first_refusal,
    has_role_for,
    may_take_over,
    target_of,
    wants_reason,
)
from reports.workflow.notify import notify_of_move
from reports.workflow.questions import require_answer
from reports.workflow.refusals import (
    BureausOwn,
    CameInPublished,
    MoveRefused,
    NeedsReason,
    NotChecked,
    NothingMarked,
    NotYours,
    OnlyPractice,
    OutOfDate,
    Unchanged,
    WrongReviewer,
    WrongState,
)
from reports.workflow.submissions import digest_now, photograph
from reports.workflow.threads import marked_places


def make_move(
    report_id: int,
    name: str,
    actor: Actor,
    *,
    seen: int,
    reason: str = "",
    reviewer: User | None = None,
    marked_only: bool = False,
    checked: bool = False,
    shown: str | None = None,
    takes_up: bool = False,
) -> Transition:
    """Make one move in one transaction, or raise MoveRefused and leave everything unchanged.

    `takes_up` begins the review first, where it has to begin: who decides need not press twice.
    `marked_only` returns the report for the places with open comments and what depends on them.
    `seen` is the `moves_made` the page showed: a lost race is refused, and the same press once more
    is answered with the move it made. `checked` means the person states that the report holds no
    secrets (保密审查). `shown` is what they confirm of what a page showed them (see questions.py,
    which raises Asks); None where there was no page. A refusal is itself recorded in the trail.
    """
    try:
        with transaction.atomic():
            if not first_press(actor):
                return _made_by(report_id, name, actor)
            said = MoveInput(reason.strip(), reviewer, marked_only, checked, shown, takes_up)
            return _make_move(report_id, name, actor, seen, said)
    except MoveRefused as refusal:
        with transaction.atomic():
            refused = Report.with_practice.get(pk=report_id)
            record(actor, "move.refused", refused.trail_name, label=name,
                   after={"move": name, "why": str(refusal)})  # fmt: skip
        raise


def take_up(report: Report, actor: Actor, seen: int | None) -> None:
    """Begin the review by an act that needs it begun, where the page showed that it is not; whoever
    has begun it meanwhile themselves goes on. Raises MoveRefused."""
    if seen is None or find_move(TAKE_UP, report.state) is None:
        return
    try:
        make_move(report.pk, TAKE_UP, replace(actor, press=""), seen=seen)
    except OutOfDate:
        if not Report.objects.filter(pk=report.pk, reviewer=actor.user).exists():
            raise


def _made_by(report_id: int, name: str, actor: Actor) -> Transition:
    """Return the last such move of this person."""
    made = Transition.objects.filter(report=report_id, move=name, actor=actor.user)
    return made.select_related("report").order_by("-number")[0]


@dataclass(frozen=True)
class MoveInput:
    """What is given along with a move."""

    reason: str = ""
    reviewer: User | None = None
    marked_only: bool = False
    checked: bool = False
    shown: str | None = None
    takes_up: bool = False


def _locked(report_id: int) -> Report:
    found = Report.with_practice.select_for_update(of=("self",))
    around = ("campaign", "agency__region", "reviewer", "first_reviewer")
    return found.select_related(*around).get(pk=report_id)


def _make_move(report_id: int, name: str, actor: Actor, seen: int, said: MoveInput) -> Transition:
    report = _locked(report_id)
    assert actor.user is not None
    if said.takes_up and find_move(TAKE_UP, report.state):
        begun = _make_move(report_id, TAKE_UP, actor, seen, MoveInput())
        report, seen = _locked(report_id), begun.number
    move = _permitted(report, name, actor.user, seen)
    _require_words(move, report, actor.user, said)
    if refusal := first_refusal(move.guards, report, actor.user):
        raise refusal
    require_answer(move, report, said.shown)
    return _carry_out(move, report, actor, said)


def _permitted(report: Report, name: str, user: User, seen: int) -> Move:
    if report.is_practice:
        raise OnlyPractice
    if report.is_historic:
        raise CameInPublished
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


_WHY: Mapping[str, Callable[[], MoveRefused]] = {"submit": Unchanged, "approve": BureausOwn}


def _require_words(move: Move, report: Report, user: User, said: MoveInput) -> None:
    reviewer = said.reviewer
    if not said.reason and wants_reason(move, report, user):
        raise NeedsReason if move.needs_reason else _WHY[move.name]()
    if move.needs_reviewer and not (reviewer and may_take_over(report, reviewer)):
        raise WrongReviewer
    if move.needs_check and not said.checked:
        raise NotChecked


def _carry_out(move: Move, report: Report, actor: Actor, said: MoveInput) -> Transition:
    assert actor.user is not None
    reason = _kept_reason(report, move, said)
    source, target = report.state, target_of(move, report)
    absent = absent_for(move, report, actor.user)
    submission = photograph(report, actor.user) if move.name == "submit" else None
    _change(report, move, target, actor.user, said)
    if target in OPEN_STATES and move.name != "call_back":
        reopen_sections(report)
    made = Transition.objects.create(
        report=report,
        number=report.moves_made,
        move=move.name,
        source=source,
        target=target,
        actor=actor.user,
        on_behalf_of=absent,
        reason=reason,
        submission=submission,
        reviewer=said.reviewer if move.needs_reviewer else None,
        digest=digest_now(report) if move.name in {"sign", "submit"} else "",
        checked=move.needs_check,
        opened=report.open_places if move.name == "return" else None,
    )
    notify_of_move(made)
    record(
        actor,
        f"move.{move.name}",
        report.trail_name,
        label=report,
        before={"status": source},
        after=_in_the_trail(made),
    )
    return made


def _kept_reason(report: Report, move: Move, said: MoveInput) -> str:
    """Return it masked, for it is kept, shown and mailed; the digits of an address are no one's."""
    if move.name == "publish":
        return said.reason[:LONGEST_ADDRESS]
    return masked(report.edition, report.campaign.year, said.reason)


def _in_the_trail(made: Transition) -> dict[str, object]:
    """Return what the trail records, leaving out what this kind of move does not have."""
    report, absent = made.report, made.on_behalf_of
    return {
        "status": made.target,
        "reason": made.reason,
        "number": report.last_number,
        **({"reviewer": str(made.reviewer)} if made.reviewer else {}),
        **({"on_behalf_of": str(absent)} if absent else {}),
        **({"open": report.open_places} if report.open_places else {}),
        **({"digest": made.digest, "checked": made.checked} if made.digest else {}),
    }


def _change(report: Report, move: Move, target: State, user: User, said: MoveInput) -> None:
    """Apply the move: the only place that writes a report's status."""
    report.status = target
    report.moves_made += 1
    report.status_since = timezone.now()
    report.opened_by = report.opened_at = None
    report.reviewer, report.first_reviewer = _reviewers(report, move, user, said)
    if move.name == "start_review":
        report.open_places = None  # a partial return lasts until then
    elif move.name == "return":
        report.open_places = _marked(report) if said.marked_only else None
    if move.name in {"publish", "unpublish"}:
        report.public_at = said.reason[:LONGEST_ADDRESS] if target == State.PUBLISHED else ""
    elif target == State.APPROVED:
        report.approved_number = report.last_number
    elif move.name == "reopen":
        report.approved_number = None
    report.save(
        update_fields=[
            "status", "moves_made", "status_since", "reviewer", "first_reviewer", "last_number",
            "approved_number", "open_places", "filed_at", "warnings", "first_filed_on",
            "opened_by", "opened_at", "public_at",
        ]
    )  # fmt: skip


def _reviewers(
    report: Report, move: Move, user: User, said: MoveInput
) -> tuple[User | None, User | None]:
    """Return who reviews after the move, and who made the first review if another follows."""
    if report.status == State.FIRST_PASSED and move.name == "approve":
        return None, user
    holders = {
        **dict.fromkeys(("start_review", "reopen", "recall", "take_over"), user),
        **dict.fromkeys(("hand_over", "reassign"), said.reviewer),
        "back_to_first": report.first_reviewer,
        "put_back": None,
    }
    first = None if report.status == State.IN_REVIEW else report.first_reviewer
    return holders.get(move.name, report.reviewer), first


def _marked(report: Report) -> list[str]:
    if places := marked_places(report):
        return sorted(places)
    raise NothingMarked
