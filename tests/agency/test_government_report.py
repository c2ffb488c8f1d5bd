"""The government's own report: its tables are the sum of the agencies' approved reports."""

import pytest
from django.urls import reverse

from accounts.models import AgencyKind, Event, Role
from reports.drafts.merging import Entry
from reports.drafts.storage import read_report, write_section
from reports.models import Report, State
from tests.support.elements import text_in, texts_in
from tests.support.factories import (
    actor,
    make_agency,
    make_filled_report,
    make_report,
    person_at,
)

pytestmark = pytest.mark.django_db

GRANTED = "requests.granted.natural_person"


@pytest.fixture
def government(client) -> Report:
    report = make_report(make_agency(kind=AgencyKind.GOVERNMENT))
    client.force_login(person_at(report.agency, Role.OFFICE))
    return report


def fill_in(client, report: Report):
    return client.post(reverse("agency:fill_in", kwargs={"pk": report.pk}), follow=True)


def approved(report: Report, count: int, state: str = State.APPROVED) -> None:
    make_filled_report(
        make_agency(region=report.agency.region), state,
        requests__new_received__natural_person=count, requests__granted__natural_person=count,
    )  # fmt: skip


def figures(report: Report) -> dict:
    return dict(read_report(report, report.sections.all()).figures)


def test_its_tables_take_the_sum_of_what_is_approved(client, government):
    approved(government, 3)
    approved(government, 4)
    approved(government, 100, State.SUBMITTED)
    page = fill_in(client, government)
    assert figures(government)[GRANTED] == 7
    assert figures(government)["requests.outcome_total.total"] == 7
    assert text_in(page, ".notice.success") == "已按 2 份已通过年报填入合计数。"


def test_a_second_time_it_follows_the_sum_and_what_was_typed_gives_way(client, government):
    approved(government, 3)
    fill_in(client, government)
    approved(government, 5)
    typed = Entry({GRANTED: 70}, base={GRANTED: "3"})
    office = person_at(government.agency, Role.OFFICE)
    write_section(government, "s3_requests", typed, actor(office))
    assert figures(government)[GRANTED] == 70
    fill_in(client, government)
    assert figures(government)[GRANTED] == 8


def test_what_last_year_fixes_is_named_where_the_sum_differs(client):
    last = make_filled_report(
        make_agency(kind=AgencyKind.GOVERNMENT), year=2025,
        requests__new_received__natural_person=2, requests__carried_forward__natural_person=2,
    )  # fmt: skip
    government = make_report(last.agency, year=2026)
    client.force_login(person_at(government.agency, Role.OFFICE))
    approved(government, 3)
    warnings = texts_in(fill_in(client, government), ".notice.warning")
    assert figures(government)[GRANTED] == 3
    assert any("上年结转·自然人”已锁定为上年报告的 2" in words for words in warnings)


def test_with_nothing_approved_nothing_is_written(client, government):
    page = fill_in(client, government)
    assert text_in(page, ".notice.warning").startswith("没有填入")
    assert set(figures(government).values()) == {None}


def test_the_trail_tells_a_sum_from_what_is_typed(client, government):
    approved(government, 3)
    fill_in(client, government)
    writes = Event.objects.filter(object=government.trail_name, action="section.write")
    assert {event.after["how"] for event in writes} == {"summed"}


def test_a_locked_report_is_left_as_it_is(client, government):
    approved(government, 3)
    Report.objects.filter(pk=government.pk).update(status=State.OFFICE_REVIEW)
    page = fill_in(client, government)
    assert text_in(page, ".notice.error") == "没有保存：年报已经送审。"
    assert set(figures(government).values()) == {None}


def test_the_button_stands_on_the_government_s_page_alone(client, government):
    address = reverse("agency:fill_in", kwargs={"pk": government.pk})
    assert (
        address
        in client.get(reverse("agency:report", kwargs={"pk": government.pk})).content.decode()
    )
    other = make_report(make_agency(region=government.agency.region))
    client.force_login(person_at(other.agency, Role.OFFICE))
    page = client.get(reverse("agency:report", kwargs={"pk": other.pk})).content.decode()
    assert "/totals/" not in page
