"""A year whose opening day is still to come: read, not filled in, and announced on that day."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AgencyKind, Event, Notice, Role
from reports.drafts.practice import begin
from reports.models import Explanation, Proposal, Report, ReportSection, State
from reports.workflow.reminders import open_reports, plan, send_reminders
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in
from tests.support.factories import (
    actor,
    browser,
    make_agency,
    make_concession,
    make_report,
    make_user,
    person_at,
    walk_to,
)

pytestmark = pytest.mark.django_db

OPENS = dt.date(2027, 1, 4)
WORDS = "自2027年1月4日起填报"
CELL = "requests.new_received.natural_person"
AGENCY = (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD)


def at(day: dt.date, hour: int = 9) -> time_machine.travel:
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    return time_machine.travel(moment, tick=False)


def make(kind: str = AgencyKind.DEPARTMENT) -> Report:
    """Due on 20 January 2027; somebody in every role of the agency."""
    report = make_report(make_agency(kind=kind), year=2026)
    report.campaign.opens_on = OPENS
    report.campaign.save()
    for role in AGENCY:
        make_user((report.agency, role))
    return report


@pytest.fixture
def early():
    """The evening before."""
    with at(OPENS - dt.timedelta(days=1), 23):
        yield make()


def url(report: Report, page: str, **more: str) -> str:
    return reverse(page_name(page), kwargs={"pk": report.pk, **more})


TABLE, TEXT = {"code": "s3_requests"}, {"code": "s1_overview"}
HANDED = {"s3_requests.holder": "{reporter}", "s3_requests.due": "2027-01-10"}
WAYS = [
    ("section", TABLE, {CELL: "5"}),
    ("section", TEXT, {"text": "正文。"}),
    ("section", TABLE, {"then": "zero.requests"}),
    ("section", TABLE, {"then": "done"}),
    ("autosave", TABLE, {CELL: "5"}),
    ("nil_return", {"table": "requests"}, {}),
    ("undo_nil_return", {"table": "requests"}, {}),
    ("draft", TEXT, {}),
    ("not_done", TABLE, {}),
    ("close_cell", TABLE, {"cell": "requests.carried_over.natural_person"}),
    ("assignments", {}, HANDED),
    ("read_in", {}, {"text": "一、总体情况"}),
    ("workbook_upload", {}, {}),
    ("fill_in", {}, {}),
    ("move", {"name": "pass_on"}, {"seen": "0", "shown": ""}),
]  # fmt: skip


def stored(report: Report) -> list[object]:
    sections = ReportSection.objects.filter(report=report).values(
        "version", "text", "figures", "holder"
    )
    state = Report.objects.values_list("status", "moves_made").get(pk=report.pk)
    return [list(sections), state, Proposal.objects.count(), Explanation.objects.count()]


@pytest.mark.parametrize(("name", "more", "sent"), WAYS, ids=lambda value: str(value)[:40])
def test_no_way_of_writing_is_open_before_the_day(name, more, sent):
    with at(OPENS - dt.timedelta(days=1), 23):
        report = make(AgencyKind.GOVERNMENT if name == "fill_in" else AgencyKind.DEPARTMENT)
        before, office = stored(report), browser(person_at(report.agency, Role.OFFICE))
        reporter = person_at(report.agency, Role.REPORTER).pk
        posted = {key: value.format(reporter=reporter) for key, value in sent.items()}
        answer = office.post(url(report, name, **more), posted, follow=True)
        assert stored(report) == before
        said = answer.json()["message"] if name == "autosave" else answer.content.decode()
        assert WORDS in said


def test_what_was_read_in_before_cannot_be_written(early):
    by = person_at(early.agency, Role.OFFICE)
    kept = early.proposals.create(by=by, how=Proposal.Way.READ, figures={CELL: 5})
    office, before = browser(by), stored(early)
    answer = office.post(url(early, "proposal", number=kept.pk), {"take": [CELL]})
    assert WORDS in text_in(answer, ".error-summary h2")
    assert stored(early) == before


@pytest.mark.parametrize(("name", "more"), [
    ("report", {}), ("check", {}), ("section", TABLE), ("section", TEXT), ("assignments", {}),
    ("read_in", {}), ("workbook_upload", {}),
])  # fmt: skip
def test_the_pages_can_be_read_and_say_from_when_it_is_filled_in(early, name, more):
    for role in (Role.REPORTER, Role.OFFICE):
        if name == "assignments" and role == Role.REPORTER:
            continue
        answer = browser(person_at(early.agency, role)).get(url(early, name, **more))
        assert answer.status_code == 200
        assert WORDS in answer.content.decode()
        assert not elements(answer, "td.value input")


def test_on_the_day_it_is_open():
    with at(OPENS, 0):
        report = make()
        clerk = browser(person_at(report.agency, Role.REPORTER))
        clerk.post(url(report, "section", **TABLE), {CELL: "5"})
        assert report.sections.get(code="s3_requests").figures[CELL] == 5
        assert WORDS not in clerk.get(url(report, "report")).content.decode()


def test_practice_is_open_at_any_time(early):
    clerk = person_at(early.agency, Role.REPORTER)
    practice = begin(clerk, actor(clerk))
    page = browser(clerk).get(url(practice, "section", **TABLE))
    assert elements(page, "td.value input")


# The announcement ------------------------------------------------------------------------------


def told() -> list[tuple[str, str]]:
    notices = Notice.objects.select_related("user").order_by("user")
    return [(str(notice.user), notice.title) for notice in notices]


@pytest.mark.parametrize(("late", "many"), [(-1, 0), (0, 4), (2, 4), (3, 0)])
def test_all_of_the_agency_are_told_on_the_day_or_when_the_run_is_made_up_for(late, many):
    report = make()
    with at(OPENS + dt.timedelta(days=late)):
        send_reminders(timezone.localdate())
    assert [title for _, title in told()] == [f"{report.agency} 2026 年度年报{WORDS}"] * many


def test_nobody_is_told_twice():
    make()
    for day in range(3):
        with at(OPENS + dt.timedelta(days=day)):
            send_reminders(timezone.localdate())
    assert len(told()) == 4
    assert Event.objects.filter(action="reminder.send").count() == 1


def test_who_is_released_or_has_filed_or_is_closed_is_not_told():
    released, filed, closed = make(), make(), make()
    with at(OPENS):
        make_concession(released, "release")
        walk_to(filed, State.SUBMITTED)
        Notice.objects.all().delete()
        closed.agency.active = False
        closed.agency.save()
        send_reminders(timezone.localdate())
    assert told() == []


def test_nobody_is_reminded_of_a_year_that_is_not_open():
    """Of a deadline soon after the opening day."""
    report = make()
    report.campaign.internal_deadline = OPENS + dt.timedelta(days=2)
    report.campaign.save()
    with at(OPENS - dt.timedelta(days=1)):
        send_reminders(timezone.localdate())
        assert told() == []
        assert [plan(one, timezone.localdate()) for one in open_reports()] == [[]]
