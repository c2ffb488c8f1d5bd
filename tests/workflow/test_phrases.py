"""Phrases of a bureau: kept by its reviewers, offered where they write, with and without a script."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Event, Role, User
from reports.models import Report, State
from reports.workflow.models import Phrase
from reports.workflow.phrases import MOST, add_phrase, shift_phrase
from tests.support.elements import elements, text_in
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    make_agency,
    make_filled_report,
    make_region,
    make_user,
    move_on,
    person_at,
)

pytestmark = pytest.mark.django_db

URL = reverse("review:phrases")


@pytest.fixture
def bureau() -> Agency:
    return bureau_of(make_region(name="云岭县"))


@pytest.fixture
def reviewer(bureau: Agency) -> User:
    return person_at(bureau, Role.REVIEWER)


def keep(reviewer: User, *texts: str) -> list[Phrase]:
    return [add_phrase(reviewer.held[0].agency, text, actor(reviewer)) for text in texts]


def kept() -> list[str]:
    return list(Phrase.objects.values_list("text", flat=True))


def act(reviewer: User, phrase: Phrase, do: str, **sent: str) -> str:
    url = reverse("review:phrase", args=[phrase.pk])
    return browser(reviewer).post(url, {"do": do, **sent}, follow=True).content.decode()


def told() -> list[str]:
    events = Event.objects.filter(action__startswith="phrase.").order_by("id")
    return list(events.values_list("action", flat=True))


# Keeping them ------------------------------------------------------------------------------------


def test_a_phrase_is_added_at_the_end_on_one_line(reviewer):
    client = browser(reviewer)
    for text in ("请与台账核对", " 请写明\n 完成时间 "):
        assert client.post(URL, {"text": text}).status_code == 302
    assert kept() == ["请与台账核对", "请写明 完成时间"]
    event = Event.objects.filter(action="phrase.add").latest("id")
    assert (event.actor, event.after) == (reviewer, {"text": "请写明 完成时间"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "必填"),
        ("  \n", "必填"),
        ("长" * 201, "201"),
        ("请\0核对", "不允许"),
        ("已有的", "已在列表中"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_given_back(reviewer, text, words):
    keep(reviewer, "已有的")
    answer = browser(reviewer).post(URL, {"text": text})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in text_in(page, ".error-summary li")
    assert text_in(page, "textarea#id_text") == text.replace("\0", "�").strip()
    assert kept() == ["已有的"]


def test_a_list_stays_one_that_can_be_looked_through(reviewer):
    keep(reviewer, *(f"第{i}条" for i in range(MOST)))
    client, form = browser(reviewer), f"form[action={URL}]"
    assert not elements(client.get(URL).content.decode(), form)
    refused = client.post(URL, {"text": "再一条"}).content.decode()
    assert f"最多保留 {MOST} 条" in text_in(refused, ".error-summary")
    assert len(kept()) == MOST
    act(reviewer, Phrase.objects.last(), "remove")
    assert elements(client.get(URL).content.decode(), form)


def test_it_is_changed_and_a_change_to_the_same_is_none(reviewer):
    one, _ = keep(reviewer, "请核对", "请补充")
    assert "已保存" in act(reviewer, one, "save", text="请逐项核对")
    act(reviewer, one, "save", text="请逐项核对")
    assert "已在列表中" in act(reviewer, one, "save", text="请补充")
    assert "必填" in act(reviewer, one, "save", text="")
    assert kept() == ["请逐项核对", "请补充"]
    change = Event.objects.get(action="phrase.change")
    assert (change.before, change.after) == ({"text": "请核对"}, {"text": "请逐项核对"})


MOVED = [  # which, where to, what becomes of 甲乙丙, whether the trail has it
    (0, "down", "乙甲丙", True),
    (2, "up", "甲丙乙", True),
    (1, "up", "乙甲丙", True),
    (0, "up", "甲乙丙", False),
    (2, "down", "甲乙丙", False),
]


@pytest.mark.parametrize(("which", "to", "order", "is_told"), MOVED)
def test_it_moves_one_place_up_or_down(reviewer, which, to, order, is_told):
    act(reviewer, keep(reviewer, *"甲乙丙")[which], to)
    assert "".join(kept()) == order
    assert ("phrase.order" in told()) is is_told


def test_it_is_removed_and_the_trail_keeps_its_words(reviewer):
    one, _ = keep(reviewer, "请核对", "请补充")
    assert "已移除" in act(reviewer, one, "remove")
    assert kept() == ["请补充"]
    gone = Event.objects.get(action="phrase.delete")
    assert (gone.object, gone.before) == (f"phrase:{one.pk}", {"text": "请核对"})


def test_what_a_colleague_removed_meanwhile_is_not_moved(reviewer):
    one, _ = keep(reviewer, "请核对", "请补充")
    Phrase.objects.filter(pk=one.pk).delete()
    shift_phrase(one, 1, actor(reviewer))
    assert kept() == ["请补充"] and "phrase.order" not in told()


# Using them --------------------------------------------------------------------------------------


@pytest.fixture
def report(bureau: Agency) -> Report:
    return make_filled_report(make_agency(region=bureau.region), State.IN_REVIEW)


USED = [  # what is written beside the phrase, what is said
    ("", "请与台账核对"),
    ("行政许可件数。", "请与台账核对\n行政许可件数。"),
]


@pytest.mark.parametrize(("written", "said"), USED)
def test_a_phrase_begins_a_comment(report, written, said):
    (phrase,) = keep(report.reviewer, "请与台账核对")
    sent = {"place": "", "text": written, "phrase": phrase.pk}
    browser(report.reviewer).post(reverse("review:new_comment", args=[report.pk]), sent)
    assert report.threads.get().comments.get().text == said


@pytest.mark.parametrize(("written", "said"), USED)
def test_a_phrase_begins_the_reason_of_a_return(report, written, said):
    (phrase,) = keep(report.reviewer, "请与台账核对")
    sent = {"seen": report.moves_made, "reason": written, "phrase": phrase.pk}
    browser(report.reviewer).post(reverse("workflow:move", args=[report.pk, "return"]), sent)
    assert report.transitions.get(move="return").reason == said


@pytest.mark.parametrize("chosen", ["0", "x", "-1", "9" * 30, "1\0"])
def test_what_is_no_phrase_says_nothing(report, chosen):
    sent = {"seen": report.moves_made, "reason": "", "phrase": chosen}
    client = browser(report.reviewer)
    page = client.post(reverse("workflow:move", args=[report.pk, "return"]), sent, follow=True)
    assert "请写明理由" in page.content.decode()
    assert Report.objects.get(pk=report.pk).state == State.IN_REVIEW


def test_the_phrases_of_another_bureau_say_nothing(report):
    (phrase,) = keep(person_at(bureau_of(make_region()), Role.REVIEWER), "别县的话")
    sent = {"place": "", "text": "请核对", "phrase": phrase.pk}
    browser(report.reviewer).post(reverse("review:new_comment", args=[report.pk]), sent)
    assert report.threads.get().comments.get().text == "请核对"
    desk = browser(report.reviewer).get(reverse("review:desk", args=[report.pk]))
    assert "别县的话" not in desk.content.decode()


def test_they_are_offered_where_the_reviewer_writes_and_nowhere_else(report):
    keep(report.reviewer, "请与台账核对")
    url = reverse("review:desk", args=[report.pk])
    page = browser(report.reviewer).get(url).content.decode()
    assert page.count('name="phrase"') == page.count(">请与台账核对</option>") == 2
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    assert "请与台账核对" not in browser(colleague).get(url).content.decode()
    move_on(report, "return")
    own = browser(person_at(report.agency, Role.REPORTER))
    assert "phrase" not in own.get(reverse("agency:report", args=[report.pk])).content.decode()


def test_without_any_the_desk_offers_none(report):
    page = browser(report.reviewer).get(reverse("review:desk", args=[report.pk]))
    assert 'name="phrase"' not in page.content.decode()


# Who and how many --------------------------------------------------------------------------------


def test_they_are_for_the_bureaus_reviewers_alone(bureau, reviewer):
    (phrase,) = keep(reviewer, "请核对")
    one = reverse("review:phrase", args=[phrase.pk])
    colleague = make_user((bureau, Role.REVIEWER))
    assert "请核对" in browser(colleague).get(URL).content.decode()
    far = browser(person_at(bureau_of(make_region()), Role.REVIEWER))
    assert "请核对" not in far.get(URL).content.decode()
    assert far.post(one, {"do": "remove"}).status_code == 404
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        other = browser(make_user((bureau, role)))
        assert [other.get(URL).status_code, other.post(one).status_code] == [404, 404]
    assert Client().get(URL).status_code == Client().post(one).status_code == 302
    assert browser(reviewer).get(one).status_code == 405
    assert kept() == ["请核对"]


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_takes_as_many_queries_for_one_as_for_many(
    reviewer, many, django_assert_num_queries
):
    keep(reviewer, *(f"第{i}条" for i in range(many)))
    client = browser(reviewer)
    with django_assert_num_queries(5):  # session, user, roles, phrases, the bureau
        client.get(URL)
