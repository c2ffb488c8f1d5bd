"""The way of a report: which steps it takes inside its agency, and which at the bureau."""

from __future__ import annotations

from collections.abc import Mapping

from reports.models import SECOND_STATES, Report, State
from reports.workflow.states import DECIDING_ROLES

# By the role that decides there, as an agency's steps name them.
STEP_STATES: Mapping[str, State] = {role: state for state, role in DECIDING_ROLES.items()}


def route_of(report: Report) -> tuple[State, ...]:
    """The in-agency states of this report, from drafting to ready."""
    steps = (STEP_STATES[step] for step in report.agency.steps)
    return (State.DRAFTING, *steps, State.HEAD_APPROVAL, State.READY)


def bureaus_way(report: Report) -> tuple[State, ...]:
    """From submitted to published, with the second review where there is one."""
    asked = (State.SECOND_REVIEW,) if report.campaign.two_reviews else ()
    between = (report.state,) if report.state in SECOND_STATES else asked
    return (State.SUBMITTED, State.IN_REVIEW, *between, State.APPROVED, State.PUBLISHED)


def next_step(report: Report) -> State:
    """The state after this one on the agency's route; a step that was dropped from it is passed.

    After the first review it is the second, where the campaign asks for one.
    """
    if report.state == State.IN_REVIEW:
        return State.FIRST_PASSED if report.campaign.two_reviews else State.APPROVED
    order = (State.DRAFTING, *DECIDING_ROLES)
    here = State.DRAFTING if report.is_open else report.state
    later = order[order.index(here) + 1 :]
    return next(state for state in route_of(report) if state in later)
