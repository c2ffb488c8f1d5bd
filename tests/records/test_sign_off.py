"""The sign-off sheet: each step since the report was last drafted, and what was signed and filed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role, Route, User
from reports.models import Report, State
from reports.records.receipts import check_code
from reports.records.sign_off import SignOff, sign_off
from reports.workflow.models import Transition
from tests.support.factories import (
    browser,
    bureau_of,
    clerk_of,
    fill_report,
    make_agency,
    make_filled_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

CHAIN = ["拟稿", "办公室审核", "分管领导审核", "主要负责人签发", "保密审查", "报送"]
BUREAU = "审核机关意见"


def url(report: Report, *number: int) -> str:
    return reverse("records:sign_off", args=[report.pk, *number])


def page(report: Report, person: User, *number: int) -> str:
    return browser(person).get(url(report, *number)).content.decode()


def moves(report: Report) -> list[Transition]:
    return list(report.transitions.select_related("actor"))


def sheet(report: Report, number: int = 0, *, at_desk: bool = False) -> SignOff:
    filed = report.submissions.filter(number=number or report.last_number).first()
    return sign_off(moves(report), filed, at_desk=at_desk)


def titles(found: SignOff) -> list[str]:
    return [str(one.title) for one in found.signatures]


def resubmitted() -> Report:
    report = move_on(make_filled_report(state=State.IN_REVIEW), "return", reason="补充说明")
    fill_report(report, requests__new_received__natural_person=None)
    fill_report(report)
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        report = move_on(report, name)
    return move_on(report, "submit", reason="原数据属实。")


def test_each_step_stands_in_its_order_with_its_person_and_time():
    report = make_filled_report(state=State.APPROVED)
    found = sheet(report)
    assert titles(found) == [*CHAIN, BUREAU]
    by_move = {made.move: made for made in moves(report)}
    signed, decided = found.signatures[3], found.signatures[-1]
    assert (signed.name, signed.at) == (by_move["sign"].actor.name, by_move["sign"].at)
    assert (decided.name, decided.words) == (by_move["approve"].actor.name, "已审核通过。")


ROUTES = [
    (Route.SHORT, [0, 3, 4, 5]),
    (Route.OFFICE, [0, 1, 3, 4, 5]),
    (Route.DEPUTY, [0, 2, 3, 4, 5]),
]


@pytest.mark.parametrize(("route", "steps"), ROUTES)
def test_a_step_that_the_route_leaves_out_has_no_row(route, steps):
    report = make_filled_report(make_agency(route=route), State.SUBMITTED)
    assert titles(sheet(report)) == [CHAIN[i] for i in steps]


def test_what_was_sent_back_within_the_agency_does_not_count():
    report = move_on(make_filled_report(state=State.HEAD_APPROVAL), "send_back")
    assert titles(sheet(report)) == []
    assert titles(sheet(move_on(report, "pass_on"))) == CHAIN[:1]


def test_each_submission_has_a_sheet_of_its_own():
    report = resubmitted()
    first, second = sheet(report, 1), sheet(report, 2)
    assert titles(first) == [*CHAIN, BUREAU] and first.signatures[-1].words == "退回修改。 补充说明"
    assert titles(second) == CHAIN and second.signatures[-1].words == "原数据属实。"
    assert first.signatures[0].at < first.signatures[-1].at < second.signatures[0].at


def test_what_was_taken_back_and_filed_again_keeps_its_signatures():
    report = move_on(make_filled_report(state=State.SUBMITTED), "take_back")
    again = move_on(report, "submit")
    assert titles(sheet(again)) == CHAIN
    assert sheet(again, 1).signatures[-1].at < sheet(again, 2).signatures[-1].at


def test_the_last_decision_counts():
    report = move_on(make_filled_report(state=State.APPROVED), "reopen", reason="数据有误")
    assert sheet(report).signatures[-1].words == "撤销审核通过，重新审核。 数据有误"
    returned = move_on(report, "return", reason="请更正")
    assert sheet(returned, 1).signatures[-1].words == "退回修改。 请更正"


def test_it_compares_what_was_signed_with_what_was_filed():
    report = make_filled_report(state=State.SUBMITTED)
    filed, made = report.submissions.get(), moves(report)
    found = sign_off(made, filed, at_desk=False)
    assert found.is_same and found.signed == filed.digest
    next(one for one in made if one.move == "sign").digest = "f" * 64
    assert not sign_off(made, filed, at_desk=False).is_same
    next(one for one in made if one.move == "sign").digest = ""  # signed before it was kept
    assert not sign_off(made, filed, at_desk=False).is_same


def test_the_page_shows_code_digests_and_result():
    report = make_filled_report(state=State.SUBMITTED)
    shown = page(report, clerk_of(report))
    filed = report.submissions.get()
    assert check_code(filed) in shown and shown.count(filed.digest) == 2
    assert "一致：" in shown and "不一致" not in shown


def test_before_it_is_filed_the_sheet_shows_what_was_signed():
    shown = page(report := make_filled_report(state=State.READY), clerk_of(report))
    assert "主要负责人签发" in shown and "尚未报送" in shown and "一致：" not in shown


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_submission_that_is_not_there_has_no_sheet(number):
    report = make_filled_report(state=State.SUBMITTED)
    assert browser(clerk_of(report)).get(url(report, number)).status_code == 404


def test_it_is_for_the_agency_and_its_bureau_alone():
    report = make_filled_report(state=State.SUBMITTED)
    region = report.agency.region
    reviewer = person_at(bureau_of(region), Role.REVIEWER)
    stranger = make_user((make_agency(region=region), Role.OFFICE))
    found = {p: browser(p).get(url(report)).status_code for p in (reviewer, stranger)}
    assert found == {reviewer: 200, stranger: 404}
    draft = make_filled_report(make_agency(region=region), State.READY)
    assert browser(reviewer).get(url(draft)).status_code == 404


def test_it_is_linked_where_it_is_looked_for():
    report = make_filled_report(state=State.IN_REVIEW)
    at_work = ((clerk_of(report), "agency:report"), (report.reviewer, "review:desk"))
    for person, at in at_work:
        shown = browser(person).get(reverse(at, args=[report.pk])).content.decode()
        assert f'href="{url(report)}"' in shown


def test_many_moves_take_as_many_queries_as_few(django_assert_num_queries):
    few, many = make_filled_report(state=State.SUBMITTED), resubmitted()
    for report in (few, many):
        client = browser(clerk_of(report))
        with django_assert_num_queries(7):
            client.get(url(report))


def test_a_remark_made_within_the_agency_is_not_read_at_the_desk():
    report = move_to(make_filled_report(state=State.DRAFTING), State.SUBMITTED)
    made = moves(report)
    made[0].reason = "第三部分由信访科核对"
    filed = report.submissions.get()
    words = [str(sign_off(made, filed, at_desk=desk).signatures[0].words) for desk in (True, False)]
    assert words == ["已拟稿，送审。", "第三部分由信访科核对"]
