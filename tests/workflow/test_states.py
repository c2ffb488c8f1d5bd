"""No table that says something of states lacks one; which lacks which is named."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

import pytest
from django.conf import settings

from accounts.models import Agency, Route
from reports.agency.report import route_line
from reports.models import (
    AGENCY_STATES,
    APPROVED_STATES,
    FILED_STATES,
    UNDECIDED_STATES,
    Campaign,
    Report,
    State,
)
from reports.records.sign_off import KINDS
from reports.review.queue import QueueStatus
from reports.workflow.models import Transition
from reports.workflow.moves import FORWARD, MOVES
from reports.workflow.notify import TOLD
from reports.workflow.states import STATES

LAST = State.PUBLISHED  # nothing is to be done any more
PLAIN = State.DRAFTING  # its pill looks as pills do by themselves


@dataclass(frozen=True)
class Table:
    """What speaks of states in one place: those it must speak of, and those it does."""

    name: str
    wanted: Collection[str]
    has: Collection[str]

    def lacks(self) -> list[str]:
        return [f"{self.name} lacks {state}" for state in self.wanted if state not in self.has]


def _on_the_way() -> list[State]:
    """Those that their reports' pages mark on the way; one that is on none is at its beginning."""
    campaign, agency = Campaign(two_reviews=True), Agency(route=Route.FULL)
    reports = [Report(status=state, campaign=campaign, agency=agency) for state in State]
    present = {
        report.state: next(step.state for step in route_line(report) if step.place == "present")
        for report in reports
    }
    return [state for state, shown in present.items() if shown == state]


def _on_the_sheet() -> list[State]:
    moves = [Transition(move=move.name, source=move.source) for move in FORWARD.values()]
    return [State(made.source) for made in moves if any(kind.is_filled_by(made) for kind in KINDS)]


def _with_a_pill() -> list[str]:
    sheet = (settings.BASE_DIR / "static" / "portal" / "states.css").read_text(encoding="utf-8")
    selectors = re.findall(r"^(\.state-[^{]*)\{", sheet, re.MULTILINE)
    return re.findall(r"\.state-(\w+)", " ".join(selectors))


def _saying(fact: str) -> list[State]:
    return [state for state, facts in STATES.items() if getattr(facts, fact)]


EVERY = list(State)
NOT_APPROVED = [state for state in State if state not in APPROVED_STATES]
TABLES = [
    Table(
        "reports/models/report.py AGENCY_STATES, UNDECIDED_STATES or APPROVED_STATES",
        EVERY,
        AGENCY_STATES | UNDECIDED_STATES | APPROVED_STATES,
    ),
    Table("reports/workflow/states.py STATES", EVERY, STATES),
    Table("reports/workflow/states.py STATES, next", EVERY, _saying("next")),
    Table("reports/workflow/states.py STATES, todo", NOT_APPROVED, _saying("todo")),
    Table("reports/workflow/states.py STATES, in_queue", FILED_STATES, _saying("in_queue")),
    Table("reports/workflow/states.py STATES, line", AGENCY_STATES, _saying("line")),
    Table("reports/workflow/moves.py MOVES, source", EVERY, [move.source for move in MOVES]),
    Table("reports/workflow/moves.py FORWARD", [s for s in EVERY if s != LAST], FORWARD),
    Table("reports/workflow/notify.py TOLD", NOT_APPROVED, [target for _name, target in TOLD]),
    Table("reports/workflow/route.py", [s for s in EVERY if s != State.RETURNED], _on_the_way()),
    Table("reports/review/queue.py QueueStatus", FILED_STATES, QueueStatus.values),
    Table("reports/records/sign_off.py KINDS", AGENCY_STATES, _on_the_sheet()),
    Table("static/portal/states.css .state-", [s for s in EVERY if s != PLAIN], _with_a_pill()),
]


def test_no_table_lacks_a_state():
    assert [lack for table in TABLES for lack in table.lacks()] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_that_lacks_a_state_is_named_with_it(table):
    for state in table.wanted:
        poorer = replace(table, has=[known for known in table.has if known != state])
        assert poorer.lacks() == [f"{table.name} lacks {state}"]


def test_a_state_is_in_one_group():
    groups = (AGENCY_STATES, UNDECIDED_STATES, APPROVED_STATES)
    assert sum(map(len, groups)) == len(State)


def test_a_state_has_one_move_forward():
    forward = [move.source for move in MOVES if move.is_forward]
    assert len(forward) == len(set(forward))
