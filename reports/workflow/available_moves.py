"""The moves as buttons: what somebody is offered, and why a button is disabled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice

from accounts.models import User
from reports.models import AGENCY_STATES, Report, State
from reports.workflow.custody import holders_at
from reports.workflow.moves import (
    AT_ONCE,
    MOVES,
    TAKE_UP,
    Move,
    find_move,
    has_role_for,
    label_of,
    refusals_of,
    target_of,
    wants_reason,
)
from reports.workflow.refusals import MoveRefused
from reports.workflow.states import Text


@dataclass(frozen=True)
class AvailableMove:
    """A move as a button; `refusals` say why it would be refused now."""

    move: Move
    refusals: tuple[MoveRefused, ...]
    wants_reason: bool
    label: Text
    waits_for: Onward | None = None  # of the agency's moves forward that stay within it
    takes_up: bool = False  # begins the review with the same press

    @property
    def refusal(self) -> MoveRefused | None:
        return self.refusals[0] if self.refusals else None


@dataclass(frozen=True)
class Onward:
    """The step that follows, and the names of those whose step it is."""

    state: State
    people: Sequence[str]


def available_moves(report: Report, user: User) -> Iterator[AvailableMove]:
    """Yield the moves for this person's roles in the current state, checked against the guards; of
    a report whose review they could begin, the decisions too."""
    yield from _offered(report, user)
    if taken := as_taken_up(report, user):
        at_once = (offer for offer in _offered(taken, user) if offer.move.name in AT_ONCE)
        yield from (replace(offer, takes_up=True) for offer in at_once)


def as_taken_up(report: Report, user: User) -> Report | None:
    """Return the report as it would be if this person began its review; None if they cannot."""
    move = find_move(TAKE_UP, report.state)
    if move is None or not has_role_for(move, report, user) or _refusals(move, report, user):
        return None
    taken = copy(report)
    vars(taken).pop("state", None)
    taken.status, taken.reviewer = target_of(move, report), user
    return taken


def _offered(report: Report, user: User) -> Iterator[AvailableMove]:
    for move in () if report.never_moves else MOVES:
        if move.is_elsewhere:
            continue
        if move.source == report.state and has_role_for(move, report, user):
            refusals = _refusals(move, report, user)
            if refusals and move.is_quiet:
                continue
            wants = not refusals and wants_reason(move, report, user)
            target = target_of(move, report)
            onward = None if refusals else _onward(move, report, target)
            yield AvailableMove(move, refusals, wants, label_of(move, target), onward)


def _refusals(move: Move, report: Report, user: User) -> tuple[MoveRefused, ...]:
    """Return all that is in the agency's way forward, of other moves what is first."""
    found = refusals_of(move.guards, report, user)
    every = move.is_forward and not move.by_bureau
    return tuple(found if every else islice(found, 1))


def _onward(move: Move, report: Report, target: State) -> Onward | None:
    if not move.is_forward or target not in AGENCY_STATES:
        return None
    return Onward(target, holders_at(report, target))
