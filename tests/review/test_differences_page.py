"""Two versions of a report: what was filed, last year's, and for the agency what it has now."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Report, State
from reports.workflow.threads import answer, ask
from tests.support.addresses import page_name
from tests.support.elements import texts_in
from tests.support.factories import (
    TEXTS,
    actor,
    bureau_of,
    explain_findings,
    make_agency,
    make_filled_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

LICENCES = "art20_5.licensing.decisions"
PROBLEMS = "s5_problems"
UP = ("pass_on", "pass_on", "pass_on", "sign", "submit")


def clerk(report: Report) -> User:
    return person_at(report.agency, Role.REPORTER)


def write(report: Report, figure: int, text: str = "", before: int = 0) -> None:
    entry = Entry(figures={LICENCES: figure}, base={LICENCES: str(before)})
    write_section(report, "s2_proactive", entry, actor(clerk(report)))
    if text:
        write_section(report, PROBLEMS, Entry(text=text), actor(clerk(report)))


@pytest.fixture
def returned() -> Report:
    """Returned with a comment on a cell and one on another place, then changed and answered."""
    report = make_filled_report(state=State.IN_REVIEW)
    reviewer = actor(report.reviewer)
    asked = ask(report.pk, reviewer, place=LICENCES, quote="", text="许可件数请核对")
    other = ask(report.pk, reviewer, place="disputes.review.upheld", quote="", text="复议呢？")
    report = move_on(report, "return")
    write(report, 12, TEXTS[PROBLEMS] + "由专人负责。")
    for thread, words in ((asked, "已更正为12件"), (other, "没有发生")):
        answer(report.pk, thread.pk, actor(clerk(report)), words)
    return report


@pytest.fixture
def again(returned) -> Report:
    explain_findings(returned)
    for name in UP:
        returned = move_on(returned, name)
    return returned


def page_of(user: User, name: str, report: Report, query: str = ""):
    client = Client()
    client.force_login(user)
    return client.get(reverse(page_name(name), args=[report.pk]) + query)


def at_desk(report: Report, query: str = ""):
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    return page_of(reviewer, "desk_differences", report, query)


def at_home(report: Report, query: str = ""):
    return page_of(clerk(report), "own_differences", report, query)


def told(response) -> list[tuple[str, str, str, str]]:
    return [(c.place, c.before, c.after, c.by) for c in response.context["changes"]]


def test_the_newest_is_compared_with_the_one_before(again):
    response = at_desk(again)
    page = response.content.decode()
    assert told(response) == [(LICENCES, "0", "12", "+12"), (PROBLEMS, "", "", "")]
    assert "<del>0</del>" in page and "<ins>12</ins>" in page
    assert "<ins>由专人负责。</ins>" in page


def test_comments_and_their_answers_stand_beside_the_change(again):
    response = at_desk(again)
    first, second = response.context["changes"]
    said = [[comment.text for comment in one.said] for one in first.threads]
    assert said == [["许可件数请核对", "已更正为12件"]] and not second.threads
    [left] = response.context["left_over"]
    assert [comment.text for comment in left.said] == ["复议呢？", "没有发生"]


def test_so_they_do_in_the_changes_at_the_desk(again):
    reviewer = person_at(bureau_of(again.agency.region), Role.REVIEWER)
    response = page_of(reviewer, "desk", again)
    changes = {change.place: change for change in response.context["changes"]}
    assert [one.said[1].text for one in changes[LICENCES].threads] == ["已更正为12件"]
    assert f"/desk/{again.pk}/differences/?from=1&amp;to=2" in response.content.decode()


def test_it_can_be_read_the_other_way_round(again):
    response = at_desk(again, "?from=2&to=1")
    assert told(response)[0] == (LICENCES, "12", "0", "-12")
    assert response.context["changes"][0].threads


def test_the_same_twice_is_said_to_be_the_same(again):
    response = at_desk(again, "?from=2&to=2")
    assert response.context["changes"] == []
    assert "请选择两个不同的版本。" in response.content.decode()


def test_rules_that_turned_are_told(returned):
    report = returned
    entry = Entry(figures={"art20_1.rules.made": 2}, base={"art20_1.rules.made": "0"})
    write_section(report, "s2_proactive", entry, actor(clerk(report)))
    response = at_home(report)
    turned = response.context["turned"]
    shown = texts_in(response.content.decode(), ".turned li")
    assert all(line.endswith(str(said)) for line, said in zip(shown, turned.come, strict=True))
    assert [said.severity for said in turned.come if "规章" in said.words] == ["warning", "warning"]
    back = at_home(report, "?from=draft&to=1").context["turned"]
    assert [str(said) for said in back.gone] == [str(said) for said in turned.come]


def test_last_years_approved_report_is_one_of_them():
    agency = make_agency()
    last = make_filled_report(agency, year=2025, art20_5__licensing__decisions=7)
    report = make_filled_report(agency, State.SUBMITTED, art20_5__licensing__decisions=9)
    assert last.state == State.APPROVED
    response = at_desk(report)
    assert told(response) == [(LICENCES, "7", "9", "+2")]
    assert response.context["turned"] is None  # rules of two years say different things
    assert response.context["same_form"]


def test_years_of_two_forms_are_compared_where_both_have_a_cell():
    agency = make_agency()
    make_filled_report(agency, year=2020, art20_5__licensing__decisions=7)
    report = make_filled_report(agency, State.SUBMITTED, year=2021, art20_5__licensing__decisions=9)
    response = at_desk(report)
    assert told(response) == [(LICENCES, "7", "9", "+2")]
    assert "两个年度的版式不同" in response.content.decode()


def test_the_agency_compares_what_it_has_now_with_what_it_filed(returned):
    response = at_home(returned)
    assert response.context["after"].key == "draft"
    assert told(response)[0] == (LICENCES, "0", "12", "+12")
    assert (
        f"/reports/{returned.pk}/sections/s2_proactive/#f-{LICENCES}" in response.content.decode()
    )


def test_the_bureau_never_sees_the_working_copy(returned):
    response = at_desk(returned)
    assert "由专人负责" not in response.content.decode()
    assert at_desk(returned, "?from=1&to=draft").status_code == 404


def test_an_agency_does_not_see_what_is_still_being_written(again):
    report = move_on(again, "start_review", by=again.reviewer)
    ask(report.pk, actor(report.reviewer), place=LICENCES, quote="", text="还没有写完的意见")
    assert "还没有写完的意见" not in at_home(report).content.decode()


@pytest.mark.parametrize("query", ["?from=1&to=9", "?from=x", "?to=%00", "?from=-1&to=1"])
def test_what_is_not_there_is_not_found(again, query):
    assert at_desk(again, query).status_code == 404


def test_with_one_version_there_is_nothing_to_compare():
    report = make_filled_report(state=State.SUBMITTED)
    assert "还没有可以对比的两个版本。" in at_desk(report).content.decode()
    assert "还没有可以对比的两个版本。" in at_home(report).content.decode()


def test_others_do_not_know_the_pages(again):
    stranger = make_user((make_agency(region=again.agency.region), Role.OFFICE))
    for name in ("desk_differences", "own_differences"):
        assert page_of(stranger, name, again).status_code == 404
    assert page_of(clerk(again), "desk_differences", again).status_code == 404
    draft = move_to(make_filled_report(state=State.DRAFTING), State.READY)
    assert at_desk(draft).status_code == 404  # not before it was filed


def queries(view, report: Report) -> int:
    with CaptureQueriesContext(connection) as found:
        assert view(report).status_code == 200
    return len(found)


@pytest.mark.parametrize("view", [at_desk, at_home])
def test_the_number_of_queries_does_not_grow_with_what_was_filed_and_said(again, view):
    few = queries(view, again)
    report = move_on(again, "start_review", by=again.reviewer)
    for text in ("一", "二", "三"):
        thread = ask(report.pk, actor(report.reviewer), place=LICENCES, quote="", text=text)
    report = move_on(report, "return")
    for thread in report.threads.filter(answered=False):
        answer(report.pk, thread.pk, actor(clerk(report)), "已核对")
    write(report, 13, before=12)
    explain_findings(report)
    for name in UP:
        report = move_on(report, name)
    assert queries(view, report) == few
