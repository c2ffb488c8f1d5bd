"""Reminders end to end: the command under a frozen clock, who is told, once, and never in vain."""

import datetime as dt
import threading
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event, Notice, Role, Sending, SendingState, User
from reports.drafts.assignments import Assignment, assign, mark_done
from reports.drafts.practice import begin
from reports.models import Campaign, Report, State
from reports.workflow import reminders
from reports.workflow.reminders import open_reports, plan, send_reminders
from tests.support.factories import (
    actor,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    move_to,
    person_at,
)
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "s3_requests"


@pytest.fixture
def report() -> Report:
    """Due on 20 January 2027, by law on the 31st; somebody in every role of the agency."""
    found = make_report(year=2026)
    for role in (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD):
        person_at(found.agency, role)
    return found


def people(report: Report, *roles: Role) -> set[User]:
    return {person_at(report.agency, role) for role in roles}


def at(day: str, hour: int = 9) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour)))


def run_on(day: str, hour: int = 9) -> str:
    with time_machine.travel(at(day, hour), tick=False):
        return run()


def run(*options: str) -> str:
    said = StringIO()
    call_command("send_reminders", *options, stdout=said)
    return said.getvalue()


def told() -> dict[User, str]:
    return {notice.user: notice.title for notice in Notice.objects.select_related("user")}


WRITING = (Role.REPORTER, Role.OFFICE)
LEADING = (Role.DEPUTY, Role.HEAD)
DAYS = [
    ("2026-12-21", WRITING, "还有 30 天截止"),
    ("2027-01-13", WRITING, "还有 7 天截止"),
    ("2027-01-17", WRITING, "还有 3 天截止"),
    ("2027-01-19", (*WRITING, *LEADING), "还有 1 天截止"),
    ("2027-01-21", (*WRITING, *LEADING), "已逾期 1 天"),
    ("2027-01-30", (*WRITING, *LEADING), "已逾期 10 天"),
    ("2027-02-28", (*WRITING, *LEADING), "已逾期 39 天"),
]


@pytest.mark.parametrize(("day", "roles", "words"), DAYS)
def test_who_is_told_on_which_day(report, day, roles, words):
    assert run_on(day).startswith(f"{len(roles)} reminders of 1 reports")
    assert told().keys() == people(report, *roles)
    assert all(title.endswith(words) for title in told().values())
    assert len(mail.outbox) == len(roles)


@pytest.mark.parametrize("day", ["2026-12-20", "2026-12-31", "2027-01-01", "2027-01-10"])
def test_on_other_days_nobody_is(report, day):
    assert run_on(day).startswith("0 reminders")
    assert not Notice.objects.exists() and not Event.objects.filter(action="reminder.send").exists()


def test_the_day_is_beijings(report):
    with time_machine.travel(dt.datetime(2027, 1, 18, 17, 0, tzinfo=dt.UTC), tick=False):
        assert timezone.localdate() == dt.date(2027, 1, 19)
        run()
    assert people(report, *LEADING) <= told().keys()


def test_the_leaders_are_told_that_it_is_their_business_before_it_is_late(report):
    assign(report, {TABLE: Assignment(person_at(report.agency, Role.REPORTER), dt.date(2027, 1, 25))},
             {}, actor(person_at(report.agency, Role.OFFICE)))  # fmt: skip
    run_on("2027-01-18")
    head = person_at(report.agency, Role.HEAD)
    assert not head.notices.exists()
    run_on("2027-01-19")
    notice = head.notices.get()
    assert notice.title.startswith(f"请督促：{report.agency.name} 2026 年度年报")
    assert "目前进度：填报中" in notice.text and "法定截止：2027年1月31日" in notice.text
    assert (
        f"三、收到和处理政府信息公开申请情况 · {person_at(report.agency, Role.REPORTER)}"
        in notice.text
    )
    client = Client()
    client.force_login(head)
    assert 'bar-count">1<' in client.get("/").content.decode()
    assert client.get(f"/notices/{notice.pk}/")["Location"] == f"/reports/{report.pk}/"
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert 'bar-count">1<' in page, "it was read, but the report is not filed"


def test_the_trail_says_who_was_reminded(report):
    run_on("2027-01-17")
    event = Event.objects.get(action="reminder.send")
    assert (event.object, event.actor_name) == (f"report:{report.pk}", "system")
    (names,) = event.after.values()
    assert set(names.split("、")) == {p.name for p in people(report, *WRITING)}


# What is not spoken of --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.PUBLISHED]
)
def test_what_is_filed_is_never_reminded_of(state):
    make_filled_report(state=state)
    Notice.objects.all().delete()
    for day in ("2027-01-19", "2027-01-30", "2027-02-05"):
        run_on(day)
    assert not Notice.objects.exists()


def test_what_came_back_is_reminded_of_again():
    report = make_filled_report(state=State.RETURNED)
    Notice.objects.all().delete()
    run_on("2027-01-19")
    assert person_at(report.agency, Role.OFFICE) in told()


def test_practice_and_agencies_that_are_gone_are_left_out(report):
    clerk = person_at(report.agency, Role.REPORTER)
    begin(clerk, actor(clerk))
    run_on("2027-01-17")
    assert Notice.objects.count() == 2  # of the real one
    report.agency.active = False
    report.agency.save()
    assert run_on("2027-01-19").startswith("0 reminders")


def test_a_report_filed_a_moment_before_is_left_alone(report, monkeypatch):
    """Found as late by the run, and submitted before the run has its lock."""
    found = reminders.due_reminders

    def file_it_first(one: Report, today: dt.date):
        yield from found(one, today)
        Report.objects.filter(pk=one.pk).update(status=State.SUBMITTED)

    monkeypatch.setattr(reminders, "due_reminders", file_it_first)
    assert run_on("2027-01-25").startswith("0 reminders")
    assert not Notice.objects.exists()


# Sections, and whose step it is -----------------------------------------------------------------


def test_who_holds_a_section_is_reminded_of_their_own_day(report):
    clerk, office = (person_at(report.agency, role) for role in WRITING)
    assign(report, {TABLE: Assignment(clerk, dt.date(2027, 1, 10))}, {}, actor(office))
    Notice.objects.all().delete()
    run_on("2027-01-09")
    notice = Notice.objects.get()
    assert (notice.user, notice.link) == (clerk, f"/reports/{report.pk}/sections/{TABLE}/")
    assert notice.title == "2026 年度年报“三、收到和处理政府信息公开申请情况” 还有 1 天截止"
    run_on("2027-01-13")  # 7 days before the report's day, which is the office's matter
    assert {n.user for n in Notice.objects.filter(link=f"/reports/{report.pk}/")} == {office}
    assert clerk.notices.order_by("at").last().title.endswith("已逾期 3 天")


def test_who_is_done_is_left_alone(report):
    clerk, office = (person_at(report.agency, role) for role in WRITING)
    assign(report, {TABLE: Assignment(clerk, dt.date(2027, 1, 10))}, {}, actor(office))
    Notice.objects.all().delete()
    section = report.sections.select_related("report", "holder").get(code=TABLE)
    with transaction.atomic():
        mark_done(section, actor(clerk))
    run_on("2027-01-09")
    assert not Notice.objects.exists()


def test_whose_step_it_is_hears_of_it_in_time():
    report = move_to(make_filled_report(state=State.DRAFTING), State.HEAD_APPROVAL)
    head = person_at(report.agency, Role.HEAD)
    run_on("2027-01-13")
    assert told()[head].endswith("还有 7 天截止")


def test_who_holds_two_roles_is_told_once(report):
    both = make_user((report.agency, Role.OFFICE), (report.agency, Role.HEAD))
    run_on("2027-01-19")
    assert both.notices.count() == 1 and both.notices.get().title.startswith("请督促")


# Once -------------------------------------------------------------------------------------------


def test_a_second_run_on_a_day_tells_nobody_again(report):
    run_on("2027-01-19")
    assert run_on("2027-01-19", hour=11).startswith("0 reminders of 0 reports")
    assert run_on("2027-01-20").startswith("0 reminders")  # its day was yesterday
    assert Notice.objects.count() == 4 == len(mail.outbox)
    assert Event.objects.filter(action="reminder.send").count() == 1


def test_a_run_that_was_missed_is_made_up_for(report):
    run_on("2027-01-18")
    assert {title[-7:] for title in told().values()} == {"有 2 天截止"}


def test_who_joins_later_is_told_too_and_nobody_else_again(report):
    run_on("2027-01-17")
    newcomer = make_user((report.agency, Role.OFFICE))
    assert run_on("2027-01-18").startswith("1 reminders of 1 reports")
    assert newcomer.notices.count() == 1


@examples(15, 250)
@given(st.lists(st.tuples(st.integers(0, 45), st.booleans()), max_size=12))
def test_however_often_and_irregularly_it_runs_nobody_is_told_twice(report, runs):
    """Runs on any days in turn, some of which die half-way: no person, report, kind, day twice."""
    Notice.objects.all().delete()
    mail.outbox.clear()
    for offset, dies in sorted(runs):
        with time_machine.travel(at("2026-12-20") + dt.timedelta(days=offset), tick=False):
            if dies:
                _run_that_dies()
            else:
                run()
    names = list(Notice.objects.values_list("user", "once"))
    assert len(names) == len(set(names)) and all(once for _, once in names)
    for sending in Sending.objects.select_related("notice__user"):
        letters = [m for m in mail.outbox if m.to == [sending.notice.user.email]]
        hits = [m for m in letters if sending.notice.title in m.subject + m.body]
        assert len(hits) <= 1


def _run_that_dies() -> None:
    """The machine goes down as the second person is being told: the whole report is rolled back."""
    real, calls = reminders.notify, []

    def notify_and_die(people, message, *, once):
        calls.append(once)
        real(people, message, once=once)
        raise SystemExit

    reminders.notify = notify_and_die
    try:
        before = Notice.objects.count()
        try:
            run()
        except SystemExit:
            assert Notice.objects.count() == before
    finally:
        reminders.notify = real


@pytest.mark.postgresql
def test_runs_at_once_tell_everybody_once(report):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    make_reports_of_one_county(report, 5)
    barrier, tallies = threading.Barrier(3), []

    def one_run() -> None:
        barrier.wait()
        tallies.append(send_reminders(dt.date(2027, 1, 19)).notices)
        connections.close_all()

    with time_machine.travel(at("2027-01-19"), tick=True):
        threads = [threading.Thread(target=one_run) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    expected = sum(len(p.people) for r in open_reports() for p in plan(r, dt.date(2027, 1, 19)))
    assert sum(tallies) == Notice.objects.count() == expected > 0
    assert Sending.objects.count() == expected == len(mail.outbox)


def make_reports_of_one_county(report: Report, count: int) -> None:
    for _ in range(count):
        other = make_report(make_agency(region=report.agency.region), year=2026)
        for role in (Role.REPORTER, Role.OFFICE, Role.HEAD):
            person_at(other.agency, role)


def test_letters_that_failed_are_tried_again_by_the_next_run(report, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    run_on("2027-01-17")
    assert mail.outbox == []
    assert set(Sending.objects.values_list("state", flat=True)) == {SendingState.FAILED}
    settings.EMAIL_BACKEND = working
    assert "2 letters that failed are tried again" in run_on("2027-01-17", hour=10)
    assert len(mail.outbox) == 2
    assert set(Sending.objects.values_list("state", flat=True)) == {SendingState.SENT}


# Trying out, and its cost -----------------------------------------------------------------------


def test_a_dry_run_says_who_would_be_told_and_tells_nobody(report):
    said = run("--dry-run", "--on", "2027-01-19")
    assert all(person.name in said for person in people(report, *WRITING, *LEADING))
    assert "4 reminders on 2027-01-19; nothing was sent" in said
    assert not Notice.objects.exists() and mail.outbox == []
    assert not Event.objects.filter(action="reminder.send").exists()


@pytest.mark.parametrize("options", [("--on", "2027-01-19"), ("--dry-run", "--on", "2027-02-30"),
                                     ("--dry-run", "--on", "gestern")])  # fmt: skip
def test_days_to_try_out_are_days_and_only_for_trying_out(options):
    with pytest.raises(CommandError):
        run(*options)


def test_reports_of_which_nothing_is_due_cost_no_query_each(report, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        send_reminders(dt.date(2027, 1, 5))
    make_reports_of_one_county(report, 8)
    with django_assert_num_queries(len(one)):
        send_reminders(dt.date(2027, 1, 5))


def test_an_extension_of_the_campaign_brings_new_reminders_for_the_new_day(report):
    run_on("2027-01-19")
    Campaign.objects.update(internal_deadline=dt.date(2027, 1, 26))
    assert run_on("2027-01-20").startswith("2 reminders")  # 6 days before: the week's was missed
    assert run_on("2027-01-25").startswith("4 reminders")
