"""Each move is told to those who act next or wait for it: whom it reaches, where it leads, why."""

import pytest

from accounts.models import Notice, Role, User
from reports.models import Report, State
from reports.workflow.moves import MOVES, target_of
from reports.workflow.notify import TOLD
from tests.support.factories import (
    another_reviewer,
    bureau_of,
    make_delegation,
    make_filled_report,
    make_user,
    move_on,
    person_at,
)

pytestmark = pytest.mark.django_db

AGENCY = (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD)
CLERKS = {Role.REPORTER, Role.OFFICE}
MADE = [
    # state, move, the roles that hear of it, the page it leads to, in its title
    (State.DRAFTING, "pass_on", {Role.OFFICE}, "/reports/{}/", "请办理：办公室审核"),
    (State.OFFICE_REVIEW, "pass_on", {Role.DEPUTY}, "/reports/{}/decide/", "分管领导审核"),
    (State.DEPUTY_REVIEW, "pass_on", {Role.HEAD}, "/reports/{}/decide/", "主要负责人审批"),
    (State.HEAD_APPROVAL, "sign", {Role.OFFICE}, "/reports/{}/", "已签发，请报送"),
    (State.HEAD_APPROVAL, "send_back", CLERKS, "/reports/{}/", "退回填报"),
    (State.READY, "submit", {Role.REVIEWER}, "/desk/{}/", "已报送"),
    (State.IN_REVIEW, "return", CLERKS, "/reports/{}/", "退回修改"),
    (State.IN_REVIEW, "approve", CLERKS, "/reports/{}/", "审核通过"),
    (State.APPROVED, "reopen", CLERKS, "/reports/{}/", "重新审核"),
    (State.APPROVED, "publish", CLERKS, "/reports/{}/", "年报已公布"),
    (State.PUBLISHED, "unpublish", CLERKS, "/reports/{}/", "已撤回公布"),
    (State.PUBLISHED, "correct", CLERKS, "/reports/{}/", "需要更正"),
]
UNTOLD = {"take_back", "start_review", "put_back", "take_over", "recall"}


def colleagues_of(report: Report) -> dict[User, Role]:
    """Somebody in every role besides those who make the moves."""
    bureau = bureau_of(report.agency.region)
    for role in AGENCY:
        person_at(report.agency, role)
    person_at(bureau, Role.REVIEWER)
    people = {make_user((report.agency, role)): role for role in AGENCY}
    return {**people, make_user((bureau, Role.REVIEWER)): Role.REVIEWER}


@pytest.mark.parametrize(("state", "move", "roles", "page", "title"), MADE)
def test_who_acts_next_is_told_and_led_there(state, move, roles, page, title):
    report = make_filled_report(state=state)
    colleagues = colleagues_of(report)
    Notice.objects.all().delete()
    move_on(report, move)
    told = Notice.objects.select_related("user").filter(user__in=colleagues)
    assert {colleagues[notice.user] for notice in told} == roles
    for notice in told:
        assert notice.link == page.format(report.pk)
        assert title in notice.title and report.agency.name in notice.title


@pytest.mark.parametrize("move", ["send_back", "return", "reopen", "correct", "back_to_first"])
def test_a_step_back_says_by_whom_and_why(move):
    source = next(one.source for one in MOVES if one.name == move)
    report = make_filled_report(state=source)
    Notice.objects.all().delete()
    move_on(report, move, reason="合计与分项不符")
    by = report.transitions.get(number=report.moves_made + 1).actor
    told = [notice.text for notice in Notice.objects.all()]
    assert told
    assert [words for words in told if "合计与分项不符" not in words or by.name not in words] == []


def test_who_made_the_move_is_not_told_of_it():
    report = make_filled_report(state=State.DRAFTING)
    office = person_at(report.agency, Role.OFFICE)
    Notice.objects.all().delete()
    move_on(report, "pass_on", by=office)
    assert not Notice.objects.exists()


def test_who_stands_in_for_the_head_is_told_like_the_head():
    report = make_filled_report(state=State.DEPUTY_REVIEW)
    head, clerk = person_at(report.agency, Role.HEAD), make_user((report.agency, Role.REPORTER))
    make_delegation(head, clerk, report.agency)
    Notice.objects.all().delete()
    move_on(report, "pass_on")
    assert {notice.user for notice in Notice.objects.all()} == {head, clerk}


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.SECOND_REVIEW])
def test_who_takes_over_a_review_is_told_alone(state):
    report = make_filled_report(state=state)
    colleague = another_reviewer(report)
    Notice.objects.all().delete()
    move_on(report, "hand_over", reviewer=colleague, reason="出差")
    notice = Notice.objects.get()
    assert (notice.user, notice.link) == (colleague, f"/desk/{report.pk}/")
    assert "转交" in notice.title and "出差" in notice.text


def test_every_move_is_told_or_known_not_to_be():
    told = {name for name, _target in TOLD}
    assert told | UNTOLD == {move.name for move in MOVES} and not told & UNTOLD


def test_a_move_that_is_told_is_told_wherever_it_leads():
    """Also along every agency's route and with two reviewers."""
    for move in (move for move in MOVES if move.name not in UNTOLD and move.target):
        assert (move.name, move.target) in TOLD
    for state in (State.DRAFTING, State.OFFICE_REVIEW, State.DEPUTY_REVIEW):
        report = make_filled_report(state=state)
        move = next(one for one in MOVES if (one.name, one.source) == ("pass_on", state))
        assert ("pass_on", target_of(move, report)) in TOLD
    assert {("approve", State.FIRST_PASSED), ("approve", State.APPROVED)} <= TOLD.keys()
