"""The register of a report: every step, on the page and in the workbook alike."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from accounts.models import Event, Role, User
from accounts.trail.record import Actor, record
from reports.models import Proposal, Report, State
from reports.records.register import RegisterLine, register_of
from reports.workflow.grant_concession import ConcessionRequest, grant, withdraw
from reports.workflow.models import Thread
from reports.workflow.notices_to_file import send_notices
from reports.workflow.threads import answer, ask, ask_on, resolve
from tests.support.addresses import page_name
from tests.support.elements import texts_in
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    clerk_of,
    explain_findings,
    make_agency,
    make_delegation,
    make_filled_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

CELL = "requests.new_received.natural_person"
ASKED = "提出审核意见"
STRAIGHT = ["pass_on", "pass_on", "pass_on", "sign", "submit", "start_review"]


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.IN_REVIEW)


def reviewer_of(report: Report) -> User:
    assert report.reviewer is not None
    return report.reviewer


def url(report: Report, page: str = "register") -> str:
    return reverse(page_name(page), kwargs={"pk": report.pk})


def page(report: Report, person: User) -> str:
    return browser(person).get(url(report)).content.decode()


def own(report: Report) -> list[RegisterLine]:
    return register_of(report, at_desk=False)


def ask_about(report: Report, text: str = "请核对") -> Thread:
    return ask(report.pk, by(report), place=CELL, quote="", text=text)


def by(report: Report) -> Actor:
    return actor(reviewer_of(report))


def again(report: Report) -> Report:
    return Report.objects.select_related("campaign", "agency__region", "reviewer").get(pk=report.pk)


# What stands in it -------------------------------------------------------------------------------


def test_every_move_is_a_line_with_who_when_and_from_where_to_where(report):
    made = list(report.transitions.select_related("actor"))
    told = own(report)
    assert [made_.move for made_ in made] == STRAIGHT
    assert [(o.at, o.who, o.source, o.target) for o in told] == [
        (m.at, m.actor.name, State(m.source).label, State(m.target).label) for m in made
    ]
    shown = texts_in(page(report, clerk_of(report)), ".register tbody tr")
    assert len(shown) == len(told)
    for row, line in zip(reversed(shown), told, strict=True):
        assert f" {line.who} {line.act} {line.source} → {line.target}" in row
    assert [line.number for line in told] == [1, 2, 3, 4, 5, 6]


def test_the_line_of_the_submission_tells_its_number_digest_and_the_check(report):
    signed, submitted = own(report)[3:5]
    filed = report.submissions.get()
    assert signed.digest == submitted.digest == filed.digest
    assert (signed.submission, submitted.submission) == (None, 1)
    assert (signed.checked, submitted.checked) == (False, True)


def test_a_partial_return_names_what_can_be_changed(report):
    ask_about(report)
    returned = move_on(again(report), "return", marked_only=True)
    line = own(returned)[-1]
    assert line.words == "请核对后再报"
    assert len(line.opened) == 1 and line.opened[0].startswith("三、")
    assert "个数据" in line.opened[0]


def test_few_places_are_named_and_a_text_by_its_part(report):
    for place in ("disputes.review.upheld", "s5_problems"):
        ask(report.pk, by(report), place=place, quote="", text="请核对")
    line = own(move_on(again(report), "return", marked_only=True))[-1]
    assert "结果维持" in line.opened[0] and line.opened[1].startswith("五、")
    assert own(move_on(make_filled_report(state=State.IN_REVIEW), "return"))[-1].opened == ()


def test_questions_answers_and_their_end_are_lines_of_their_own(report):
    thread = ask_about(report, "为何为零？")
    returned = move_on(again(report), "return")
    answer(report.pk, thread.pk, actor(clerk_of(report)), "确无申请。")
    explain_findings(returned)
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        returned = move_on(returned, name)
    back = move_on(move_on(returned, "submit", reason="无需更改"), "start_review")
    resolve(report.pk, thread.pk, by(back))
    ask_on(report.pk, thread.pk, by(back), "再核对一次。")  # what was resolved is taken up again
    told = [(o.act, o.words) for o in register_of(back, at_desk=True) if o.place]
    assert [words for _, words in told] == ["为何为零？", "确无申请。", "", "再核对一次。"]
    assert [str(act) for act, _ in told] == [ASKED, "答复审核意见", "办结审核意见", ASKED]


def test_what_came_from_a_file_stands_in_the_agencys_register_only(report):
    kept = Proposal.objects.create(
        report=report, by=clerk_of(report), how="read", name="旧年报.docx"
    )
    event = Event.objects.filter(object=report.trail_name).first()
    made_up(event, "proposal.apply", {"name": kept.name, "proposal": kept.pk})
    made_up(event, "section.write", {"section": "s3_requests", "how": "imported", "values": {}})
    made_up(event, "section.write", {"section": "s3_requests", "how": "typed", "values": {}})
    assert [str(o.place)[:3] for o in own(report) if o.place] == ["旧年报", "三、收"]
    assert not [line for line in register_of(report, at_desk=True) if line.place]


def made_up(like: Event, action: str, after: dict[str, object]) -> None:
    with transaction.atomic():
        record(Actor(like.actor, "127.0.0.1"), action, like.object, after=after)


# Who sees what -----------------------------------------------------------------------------------


def test_the_agency_reads_a_comment_once_the_report_came_back(report):
    ask_about(report, "为何为零？")
    clerk = clerk_of(report)
    assert "为何为零？" not in page(report, clerk)
    assert "为何为零？" in page(report, reviewer_of(report))
    move_on(again(report), "return")
    assert "为何为零？" in page(report, clerk)


def test_the_bureau_does_not_read_reasons_given_within_the_agency():
    report = move_on(
        make_filled_report(state=State.OFFICE_REVIEW), "send_back", reason="第三部分重写"
    )
    filed = move_to(report, State.SUBMITTED)
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    assert "第三部分重写" not in page(filed, reviewer)
    assert "第三部分重写" in page(filed, clerk_of(report))


@pytest.mark.parametrize("name", ["register", "register_file"])
def test_others_do_not_find_it(report, name):
    stranger = make_user((make_agency(region=report.agency.region), Role.OFFICE))
    far = make_user((make_agency(is_bureau=True), Role.REVIEWER))
    for person in (stranger, far):
        assert browser(person).get(url(report, name)).status_code == 404
    draft = make_filled_report(make_agency(region=report.agency.region), State.DRAFTING)
    assert browser(reviewer_of(report)).get(url(draft, name)).status_code == 404


def test_both_sides_find_the_page_where_they_work(report):
    for person, at in (
        (clerk_of(report), "agency:report"),
        (reviewer_of(report), "review:desk"),
    ):
        at_work = browser(person).get(reverse(at, args=[report.pk])).content.decode()
        assert f'href="{url(report)}"' in at_work


def test_an_empty_register_says_so():
    report = make_filled_report(state=State.DRAFTING)
    assert "还没有送审" in page(report, clerk_of(report))


# The workbook ------------------------------------------------------------------------------------


def sheet_of(report: Report, person: User) -> list[list[object]]:
    content = browser(person).get(url(report, "register_file")).content
    rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [list(row) for row in rows]


def test_the_workbook_has_the_lines_of_the_page_the_first_on_top(report):
    ask_about(report)
    returned = move_on(again(report), "return", marked_only=True)
    head, *rows = sheet_of(returned, clerk_of(report))
    lines = own(returned)
    assert [(r[0], r[2], r[3], r[6] or "") for r in rows] == [
        (o.number, o.who, str(o.act), o.words) for o in lines
    ]
    assert head[0] == "序号" and rows[4][12] == 1 and len(str(rows[4][13])) == 64


@pytest.mark.parametrize("reason", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_what_somebody_typed_is_text_and_no_formula(reason):
    report = move_on(make_filled_report(state=State.OFFICE_REVIEW), "send_back", reason=reason)
    content = browser(clerk_of(report)).get(url(report, "register_file")).content
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["G3"]
    assert (cell.value, cell.data_type) == (reason.strip(), "s")


def test_each_download_is_told_in_the_trail(report):
    clerk = clerk_of(report)
    browser(clerk).get(url(report, "register_file"))
    told = Event.objects.get(action="register.export")
    assert (told.actor, told.object, told.after) == (clerk, report.trail_name, {"lines": 6})


@pytest.mark.parametrize("name", ["register", "register_file"])
def test_many_steps_take_as_many_queries_as_one(name, django_assert_num_queries):
    one = make_filled_report(state=State.SUBMITTED)
    many = make_filled_report(make_agency(region=one.agency.region), State.IN_REVIEW)
    threads = [ask_about(many) for _ in range(3)]
    many = move_on(again(many), "return", marked_only=True)
    for thread in threads:
        answer(many.pk, thread.pk, actor(clerk_of(many)), "已核对")
    queries = {"register": 8, "register_file": 11}[name]
    for report in (one, many):
        client = browser(clerk_of(report))
        with django_assert_num_queries(queries):
            client.get(url(report, name))


def test_it_says_who_was_asked_to_file_and_what_the_bureau_let_off():
    report = make_filled_report(state=State.DRAFTING)
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    send_notices(report.campaign, [report.pk], "请于本周五前报送。", actor(reviewer))
    with time_machine.travel(report.campaign.opens_on, tick=False):
        last = report.campaign.internal_deadline + dt.timedelta(days=1)
        given = grant(report.pk, ConcessionRequest("extension", last, "机构合并"), actor(reviewer))
        withdraw(given.pk, "不再需要", actor(reviewer))
    for lines in (own(report), register_of(report, at_desk=True)):
        assert {(line.who, line.words) for line in lines if line.words} == {
            (str(reviewer), "请于本周五前报送。"),
            (str(reviewer), "机构合并"),
            (str(reviewer), "不再需要"),
        }


def test_a_stand_in_is_named_with_whom_they_stood_in_for():
    report = make_filled_report(state=State.HEAD_APPROVAL)
    head, colleague = person_at(report.agency, Role.HEAD), make_user((report.agency, Role.DEPUTY))
    make_delegation(head, colleague, report.agency, Role.HEAD)
    report = move_on(report, "sign", by=User.objects.get(pk=colleague.pk))
    assert own(report)[-1].who == f"{colleague}（代{head}）"
    assert f"{colleague}（代{head}）" in page(report, head)
