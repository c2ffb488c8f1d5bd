"""Two people who save into one section in any order: no acknowledged write is lost.

What must stand is kept here by a rule of its own. The short run is part of the suite;
`STEPS=500000 pytest tests/drafts/test_two_editors.py` goes on for as long as one likes, SEED repeats a run.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role, User
from accounts.trail.record import verify
from reports.drafts.merging import shown_values, text_mark
from reports.drafts.storage import write_section
from reports.entry.grid import parse_section
from reports.models import Report
from tests.support.factories import actor, make_report, make_user
from tests.support.lengths import so_many

pytestmark = pytest.mark.django_db

STEPS = int(os.environ.get("STEPS", so_many(3000, 10000)))
NEW = "requests.new_received"
CELLS = [f"{NEW}.{column}" for column in ("natural_person", "commercial_enterprise", "other_org")]
TABLE, TEXT = "s3_requests", "s1_overview"
# What is typed, and what then stands there.
FIGURES = {"": "", "0": "0", "1": "1", "2": "2", "３": "3", "1,000": "1000", "/": "/", " 7 件": "7"}
TEXTS = {
    "": "",
    "甲。": "甲。",
    "甲。乙。": "甲。乙。",
    "甲。 \r\n丙。\r\n": "甲。\n丙。",
    "丁。": "丁。",
}

# Sends what is posted into the section, and gives back the places that clash with what stands there.
Save = Callable[[User, str, dict[str, str]], dict[str, str]]


@dataclass
class Editor:
    """Somebody's page: what was shown, and what stands typed in it."""

    user: User
    base: dict[str, str]
    page: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)


@dataclass
class Story:
    """What must stand, and how often what happened."""

    stands: dict[str, str]
    told: list[tuple[str, str, str]] = field(default_factory=list)  # acknowledged changes
    clashes: int = 0
    saves: int = 0


def stored(report: Report, code: str) -> dict[str, str]:
    row = report.sections.get(code=code)
    if code == TEXT:
        return {TEXT: row.text}
    shown = shown_values(report.edition.by_code[code], row.figures, row.unreadable)
    return {place: shown[place] for place in CELLS}


def posted(code: str, typed: dict[str, str], base: dict[str, str]) -> dict[str, str]:
    if code == TEXT:
        return {"text": typed[TEXT], "base": json.dumps({TEXT: text_mark(base[TEXT])})}
    return {**typed, "base": json.dumps({place: base[place] for place in typed})}


def save(editor: Editor, code: str, whole: bool, story: Story, send: Save) -> None:
    """As a page does by itself (what was changed) or by its button (the whole form)."""
    typed = editor.base | editor.page if whole or code == TEXT else dict(editor.page)
    expected = {}
    means = TEXTS if code == TEXT else FIGURES
    for place, written in typed.items():
        mine, known, stands = means.get(written, written), editor.base[place], story.stands[place]
        if mine in (known, stands):
            continue
        if known != stands:
            expected[place] = stands
            continue
        story.told.append((place, stands, mine))
        story.stands[place] = mine
    clashes = send(editor.user, code, posted(code, typed, editor.base))
    assert clashes == expected
    story.saves += 1
    story.clashes += len(clashes)
    editor.clashes |= clashes
    for place in typed.keys() - clashes.keys():
        editor.clashes.pop(place, None)
        editor.page.pop(place, None)
        editor.base[place] = story.stands[place]


def step(chance: random.Random, editor: Editor, code: str, story: Story, send: Save) -> None:
    places, means = ([TEXT], TEXTS) if code == TEXT else (CELLS, FIGURES)
    what = chance.choice(["type", "type", "save", "save", "button", "reload", "choose"])
    if what == "type":
        editor.page[chance.choice(places)] = chance.choice(list(means))
    elif what in ("save", "button") and editor.page:
        save(editor, code, what == "button", story, send)
    elif what == "reload":
        editor.page.clear()
        editor.clashes.clear()
        editor.base = dict(story.stands)
    elif what == "choose" and editor.clashes:
        place, theirs = editor.clashes.popitem()
        editor.base[place] = theirs
        if chance.random() < 0.5:
            editor.page[place] = theirs


def run(report: Report, code: str, steps: int, send: Save) -> Story:
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    chance = random.Random(seed)
    print(f"SEED={seed}")
    story = Story(stored(report, code))
    two = [Editor(make_user((report.agency, Role.REPORTER)), dict(story.stands)) for _ in range(2)]
    for _ in range(steps):
        step(chance, chance.choice(two), code, story, send)
        if chance.random() < 0.1:
            assert stored(report, code) == story.stands
    assert stored(report, code) == story.stands
    require_in_the_trail(report, story)
    print(f"{code}: {steps} steps, {story.saves} saves, {len(story.told)} changes, "
          f"{story.clashes} clashes told, 0 lost")  # fmt: skip
    return story


def require_in_the_trail(report: Report, story: Story) -> None:
    """Every acknowledged change, once and in order, and nothing else."""
    events = Event.objects.filter(object=report.trail_name, action="section.write").order_by("id")
    lines = [
        {(place, event.before[place], after) for place, after in event.after["values"].items()}
        for event in events
    ]
    told = iter(story.told)
    for line in lines:
        assert {next(told) for _ in line} == line
    assert next(told, None) is None
    assert verify() is None


@pytest.mark.parametrize("code", [TABLE, TEXT])
def test_whatever_two_people_save_nothing_is_lost(code: str) -> None:
    report = make_report()
    section = report.edition.by_code[code]

    def send(user: User, code: str, fields: dict[str, str]) -> dict[str, str]:
        written = write_section(report, code, parse_section(section, query(fields)), actor(user))
        return {clash.place: clash.theirs for clash in written.conflicts}

    story = run(report, code, STEPS // 2, send)
    assert story.clashes > STEPS / 200 and len(story.told) > STEPS / 40


def query(fields: dict[str, str]) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update(fields)
    return made


@pytest.mark.parametrize("code", [TABLE, TEXT])
def test_the_same_through_the_address_a_page_saves_to(code: str) -> None:
    report = make_report()
    browsers: dict[int, Client] = {}
    url = reverse("entry:autosave", kwargs={"pk": report.pk, "code": code})

    def send(user: User, code: str, fields: dict[str, str]) -> dict[str, str]:
        if user.pk not in browsers:
            browsers[user.pk] = Client(headers={"X-Requested-With": "fetch"})
            browsers[user.pk].force_login(user)
        answer = browsers[user.pk].post(url, fields)
        clashes = {clash["place"]: clash["theirs"] for clash in answer.json()["conflicts"]}
        assert answer.status_code == (409 if clashes else 200)
        return clashes

    run(report, code, STEPS // 50, send)
