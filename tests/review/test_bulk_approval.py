"""Approving together what wants nobody's eye."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, User
from reports.models import Report, State
from reports.review.bulk_approval import approvable, approve_all
from reports.workflow.threads import ask
from tests.support.factories import (
    actor,
    bureau_of,
    explain_findings,
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

URL = reverse("review:approve_many")


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.SUBMITTED)


@pytest.fixture
def reviewer(report: Report) -> User:
    return person_at(bureau_of(report.agency.region), Role.REVIEWER)


def beside(report: Report, state: str = State.SUBMITTED) -> Report:
    return make_filled_report(make_agency(region=report.agency.region), state)


def found(report: Report, reviewer: User) -> set[int]:
    fresh = User.objects.get(pk=reviewer.pk)
    return set(approvable(fresh, report.campaign).values_list("pk", flat=True))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def approve(reviewer: User, *reports: Report) -> str:
    ticked = [f"{report.pk}:{report.moves_made}" for report in reports]
    page = f"{URL}?campaign={reports[0].campaign_id}"
    return signed_in(reviewer).post(page, {"report": ticked}, follow=True).content.decode()


def state_of(report: Report) -> str:
    return Report.objects.get(pk=report.pk).status


def test_what_is_filed_without_a_warning_is_offered(report, reviewer):
    mine = move_on(beside(report), "start_review", by=reviewer)
    other = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    theirs = move_on(beside(report), "start_review", by=other)
    assert {report.pk, mine.pk} == found(report, reviewer)
    assert {report.pk, theirs.pk} == found(report, other)


@pytest.mark.parametrize("state", [State.DRAFTING, State.READY, State.RETURNED, State.APPROVED])
def test_in_other_states_nothing_is(report, reviewer, state):
    beside(report, state)
    assert found(report, reviewer) == {report.pk}


def test_nothing_with_a_warning_or_an_open_comment_is_offered(report, reviewer):
    warned = make_report(make_agency(region=report.agency.region))
    fill_report(warned, art20_1__rules__made=2, art20_1__rules__in_force=2)
    explain_findings(warned)
    warned = move_to(warned, State.SUBMITTED)
    asked = move_on(beside(report), "start_review", by=reviewer)
    ask(asked.pk, actor(reviewer), place="", quote="", text="问")
    assert found(report, reviewer) == {report.pk}
    assert "没有通过任何年报" in approve(reviewer, warned, asked)
    assert (state_of(warned), state_of(asked)) == (State.SUBMITTED, State.IN_REVIEW)


def test_nothing_of_their_own_agency_nor_what_they_submitted(report, reviewer):
    own = beside(report)
    Membership.objects.create(user=reviewer, agency=own.agency, role=Role.DEPUTY)
    agency = make_agency(region=report.agency.region)
    ready = make_filled_report(agency, State.READY)
    office = Membership.objects.create(user=reviewer, agency=agency, role=Role.OFFICE)
    submitted = move_on(ready, "submit", by=User.objects.get(pk=reviewer.pk))
    office.delete()
    assert submitted.status == State.SUBMITTED
    assert found(report, reviewer) == {report.pk}


def test_what_is_ticked_is_approved_and_nothing_else(report, reviewer):
    second, third = beside(report), beside(report)
    assert "已通过 2 份年报" in approve(reviewer, report, second)
    assert [state_of(r) for r in (report, second, third)] == ["approved", "approved", "submitted"]
    assert Report.objects.get(pk=report.pk).approved_number == 1
    made = report.transitions.values_list("move", flat=True).order_by("number")
    assert list(made)[-2:] == ["start_review", "approve"]


def test_what_was_moved_meanwhile_is_told_and_the_others_are_approved(report, reviewer):
    second = beside(report)
    seen = {report.pk: report.moves_made - 1, second.pk: second.moves_made}
    outcome = approve_all([report, second], seen, actor(reviewer))
    assert (outcome.approved, [r.report for r in outcome.refused]) == (1, [report])
    assert (state_of(report), state_of(second)) == ("submitted", "approved")


@pytest.mark.parametrize("ticked", ["", "x:1", "1", "99999999999999999999:1", "-1:2", "1:2:3"])
def test_what_is_no_report_ticks_nothing(report, reviewer, ticked):
    assert signed_in(reviewer).post(URL, {"report": [ticked]}).status_code == 302
    assert state_of(report) == "submitted"


def test_the_list_shows_them_all_and_takes_few_queries(report, reviewer, django_assert_num_queries):
    client = signed_in(reviewer)
    for _ in range(3):
        beside(report)
    with django_assert_num_queries(7):  # session, user, roles, years, days by kind, reports, bureau
        page = client.get(f"{URL}?campaign={report.campaign_id}").content.decode()
    assert page.count('name="report"') == 4
    Report.objects.update(status=State.APPROVED)
    assert "没有可以一并通过的年报" in client.get(URL).content.decode()


def test_who_decides_nothing_finds_no_way_to_it(report, reviewer):
    admin = signed_in(person_at(bureau_of(report.agency.region), Role.ADMINISTRATOR))
    assert admin.get(URL).status_code == 404
    assert URL not in admin.get(reverse("review:queue")).content.decode()
    assert URL in signed_in(reviewer).get(reverse("review:queue")).content.decode()
