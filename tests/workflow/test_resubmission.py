"""A report that came back says what was changed, or why nothing was."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Report, State
from reports.workflow.available_moves import available_moves
from reports.workflow.machine import make_move
from reports.workflow.moves import find_move, wants_reason
from reports.workflow.refusals import Unchanged
from tests.support.elements import elements, text_in
from tests.support.factories import (
    TEXTS,
    actor,
    bureau_of,
    make_filled_report,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

UP = ("pass_on", "pass_on", "pass_on", "sign")


def gone_up(report: Report) -> Report:
    for name in UP:
        report = move_on(report, name)
    assert report.status == State.READY
    return report


@pytest.fixture
def unchanged() -> Report:
    """Returned, and on its way again as it was."""
    return gone_up(make_filled_report(state=State.RETURNED))


def submit(report: Report, reason: str = "") -> None:
    office = actor(person_at(report.agency, Role.OFFICE))
    make_move(report.pk, "submit", office, seen=report.moves_made, reason=reason, checked=True)


def test_what_is_as_it_was_wants_a_reason(unchanged):
    with pytest.raises(Unchanged):
        submit(unchanged, "  ")
    assert unchanged.submissions.count() == 1
    submit(unchanged, "与台账核对无误，原数据属实。")
    assert unchanged.submissions.count() == 2
    reviewer = Client()
    reviewer.force_login(person_at(bureau_of(unchanged.agency.region), Role.REVIEWER))
    page = reviewer.get(reverse("review:desk", args=[unchanged.pk])).content.decode()
    for place in (".desk-changes .explanation", ".timeline"):  # instead of changes, and in the way
        assert "与台账核对无误，原数据属实。" in text_in(page, place)


def test_its_button_asks_for_the_reason(unchanged):
    office = Client()
    office.force_login(person_at(unchanged.agency, Role.OFFICE))
    page = office.get(reverse("agency:report", args=[unchanged.pk])).content.decode()
    [field] = elements(page, "textarea#reason-submit")
    assert "required" in field.attrib


def test_what_was_changed_wants_none():
    report = make_filled_report(state=State.RETURNED)
    clerk = actor(person_at(report.agency, Role.REPORTER))
    write_section(report, "s5_problems", Entry(text=TEXTS["s5_problems"] + "由专人负责。"), clerk)
    submit(gone_up(report))


def test_what_was_taken_back_by_the_agency_wants_none():
    submit(move_on(make_filled_report(state=State.SUBMITTED), "take_back"))


def test_what_was_explained_once_is_asked_again_after_the_next_return(unchanged):
    submit(unchanged, "原数据属实。")
    again = move_on(move_on(Report.objects.get(pk=unchanged.pk), "start_review"), "return")
    with pytest.raises(Unchanged):
        submit(gone_up(again))


@pytest.mark.parametrize("state", [State.DRAFTING, State.READY])
def test_a_report_never_returned_is_not_asked(state):
    report = move_to(make_filled_report(state=State.DRAFTING), state)
    move = find_move("submit", State.READY)
    assert move and not wants_reason(move, report)
    assert not any(offer.wants_reason for offer in available_moves(report, person_at(report.agency, Role.OFFICE))
                   if offer.move.name == "submit")  # fmt: skip
