"""Two people in the same three cells, in every order that chance finds: no acknowledged write is lost.

Both pages are real, and every key is pressed. Only the post between them and the server waits until
the test lets a request go, and its answer arrive or be lost; the pages' clocks stand still meanwhile.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section
from tests.e2e.story import read_story, require_whole
from tests.support.lengths import so_many

pytestmark = pytest.mark.both_databases

ROUNDS = int(os.environ.get("ROUNDS", so_many(20, 100)))
AT_LEAST, PATIENCE = 25, 120  # on a machine that has no time: this many, and then no longer
NEW = "requests.new_received"
COLUMNS = ("natural_person", "commercial_enterprise", "research_institution")
CELLS = [f"{NEW}.{column}" for column in COLUMNS]
POST = """(() => {
  const real = window.fetch;
  window.fetch = (url, options) => !String(url).endsWith("/autosave/") ? real(url, options)
    : new Promise((resolve, reject) => { // however long it takes: test_lost_answers.py cuts it short
      window.letter = { url, options: Object.assign({}, options, { signal: null }), resolve, reject }; });
  window.depart = async () => {
    const letter = window.letter, sent = [...letter.options.body];
    letter.answer = await real(letter.url, letter.options);
    return [letter.answer.status, sent, await letter.answer.clone().json()];
  };
  window.arrive = lost => {
    const letter = window.letter;
    window.letter = null;
    if (lost) letter.reject(new TypeError("lost")); else letter.resolve(letter.answer);
    return new Promise(done => { const channel = new MessageChannel();
      channel.port1.onmessage = done; channel.port2.postMessage(0); });
  };
})()"""
SIGHT = """cells => ({
  shown: cells.map(cell => document.getElementById("f-" + cell).value),
  clashes: [...document.querySelectorAll(".autosave-notice")].map(box => box.dataset.name),
  theirs: [...document.querySelectorAll(".autosave-notice blockquote")].map(quote => quote.textContent),
  letter: !window.letter ? "" : window.letter.answer ? "departed" : "written",
  at: cells.includes(document.activeElement.name),
  unsent: Object.keys(localStorage).length,
  bar: document.querySelector(".save-bar-state").dataset.save,
})"""


@dataclass
class Server:
    """What must stand in the database, by a rule of its own: a value is written where its writer
    knew what stood there; where not, it is refused and the writer is told."""

    stands: dict[str, str] = field(default_factory=dict)
    writes: list[dict[str, tuple[str, str]]] = field(default_factory=list)
    refused: int = 0

    def take(self, values: dict[str, str], base: dict[str, str]) -> set[str]:
        """The cells that clash."""
        clashes, written = set(), {}
        for place, mine in values.items():
            stands, known = self.stands.get(place), base.get(place, "")
            if stands is not None and mine in (known, stands):
                continue
            if stands not in (None, known):
                clashes.add(place)
            else:
                self.stands[place] = mine
                written[place] = (stands or "", mine)
        self.writes += [written] if written else []
        self.refused += len(clashes)
        return clashes


class Person:
    """Somebody at a page: what they typed, what of it was acknowledged, what they have seen."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.typed: set[str] = set()
        self.acknowledged: set[str] = set()
        self.seen: dict[str, set[str]] = {name: {""} for name in CELLS}
        self.look()

    def look(self) -> dict[str, Any]:
        self.sight: dict[str, Any] = self.page.evaluate(SIGHT, CELLS)
        for name, value in zip(CELLS, self.sight["shown"], strict=True):
            self.seen[name].add(value)
            for told in self.sight["theirs"]:
                self.seen[name].add(told.rpartition(": ")[2])
        return self.sight

    def open_typing(self) -> dict[str, str]:
        """What stands in the page, typed here, and was not acknowledged."""
        shown = zip(CELLS, self.sight["shown"], strict=True)
        return {c: v for c, v in shown if v in self.typed - self.acknowledged}

    def type(self, value: str) -> None:
        """Into the cell one is in."""
        self.page.keyboard.type(value)
        self.typed.add(self.page.evaluate("document.activeElement.value"))

    def depart(self) -> None:
        status, sent, answer = self.page.evaluate("window.depart()")
        values = dict(sent)
        base = json.loads(values.pop("base"))
        values.pop("how")
        for name in values:
            assert base.get(name, "") in self.seen[name], f"{name}: over {base} without a look"
        clashes = self.server.take(values, base)
        assert {clash["place"] for clash in answer["conflicts"]} == clashes
        assert status == (409 if clashes else 200)
        assert {name: answer["shown"][name] for name in CELLS} == {
            name: self.server.stands.get(name, "") for name in CELLS
        }
        self.acknowledged |= {value for name, value in values.items() if name not in clashes}

    def arrive(self, lost: bool) -> None:
        before = self.open_typing()
        self.page.evaluate("lost => window.arrive(lost)", lost)
        now = dict(zip(CELLS, self.look()["shown"], strict=True))
        assert {name: now[name] for name in before} == before, "an answer wiped what was typed"

    def choose(self, chance: random.Random) -> None:
        boxes = self.page.locator(".autosave-notice")
        buttons = boxes.nth(chance.randrange(boxes.count())).locator("button")
        buttons.nth(chance.randrange(2)).click()


def step(person: Person, chance: random.Random, values: itertools.count[int]) -> None:
    page, sight = person.page, person.sight
    possible = ["go", "leave", "wait", "wait"]
    possible += ["type", "type", "type", "leave", "back"] if sight["at"] else ["go", "go"]
    letter = {"": [], "written": ["depart"] * 4, "departed": ["arrive"] * 3 + ["lose"]}
    possible += letter[sight["letter"]]
    possible += ["choose"] * (2 if sight["clashes"] else 0)
    what = chance.choice(possible)
    if what == "type":
        person.type(str(next(values)))
    elif what == "go":
        cell(page, chance.choice(CELLS)).focus()
        if chance.random() < 0.6:
            person.type(str(next(values)))
    elif what in ("leave", "back"):
        page.keyboard.press("Tab" if what == "leave" else "Escape")
    elif what == "wait":
        page.clock.run_for(chance.choice((100, 300, 1000)))
    elif what == "depart":
        person.depart()
    elif what == "choose":
        person.choose(chance)
    else:
        person.arrive(lost=what == "lose")
    person.look()


def settle(person: Person, chance: random.Random) -> None:
    """Leave the cell, let everything be sent and answered, answer every question."""
    person.page.keyboard.press("Tab")
    for _ in range(30):
        sight = person.look()
        if sight["letter"] == "written":
            person.depart()
        elif sight["letter"] == "departed":
            person.arrive(lost=False)
        elif sight["clashes"]:
            person.choose(chance)
        elif sight["unsent"]:
            person.page.clock.run_for(31_000)
        else:
            break
    assert not (sight["unsent"] or sight["clashes"] or sight["letter"]), sight
    assert not person.open_typing(), "typed, not acknowledged, and nothing says so"


def enter(page: Page, county: County, who: str) -> Page:
    page.add_init_script(POST)
    page.clock.install()
    open_section(page, county.report, county.people[who])
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    return page


def test_two_people_in_the_same_cells_lose_nothing(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    chance, values, server = random.Random(seed), itertools.count(100), Server()
    print(f"SEED={seed} ROUNDS={ROUNDS}")
    began = time.monotonic()
    two = [Person(enter(visitor(), county, who), server) for who in ("reporter", "colleague")]
    rounds = 0
    while rounds < ROUNDS and (rounds < AT_LEAST or time.monotonic() - began < PATIENCE):
        rounds += 1
        for _ in range(chance.randint(4, 10)):
            step(chance.choice(two), chance, values)
        for person in chance.sample(two, 2):
            settle(person, chance)
    spent = time.monotonic() - began

    story = read_story(portal, county.report)
    require_whole(story)
    trail = [{c: (write.before[c], write.after[c]) for c in write.after} for write in story.writes]
    assert trail == server.writes
    assert {name: story.now[name] for name in CELLS} == server.stands
    for person in two:
        expect(person.page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    print(
        f"{rounds} interleavings, {next(values) - 100} values typed, {len(trail)} saves, "
        f"{server.refused} clashes told, {spent:.0f} s"
    )
