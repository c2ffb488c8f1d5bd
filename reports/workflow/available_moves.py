"""The moves as buttons: what somebody is offered, and why a button is disabled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from accounts.models import User
from reports.models import AGENCY_STATES, Report, State
from reports.workflow.custody import holders_at
from reports.workflow.moves import (
    MOVES,
    Move,
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

    @property
    def refusal(self) -> MoveRefused | None:
        return self.refusals[0] if self.refusals else None


@dataclass(frozen=True)
class Onward:
    """The step that follows, and the names of those whose step it is."""

    state: State
    people: Sequence[str]


def available_moves(report: Report, user: User) -> Iterator[AvailableMove]:
    """Yield the moves for this person's roles in the current state, checked against the guards."""
    for move in () if report.is_practice else MOVES:
        if move.source == report.state and has_role_for(move, report, user):
            refusals = _refusals(move, report, user)
            if refusals and move.is_quiet:
                continue
            wants = not refusals and wants_reason(move, report)
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
