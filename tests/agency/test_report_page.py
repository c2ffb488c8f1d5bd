"""A report's page: six sections as tasks, who holds it, what happens next, documents."""

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Event, Role, Route
from reports.agency.report import route_line
from reports.campaigns.deadlines import deadline_of
from reports.drafts.explanations import lift
from reports.drafts.merging import Entry
from reports.drafts.progress import Progress
from reports.drafts.storage import write_section
from reports.models import Report, State
from reports.workflow.threads import answer, ask
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    TEXTS,
    actor,
    fill_report,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)
from tests.support.factories import browser as browser_of

pytestmark = pytest.mark.django_db


def url(report: Report, page: str = "report", **more: str) -> str:
    return reverse(page_name(page), kwargs={"pk": report.pk, **more})


def progress(client, report: Report) -> list[Progress]:
    return [task.progress for task in client.get(url(report)).context["tasks"]]


def test_an_untouched_report_has_six_sections_not_started(report, browser):
    assert progress(browser, report) == [Progress.EMPTY] * 6


def test_each_section_tells_how_far_it_is(report, browser):
    by = actor(person_at(report.agency, Role.REPORTER))
    cells = [cell.id for cell in report.edition.by_code["s2_proactive"].cells]
    write_section(report, "s2_proactive", Entry(dict.fromkeys(cells, 0)), by)
    write_section(report, "s3_requests", Entry({"requests.granted.other_org": 1}), by)
    write_section(report, "s4_review_litigation",
                  Entry({"disputes.review.upheld": None}, {"disputes.review.upheld": "无"}), by)  # fmt: skip
    empty, done, started, errors, *_ = progress(browser, report)
    assert (empty, done, started, errors) == (
        Progress.EMPTY, Progress.DONE, Progress.STARTED, Progress.ERRORS,
    )  # fmt: skip


def test_what_cannot_be_read_is_an_error_and_no_blank(report, browser):
    by = actor(person_at(report.agency, Role.REPORTER))
    cells = [cell.id for cell in report.edition.by_code["s2_proactive"].cells]
    given = {**dict.fromkeys(cells, 0), cells[-1]: None}
    write_section(report, "s2_proactive", Entry(given, {cells[-1]: "若干"}), by)
    task = browser.get(url(report)).context["tasks"][1]
    assert (task.errors, task.blanks) == (1, 0)


def test_an_error_that_a_reason_lifts_is_counted_as_one_to_explain(client):
    last = make_filled_report(state=State.APPROVED, year=2025)
    report = make_report(last.agency, year=2026)
    cell = "requests.carried_over.natural_person"
    lift(
        report,
        "s3_requests",
        [cell],
        "划入的单位有两件",
        actor(person_at(report.agency, Role.OFFICE)),
    )
    fill_report(report, requests__carried_over__natural_person=2,
                requests__granted__natural_person=2)  # fmt: skip
    client.force_login(person_at(report.agency, Role.REPORTER))
    task = client.get(url(report)).context["tasks"][2]
    assert task.errors == 0
    assert task.to_explain >= 1


@pytest.mark.parametrize(
    ("today", "words"),
    [("2027-01-13", "还有 7 天"), ("2027-01-20", "今天截止"), ("2027-01-25", "逾期 5 天")],
)
def test_it_counts_the_days_to_the_internal_deadline(report, browser, today, words):
    with time_machine.travel(dt.datetime.fromisoformat(f"{today}T12:00+08:00"), tick=False):
        browser.force_login(person_at(report.agency, Role.REPORTER))
        answer = browser.get(url(report))
    deadline = answer.context["deadline"]
    assert deadline.day == dt.date(2027, 1, 20)
    assert deadline.is_late == (today == "2027-01-25")
    assert text_in(answer, ".page-head .days") == words


def test_a_filed_report_counts_no_days():
    report = make_filled_report(state=State.SUBMITTED)
    assert deadline_of(report) is None
    office = browser_of(person_at(report.agency, Role.OFFICE))
    assert elements(office.get(url(report)), ".page-head .days") == []


@pytest.mark.parametrize(
    ("route", "states"),
    [
        (Route.FULL, ["drafting", "office_review", "deputy_review", "head_approval", "ready"]),
        (Route.OFFICE, ["drafting", "office_review", "head_approval", "ready"]),
        (Route.DEPUTY, ["drafting", "deputy_review", "head_approval", "ready"]),
        (Route.SHORT, ["drafting", "head_approval", "ready"]),
    ],
)
def test_the_route_line_shows_the_steps_of_this_agency(route, states):
    report = make_report(make_agency(route=route))
    line = route_line(report)
    assert [step.state for step in line][: len(states)] == states
    assert line[0].place == "present"


def test_it_says_why_it_came_back(browser, report):
    fill_report(report)
    returned = move_on(move_to(report, State.IN_REVIEW), "return", reason="第三部分请核对")
    assert text_in(browser.get(url(returned)), ".notice.warning").endswith("第三部分请核对")


def test_sections_with_unanswered_comments_are_marked_and_come_first(report, browser):
    fill_report(report)
    reviewed = move_to(report, State.IN_REVIEW)
    for place in ("s3_requests", "requests.granted.natural_person", "s5_problems", ""):
        ask(report.pk, actor(reviewed.reviewer), place=place, quote="", text="请核对")
    returned = move_on(reviewed, "return", reason="请修改")
    answer(report.pk, returned.threads.get(place="s5_problems").pk,
           actor(person_at(report.agency, Role.REPORTER)), "已改")  # fmt: skip
    page = browser.get(url(returned))
    assert [task.comments for task in page.context["tasks"]] == [0, 0, 2, 0, 0, 0]
    assert texts_in(page, ".task-list .count-warning") == ["2 条意见待答复"]
    assert page.context["start"].page.endswith("/sections/s3_requests/")


def test_those_who_hold_it_are_named(report, browser):
    person_at(report.agency, Role.REPORTER)
    office = make_user((report.agency, Role.OFFICE), name="邱远")
    fill_report(report)
    move_to(report, State.OFFICE_REVIEW)
    page = browser.get(url(report))
    assert page.context["holders"] == [office.name]
    assert "现由邱远办理" in texts_in(page, ".page-head p span")


def test_the_print_view_shows_the_whole_report(report, browser):
    fill_report(report)
    page = browser.get(url(report, "print"))
    assert texts_in(page, "h2") == [section.title for section in report.edition.sections]
    assert len(elements(page, "table.statutory")) == 3
    assert texts_in(page, "p")[-len(TEXTS) :] == list(TEXTS.values())


def figures_of(book) -> dict[str, object]:
    """By the names that the workbook gives its cells."""
    places = {name: next(found.destinations) for name, found in book.defined_names.items()}
    return {
        name: book[sheet][place.replace("$", "")].value for name, (sheet, place) in places.items()
    }


def test_the_workbook_holds_the_figures_and_the_download_is_recorded(report, browser):
    fill_report(
        report, requests__new_received__natural_person=7, requests__granted__natural_person=7
    )
    answer = browser.get(url(report, "file", name="xlsx"))
    book = load_workbook(BytesIO(answer.content))
    filled = {cell: number for cell, number in figures_of(book).items() if number}
    assert filled == {
        f"requests_{row}_{column}": 7
        for row in ("new_received", "granted", "outcome_total")
        for column in ("natural_person", "total")
    }
    assert Event.objects.filter(action="report.download", object=report.trail_name).exists()


def test_an_unknown_format_is_not_found(report, browser):
    assert browser.get(url(report, "file", name="exe")).status_code == 404


def test_its_queries_are_few_and_fixed(report, browser, django_assert_num_queries):
    fill_report(report)
    with django_assert_num_queries(17):
        # session, user, roles, report, sections, last year, moves made, holders, who stands in, what
        # is handed out and not done, urgings, the bureau, the listed words, copies, what was read in,
        # who has it next and who stands in for them
        browser.get(url(report))
