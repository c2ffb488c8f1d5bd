"""催报: who is asked, once, and where it can be read afterwards."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import Event, Membership, Notice, Role, User
from accounts.trail.record import verify
from reports.models import Report, State
from reports.workflow.models import NoticeToFile
from reports.workflow.notices_to_file import MOST, MOST_WORDS, NoticeOutcome
from reports.workflow.notices_to_file import send_notices as ask
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    bureau_of,
    fill_report,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db
URL = "/board/urge/"
TEXT = "请抓紧报送。"


@pytest.fixture
def report() -> Report:
    """Of 2020, so that it is the open year whatever the day; its office can be reached."""
    report = make_report(year=2020)
    person_at(report.agency, Role.OFFICE)
    return report


@pytest.fixture
def reviewer(report: Report) -> User:
    return person_at(bureau_of(report.agency.region), Role.REVIEWER)


def beside(report: Report, state: str = State.DRAFTING) -> Report:
    agency = make_agency(region=report.agency.region)
    made = make_report(agency, year=2020)
    return made if state == State.DRAFTING else make_filled_report(agency, state, year=2020)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send_notices(
    person: User, *reports: Report, text: str = TEXT, query: str = "", **fields: str
) -> str:
    sent = {"which": "chosen", "report": [r.pk for r in reports], "text": text, **fields}
    response = signed_in(person).post(f"{URL}?{query}", sent, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def urged(report: Report) -> list[tuple[User, str, int]]:
    return [(one.by, one.text, one.told) for one in report.notices_to_file.select_related("by")]


@pytest.mark.usefixtures("daytime")
def test_writers_and_office_are_written_to_and_a_row_and_the_trail_keep_it(
    report, reviewer, django_capture_on_commit_callbacks
):
    office, clerk = person_at(report.agency, Role.OFFICE), person_at(report.agency, Role.REPORTER)
    Membership.objects.create(user=office, agency=report.agency, role=Role.REPORTER)
    for role, fields in (
        (Role.HEAD, {}),
        (Role.OFFICE, {"is_active": False}),
        (Role.OFFICE, {"email": ""}),
    ):
        make_user((report.agency, role), **fields)
    with django_capture_on_commit_callbacks(execute=True):
        page = send_notices(reviewer, report)
    assert "已催报 1 个单位。" in page
    assert {a for letter in mail.outbox for a in letter.to} == {office.email, clerk.email}
    assert len(mail.outbox) == 2
    assert report.agency.name in mail.outbox[0].subject
    assert "2020" in mail.outbox[0].subject
    for words in (TEXT, "2021年1月20日", reviewer.name, "逾期"):
        assert words in mail.outbox[0].body
    assert urged(report) == [(reviewer, TEXT, 3)]  # one reads it in the portal only
    event = Event.objects.get(action="report.urge")
    assert (event.object, event.actor) == (report.trail_name, reviewer)
    assert event.after == {"text": TEXT, "told": 3}


def test_only_those_ticked_are_asked(report, reviewer):
    other, third = beside(report), beside(report)
    send_notices(reviewer, report, third)
    assert [len(urged(r)) for r in (report, other, third)] == [1, 0, 1]


def test_the_button_of_one_line_asks_that_one_whatever_is_ticked(report, reviewer):
    other = beside(report)
    send_notices(reviewer, report, which=str(other.pk))
    assert [len(urged(r)) for r in (report, other)] == [0, 1]


def test_all_are_those_of_the_list_on_every_page(report, reviewer):
    agencies = [make_agency(region=report.agency.region) for _ in range(55)]
    make_report(agencies[0], year=2020)
    filed, returned = beside(report, State.SUBMITTED), beside(report, State.RETURNED)
    page = send_notices(reviewer, which="all", query="show=overdue")
    assert "已催报 57 个单位。" in page  # with the bureau's own and the first
    assert (urged(filed), urged(returned)) == ([], [])
    send_notices(reviewer, which="all", query="show=returned")
    assert len(urged(returned)) == 1
    assert NoticeToFile.objects.count() == 58


def test_where_they_are_too_many_the_longest_unasked_come_first(report, reviewer, monkeypatch):
    other = beside(report)
    bureau = Report.objects.get(agency=bureau_of(report.agency.region))
    monkeypatch.setattr("reports.oversight.board_views.MOST", 1)
    with time_machine.travel(dt.datetime(2021, 2, 1, 9), tick=False):
        for day in range(3):
            with time_machine.travel(dt.datetime(2021, 2, 1 + day, 9), tick=False):
                send_notices(reviewer, which="all")
    assert [len(urged(r)) for r in (report, other, bureau)] == [1, 1, 1]
    assert MOST > 1


def test_pressing_twice_asks_once_and_a_minute_later_again(
    report, reviewer, django_capture_on_commit_callbacks
):
    with time_machine.travel(dt.datetime(2021, 2, 1, 9), tick=False) as clock:
        with django_capture_on_commit_callbacks(execute=True):
            send_notices(reviewer, report)
            clock.shift(59)
            page = send_notices(reviewer, report)
        assert "没有重复催报" in page
        assert "已催报" not in page.replace("主办单位催报", "")
        assert (len(urged(report)), len(mail.outbox)) == (1, 1)
        clock.shift(2)
        send_notices(reviewer, report, again="yes")
    assert len(urged(report)) == 2
    assert Event.objects.filter(action="report.urge").count() == 2


def test_before_a_second_time_on_one_day_it_asks(report, reviewer):
    other = beside(report)
    with time_machine.travel(dt.datetime(2021, 2, 1, 1), tick=False) as clock:
        send_notices(reviewer, report)
        clock.shift(3600)
        page = send_notices(reviewer, report, other, text="请今天报送。")
        assert "今天再催一次？" in page and "已催报 1 个单位" in page
        assert texts_in(page, "main li") == [report.agency.name]
        assert (len(urged(report)), len(urged(other))) == (1, 1)
        send_notices(reviewer, report, text="请今天报送。", again="yes")
        assert len(urged(report)) == 2
        clock.shift(24 * 3600)  # on another day it does not ask
        send_notices(reviewer, report)
    assert len(urged(report)) == 3


@pytest.mark.parametrize(
    ("state", "role"),
    [(State.OFFICE_REVIEW, Role.OFFICE), (State.DEPUTY_REVIEW, Role.DEPUTY), (State.HEAD_APPROVAL, Role.HEAD), (State.READY, Role.OFFICE)],
)  # fmt: skip
def test_it_reaches_who_has_the_report_now(report, reviewer, state, role):
    agency = make_agency(region=report.agency.region)
    people = {
        one: make_user((agency, one))
        for one in (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD)
    }
    waiting = make_filled_report(agency, state, year=2020)
    send_notices(reviewer, waiting)
    told = set(Notice.objects.filter(kind="report.urge").values_list("user", flat=True))
    assert told >= {people[Role.REPORTER].pk, people[Role.OFFICE].pk, people[role].pk}
    leaders = {people[Role.DEPUTY].pk, people[Role.HEAD].pk} - {people[role].pk}
    assert not told & leaders


def test_a_second_person_a_moment_later_does_not_ask_again(report, reviewer):
    colleague = make_user((bureau_of(report.agency.region), Role.ADMINISTRATOR))
    send_notices(reviewer, report)
    send_notices(colleague, report)
    assert [by for by, _text, _told in urged(report)] == [reviewer]


@pytest.mark.parametrize(
    "state", [State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.PUBLISHED]
)
def test_what_was_filed_meanwhile_is_left_out_and_named(report, reviewer, state):
    filed = beside(report, state)
    page = send_notices(reviewer, report, filed)
    assert urged(filed) == []
    assert len(urged(report)) == 1
    assert f"已经报送，没有催报：{filed.agency.name}" in page


def test_a_report_that_was_returned_can_be_asked_for(report, reviewer):
    returned = move_to(make_filled_report(make_agency(region=report.agency.region), State.SUBMITTED, year=2020), State.RETURNED)  # fmt: skip
    send_notices(reviewer, returned)
    assert len(urged(returned)) == 1


def test_nobody_asks_for_another_countys_report_or_another_years(report, reviewer):
    far, older = make_report(year=2020), make_report(report.agency, year=2019)
    for other in (far, older):
        answer = signed_in(reviewer).post(
            f"{URL}?campaign={report.campaign_id}",
            {"which": "chosen", "report": [report.pk, other.pk], "text": TEXT},
        )
        assert answer.status_code == 404
    assert not NoticeToFile.objects.exists()
    assert (
        signed_in(person_at(report.agency, Role.OFFICE)).post(URL, {"text": TEXT}).status_code
        == 404
    )


@pytest.mark.parametrize("text", ["", "   ", "一" * (MOST_WORDS + 1), "请\0报送"])
def test_a_text_that_will_not_do_is_refused_in_words_and_given_back(report, reviewer, text):
    page = send_notices(reviewer, report, text=text)
    assert elements(page, ".notices .error")
    assert not NoticeToFile.objects.exists()
    if text.strip():
        assert text.replace("\0", "�") in text_in(page, ".notices")


def test_without_a_tick_nothing_happens_and_what_is_no_number_ticks_nothing(report, reviewer):
    assert "请至少选择一个单位" in send_notices(reviewer)
    assert "请至少选择一个单位" in send_notices(reviewer, which="chosen", report="x")
    assert not NoticeToFile.objects.exists()


def test_personal_data_in_the_text_are_masked(report, reviewer):
    send_notices(reviewer, report, text="请联系 13812345678。")
    notice = report.notices_to_file.get()
    assert notice.text == "请联系 138****5678。"
    events = Event.objects.filter(object=report.trail_name)
    assert events.exists() and not events.filter(after__icontains="13812345678").exists()


def test_where_nobody_can_sign_in_one_is_told_to_call(report, reviewer):
    other = beside(report)
    assert f"请电话联系：{other.agency.name}" in send_notices(reviewer, other)
    assert urged(other) == [(reviewer, TEXT, 0)]


def test_list_report_page_and_history_show_it(report, reviewer):
    with time_machine.travel(dt.datetime(2021, 1, 11, 9), tick=False):
        send_notices(reviewer, report, text="第一次催报")
    with time_machine.travel(dt.datetime(2021, 1, 12, 9), tick=False):
        page = send_notices(reviewer, report, text="第二次催报")
        assert "已催 2 次" in page
        assert f"最近 2021年1月12日 {reviewer.name}" in page
        own = (
            signed_in(person_at(report.agency, Role.OFFICE))
            .get(f"/reports/{report.pk}/")
            .content.decode()
        )
    assert "主办单位催报" in own
    assert own.count("第二次催报") == 2  # in the notice and in the history
    assert own.count("第一次催报") == 1
    assert own.index("第二次催报") < own.index("第一次催报")


def test_once_it_is_filed_the_notice_goes_and_the_history_keeps_it(report, reviewer):
    send_notices(reviewer, report)
    fill_report(report)
    filed = move_to(report, State.IN_REVIEW)
    own = (
        signed_in(person_at(report.agency, Role.OFFICE))
        .get(f"/reports/{filed.pk}/")
        .content.decode()
    )
    assert "主办单位催报" not in own
    assert TEXT in text_in(own, ".timeline")
    assert TEXT in text_in(
        signed_in(reviewer).get(f"/desk/{filed.pk}/").content.decode(), ".timeline"
    )
    assert move_on(filed, "approve").status == State.APPROVED


def test_the_text_is_filled_in_with_whom_to_call(report, reviewer):
    bureau = bureau_of(report.agency.region)
    bureau.phone = "0000-6500001"
    bureau.save()
    page = signed_in(reviewer).get("/board/").content.decode()
    assert f"{bureau.name} 0000-6500001" in text_in(page, "textarea#urging-text")


def test_the_queries_of_a_press_are_the_trails_alone(
    report, reviewer, django_assert_max_num_queries
):
    for _ in range(20):
        beside(report)
    with django_assert_max_num_queries(37 + 2 * 22):  # two for each line of the trail
        signed_in(reviewer).post(URL, {"which": "all", "text": TEXT})
    assert NoticeToFile.objects.count() == 22


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_of_presses_at_the_same_moment_one_asks_and_the_others_are_told():
    report = make_report(year=2020)
    bureau = bureau_of(report.agency.region)
    people = [make_user((bureau, Role.REVIEWER)) for _ in range(4)]
    starting, outcomes = threading.Barrier(len(people)), list[NoticeOutcome]()

    def press(person: User) -> None:
        try:
            starting.wait()
            outcomes.append(ask(report.campaign, [report.pk], TEXT, actor(person)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(len(outcome.urged) for outcome in outcomes) == [0, 0, 0, 1]
    assert sorted(len(outcome.just_urged) for outcome in outcomes) == [0, 1, 1, 1]
    assert report.notices_to_file.count() == 1
    assert verify() is None
