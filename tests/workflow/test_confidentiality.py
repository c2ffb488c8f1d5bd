"""Nothing is filed before somebody put their name to the confidentiality check, nor otherwise than signed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role
from accounts.trail.record import verify
from reports.models import Report, State, Submission
from reports.workflow.machine import make_move
from reports.workflow.models import Transition
from reports.workflow.moves import MOVES
from reports.workflow.refusals import ChangedSinceSigned, NotChecked
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    TEXTS,
    actor,
    make_filled_report,
    move_on,
    person_at,
    waiting_for,
    who_makes,
)

pytestmark = pytest.mark.django_db

CHANGED = TEXTS["s6_other"] + "没有其他需要报告的事项。"


@pytest.fixture
def ready() -> Report:
    return make_filled_report(state=State.READY)


@pytest.fixture
def office(ready) -> Client:
    client = Client()
    client.force_login(person_at(ready.agency, Role.OFFICE))
    return client


def press(client: Client, report: Report, **words: str) -> str:
    seen = {"seen": str(report.moves_made)}
    url = reverse("workflow:move", args=[report.pk, "submit"])
    return client.post(url, {**seen, **words}, follow=True).content.decode()


def test_the_form_asks_for_the_tick_by_name(ready, office):
    page = office.get(reverse("agency:report", args=[ready.pk])).content.decode()
    name = person_at(ready.agency, Role.OFFICE).name
    assert f"本人（{name}）已完成保密审查" in page
    assert 'name="checked" required' in page


OTHERS = [move for move in MOVES if move.name != "submit" and not move.is_elsewhere]


@pytest.mark.parametrize("move", OTHERS, ids=lambda move: f"{move.name}-{move.source}")
def test_no_other_move_asks_for_it(client, move):
    report = waiting_for(move)
    client.force_login(who_makes(move, report))
    name = "review:desk" if move.by_bureau else "agency:check"
    page = client.get(reverse(name, args=[report.pk])).content.decode()
    form = f"form[action={reverse('workflow:move', args=[report.pk, move.name])}]"
    assert elements(page, form) and not elements(page, f"{form} [name=checked]")


@pytest.mark.parametrize("words", [{}, {"checked": ""}, {"checked": "false"}])
def test_without_it_nothing_is_filed_and_the_page_with_the_tick_says_so(ready, office, words):
    page = press(office, ready, **words)
    assert "请先勾选“已完成保密审查”" in text_in(page, ".notices")
    assert 'name="checked" required' in page
    assert Report.objects.get(pk=ready.pk).status == State.READY
    assert not Submission.objects.exists()
    assert Event.objects.filter(action="move.refused").count() == 1


def test_it_is_kept_with_the_name_and_the_digest_of_what_was_checked(ready, office):
    press(office, ready, checked="on")
    made = Transition.objects.get(report=ready, move="submit")
    assert made.checked and made.actor == person_at(ready.agency, Role.OFFICE)
    assert made.digest == made.submission.digest
    told = Event.objects.get(action="move.submit", object=ready.trail_name).after
    assert told["checked"] is True and told["digest"] == made.digest
    assert verify() is None


def test_it_is_shown_in_the_way_of_the_report(ready, office):
    press(office, ready, checked="on")
    page = office.get(reverse("agency:report", args=[ready.pk])).content.decode()
    filed, *earlier = texts_in(page, ".timeline li")
    assert "已完成保密审查" in filed and "已完成保密审查" not in "".join(earlier)


def test_it_is_given_anew_for_what_was_taken_back(ready):
    report = move_on(move_on(ready, "submit"), "take_back")
    with pytest.raises(NotChecked):
        by = actor(person_at(report.agency, Role.OFFICE))
        make_move(report.pk, "submit", by, seen=report.moves_made)
    assert Transition.objects.filter(report=report, checked=True).count() == 1


# What was signed --------------------------------------------------------------------------------


def test_what_is_signed_is_what_is_filed(ready):
    report = move_on(ready, "submit")
    signed = Transition.objects.get(report=report, move="sign")
    assert signed.digest == Submission.objects.get(report=report).digest
    assert len(signed.digest) == 64 and not signed.checked
    assert not report.transitions.filter(move="pass_on").exclude(digest="").exists()


def test_what_was_changed_past_the_rules_is_not_filed(ready):
    ready.sections.filter(code="s6_other").update(text=CHANGED)
    with pytest.raises(ChangedSinceSigned):
        move_on(ready, "submit")
    assert Report.objects.get(pk=ready.pk).status == State.READY
    assert not Submission.objects.exists()


def test_the_button_says_so_before_it_is_pressed_and_signing_again_mends_it(ready, office):
    ready.sections.filter(code="s6_other").update(text=CHANGED)
    page = office.get(reverse("agency:report", args=[ready.pk])).content.decode()
    assert "现在的内容与主要负责人签发的不一致" in page and "move/submit" not in page
    report = move_on(ready, "send_back")
    for name in ("pass_on", "pass_on", "pass_on", "sign", "submit"):
        report = move_on(report, name)
    assert report.status == State.SUBMITTED
