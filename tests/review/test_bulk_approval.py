"""Approving together what wants nobody's eye."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, User
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Campaign, FiledSentence, Report, State
from reports.review.bulk_approval import approvable, approve_all, candidates
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
    read_again,
)

pytestmark = pytest.mark.django_db

URL = reverse("review:approve_many")


@pytest.fixture
def report() -> Report:
    """Of a year in which what nobody opened may be approved too; the tests of that say otherwise."""
    report = make_filled_report(state=State.SUBMITTED)
    Campaign.objects.filter(pk=report.campaign_id).update(approve_unseen=True)
    return read_again(in_its_own_words(report))


@pytest.fixture
def reviewer(report: Report) -> User:
    return person_at(bureau_of(report.agency.region), Role.REVIEWER)


def beside(report: Report, state: str = State.SUBMITTED) -> Report:
    return in_its_own_words(make_filled_report(make_agency(region=report.agency.region), state))


def in_its_own_words(report: Report) -> Report:
    """As if its texts were nobody else's: those of all reports made for tests are the same."""
    FiledSentence.objects.filter(report=report).delete()
    return report


def found(report: Report, reviewer: User) -> set[int]:
    fresh = User.objects.get(pk=reviewer.pk)
    return {one.pk for one in approvable(fresh, report.campaign)}


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
    warned = in_its_own_words(move_to(warned, State.SUBMITTED))
    asked = move_on(beside(report), "start_review", by=reviewer)
    ask(asked.pk, actor(reviewer), place="", quote="", text="问")
    assert found(report, reviewer) == {report.pk}
    assert "没有通过任何年报" in approve(reviewer, warned, asked)
    assert (state_of(warned), state_of(asked)) == (State.SUBMITTED, State.IN_REVIEW)


def why_not(report: Report, reviewer: User) -> list[str]:
    fresh = User.objects.get(pk=reviewer.pk)
    all_of_them = candidates(fresh, read_again(report).campaign)
    return next([str(w) for w in one.why_not] for one in all_of_them if one.report == report)


def test_what_the_reviewer_has_not_opened_stands_below_unless_the_campaign_says_so(
    report, reviewer
):
    Campaign.objects.filter(pk=report.campaign_id).update(approve_unseen=False)
    assert why_not(report, reviewer) == ["您还没有打开看过"]
    assert "没有通过任何年报" in approve(reviewer, report)
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    signed_in(colleague).get(reverse("review:desk", args=[report.pk]))
    assert why_not(report, reviewer) == ["您还没有打开看过"]
    signed_in(reviewer).get(reverse("review:desk", args=[report.pk]))
    assert why_not(report, reviewer) == []
    assert "已通过 1 份年报" in approve(reviewer, report)


def test_a_tenfold_slip_is_not_approved_together(report, reviewer):
    agency = make_agency(region=report.agency.region)
    for year, figure in ((2024, 27), (2025, 29)):
        make_filled_report(agency, year=year, art20_5__licensing__decisions=figure)
    slip = make_filled_report(agency, State.SUBMITTED, art20_5__licensing__decisions=270)
    FiledSentence.objects.all().delete()
    assert any("异常数据" in words for words in why_not(slip, reviewer))
    approve(reviewer, report, slip)
    assert (state_of(report), state_of(slip)) == ("approved", "submitted")


def test_a_text_as_of_another_agency_is_not_approved_together(report, reviewer):
    long = "本机关全年主动公开政府信息三百余条，其中通过门户网站公开二百余条。"
    for _ in range(2):
        copied = make_report(make_agency(region=report.agency.region))
        fill_report(copied)
        write_section(
            copied, "s6_other", Entry(text=long), actor(person_at(copied.agency, Role.REPORTER))
        )
        explain_findings(copied)
        copied = move_to(copied, State.SUBMITTED)
    assert any("雷同" in words for words in why_not(copied, reviewer))
    assert found(report, reviewer) == {report.pk}


def test_what_came_back_is_not_approved_together(report, reviewer):
    returned = move_on(move_on(beside(report), "start_review", by=reviewer), "return", by=reviewer)
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        returned = move_on(returned, name)
    again = in_its_own_words(move_on(returned, "submit", reason="原数据属实。"))
    assert why_not(again, reviewer) == ["重新报送，请看改动"]


def test_the_bureaus_own_report_is_not_approved_together(report, reviewer):
    own = make_filled_report(bureau_of(report.agency.region), State.SUBMITTED)
    in_its_own_words(own)
    assert why_not(own, reviewer) == ["本局自己的年报"]


def test_nothing_of_their_own_agency_nor_what_they_submitted(report, reviewer):
    own = beside(report)
    Membership.objects.create(user=reviewer, agency=own.agency, role=Role.DEPUTY)
    agency = make_agency(region=report.agency.region)
    ready = make_filled_report(agency, State.READY)
    office = Membership.objects.create(user=reviewer, agency=agency, role=Role.OFFICE)
    submitted = in_its_own_words(move_on(ready, "submit", by=User.objects.get(pk=reviewer.pk)))
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
    client.get(f"{URL}?campaign={report.campaign_id}")  # reckons what is kept with the reports
    with django_assert_num_queries(
        9
    ):  # session, user, roles, years, days by kind, reports, bureau, two whether that is of today
        page = client.get(f"{URL}?campaign={report.campaign_id}").content.decode()
    assert page.count('name="report"') == 4
    Report.objects.update(status=State.APPROVED)
    assert "没有可以一并通过的年报" in client.get(URL).content.decode()


def test_who_decides_nothing_finds_no_way_to_it(report, reviewer):
    admin = signed_in(person_at(bureau_of(report.agency.region), Role.ADMINISTRATOR))
    assert admin.get(URL).status_code == 404
    assert URL not in admin.get(reverse("review:queue")).content.decode()
    assert URL in signed_in(reviewer).get(reverse("review:queue")).content.decode()
