"""The moves as buttons: what somebody is offered, and why a button is disabled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import User
from reports.models import Report
from reports.workflow.moves import (
    MOVES,
    Move,
    first_refusal,
    has_role_for,
    label_of,
    target_of,
    wants_reason,
)
from reports.workflow.refusals import MoveRefused
from reports.workflow.states import Text


@dataclass(frozen=True)
class AvailableMove:
    """A move as a button; `refusal` says why it would be refused now."""

    move: Move
    refusal: MoveRefused | None
    wants_reason: bool
    label: Text


def available_moves(report: Report, user: User) -> Iterator[AvailableMove]:
    """Yield the moves for this person's roles in the current state, checked against the guards."""
    for move in () if report.is_practice else MOVES:
        if move.source == report.state and has_role_for(move, report, user):
            refusal = first_refusal(move.guards, report, user)
            if refusal and move.is_quiet:
                continue
            wants = not refusal and wants_reason(move, report)
            yield AvailableMove(move, refusal, wants, label_of(move, target_of(move, report)))
