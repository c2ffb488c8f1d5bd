"""Comments: asked at the desk, answered at the agency, resolved at the desk."""

from __future__ import annotations

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role, User
from reports.form.loader import load_editions
from reports.form.places import all_places, find_place
from reports.models import Report, State
from reports.workflow.available_moves import available_moves
from reports.workflow.models import Comment, Thread
from reports.workflow.refusals import Unanswered, Unresolved
from reports.workflow.threads import CommentRefused, answer, ask, ask_on, resolve
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    clerk_of,
    explain_findings,
    make_agency,
    make_filled_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

CELL = "requests.new_received.natural_person"
ROW = "requests.new_received"
TEXT = "s5_problems"


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.IN_REVIEW)


def reviewer_of(report: Report) -> User:
    assert report.reviewer is not None
    return report.reviewer


def ask_about(report: Report, place: str = CELL, text: str = "请核对", quote: str = "") -> Thread:
    return ask(report.pk, actor(reviewer_of(report)), place=place, quote=quote, text=text)


def url(page: str, report: Report, **more: object) -> str:
    return reverse(page, kwargs={"pk": report.pk, **more})


def said(page: bytes) -> str:
    return page.decode()


# Places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", load_editions().values(), ids=str)
def test_every_part_row_and_cell_is_a_place_and_all_have_a_name(edition):
    places = all_places(edition)
    keys = [place.key for place in places]
    assert keys[0] == "" and len(keys) == len(set(keys))
    assert set(edition.cells) | set(edition.by_code) <= set(keys)
    assert all(place.name and place.section for place in places[1:])
    assert all(place.cell in edition.cells for place in places if place.cell)
    row = find_place(edition, ROW)
    assert row and (row.name, row.cell) == ("一、本年新收政府信息公开申请数量", CELL)


# Asking ---------------------------------------------------------------------------------------------


def test_what_is_asked_stands_at_the_desk_with_its_place(report):
    client = browser(reviewer_of(report))
    answered = client.post(
        url("review:new_comment", report), {"place": ROW, "text": "为什么都是 0？"}
    )
    assert answered["Location"].endswith("#comments")
    page = said(client.get(url("review:desk", report)).content)
    assert f'id="cell-{CELL}" data-state="commented"' in page
    assert texts_in(page, ".thread .comment p")[0] == "为什么都是 0？"
    assert text_in(page, ".thread-open .thread-head .mark") == "待答复"
    assert elements(page, f".thread-head [href=#cell-{CELL}]")
    event = Event.objects.get(action="comment.ask")
    assert (event.object, event.after["place"]) == (report.trail_name, ROW)


WRONG = [
    ({"place": "s9", "text": "问"}, "请选择意见针对哪一处"),
    ({"place": CELL, "text": "  "}, "请写明内容"),
    ({"place": CELL, "text": "\0 "}, "请写明内容"),
    ({"place": CELL, "text": "长" * 1001}, "最多 1000 字，所写有 1001 字"),
    ({"place": TEXT, "quote": "没有这句话", "text": "问"}, "没有所引用的文字"),
    ({"place": CELL, "quote": "在", "text": "问"}, "没有所引用的文字"),
    ({"place": TEXT, "quote": "在" * 121, "text": "问"}, "最多 120 字"),
]


@pytest.mark.parametrize(("sent", "words"), WRONG)
def test_what_cannot_be_asked_is_refused_in_words_and_given_back(report, sent, words):
    client = browser(reviewer_of(report))
    page = client.post(url("review:new_comment", report), sent, follow=True)
    assert words in text_in(said(page.content), ".notices")
    assert not Thread.objects.exists()
    if text := sent["text"].strip():
        assert f"您写的内容：{text}" in said(page.content)


def test_words_of_a_text_can_be_quoted(report):
    words = report.submissions.get().texts[TEXT][2:8]
    thread = ask_about(report, TEXT, quote=f" {words} ")
    assert thread.quote == words


def test_personal_data_is_not_kept(report):
    thread = ask_about(report, text="张某的电话13900000000要删去")
    assert thread.comments.get().text == "张某的电话139****0000要删去"
    assert not Event.objects.filter(after__icontains="13900000000").exists()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.APPROVED])
def test_only_during_the_review(state):
    report = move_to(make_filled_report(state=State.SUBMITTED), state)
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    with pytest.raises(CommentRefused):
        ask(report.pk, actor(reviewer), place="", quote="", text="问")
    assert not Thread.objects.exists()
    page = browser(reviewer).get(url("review:desk", report))
    assert page.status_code == 200 and 'id="new-comment"' not in said(page.content)


def test_only_who_holds_the_review(report):
    other = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    with pytest.raises(CommentRefused):
        ask(report.pk, actor(other), place="", quote="", text="问")
    assert not Thread.objects.exists()
    assert 'id="new-comment"' not in said(browser(other).get(url("review:desk", report)).content)


# Answering ------------------------------------------------------------------------------------------


def test_the_agency_sees_it_once_the_report_is_back(report):
    thread = ask_about(report, text="请核对这一格")
    clerk = browser(clerk_of(report))
    pages = [url("agency:report", report), url("entry:section", report, code="s3_requests")]
    assert not any("请核对这一格" in said(clerk.get(page).content) for page in pages)
    assert (
        clerk.post(url("review:reply", report, thread=thread.pk), {"text": "答"}).status_code == 404
    )
    move_on(report, "return")
    assert all("请核对这一格" in said(clerk.get(page).content) for page in pages)
    other = url("entry:section", report, code="s2_proactive")
    assert "请核对这一格" not in said(clerk.get(other).content)


def test_an_answer_leads_back_to_where_it_was_given(report):
    thread = ask_about(report)
    report = move_on(report, "return")
    clerk, page = browser(clerk_of(report)), url("review:reply", report, thread=thread.pk)
    there = clerk.post(page, {"text": "已改正", "section": "s3_requests"})["Location"]
    assert there == url("entry:section", report, code="s3_requests") + f"#thread-{thread.pk}"
    there = clerk.post(page, {"text": "又改了一次", "section": "//elsewhere"})["Location"]
    assert there == url("agency:report", report) + f"#thread-{thread.pk}"
    assert [c.text for c in thread.comments.all()] == ["请核对", "已改正", "又改了一次"]
    assert "已答复" in said(clerk.get(url("agency:report", report)).content)


def test_nothing_is_answered_once_it_is_passed_on_or_resolved(report):
    resolved, thread = ask_about(report), ask_about(report)
    resolve(report.pk, resolved.pk, actor(reviewer_of(report)))
    report = move_on(report, "return")
    answer(report.pk, thread.pk, actor(clerk_of(report)), "已改正")
    with pytest.raises(CommentRefused):
        answer(report.pk, resolved.pk, actor(clerk_of(report)), "再说一句")
    explain_findings(report)
    report = move_on(report, "pass_on")
    with pytest.raises(CommentRefused):
        answer(report.pk, thread.pk, actor(clerk_of(report)), "再说一句")
    assert not Comment.objects.filter(text="再说一句").exists()


def test_nothing_goes_on_while_a_comment_waits_for_its_answer(report):
    first, second = ask_about(report, CELL), ask_about(report, "")
    report = move_on(report, "return")
    clerk = clerk_of(report)
    answer(report.pk, first.pk, actor(clerk), "已改正")
    explain_findings(report)
    with pytest.raises(Unanswered) as refused:
        move_on(report, "pass_on")
    assert "1 条审核意见没有答复：整份年报" in str(refused.value)
    [offer] = available_moves(report, clerk)
    assert isinstance(offer.refusal, Unanswered)
    answer(report.pk, second.pk, actor(clerk), "已全面核对")
    assert move_on(report, "pass_on").status == State.OFFICE_REVIEW


# Resolving ------------------------------------------------------------------------------------------


def test_nothing_is_approved_before_every_comment_is_resolved(report):
    thread = ask_about(report)
    with pytest.raises(Unresolved):
        move_on(report, "approve")
    client = browser(reviewer_of(report))
    page = url("review:follow_up", report, thread=thread.pk)
    assert client.post(page, {"do": "resolve"})["Location"].endswith(f"#thread-{thread.pk}")
    assert (
        text_in(said(client.get(url("review:desk", report)).content), ".thread .mark") == "已办结"
    )
    assert move_on(report, "approve").status == State.APPROVED


def test_who_asks_on_opens_it_again(report):
    thread, reviewer = ask_about(report), actor(reviewer_of(report))
    resolve(report.pk, thread.pk, reviewer)
    ask_on(report.pk, thread.pk, reviewer, "还有一处")
    thread.refresh_from_db()
    assert (thread.resolved_at, thread.resolved_by, thread.answered) == (None, None, False)


def test_resolving_twice_is_told_once(report):
    thread, reviewer = ask_about(report), actor(reviewer_of(report))
    for _ in range(2):
        resolve(report.pk, thread.pk, reviewer)
    assert Event.objects.filter(action="comment.resolve").count() == 1


def test_a_comment_is_never_edited(report):
    ask_about(report)
    with pytest.raises(Error), transaction.atomic():
        Comment.objects.update(text="别的")


# Who and how many -------------------------------------------------------------------------------------


def test_others_find_nothing_and_readers_may_not(report):
    thread = ask_about(report)
    new, follow = (
        url("review:new_comment", report),
        url("review:follow_up", report, thread=thread.pk),
    )
    reply = url("review:reply", report, thread=thread.pk)
    sent = {"place": "", "text": "问", "do": "ask"}
    assert [Client().post(page, sent).status_code for page in (new, follow, reply)] == [302] * 3
    stranger = browser(make_user((make_agency(region=report.agency.region), Role.REPORTER)))
    assert [stranger.post(page, sent).status_code for page in (new, follow, reply)] == [404] * 3
    admin = browser(person_at(bureau_of(report.agency.region), Role.ADMINISTRATOR))
    assert [admin.post(page, sent).status_code for page in (new, follow, reply)] == [403, 403, 404]
    head = browser(person_at(report.agency, Role.HEAD))
    assert head.post(reply, sent).status_code == 403
    reviewer = browser(reviewer_of(report))
    assert reviewer.post(url("review:follow_up", report, thread=0), sent).status_code == 404
    assert [reviewer.get(page).status_code for page in (new, follow, reply)] == [405] * 3
    assert (Thread.objects.get(), Comment.objects.count()) == (thread, 1)
    assert [reviewer.post(page, sent).status_code for page in (new, follow)] == [302] * 2
    assert Comment.objects.count() == 3


@pytest.mark.parametrize("asked", [1, 8])
def test_pages_take_as_many_queries_for_one_as_for_many(report, asked, django_assert_num_queries):
    desk, own = browser(reviewer_of(report)), browser(clerk_of(report))
    for _ in range(asked):
        ask_about(report)
    with django_assert_num_queries(23):  # one keeps that it was opened
        desk.get(url("review:desk", report))
    move_on(report, "return")
    own.get(url("entry:section", report, code="s3_requests"))
    with django_assert_num_queries(13):  # two for the threads and for what was said
        own.get(url("entry:section", report, code="s3_requests"))
