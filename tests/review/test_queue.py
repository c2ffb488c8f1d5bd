"""The queue: whose reports, in which order, how many of each, narrowed how."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AgencyKind, Role, User
from reports.models import Campaign, Report, State
from tests.support.factories import (
    bureau_of,
    make_agency,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
)

pytestmark = pytest.mark.django_db
URL = "/desk/"


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    return sign_in(client, reviewer)


def place(reviewer: User) -> dict:
    return {"region": reviewer.held[0].agency.region}


def agencies_shown(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    return [row.report.agency.name for row in response.context["rows"]]


def test_it_lists_the_reports_of_the_bureaus_region_with_a_link_to_those_filed(desk, reviewer):
    filed = make_filled_report(make_agency(**place(reviewer)), State.SUBMITTED)
    blank = make_report(make_agency(**place(reviewer)))
    elsewhere = make_filled_report(state=State.SUBMITTED)
    page = desk.get(URL).content.decode()
    assert f'href="{reverse("review:desk", args=[filed.pk])}"' in page
    assert blank.agency.name in page
    assert f'href="{reverse("review:desk", args=[blank.pk])}"' not in page
    assert elsewhere.agency.name not in page


def test_the_longest_waiting_comes_first_and_the_decided_last(desk, reviewer):
    def filed_on(day: int, state: str) -> str:
        agency = make_agency(**place(reviewer))
        with time_machine.travel(dt.datetime(2027, 1, day, 9), tick=False):
            make_filled_report(agency, state)
        return agency.name

    approved = filed_on(3, State.APPROVED)
    later = filed_on(8, State.SUBMITTED)
    sooner = filed_on(5, State.IN_REVIEW)
    returned = filed_on(4, State.RETURNED)
    blank = make_report(make_agency(**place(reviewer))).agency.name
    shown = agencies_shown(desk)
    order = [name for name in shown if name != bureau_of(**place(reviewer)).name]
    assert order == [sooner, later, returned, blank, approved]


def test_the_numbers_per_state_are_counted_and_filter(desk, reviewer):
    for state in (State.SUBMITTED, State.SUBMITTED, State.APPROVED, State.RETURNED, State.READY):
        make_filled_report(make_agency(**place(reviewer)), state)
    in_agency = Report.objects.get(status=State.RETURNED)
    move_on(in_agency, "pass_on")
    counts = {c.value: c.count for c in desk.get(URL).context["counts"]}
    not_filed = Report.objects.filter(last_number=0).count()
    assert counts == {"": not_filed + 4, "submitted": 2, "in_review": 0, "returned": 1,
                      "not_filed": not_filed, "approved": 1, "published": 0}  # fmt: skip
    for state, count in counts.items():
        assert len(agencies_shown(desk, f"state={state}")) == count
    assert agencies_shown(desk, "state=returned") == [in_agency.agency.name]


def test_kind_text_and_warnings_narrow_the_queue_and_its_counts(desk, reviewer):
    town = make_agency(**place(reviewer), kind=AgencyKind.TOWNSHIP, name="青禾镇人民政府")
    make_report(town)
    plain = make_filled_report(make_agency(**place(reviewer)), State.SUBMITTED)
    assert agencies_shown(desk, "kind=township") == ["青禾镇人民政府"]
    assert agencies_shown(desk, "q=青禾") == ["青禾镇人民政府"]
    assert agencies_shown(desk, "warnings=on") == []
    assert desk.get(f"{URL}?q=青禾").context["counts"][0].count == 1
    assert plain.agency.name in agencies_shown(desk, "kind=nonsense&state=nonsense&page=x")


def test_a_report_with_warnings_says_how_many(desk, reviewer):
    agency = make_agency(**place(reviewer))
    make_filled_report(agency, State.SUBMITTED, art20_1__rules__made=2, art20_1__rules__in_force=2)
    [row] = desk.get(f"{URL}?warnings=on").context["rows"]
    assert (row.report.agency, row.report.warnings) == (agency, 1)


@pytest.mark.parametrize(
    ("filed", "today", "late"),
    [
        ("2027-01-20", "2027-02-01", False),
        ("2027-01-21", "2027-02-01", True),
        (None, "2027-01-20", False),
        (None, "2027-01-21", True),
    ],
)
def test_late_is_what_was_not_filed_by_the_internal_deadline(desk, reviewer, filed, today, late):
    agency = make_agency(**place(reviewer))
    make_report(agency)
    if filed:
        with time_machine.travel(dt.datetime.fromisoformat(f"{filed}T15:00+08:00"), tick=False):
            make_filled_report(agency, State.SUBMITTED)
    with time_machine.travel(dt.datetime.fromisoformat(f"{today}T12:00+08:00"), tick=False):
        desk.force_login(reviewer)
        assert (agency.name in agencies_shown(desk, "late=on")) is late


def test_a_resubmitted_report_is_marked(desk, reviewer):
    report = make_filled_report(make_agency(**place(reviewer)), State.RETURNED)
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        report = move_on(report, name)
    move_on(report, "submit", reason="原数据属实。")
    [row] = desk.get(f"{URL}?state=submitted").context["rows"]
    assert row.report.last_number == 2
    assert desk.get(URL).content.decode().count('class="mark"') == 1


def test_the_newest_open_year_is_shown_and_another_can_be_chosen(desk, reviewer):
    agency = make_agency(**place(reviewer))
    for year in (2024, 2025, 2026):
        make_report(agency, year=year)
    Campaign.objects.filter(year=2026).update(opens_on=dt.date(2027, 1, 1))
    with time_machine.travel(dt.datetime(2026, 11, 23), tick=False):
        desk.force_login(reviewer)
        response = desk.get(URL)
        assert response.context["campaign"].year == 2025
        older = agency.reports.get(campaign__year=2024).campaign
        assert desk.get(f"{URL}?campaign={older.pk}").context["campaign"] == older


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.REVIEWER, 200), (Role.ADMINISTRATOR, 200), (Role.AUDITOR, 404), (Role.OFFICE, 404)],
)
def test_only_reviewers_and_administrators_know_of_it(client, role, status):
    user = make_user((bureau_of(make_region()), role))
    assert sign_in(client, user).get(URL).status_code == status


def test_a_stranger_signs_in_first_and_it_takes_no_post(client, desk):
    assert desk.post(URL).status_code == 405
    desk.logout()
    assert desk.get(URL).status_code == 302


def test_fifty_stand_on_a_page_and_the_number_of_queries_is_fixed(
    desk, reviewer, django_assert_num_queries
):
    make_filled_report(make_agency(**place(reviewer)), State.IN_REVIEW)
    make_report(make_agency(**place(reviewer)))
    agencies_shown(desk)  # reckons what is kept with the reports
    with django_assert_num_queries(11):
        assert len(agencies_shown(desk)) == 3
    for _ in range(57):
        agency = make_agency(**place(reviewer))
    make_report(agency)
    make_filled_report(agency, State.SUBMITTED)
    with CaptureQueriesContext(connection) as anew:
        agencies_shown(desk)
    assert len(anew) <= 22
    with django_assert_num_queries(11):
        assert len(agencies_shown(desk)) == 50
    assert len(agencies_shown(desk, "page=2")) == 10
