"""Two reviewers in turn where the campaign asks for it; a review that is put back or taken over."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Event, Membership, Notice, Role, User
from reports.agency.todo import todo_list
from reports.models import Campaign, Report, State
from reports.oversight.aggregate import Selection, counted_submissions
from reports.records.approval_receipts import approval_of
from reports.records.register import register_of
from reports.records.sign_off import sign_off
from reports.review.bulk_approval import approvable, approve_all
from reports.review.queue import counts, queue
from reports.workflow.available_moves import available_moves
from reports.workflow.custody import current_holders
from reports.workflow.machine import make_move
from reports.workflow.refusals import NotYours, PointsUnticked, ReviewBegun, WrongReviewer
from reports.workflow.review_checklist import checklist, tick
from reports.workflow.threads import ask, asked_of_agency, resolve
from tests.support.admin_pages import NO_ROWS, address, make_county
from tests.support.factories import (
    actor,
    another_reviewer,
    browser,
    bureau_of,
    make_agency,
    make_campaign,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
    reviewer_leaves,
)

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """As the next request has them."""
    return User.objects.get(pk=user.pk)


def read(report: Report) -> Report:
    people = ("reviewer", "first_reviewer")
    reports = Report.objects.select_related("agency__region", "campaign", *people)
    return reports.get(pk=report.pk)


def desk(user: User, report: Report) -> str:
    url = reverse("review:desk", args=[report.pk])
    return browser(user).get(url).content.decode()


def names(report: Report, user: User) -> dict[str, bool]:
    """The moves that are offered, and whether they would be taken."""
    return {
        offer.move.name: offer.refusal is None for offer in available_moves(report, fresh(user))
    }


# In turn -----------------------------------------------------------------------------------------


def test_the_first_approval_leads_to_the_second_review_and_the_second_is_final():
    report = make_filled_report(state=State.FIRST_PASSED)
    first = report.first_reviewer
    assert (report.reviewer, report.approved_number) == (None, None)
    report = move_on(report, "start_review")
    second = report.reviewer
    report = move_on(report, "approve")
    assert (report.status, report.approved_number) == (State.APPROVED, 1)
    assert (report.first_reviewer, report.reviewer) == (first, second)
    assert first != second


def test_without_the_wish_one_approval_is_enough():
    report = make_filled_report(state=State.IN_REVIEW)
    assert move_on(report, "approve").status == State.APPROVED


def test_who_made_the_first_review_makes_no_second_in_any_way():
    report = make_filled_report(state=State.FIRST_PASSED)
    first = report.first_reviewer
    with pytest.raises(NotYours, match="初审人"):
        make_move(report.pk, "start_review", actor(first), seen=report.moves_made)
    report = move_on(report, "start_review")
    with pytest.raises(WrongReviewer):
        move_on(report, "hand_over", reviewer=first)
    page = browser(report.reviewer).get(reverse("review:desk", args=[report.pk]))
    assert first not in page.context["colleagues"]
    reviewer_leaves(report)
    with pytest.raises(NotYours):
        make_move(report.pk, "take_over", actor(first), seen=report.moves_made)


def test_nor_does_who_submitted_it_or_belongs_to_the_agency():
    report = make_filled_report(state=State.FIRST_PASSED)
    colleague = another_reviewer(report)
    submitter = report.submissions.get().by
    bureau = bureau_of(report.agency.region)
    submitter.memberships.all().delete()  # they have changed over to the bureau
    Membership.objects.create(user=submitter, agency=bureau, role=Role.REVIEWER)
    Membership.objects.create(user=colleague, agency=report.agency, role=Role.DEPUTY)
    for person in (submitter, colleague):
        assert names(report, person)["start_review"] is False
        with pytest.raises(NotYours):
            make_move(report.pk, "start_review", actor(fresh(person)), seen=report.moves_made)
    assert names(report, make_user((bureau, Role.REVIEWER)))["start_review"] is True


def test_what_goes_back_to_the_first_begins_with_them_and_says_why_to_them_alone():
    report = make_filled_report(state=State.SECOND_REVIEW)
    first, second = report.first_reviewer, report.reviewer
    report = move_on(report, "back_to_first", reason="第三部分没有核对台账")
    assert (report.status, report.reviewer, report.first_reviewer) == ("in_review", first, None)
    assert "第三部分没有核对台账" in desk(first, report)
    office = browser(person_at(report.agency, Role.OFFICE))
    page = office.get(reverse("agency:report", args=[report.pk])).content.decode()
    assert "第三部分没有核对台账" not in page
    for at_desk in (True, False):
        told = [line.words for line in register_of(report, at_desk=at_desk)]
        assert ("第三部分没有核对台账" in told) is at_desk
    report = move_on(report, "approve")
    assert (report.status, report.first_reviewer) == (State.FIRST_PASSED, first)
    assert names(report, second)["start_review"]
    assert "第三部分没有核对台账" not in desk(first, report).split("办理过程")[0]


def test_the_first_reviewer_takes_it_up_once_more_until_the_second_has_begun():
    report = make_filled_report(state=State.FIRST_PASSED)
    first = report.first_reviewer
    assert names(report, first) == {"start_review": False, "recall": True}
    assert "recall" not in names(report, another_reviewer(report))
    again = move_on(report, "recall")
    assert (again.status, again.reviewer) == (State.IN_REVIEW, first)
    begun = move_on(move_on(again, "approve"), "start_review")
    assert "recall" not in names(begun, first)


def test_the_second_returns_it_to_the_agency_and_it_goes_the_whole_way_again():
    report = make_filled_report(state=State.SECOND_REVIEW)
    second = report.reviewer
    report = move_on(report, "return", reason="请核对")
    assert report.status == State.RETURNED
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        report = move_on(report, name)
    report = move_on(report, "submit", reason="情况属实")
    report = move_on(report, "start_review", by=second)
    assert (report.reviewer, report.first_reviewer) == (second, None)
    assert move_on(report, "approve").status == State.FIRST_PASSED


def test_comments_and_points_are_the_second_reviewers_too():
    report = make_filled_report(state=State.SECOND_REVIEW)
    Campaign.objects.filter(pk=report.campaign_id).update(review_points="与台账相符")
    report.campaign.refresh_from_db()
    tick(report.pk, ["与台账相符"], actor(report.reviewer), number=1)
    assert [point.at for point in checklist(report, report.first_reviewer)] == [None]
    asked = ask(report.pk, actor(report.reviewer), place="", quote="", text="问")
    assert not asked_of_agency(report).exists()
    resolve(report.pk, asked.pk, actor(report.reviewer))
    assert move_on(report, "approve").status == State.APPROVED


def test_each_ticks_the_points_themselves():
    report = make_filled_report(state=State.IN_REVIEW)
    wants = {"two_reviews": True, "review_points": "与台账相符"}
    Campaign.objects.filter(pk=report.campaign_id).update(**wants)
    tick(report.pk, ["与台账相符"], actor(report.reviewer), number=1)
    report = move_on(move_on(report, "approve"), "start_review")
    with pytest.raises(PointsUnticked, match="与台账相符"):
        move_on(report, "approve")


# Put back and taken over -------------------------------------------------------------------------

REVIEWS = [(State.IN_REVIEW, State.SUBMITTED), (State.SECOND_REVIEW, State.FIRST_PASSED)]


@pytest.mark.parametrize(("state", "waits"), REVIEWS)
def test_a_review_is_put_back_and_another_takes_it_up(state, waits):
    report = make_filled_report(state=state)
    report = move_on(report, "put_back")
    assert (report.status, report.reviewer) == (waits, None)
    colleague = another_reviewer(report)
    assert report.pk in [row.report.pk for row in todo_list(fresh(colleague))]
    assert move_on(report, "start_review", by=colleague).reviewer == colleague


def test_what_the_bureau_has_begun_to_review_is_not_taken_back_by_the_agency():
    report = make_filled_report(state=State.IN_REVIEW)
    asked = ask(report.pk, actor(report.reviewer), place="", quote="", text="还没有写完")
    report = move_on(report, "put_back")
    with pytest.raises(ReviewBegun):
        move_on(report, "take_back")
    assert asked not in asked_of_agency(report)
    office = browser(person_at(report.agency, Role.OFFICE))
    page = office.get(reverse("agency:report", args=[report.pk])).content.decode()
    assert "已开始审核" in page and "还没有写完" not in page


LEAVES = {
    "the account is closed": reviewer_leaves,
    "no reviewer any more": lambda r: Membership.objects.filter(user=r.reviewer).delete(),
}


@pytest.mark.parametrize("state", [state for state, _ in REVIEWS])
@pytest.mark.parametrize("leaves", LEAVES)
def test_who_has_left_holds_nothing_up(state, leaves):
    report = make_filled_report(state=state)
    colleague = another_reviewer(report)
    assert "take_over" not in names(report, colleague)
    LEAVES[leaves](report)
    assert names(report, colleague)["take_over"]
    report = move_on(report, "take_over", by=colleague)
    assert (report.status, report.reviewer) == (state, colleague)
    event = Event.objects.get(action="move.take_over")
    assert (event.actor, event.object) == (colleague, report.trail_name)


def test_nobody_takes_over_from_who_is_there():
    report = make_filled_report(state=State.IN_REVIEW)
    for person in (report.reviewer, another_reviewer(report)):
        with pytest.raises(NotYours):
            make_move(report.pk, "take_over", actor(person), seen=report.moves_made)


def test_the_trail_says_to_whom_a_review_was_handed():
    report = make_filled_report(state=State.IN_REVIEW)
    colleague = another_reviewer(report)
    move_on(report, "hand_over", reviewer=colleague)
    assert Event.objects.get(action="move.hand_over").after["reviewer"] == str(colleague)


# Everything that is keyed by state ---------------------------------------------------------------


def test_it_waits_for_every_reviewer_but_the_first():
    report = make_filled_report(state=State.FIRST_PASSED)
    first, colleague = report.first_reviewer, another_reviewer(report)
    own = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    assert [row.report.pk for row in todo_list(fresh(colleague))] == [report.pk]
    assert str(todo_list(fresh(colleague))[0].action) == "复核"
    assert todo_list(fresh(first)) == []
    report = move_on(report, "start_review", by=colleague)
    assert [row.report.pk for row in todo_list(fresh(colleague))] == [report.pk]
    assert todo_list(fresh(own)) == []


def test_others_than_the_first_are_told_and_the_agency_hears_only_of_the_last():
    report = make_filled_report(state=State.IN_REVIEW)
    Campaign.objects.filter(pk=report.campaign_id).update(two_reviews=True)
    colleague = another_reviewer(report)
    office, first = person_at(report.agency, Role.OFFICE), report.reviewer
    Notice.objects.all().delete()
    report = move_on(report, "approve")
    assert [notice.user for notice in Notice.objects.all()] == [colleague]
    assert "待复核" in Notice.objects.get().title
    report = move_on(report, "start_review", by=colleague)
    Notice.objects.all().delete()
    report = move_on(report, "back_to_first", reason="请再核")
    assert [notice.user for notice in Notice.objects.all()] == [first]
    report = move_on(move_on(report, "approve"), "start_review", by=colleague)
    move_on(move_on(report, "put_back"), "start_review", by=colleague)
    Notice.objects.all().delete()
    move_on(read(report), "approve")
    assert office in [notice.user for notice in Notice.objects.all()]


@pytest.mark.parametrize("state", [State.FIRST_PASSED, State.SECOND_REVIEW])
def test_it_is_filed_waits_for_the_bureau_and_is_not_counted_as_approved(state):
    report = make_filled_report(make_agency(), state)
    campaign, region = report.campaign, report.agency.region
    assert not counted_submissions(Selection(campaign, region)).exists()
    assert counted_submissions(Selection(campaign, region, (state,))).count() == 1
    admin = browser(person_at(bureau_of(region), Role.ADMINISTRATOR))
    url = reverse("review:queue")
    rows = admin.get(url, {"state": state}).context["rows"]
    assert [(row.report.pk, row.is_waiting) for row in rows] == [(report.pk, True)]
    assert str(report.first_reviewer) in admin.get(url).content.decode()
    office = browser(person_at(report.agency, Role.OFFICE))
    page = office.get(reverse("agency:report", args=[report.pk])).content.decode()
    assert f'aria-current="step">{State(state).label}' in page
    named = [str(report.reviewer)] if report.reviewer else []
    assert current_holders([report], [])[report.pk] == named


def test_a_bureau_without_a_second_review_reads_nothing_of_it():
    report = make_filled_report(state=State.IN_REVIEW)
    shown = counts(queue(Report.objects.all(), report.campaign))
    assert {"first_passed", "second_review"}.isdisjoint(count.value for count in shown)
    page = browser(person_at(bureau_of(report.agency.region), Role.ADMINISTRATOR))
    assert "复核" not in page.get(reverse("oversight:aggregate")).content.decode()
    office = browser(person_at(report.agency, Role.OFFICE))
    assert "复核" not in office.get(reverse("agency:report", args=[report.pk])).content.decode()


def test_the_desk_names_both_and_calls_the_first_approval_what_it_is():
    report = make_filled_report(state=State.IN_REVIEW)
    assert "审核通过</button>" in desk(report.reviewer, report)
    Campaign.objects.filter(pk=report.campaign_id).update(two_reviews=True)
    assert "初审通过</button>" in desk(report.reviewer, report)
    client = browser(report.reviewer)
    url = reverse("workflow:move", args=[report.pk, "approve"])
    answer = client.post(url, {"seen": report.moves_made})
    assert [str(said) for said in get_messages(answer.wsgi_request)] == ["初审已通过，转复核。"]
    again = move_on(read(report), "start_review")
    page = desk(again.reviewer, again)
    assert f"初审人 {again.first_reviewer}" in page and f"复核人 {again.reviewer}" in page
    assert "审核通过</button>" in page


def test_the_register_the_sheet_and_the_receipt_tell_the_two_apart():
    report = make_filled_report(state=State.SECOND_REVIEW)
    submission = report.submissions.get()
    assert approval_of(submission, report) is None
    made = list(report.transitions.select_related("actor", "on_behalf_of"))
    assert sign_off(made, submission, at_desk=True).approved is None
    report = move_on(report, "approve", reason="同意")
    made = list(report.transitions.select_related("actor", "on_behalf_of"))
    sheet = sign_off(made, submission, at_desk=True)
    first, last = sheet.signatures[-2:]
    assert (first.name, str(first.title)) == (str(report.first_reviewer), "审批局初审意见")
    assert (last.name, sheet.approved) == (str(report.reviewer), made[-1])
    approval = approval_of(submission, report)
    assert approval is not None and approval.made == made[-1]
    acts = [str(line.act) for line in register_of(report, at_desk=False)]
    assert acts[-4:] == ["开始审核", "初审通过", "开始复核", "审核通过"]


# Together ----------------------------------------------------------------------------------------


def test_together_each_goes_one_review_further():
    report = make_filled_report(state=State.SUBMITTED)
    Campaign.objects.filter(pk=report.campaign_id).update(two_reviews=True)
    campaign = Campaign.objects.get(pk=report.campaign_id)
    first, second = (
        another_reviewer(report),
        make_user((bureau_of(campaign.region), Role.REVIEWER)),
    )
    Campaign.objects.filter(pk=campaign.pk).update(approve_unseen=True)
    campaign.refresh_from_db()
    for by, status, done in ((first, "first_passed", (0, 1)), (second, "approved", (1, 0))):
        found = list(approvable(fresh(by), campaign))
        assert found == [report]
        outcome = approve_all(found, {r.pk: r.moves_made for r in found}, actor(by))
        assert (outcome.approved, outcome.passed, list(outcome.refused)) == (*done, [])
        assert Report.objects.get(pk=report.pk).status == status
        assert not approvable(fresh(by), campaign)


def test_together_the_page_says_that_another_review_follows():
    report = make_filled_report(state=State.SUBMITTED)
    wants = {"two_reviews": True, "approve_unseen": True}
    Campaign.objects.filter(pk=report.campaign_id).update(**wants)
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    url = f"{reverse('review:approve_many')}?campaign={report.campaign_id}"
    sent = {"report": [f"{report.pk}:{report.moves_made}"]}
    page = browser(reviewer).post(url, sent, follow=True).content.decode()
    assert "1 份年报初审通过，转复核" in page and "没有通过任何年报" not in page


# Written with the campaign -----------------------------------------------------------------------


def test_an_administrator_asks_for_it_where_there_are_two_reviewers():
    county = make_county()
    make_report(make_agency(region=county.region))
    campaign = Campaign.objects.get()
    dates = ("opens_on", "internal_deadline", "legal_deadline", "government_deadline")
    form = {**NO_ROWS, **{name: getattr(campaign, name) for name in dates}, "two_reviews": "on"}
    url = address(Campaign, "change", campaign.pk)
    make_user((county.bureau, Role.REVIEWER))
    refused = county.client.post(url, form).context["adminform"].form.errors
    assert "不足两名" in str(refused["two_reviews"])
    make_user((county.bureau, Role.REVIEWER))
    assert county.client.post(url, form).status_code == 302
    campaign.refresh_from_db()
    assert campaign.two_reviews
    assert Event.objects.get(action="campaign.change").after == {"two_reviews": True}


def test_the_next_campaign_begins_as_the_last_one_was():
    county = make_county()
    make_campaign(county.region, year=2025, two_reviews=True)
    form = county.client.get(address(Campaign, "add")).context["adminform"].form
    assert form.initial["two_reviews"] is True


# How many ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [0, 4])
def test_the_desk_of_a_second_review_takes_as_many_queries_as_of_a_first(
    others, django_assert_max_num_queries
):
    report = make_filled_report(state=State.SECOND_REVIEW)
    for _ in range(others):
        make_user((bureau_of(report.agency.region), Role.REVIEWER))
        move_to(make_report(make_agency(region=report.agency.region)), State.DRAFTING)
    client, url = browser(report.reviewer), reverse("review:desk", args=[report.pk])
    with django_assert_max_num_queries(22):
        client.get(url)
