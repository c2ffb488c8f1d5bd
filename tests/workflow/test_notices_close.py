"""What wants a step stays open until the step is made; the number in the bar counts what is open."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from accounts.models import Notice, Role, Sending, User
from accounts.notifications import delivery
from accounts.notifications.notify import Message, mark_read, notify
from reports.drafts.assignments import Assignment, assign, assignment_of, hand_back, mark_done
from reports.models import Report, ReportSection, State
from reports.workflow.notices_to_file import send_notices
from tests.support.elements import texts_in
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    make_agency,
    make_concession,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    person_at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daytime")]
DUE = dt.date(2027, 1, 10)


def to_see_to(person: User) -> int:
    return User.objects.get(pk=person.pk).open_notices


@pytest.fixture
def report() -> Report:
    return make_filled_report(make_agency(), State.HEAD_APPROVAL)


def test_what_waits_for_the_head_is_closed_by_the_heads_step(report):
    head, other = (make_user((report.agency, Role.HEAD)) for _ in range(2))
    sent_up = move_on(move_on(report, "call_back"), "pass_on")
    assert sent_up.status == State.HEAD_APPROVAL
    for person in (head, other):
        mark_read(person.notices.all())
        assert to_see_to(person) == 1, "it was read, but nothing was done"
    move_on(sent_up, "sign")
    assert (to_see_to(head), to_see_to(other)) == (0, 0)


def test_a_filing_is_closed_for_all_reviewers_when_one_begins(county):
    reviewers = [make_user((bureau_of(county), Role.REVIEWER)) for _ in range(2)]
    ready = make_filled_report(make_agency(region=county), State.READY)
    filed = move_on(ready, "submit")
    assert [to_see_to(person) for person in reviewers] == [1, 1]
    move_on(filed, "start_review")
    assert [to_see_to(person) for person in reviewers] == [0, 0]


def test_what_only_tells_is_closed_by_reading_it(report):
    person = person_at(report.agency, Role.OFFICE)
    with transaction.atomic():
        notify([person], Message("x", "通过"))
        notify([person], Message("x", "请报送", wants=report.trail_name))
    assert to_see_to(person) == 2
    browser(person).post(reverse("accounts:read_all"))
    assert [n.title for n in person.notices.filter(closed_at=None)] == ["请报送"]


def test_of_what_is_asked_for_again_only_the_newest_stays_open():
    report = make_report(year=2020)
    office = person_at(report.agency, Role.OFFICE)
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    other = make_report(make_agency(region=report.agency.region), year=2020)
    make_user((other.agency, Role.OFFICE))
    for text in ("第一次", "第二次"):
        send_notices(report.campaign, [report.pk, other.pk], text, actor(reviewer), again=True)
        Report.objects.get(pk=report.pk).notices_to_file.update(
            at=dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
        )
    assert to_see_to(office) == 1
    assert "第二次" in office.notices.get(closed_at=None).text


def test_who_is_released_from_filing_is_asked_for_nothing_any_more():
    report = make_report(year=2020)
    office = person_at(report.agency, Role.OFFICE)
    with transaction.atomic():
        notify([office], Message("report.urge", "请报送", wants=report.trail_name))
    granted = make_concession(report, "release")
    from reports.workflow.notify import notify_of_concession

    with transaction.atomic():
        notify_of_concession(granted)
    assert [n.wants for n in office.notices.filter(closed_at=None)] == [""]


def section(report: Report, code: str) -> ReportSection:
    return report.sections.select_related("report", "holder").get(code=code)


@pytest.fixture
def held() -> tuple[Report, User, User]:
    """Two sections handed out to one person."""
    report = make_report()
    office = make_user((report.agency, Role.OFFICE))
    holder = make_user((report.agency, Role.REPORTER))
    give(report, office, {"s2_proactive": holder, "s3_requests": holder})
    return report, office, holder


def give(report: Report, office: User, holders: dict[str, User | None]) -> None:
    shown = {s.code: assignment_of(s) for s in report.sections.select_related("holder")}
    wanted = {code: Assignment(to, DUE) if to else None for code, to in holders.items()}
    assign(report, {**shown, **wanted}, shown, actor(office))


def test_sections_handed_out_are_closed_when_all_are_done(held):
    report, _office, holder = held
    assert to_see_to(holder) == 1
    for code, left in (("s2_proactive", 1), ("s3_requests", 0)):
        with transaction.atomic():
            mark_done(section(report, code), actor(holder))
        assert to_see_to(holder) == left


@pytest.mark.parametrize("how", ["handed back", "given to another", "the report goes on"])
def test_sections_that_are_no_longer_mine_are_closed(held, how):
    report, office, holder = held
    if how == "given to another":
        give(report, office, {"s2_proactive": None, "s3_requests": office})
    elif how == "handed back":
        for code in ("s2_proactive", "s3_requests"):
            with transaction.atomic():
                hand_back(section(report, code), "请法规科填", actor(holder))
    else:
        from accounts.notifications.notify import close_notices

        close_notices(report.trail_name)
    assert to_see_to(holder) == 0


def test_a_letter_still_to_go_out_is_not_sent_when_its_step_was_made(report, mailoutbox):
    person = person_at(report.agency, Role.HEAD)
    with transaction.atomic():
        notify([person], Message("x", "请审批", wants=report.trail_name))
    move_on(report, "sign")
    delivery.deliver()
    assert [letter.to for letter in mailoutbox if person.email in letter.to] == []
    assert set(Sending.objects.filter(notice__user=person).values_list("state", flat=True)) == {
        "dropped"
    }


def test_the_filings_of_a_day_are_one_line(county):
    reviewer = make_user((bureau_of(county), Role.REVIEWER))
    with time_machine.travel(dt.datetime(2027, 1, 10, 3), tick=False):
        agencies = [make_agency(region=county) for _ in range(3)]
        reports = [make_filled_report(agency, State.READY) for agency in agencies]
        Notice.objects.all().delete()
        filed = [move_on(report, "submit") for report in reports]
    with time_machine.travel(dt.datetime(2027, 1, 11, 3), tick=False):
        move_on(make_filled_report(make_agency(region=county), State.READY), "submit")
        move_on(filed[0], "start_review")
        page = browser(reviewer).get(reverse("accounts:notices")).content.decode()
    [folded] = texts_in(page, ".notice-list details")
    assert "2027年1月10日 报送 3 份年报" in folded and "2 条待办" in folded
    assert all(agency.name in folded for agency in agencies)
    assert len(texts_in(page, ".notice-title")) == 2
