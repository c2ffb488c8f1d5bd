"""The moves that were made with a report, as its pages tell them, and who may read why."""

from __future__ import annotations

from collections.abc import Iterable

from reports.models import FILED_STATES, Report, State
from reports.workflow.models import Transition
from reports.workflow.moves import find_move


def history_of(report: Report, *, at_desk: bool) -> list[Transition]:
    """Newest first, with who made each; one query."""
    people = ("actor", "on_behalf_of", "reviewer")
    made = report.transitions.select_related(*people).order_by("-number")
    return with_reasons(made, at_desk=at_desk)


def with_reasons(history: Iterable[Transition], *, at_desk: bool) -> list[Transition]:
    """Each with its reason as `told`, where the page's readers may know it."""
    moves = list(history)
    for made in moves:
        made.told = reason_for(made, at_desk=at_desk)
    return moves


def reason_for(made: Transition, *, at_desk: bool) -> str:
    """Why a move was made, for readers who may know it: what an agency says on its own way stays
    there, and with reviewers what they say to each other."""
    if at_desk:
        within = made.source not in FILED_STATES and made.submission_id is None
    else:
        move = find_move(made.move, State(made.source))
        within = move is not None and move.within_bureau
    return "" if within else made.reason
