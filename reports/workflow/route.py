"""A report's route: its steps within the agency, and those at the bureau."""

from __future__ import annotations

from collections.abc import Mapping

from reports.models import SECOND_STATES, Report, State
from reports.workflow.states import DECIDING_ROLES

# By the deciding role, which is how an agency's steps are named.
STEP_STATES: Mapping[str, State] = {role: state for state, role in DECIDING_ROLES.items()}


def route_of(report: Report) -> tuple[State, ...]:
    """Return this report's in-agency states, from drafting to ready."""
    steps = (STEP_STATES[step] for step in report.agency.steps)
    return (State.DRAFTING, *steps, State.HEAD_APPROVAL, State.READY)


def bureaus_way(report: Report) -> tuple[State, ...]:
    """Return the states from submitted to published, with the second review if there is one."""
    asked = (State.SECOND_REVIEW,) if report.campaign.two_reviews else ()
    between = (report.state,) if report.state in SECOND_STATES else asked
    return (State.SUBMITTED, State.IN_REVIEW, *between, State.APPROVED, State.PUBLISHED)


def next_step(report: Report) -> State:
    """Return the state after this one on the route, skipping steps that the agency has dropped.

    The first review is followed by the second, if the campaign requires one.
    """
    if report.state == State.IN_REVIEW:
        return State.FIRST_PASSED if report.campaign.two_reviews else State.APPROVED
    order = (State.DRAFTING, *DECIDING_ROLES)
    here = State.DRAFTING if report.is_with_drafters else report.state
    later = order[order.index(here) + 1 :]
    return next(state for state in route_of(report) if state in later)
