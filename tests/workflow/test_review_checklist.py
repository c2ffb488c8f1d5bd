"""The campaign's own review points: ticked for each submission, and none approved before they are."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role, User
from reports.models import Campaign, FiledSentence, Report, State
from reports.review.bulk_approval import candidates
from reports.workflow.machine import make_move
from reports.workflow.models import Tick
from reports.workflow.refusals import PointsUnticked
from reports.workflow.review_checklist import ChecklistRefused, checklist, tick
from reports.workflow.threads import ask
from tests.support.admin_pages import NO_ROWS, address, import_all, make_county, sheet_of
from tests.support.elements import text_in, texts_in
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    fill_report,
    make_agency,
    make_campaign,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

POINTS = ("表格与台账相符", "问题写得具体", "已作保密审查")


def with_points(report: Report, *points: str) -> Report:
    Campaign.objects.filter(pk=report.campaign_id).update(review_points="\n".join(points))
    return read(report)


def read(report: Report) -> Report:
    reports = Report.objects.select_related("campaign", "agency__region", "reviewer")
    return reports.get(pk=report.pk)


@pytest.fixture
def report() -> Report:
    return with_points(make_filled_report(state=State.IN_REVIEW), *POINTS)


def tick_all(report: Report) -> None:
    tick(report.pk, POINTS, actor(report.reviewer), number=report.last_number)


def ticked(report: Report, by: User | None = None) -> list[str]:
    return [point.text for point in checklist(report, by or report.reviewer) if point.at]


def send(report: Report, *points: str, by: User | None = None, number: object = 1) -> str:
    client = browser(by or report.reviewer)
    sent = {"point": points, "number": number}
    url = reverse("review:review_checklist", args=[report.pk])
    return client.post(url, sent, follow=True).content.decode()


def desk(report: Report, by: User | None = None) -> str:
    page = browser(by or report.reviewer).get(reverse("review:desk", args=[report.pk]))
    return page.content.decode()


# At the desk -------------------------------------------------------------------------------------


def test_the_desk_shows_them_and_says_how_many_are_ticked(report):
    page = desk(report)
    assert texts_in(page, "#points label") == list(POINTS)
    assert text_in(page, "#points .mark") == "已勾选 0/3"
    assert text_in(send(report, *POINTS[:2]), "#points .mark") == "已勾选 2/3"


def test_without_any_there_is_no_list(report):
    assert 'id="points"' not in desk(with_points(report))


def test_what_is_sent_is_what_is_ticked_and_the_trail_has_it(report):
    send(report, POINTS[0], POINTS[2])
    send(report, POINTS[2], POINTS[1])
    send(report, POINTS[2], POINTS[1])  # the same again is no act
    assert ticked(report) == [POINTS[1], POINTS[2]]
    first, second = Event.objects.filter(action="points.tick").order_by("id")
    assert first.after == {"ticked": [POINTS[0], POINTS[2]], "number": 1}
    assert (second.before, second.actor) == ({"ticked": [POINTS[0], POINTS[2]]}, report.reviewer)
    assert second.object == report.trail_name


@pytest.mark.parametrize("odd", ["别的话", "", "长" * 5000, "\0"])
def test_what_is_no_point_is_not_ticked(report, odd):
    send(report, odd, POINTS[0])
    assert ticked(report) == [POINTS[0]]


@pytest.mark.parametrize("number", ["", "x", "2", "-1", "9" * 40])
def test_a_tick_of_another_submission_is_refused_in_words(report, number):
    assert "已重新报送" in send(report, *POINTS, number=number)
    assert ticked(report) == []


def test_only_who_holds_the_review_ticks_and_others_look_on(report):
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    assert "只有正在审核" in send(report, *POINTS, by=colleague)
    tick_all(report)
    page = desk(report, colleague)
    assert page.count("✓") == 3 and 'name="point"' not in page
    assert ticked(report, colleague) == []


@pytest.mark.parametrize("move", ["approve", "return"])
def test_after_the_review_nothing_is_ticked(report, move):
    tick_all(report)
    decided = move_on(report, move)
    with pytest.raises(ChecklistRefused):
        tick(report.pk, (), actor(report.reviewer), number=1)
    assert ticked(decided, report.reviewer) == list(POINTS)


def test_a_new_submission_begins_without_ticks(report):
    tick_all(report)
    again = move_on(report, "return")
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        again = move_on(again, name)
    again = move_on(again, "submit", reason="情况属实")
    assert ticked(move_on(again, "start_review"), report.reviewer) == []
    assert Tick.objects.count() == 3  # what was ticked of the first stays on record


# Before approving --------------------------------------------------------------------------------


def approve(report: Report) -> Report:
    return move_on(read(report), "approve")


def test_nothing_is_approved_before_all_are_ticked_and_the_refusal_lists_them(report):
    send(report, POINTS[1])
    with pytest.raises(PointsUnticked) as refusal:
        make_move(report.pk, "approve", actor(report.reviewer), seen=report.moves_made)
    assert [point in str(refusal.value) for point in POINTS] == [True, False, True]
    assert "2 项审核要点没有勾选" in desk(report)
    tick_all(report)
    assert approve(report).status == State.APPROVED


def test_a_point_that_was_put_otherwise_is_another(report):
    tick_all(report)
    report = with_points(report, *POINTS[:2], "已作保密审查并签字")
    with pytest.raises(PointsUnticked, match="已作保密审查并签字"):
        approve(report)


def test_a_return_needs_no_ticks(report):
    assert move_on(report, "return").status == State.RETURNED


# Approving together ------------------------------------------------------------------------------


def why_not(report: Report, reviewer: User) -> list[str]:
    """What the reviewer is told of it where reports are approved together; they have opened it."""
    browser(reviewer).get(reverse("review:desk", args=[report.pk]))
    FiledSentence.objects.filter(report=report).delete()  # as if its texts were its own
    Report.objects.update(compared="")
    all_of_them = candidates(User.objects.get(pk=reviewer.pk), report.campaign)
    return next([str(w) for w in one.why_not] for one in all_of_them if one.report == report)


def test_together_only_what_is_ticked_is_approved_and_the_page_says_what_is_left(report):
    submitted = make_filled_report(make_agency(region=report.agency.region), State.SUBMITTED)
    reviewer, campaign = User.objects.get(pk=report.reviewer.pk), report.campaign
    assert why_not(report, reviewer) == why_not(submitted, reviewer) == ["审核要点 3 条未勾选"]
    send(report, *POINTS[:2])
    assert why_not(report, reviewer) == ["审核要点 1 条未勾选"]
    tick_all(report)
    assert why_not(report, reviewer) == []
    url = f"{reverse('review:approve_many')}?campaign={campaign.pk}"
    page = browser(reviewer).get(url).content.decode()
    assert texts_in(page, "form th a") == [report.agency.name]
    assert texts_in(page, "[aria-labelledby=others] th a") == [submitted.agency.name]
    marks = [f"{r.pk}:{r.moves_made}" for r in (report, submitted)]
    browser(reviewer).post(url, {"report": marks})
    assert [read(r).status for r in (report, submitted)] == ["approved", "submitted"]


def test_ticks_of_another_reviewer_do_not_count(report):
    tick_all(report)
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    mine = move_on(report, "hand_over", reviewer=colleague)
    assert why_not(mine, colleague) == ["审核要点 3 条未勾选"]


def test_one_press_ticks_all_and_begins_the_review(report):
    submitted = make_filled_report(make_agency(region=report.agency.region), State.SUBMITTED)
    url = reverse("review:review_checklist", args=[submitted.pk])
    form = {"number": 1, "seen": submitted.moves_made, "all": "1"}
    browser(report.reviewer).post(url, form)
    now = read(submitted)
    assert (now.status, now.reviewer) == (State.IN_REVIEW, report.reviewer)
    assert all(point.at for point in checklist(now, report.reviewer))


# Written with the campaign -----------------------------------------------------------------------


def change(campaign: Campaign, county: object, points: str) -> object:
    names = ("opens_on", "internal_deadline", "legal_deadline", "government_deadline")
    form = {**NO_ROWS, **{name: getattr(campaign, name) for name in names}}
    return county.client.post(
        address(Campaign, "change", campaign.pk), {**form, "review_points": points}
    )


def test_an_administrator_writes_them_with_the_campaign():
    county = make_county()
    make_report(make_agency(region=county.region))
    campaign = Campaign.objects.get()
    assert change(campaign, county, "甲\n\n 乙  丙 \n甲\n").status_code == 302
    campaign.refresh_from_db()
    assert campaign.points == ("甲", "乙 丙")
    assert "乙" in Event.objects.get(action="campaign.change").after["review_points"]


@pytest.mark.parametrize(
    ("points", "words"),
    [("\n".join(map(str, range(13))), "最多 12 项"), ("长" * 81, "最多 80 字"), ("甲\0", "不允许")],
)
def test_they_are_a_short_list_of_short_points(points, words):
    county = make_county()
    make_report(make_agency(region=county.region))
    page = change(Campaign.objects.get(), county, points)
    assert words in str(page.context["adminform"].form.errors["review_points"])
    assert Campaign.objects.get().review_points == ""


def test_the_next_campaign_begins_with_last_years():
    county = make_county()
    make_campaign(county.region, year=2024, review_points="旧")
    make_campaign(county.region, year=2025, review_points="甲\n乙")
    make_campaign(make_county().region, year=2026, review_points="别县")
    form = county.client.get(address(Campaign, "add")).context["adminform"].form
    assert form.initial["review_points"] == "甲\n乙"
    row = [county.region.code, 2026, "2027-01-02", "2027-01-20", "2027-01-31"]
    heads = ["region", "year", "opens_on", "internal_deadline", "legal_deadline"]
    import_all(county.client, Campaign, sheet_of(heads, [row]))
    new = Campaign.objects.get(year=2026, region=county.region)
    assert new.points == ("甲", "乙")
    Campaign.objects.filter(pk=new.pk).update(review_points="丙")
    row[2] = "2027-01-03"
    import_all(county.client, Campaign, sheet_of(heads, [row]))
    new.refresh_from_db()
    assert (new.points, new.opens_on.day) == (("丙",), 3)


# Who and how many --------------------------------------------------------------------------------


def test_others_find_nothing_and_readers_may_not(report):
    url = reverse("review:review_checklist", args=[report.pk])
    bureau = bureau_of(report.agency.region)
    sent = {"point": POINTS, "number": 1}
    assert Client().post(url, sent).status_code == 302
    for person, status in (
        (make_user((bureau, Role.ADMINISTRATOR)), 403),
        (make_user((bureau, Role.AUDITOR)), 404),
        (person_at(report.agency, Role.OFFICE), 404),
        (person_at(bureau_of(make_agency().region), Role.REVIEWER), 404),
    ):
        assert browser(person).post(url, sent).status_code == status
    assert browser(report.reviewer).get(url).status_code == 405
    assert not Tick.objects.exists()
    assert browser(report.reviewer).post(url, sent).status_code == 302
    assert Tick.objects.count() == len(POINTS)


@pytest.mark.parametrize("points", [POINTS[:1], POINTS, [f"第{i}项" for i in range(12)]])
def test_the_desk_takes_as_many_queries_for_one_as_for_many(
    report, points, django_assert_num_queries
):
    with_points(report, *points)
    ask(report.pk, actor(report.reviewer), place="", quote="", text="问")
    client, url = browser(report.reviewer), reverse("review:desk", args=[report.pk])
    with django_assert_num_queries(
        24
    ):  # one keeps that it was opened; two for the points: the list, and whether one is left
        client.get(url)


def test_a_filled_report_of_a_campaign_without_points_goes_its_way():
    report = make_report()
    fill_report(report)
    assert move_to(report, State.APPROVED).status == State.APPROVED
