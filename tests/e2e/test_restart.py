"""The server is killed while somebody types, at any moment, and started again: nothing is lost.

A portal of its own, which other tests do not share.
"""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.beside import PATIENCE
from tests.e2e.conftest import Visitor, visiting
from tests.e2e.counties import County
from tests.e2e.server import Server, running_server
from tests.e2e.steps import cell, open_section
from tests.e2e.story import read_story, require_whole
from tests.support.lengths import so_many

pytestmark = pytest.mark.both_databases

KILLS = int(os.environ.get("KILLS", so_many(2, 20)))
NEW = "requests.new_received"
PERSON, OTHER = f"{NEW}.natural_person", f"{NEW}.other_org"
TYPED_AT_ONCE = """values => {
  for (const [name, value] of Object.entries(values)) {
    const field = document.getElementById(`f-${name}`);
    field.value = value;
    for (const told of ["input", "change"]) field.dispatchEvent(new Event(told, { bubbles: true }));
  }
}"""  # so that both go out in one save, however slow the machine


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("killed"), "tests.e2e.dying") as server:
        yield server


@pytest.fixture(scope="module")
def _own_counties(server: Server) -> Iterator[County]:
    made = server.portal.call("tests.e2e.counties", "print_counties(1, 4)")
    return iter(County(**county) for county in made)


@pytest.fixture
def county(_own_counties: Iterator[County]) -> County:
    return next(_own_counties)


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[Visitor]:
    with visiting(browser, server.portal.url) as visitor:
        yield visitor


def say_saved(page: Page) -> None:
    """Its tries come at longer and longer intervals while there is no server."""
    bar = page.locator(".save-bar-state")
    expect(bar).to_have_attribute("data-save", "saved", timeout=PATIENCE * 1000)
    expect(bar).to_contain_text("已保存")
    expect(page.locator(".autosave-notice")).to_have_count(0)


class Killer(threading.Thread):
    """Kills the server at moments of its own choice, each second time just before an answer."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.server, self.chance = server, chance
        self.kills = {"any moment": 0, "before an answer": 0}
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            for number in range(KILLS):
                time.sleep(self.chance.uniform(0.2, 1.5))
                self._kill_before_an_answer() if number % 2 else self._kill()
                time.sleep(self.chance.uniform(0, 1))
                self.server.start()
        except (OSError, RuntimeError, TimeoutError) as error:
            self.error = error

    def _kill(self) -> None:
        self.server.kill()
        self.kills["any moment"] += 1

    def _kill_before_an_answer(self) -> None:
        (self.server.portal.folder / "die-after-the-next-save").touch()
        assert self.server.process
        self.server.process.wait(PATIENCE)
        self.kills["before an answer"] += 1


@contextmanager
def killed_again_and_again(server: Server) -> Iterator[Killer]:
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    killer = Killer(server, random.Random(seed))
    print(f"SEED={seed}")
    killer.start()
    yield killer
    killer.join(PATIENCE)
    assert killer.error is None and not killer.is_alive()
    assert killer.kills == {"any moment": KILLS - KILLS // 2, "before an answer": KILLS // 2}


def test_figures_typed_while_the_server_dies_are_all_saved_once(
    server: Server, visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    names = page.locator("table.statutory input[name]").evaluate_all("all => all.map(i => i.name)")
    typed: dict[str, list[str]] = {name: [] for name in names}
    with killed_again_and_again(server) as killer:
        for number, name in enumerate(itertools.cycle(names), 1):
            if not killer.is_alive() and number > len(names):
                break
            cell(page, name).focus()
            page.keyboard.type(str(number), delay=killer.chance.uniform(0, 30))
            page.keyboard.press("Tab")
            typed[name].append(str(number))
    say_saved(page)

    story = read_story(server.portal, county.report)
    require_whole(story)
    for name, values in typed.items():
        kept = story.values(name)
        assert kept[-1:] == values[-1:] == [story.now[name]]
        assert len(set(kept)) == len(kept) and set(kept) <= set(values), (name, values, kept)
    print(f"{sum(map(len, typed.values()))} figures in {len(names)} cells, {killer.kills}")


def test_a_text_typed_while_the_server_dies_is_saved_as_it_was_last(
    server: Server, visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"], "s1_overview")
    text = page.locator("[name=text]")
    text.focus()
    with killed_again_and_again(server) as killer:
        for number in itertools.count(1):
            page.keyboard.insert_text(f"第{number}句。\n" if number % 5 == 0 else f"第{number}句。")
            page.wait_for_timeout(2300 if number % 7 == 0 else killer.chance.uniform(50, 200))
            if not killer.is_alive():
                break
    say_saved(page)
    story = read_story(server.portal, county.report)
    require_whole(story)
    assert story.now["s1_overview"] == text.input_value().rstrip("\n")


def test_a_value_set_back_after_a_lost_answer_is_not_changed_again(
    server: Server, visitor: Visitor, county: County
) -> None:
    """The server took 5, nobody was told, and 4 was typed again: 4 it is, without a question."""
    page = open_section(visitor(), county.report, county.people["reporter"])
    for name, value in ((PERSON, "4"), (OTHER, "1,234")):
        cell(page, name).fill(value)
    cell(page, OTHER).press("Tab")
    say_saved(page)
    (server.portal.folder / "die-after-the-next-save").touch()
    page.evaluate(TYPED_AT_ONCE, {PERSON: "５", OTHER: "2,345"})
    assert server.process
    server.process.wait(PATIENCE)
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "failed")
    cell(page, PERSON).fill("4")
    cell(page, OTHER).fill("2,346")
    cell(page, OTHER).press("Tab")
    server.start()
    say_saved(page)
    story = read_story(server.portal, county.report)
    require_whole(story)
    assert story.values(PERSON) == ["4", "5", "4"]
    assert story.values(OTHER) == ["1234", "2345", "2346"]


def test_a_page_closed_while_the_server_is_dead_is_sent_when_it_is_opened_again(
    server: Server, visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    (server.portal.folder / "die-after-the-next-save").touch()
    cell(page, PERSON).fill("5")
    cell(page, PERSON).press("Tab")
    assert server.process
    server.process.wait(PATIENCE)
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "failed")
    cell(page, PERSON).fill("6")
    cell(page, OTHER).fill("7")
    again, address = page.context.new_page(), page.url
    page.close()
    server.start()
    again.goto(address)
    expect(again.locator(".autosave-notice")).to_have_count(1)
    expect(again.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    story = read_story(server.portal, county.report)
    require_whole(story)
    assert (story.now[PERSON], story.now[OTHER]) == ("6", "7")
