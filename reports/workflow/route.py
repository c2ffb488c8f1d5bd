"""The way inside an agency: which steps a report takes there, from drafting to ready."""

from __future__ import annotations

from reports.models import Report, State

STEP_STATES = {"office": State.OFFICE_REVIEW, "deputy": State.DEPUTY_REVIEW}


def route_of(report: Report) -> tuple[State, ...]:
    """The in-agency states of this report, from drafting to ready."""
    steps = (STEP_STATES[step] for step in report.agency.steps)
    return (State.DRAFTING, *steps, State.HEAD_APPROVAL, State.READY)


def next_step(report: Report) -> State:
    """The state after this one on the agency's route; a step that was dropped from it is passed."""
    order = (State.DRAFTING, State.OFFICE_REVIEW, State.DEPUTY_REVIEW, State.HEAD_APPROVAL)
    here = State.DRAFTING if report.state == State.RETURNED else report.state
    later = order[order.index(here) + 1 :]
    return next(state for state in route_of(report) if state in later)
