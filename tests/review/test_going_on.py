"""What is opened first and what comes next: the queue's order, its headings, its filters kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.models import FiledSentence, Report, State
from reports.review.queue import ORDER
from reports.workflow.threads import ask
from tests.support.elements import elements, text_in
from tests.support.factories import (
    actor,
    another_reviewer,
    make_agency,
    make_filled_report,
    move_on,
    read_again,
)

pytestmark = pytest.mark.django_db
QUEUE = reverse("review:queue")
QUERY = "state=submitted&kind=department&sort=-agency"


@pytest.fixture
def client(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def filed(reviewer: User, state: str = State.SUBMITTED, **figures: object) -> Report:
    report = make_filled_report(
        make_agency(region=reviewer.held[0].agency.region), state, **figures
    )
    FiledSentence.objects.filter(report=report).delete()  # as if its texts were its own
    return report


def listed(client: Client, query: str = "") -> list[int]:
    rows = client.get(f"{QUEUE}?{query}").context["rows"]
    return [row.report.pk for row in rows if row.report.last_number]


def test_what_most_wants_an_eye_comes_first_and_each_column_counts_it(client, reviewer):
    calm, warned = (
        filed(reviewer),
        filed(reviewer, art20_1__rules__made=2, art20_1__rules__in_force=2),
    )
    asked = move_on(filed(reviewer), "start_review", by=reviewer)
    for _ in range(3):
        ask(asked.pk, actor(reviewer), place="", quote="", text="问")
    assert listed(client) == [asked.pk, warned.pk, calm.pk]
    rows = {row.report.pk: row for row in client.get(QUEUE).context["rows"]}
    assert (rows[asked.pk].comments, rows[warned.pk].report.warnings) == (3, 1)


def test_a_figure_that_stands_out_is_counted_when_others_file_and_not_before(client, reviewer):
    agency = make_agency(region=reviewer.held[0].agency.region)
    for year, figure in ((2024, 27), (2025, 29)):
        make_filled_report(agency, year=year, art20_5__licensing__decisions=figure)
    slip = make_filled_report(agency, State.SUBMITTED, art20_5__licensing__decisions=270)
    FiledSentence.objects.all().delete()
    assert read_again(slip).unusual == 0
    client.get(QUEUE)
    assert (
        read_again(slip).unusual
        == 1
        == len(client.get(reverse("review:desk", args=[slip.pk])).context["unusual"].shown)
    )


@pytest.mark.parametrize("column", ORDER)
def test_each_heading_sorts_and_once_more_the_other_way_round(client, reviewer, column):
    for _ in range(2):
        filed(reviewer)
    page = client.get(f"{QUEUE}?sort={column}&state=submitted")
    assert len(elements(page, "th[aria-sort]")) == 1
    assert elements(page, f"th a[href=?sort=-{column}&state=submitted]")
    assert len(listed(client, f"sort=-{column}&state=submitted")) == 2


def test_the_agencys_order_can_be_turned_round(client, reviewer):
    reports = [filed(reviewer).pk for _ in range(3)]
    assert listed(client, "sort=agency&state=submitted") == reports
    assert listed(client, "sort=-agency&state=submitted") == reports[::-1]
    assert set(listed(client, "sort=nonsense&state=submitted")) == set(reports)


def decide(client: Client, report: Report, query: str, name: str = "approve", **form: str):
    page = client.get(f"{reverse('review:desk', args=[report.pk])}?{query}")
    [given] = elements(
        page, f"form[action={reverse('workflow:move', args=[report.pk, name])}?{query}]"
    )
    fields = {field.get("name"): field.get("value") for field in elements(given, "input")}
    return client.post(given.get("action"), {**fields, **form}, follow=True)


def test_after_a_decision_the_next_one_of_the_filter_comes_and_in_the_end_the_list(
    client, reviewer
):
    first, second, third = (filed(reviewer) for _ in range(3))
    colleague = another_reviewer(first)
    held = move_on(filed(reviewer), "start_review", by=colleague)
    answer = decide(client, third, QUERY)
    assert answer.redirect_chain[-1][0] == (
        f"{reverse('review:desk', args=[second.pk])}?{QUERY}&campaign={first.campaign_id}"
    )
    assert text_in(answer, ".notices .success").startswith(f"{third.agency.short_name}：")
    answer = decide(client, second, QUERY, "return", reason="请核对")
    assert answer.context["report"] == first
    answer = decide(client, first, QUERY)
    assert answer.redirect_chain[-1][0].startswith(f"{QUEUE}?{QUERY}")
    assert "没有其他要您办的了" in answer.content.decode()
    assert read_again(held).reviewer == colleague


def test_filters_are_kept_through_every_press_on_the_desk(client, reviewer):
    report = move_on(filed(reviewer), "start_review", by=reviewer)
    filed(reviewer)
    query = "kind=department&sort=-agency"
    page = client.get(f"{reverse('review:desk', args=[report.pk])}?{query}")
    posts = [form.get("action") for form in elements(page, ".page form[method=post]")]
    assert posts and [action for action in posts if not action.endswith(f"?{query}")] == []
    around = [a.get("href") for a in elements(page, ".page-head-side a[data-key]")]
    assert around and all(href.endswith(f"?{query}") for href in around)
    sent = {"place": "", "text": "请核对"}
    answer = client.post(f"{reverse('review:new_comment', args=[report.pk])}?{query}", sent)
    assert f"?{query}#" in answer["Location"]


def test_home_shows_the_first_ten_of_the_queue_and_how_many_more(client, reviewer):
    reports = [filed(reviewer).pk for _ in range(12)]
    page = client.get(reverse("agency:home"))
    assert [row.report.pk for row in page.context["todo"]] == reports[:10]
    assert page.context["more_at_desk"] == 2
    assert "还有 2 份待审" in page.content.decode()
