"""A report's past moves as its pages show them, and who may read the reasons."""

from __future__ import annotations

from collections.abc import Iterable

from reports.models import FILED_STATES, Report, State
from reports.workflow.models import Transition
from reports.workflow.moves import find_move


def history_of(report: Report, *, at_desk: bool) -> list[Transition]:
    """Return transitions, newest first, with the people involved; one query."""
    people = ("actor", "on_behalf_of", "reviewer")
    made = report.transitions.select_related(*people).order_by("-number")
    return with_reasons(made, at_desk=at_desk)


def with_reasons(history: Iterable[Transition], *, at_desk: bool) -> list[Transition]:
    """Set each transition's `told` to its reason, if the page's readers may know it."""
    moves = list(history)
    for made in moves:
        made.told = reason_for(made, at_desk=at_desk)
    return moves


def reason_for(made: Transition, *, at_desk: bool) -> str:
    """Return why a move was made, if the readers may know: an agency's internal reasons stay there,
    and so do reviewers' reasons among themselves."""
    if at_desk:
        within = made.source not in FILED_STATES and made.submission_id is None
    else:
        move = find_move(made.move, State(made.source))
        within = move is not None and move.within_bureau
    return "" if within else made.reason
