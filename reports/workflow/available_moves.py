"""The moves as buttons: what somebody is offered of a report, and why one cannot be pressed."""

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
    """A move as a button: `refusal` says why it would not be taken now."""

    move: Move
    refusal: MoveRefused | None
    wants_reason: bool
    label: Text


def available_moves(report: Report, user: User) -> Iterator[AvailableMove]:
    """The moves this person has the role for in the present state; the rules are asked too."""
    for move in () if report.is_practice else MOVES:
        if move.source == report.state and has_role_for(move, report, user):
            refusal = first_refusal(move.guards, report, user)
            if refusal and move.is_quiet:
                continue
            wants = not refusal and wants_reason(move, report)
            yield AvailableMove(move, refusal, wants, label_of(move, target_of(move, report)))
