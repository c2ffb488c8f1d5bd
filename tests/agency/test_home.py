"""Home: what waits for a person, most urgent first, and what waits for others."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Role
from reports.agency.todo import todo_list
from reports.models import Campaign, State
from tests.support.elements import elements, text_in
from tests.support.factories import (
    bureau_of,
    make_agency,
    make_campaign,
    make_filled_report,
    make_report,
    make_user,
    person_at,
)

pytestmark = pytest.mark.django_db

STEPS = [
    # state of the report, whose turn it is, on which page
    (State.DRAFTING, Role.REPORTER, "agency:report"),
    (State.DRAFTING, Role.OFFICE, "agency:report"),
    (State.OFFICE_REVIEW, Role.OFFICE, "agency:report"),
    (State.DEPUTY_REVIEW, Role.DEPUTY, "agency:decide"),
    (State.HEAD_APPROVAL, Role.HEAD, "agency:decide"),
    (State.READY, Role.OFFICE, "agency:report"),
    (State.SUBMITTED, Role.REVIEWER, "review:desk"),
    (State.IN_REVIEW, Role.REVIEWER, "review:desk"),
    (State.RETURNED, Role.REPORTER, "agency:report"),
]


@pytest.mark.parametrize(("state", "role", "page"), STEPS)
def test_a_report_waits_for_the_person_whose_step_it_is(state, role, page):
    report = make_filled_report(state=state)
    at = bureau_of(report.agency.region) if role == Role.REVIEWER else report.agency
    (row,) = [row for row in todo_list(person_at(at, role)) if row.report == report]
    assert row.url == reverse(page, kwargs={"pk": report.pk})


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DEPUTY, Role.HEAD])
def test_a_report_does_not_wait_for_the_others(role):
    report = make_filled_report(state=State.OFFICE_REVIEW)
    assert todo_list(person_at(report.agency, role)) == []


def test_a_review_that_somebody_else_holds_does_not_wait_for_me():
    report = make_filled_report(state=State.IN_REVIEW)
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    assert todo_list(colleague) == []


def test_the_most_urgent_comes_first(client):
    agency = make_agency()
    soon = dt.date(2027, 1, 10)
    make_campaign(agency.region, year=2026, internal_deadline=dt.date(2027, 1, 25))
    make_campaign(agency.region, year=2025, opens_on=dt.date(2026, 1, 1), internal_deadline=soon,
                  legal_deadline=dt.date(2027, 1, 31))  # fmt: skip
    make_report(agency, year=2026)
    make_report(agency, year=2025)
    rows = todo_list(make_user((agency, Role.REPORTER)))
    assert [row.report.campaign.year for row in rows] == [2025, 2026]


def test_the_page_lists_what_waits_and_links_to_it(client):
    report = make_report()
    client.force_login(make_user((report.agency, Role.REPORTER)))
    page = client.get(reverse("agency:home"))
    assert text_in(page, "table.table-list tbody th") == report.agency.name
    (link,) = elements(page, "table.table-list tbody a.btn")
    assert link.get("href") == reverse("agency:report", kwargs={"pk": report.pk})


def test_with_nothing_to_do_it_names_the_next_deadline(client):
    report = make_report()
    Campaign.objects.update(
        internal_deadline=dt.date(2099, 1, 20), legal_deadline=dt.date(2099, 1, 31)
    )
    client.force_login(make_user((report.agency, Role.HEAD)))
    page = client.get(reverse("agency:home"))
    assert text_in(page, ".empty p") == "下一个截止日期：2099年1月20日。"


@pytest.mark.parametrize(
    ("duty", "page"),
    [
        (Role.AUDITOR, "accounts:trail"),
        (Role.SECURITY, "admin:index"),
        (Role.ADMINISTRATOR, "admin:index"),
    ],
)
def test_who_has_a_duty_is_led_to_it(client, duty, page):
    client.force_login(make_user((make_agency(is_bureau=True), duty)))
    words = client.get(reverse("agency:home")).content.decode()
    assert f'btn-primary" href="{reverse(page)}"' in words


def test_what_waits_for_others_is_listed_apart(client):
    report = make_filled_report(state=State.OFFICE_REVIEW)
    client.force_login(person_at(report.agency, Role.REPORTER))
    answer = client.get(reverse("agency:home"))
    assert answer.context["todo"] == []
    assert [row.report for row in answer.context["handled"]] == [report]


@pytest.mark.parametrize("agencies", [1, 8])
def test_its_queries_do_not_grow_with_the_agencies(client, django_assert_num_queries, agencies):
    first = make_agency()
    reviewer = make_user((bureau_of(first.region), Role.REVIEWER), (first, Role.REPORTER))
    for _ in range(agencies):
        make_filled_report(make_agency(region=first.region), State.SUBMITTED)
    client.force_login(reviewer)
    with django_assert_num_queries(9):
        client.get(reverse("agency:home"))
