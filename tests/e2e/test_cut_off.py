"""The network is cut and the server killed at random while one types and comes and goes: nothing of
what was typed is lost, and nobody is asked whose value stands, for there is but one.

A portal of its own, which other tests do not share. So many rounds as `CUTS` says, or with LONG=1.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.e2e.beside import PATIENCE
from tests.e2e.conftest import visiting
from tests.e2e.counties import County
from tests.e2e.server import Server, running_server
from tests.e2e.steps import cell, sign_in
from tests.e2e.story import read_story, require_whole
from tests.support.lengths import so_many

ROUNDS = int(os.environ.get("CUTS") or so_many(20, 500))
TABLE, TEXT = "s3_requests", "s6_other"
WAYS_OUT = ("close", "load again", "to the text", "stay", "stay", "stay")


def lose_the_answer(route: Route) -> None:
    with suppress(Error):  # there may be no server
        route.fetch()
    with suppress(Error):  # or no page any more
        route.abort()


class Clerk:
    """Types where chance sends them, and remembers what stands there last."""

    def __init__(self, page: Page, server: Server, county: County, chance: random.Random) -> None:
        self.page, self.server, self.county, self.chance = page, server, county, chance
        self.context = page.context
        self.values = itertools.count(1)
        self.typed: dict[str, str] = {}
        self.is_cut = self.is_killed = False
        self.cells: list[str] = []
        self.happened: dict[str, int] = {}

    @property
    def is_apart(self) -> bool:
        return self.is_cut or self.is_killed

    def open(self, code: str) -> None:
        if self.page.is_closed():
            self.page = self.context.new_page()
        self.page.goto(f"/reports/{self.county.report}/sections/{code}/")
        if not self.cells:
            inputs = self.page.locator("table.statutory input[name]")
            self.cells = inputs.evaluate_all("all => all.map(input => input.name)")[:24]

    def type_figure(self) -> None:
        name, value = self.chance.choice(self.cells), str(next(self.values))
        cell(self.page, name).select_text()  # in the cell one is in, typing would add to it
        self.page.keyboard.type(value, delay=self.chance.uniform(0, 15))
        assert cell(self.page, name).input_value() == value
        self.typed[name] = value
        self.page.keyboard.press(self.chance.choice(("Tab", "Enter", "ArrowUp", "Shift")))

    def type_text(self) -> None:
        field = self.page.locator("[name=text]")
        field.press("Control+End")
        self.page.keyboard.insert_text(f"第{next(self.values)}句。")
        self.typed[TEXT] = field.input_value()
        self.page.wait_for_timeout(self.chance.choice((0, 100, 2200)))

    def meet(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1
        if what == "cut":
            self.context.set_offline(True)
            self.is_cut = True
        elif what == "killed":
            self.server.kill()
            self.is_killed = True
        elif what == "answer lost":
            self.page.route("**/autosave/", lose_the_answer, times=1)

    def mend(self) -> None:
        if self.is_killed:
            self.server.start()
        self.context.set_offline(False)
        self.is_cut = self.is_killed = False

    def go(self, how: str) -> None:
        """By what leads somewhere without a network too; else they stay."""
        self.happened[how] = self.happened.get(how, 0) + 1
        if how == "close":
            self.page.close()
        elif how == "load again" and not self.is_apart:
            self.page.reload()
        elif how == "to the text" and not self.is_apart:
            with self.page.expect_navigation():
                self.page.locator(f".section-nav a[href*='{TEXT}']").click()
            self.type_text()
            with self.page.expect_navigation():
                self.page.locator(f".section-nav a[href*='{TABLE}']").click()

    def round(self, number: int) -> None:
        expect(self.page.locator("[data-name^=clash]")).to_have_count(0)
        if not self.is_apart:
            incidents = ("cut", "cut", "answer lost", "nothing")
            self.meet("killed" if number % 12 == 5 else self.chance.choice(incidents))
        for _ in range(self.chance.randint(1, 3)):
            self.type_figure()
        self.go(self.chance.choice(WAYS_OUT))
        if self.page.is_closed() or self.chance.random() < 0.5:
            self.mend()
        if self.page.is_closed():
            self.open(TABLE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("cut-off")) as server:
        yield server


def test_nothing_is_lost_however_often_one_is_cut_off(browser: Browser, server: Server) -> None:
    county = County(**server.portal.call("tests.e2e.counties", "print_counties(1, 1)")[0])
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    print(f"SEED={seed} CUTS={ROUNDS}")
    with visiting(browser, server.portal.url) as visitor:
        page = sign_in(visitor(), county.people["reporter"])
        clerk = Clerk(page, server, county, random.Random(seed))
        clerk.open(TABLE)
        for number in range(ROUNDS):
            clerk.round(number)
        clerk.mend()
        clerk.page.goto(f"/reports/{county.report}/")  # which sends what is left
        clerk.page.wait_for_function("() => !localStorage.length", timeout=PATIENCE * 1000)

    story = read_story(server.portal, county.report)
    require_whole(story)
    lost = {place: value for place, value in clerk.typed.items() if story.now[place] != value}
    assert not lost, (lost, [story.values(place) for place in lost], clerk.happened)
    print(f"{next(clerk.values) - 1} typed, {len(story.writes)} writes, {clerk.happened}")
