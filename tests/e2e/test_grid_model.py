"""Random keys, clicks and input methods in the grid, beside a model of it that is written anew from
the printed form: the same values, the same cell, the same selection, and all of it stored.

`LONG=1` plays a thousand sequences, `SEED` the same ones again. The page's clock stands still but for
the moments in which what was typed is sent and answered; server and browser are the real ones."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from reports.form.edition import Edition
from reports.form.loader import edition_for
from reports.form.numbers import FigureError, parse_figure, shown_figure
from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.grid_model import MARKING, SIDEWAYS, STAYING, UPRIGHT, Grid
from tests.e2e.server import Portal
from tests.e2e.steps import open_section
from tests.e2e.story import read_story, require_whole
from tests.support.lengths import so_many

SEQUENCES = so_many(4, 200)  # of each shape
LENGTH = (4, 24)
PARTLY = ("new_received", "granted")  # the rows a partial return opens
KEYS = {
    "Enter": 14, "NumpadEnter": 3, "Shift+Enter": 4, "Tab": 8, "Shift+Tab": 4, "F2": 6, "Escape": 4,
    "Backspace": 5, "Delete": 4, "Control+A": 2, "Control+Z": 5, "Control+Y": 3,
    "Control+Home": 1, "Control+End": 2, **dict.fromkeys(UPRIGHT, 3), **dict.fromkeys(SIDEWAYS, 3),
    **dict.fromkeys(STAYING, 1), **dict.fromkeys(MARKING, 1),
}  # fmt: skip
OTHERS = {"digits": 60, "keypad": 15, "sign": 2, "held": 4, "click": 6, "click again": 6,
          "double click": 3, "compose": 5, "compose and drop": 2, "answer": 5}  # fmt: skip

POST = """(() => {
  const real = window.fetch;
  let under = 0;
  window.fetch = (url, options) => {
    if (String(url).endsWith("/autosave/")) under += 1;
    return real(url, options);
  };
  addEventListener("portal:saved", () => { under -= 1; }, true);
  window.quiet = async () => {
    const turn = () => new Promise(done => { const channel = new MessageChannel();
      channel.port1.onmessage = done; channel.port2.postMessage(0); });
    do await turn(); while (under);
  };
})()"""
SIGHT = """() => {
  const at = document.activeElement, inputs = [...document.querySelectorAll("table.statutory input")];
  const known = inputs.includes(at);
  return { values: Object.fromEntries(inputs.map(input => [input.id.slice(2), input.value])),
    at: known ? at.id.slice(2) : "", selection: known ? [at.selectionStart, at.selectionEnd] : [] };
}"""
OPEN = "all => all.filter(input => input.name && !input.readOnly).map(input => input.name)"
FIXED = "all => all.filter(input => input.hasAttribute('data-locked')).map(input => input.name)"


@dataclass
class Player:
    """Does the same on the page and in the model; tells what it did."""

    page: Page
    grid: Grid
    chance: random.Random
    browser: CDPSession
    told: list[str] = field(default_factory=list)

    def play(self) -> None:
        self.told.clear()
        self.click()
        for _ in range(self.chance.randint(*LENGTH)):
            self.step()
            self.compare()
        self.answer()

    def step(self) -> None:
        possible = KEYS | OTHERS if self.grid.at else {"click": 1}
        what = self.chance.choices(list(possible), list(possible.values()))[0]
        if what in KEYS:
            self.press(what)
        else:
            deeds: dict[str, Callable[[], None]] = {
                "digits": self.digits, "keypad": self.keypad, "sign": self.sign,
                "held": self.hold, "click": self.click, "click again": self.click_again,
                "double click": self.double_click, "compose": lambda: self.compose("１２"),
                "compose and drop": lambda: self.compose(""), "answer": self.answer,
            }  # fmt: skip
            deeds[what]()

    # Keys ---------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        self.told.append(key)
        if self.grid.editing and key in ("Control+ArrowLeft", "Control+ArrowRight"):
            return  # by words, which the browser finds
        self.grid.press(key)
        self.page.keyboard.press(key)

    def digits(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.character(self.chance.choice("0123456789"))

    def sign(self) -> None:
        self.character(self.chance.choice("-.+"))

    def character(self, sign: str) -> None:
        self.told.append(sign)
        self.grid.type(sign)
        self.page.keyboard.press(sign)

    def keypad(self) -> None:
        """With NumLock, and without it, where the digits are arrows."""
        names = {"8": "ArrowUp", "2": "ArrowDown", "4": "ArrowLeft", "6": "ArrowRight", "7": "Home",
                 "1": "End", ".": "Delete"}  # fmt: skip
        sign = self.chance.choice([*"0123456789.-"])
        off = sign in names and self.chance.random() < 0.5
        key = names[sign] if off else sign
        code = {".": "NumpadDecimal", "-": "NumpadSubtract"}.get(sign, f"Numpad{sign}")
        self.told.append(f"keypad {key}")
        self.grid.press(key) if off else self.grid.type(sign)
        codes = {"ArrowUp": 38, "ArrowDown": 40, "ArrowLeft": 37, "ArrowRight": 39, "Home": 36,
                 "End": 35, "Delete": 46, ".": 110, "-": 109}  # fmt: skip
        number = codes.get(key) or 96 + int(sign)
        event = {"key": key, "code": code, "windowsVirtualKeyCode": number, "isKeypad": True}
        text = {} if off else {"text": sign}
        kind = "rawKeyDown" if off else "keyDown"
        self.browser.send("Input.dispatchKeyEvent", {"type": kind, **event, **text})
        self.browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def hold(self) -> None:
        """A key that repeats itself."""
        key = self.chance.choice(["ArrowDown", "ArrowRight", "Enter", "Backspace", "5"])
        self.told.append(f"{key} held")
        for _ in range(3):
            self.grid.type(key) if key == "5" else self.grid.press(key)
            self.page.keyboard.down(key)
        self.page.keyboard.up(key)

    # The mouse, the input method, the server ------------------------------------------------------

    def click(self) -> None:
        box = self.chance.choice(self.grid.boxes)
        if box == self.grid.at:
            return
        self.told.append(f"click {box.cell}")
        self.grid.click(box)
        self.page.locator(f"[id='f-{box.cell}']").click()

    def click_again(self) -> None:
        if self.grid.is_open:
            self.told.append("click again, End")
            self.page.locator(f"[id='f-{self.grid.here.cell}']").click()
            self.after_clicks()

    def double_click(self) -> None:
        box = self.chance.choice(self.grid.stops)
        if box.cell not in self.grid.open:
            return
        self.told.append(f"double click {box.cell}, End")
        self.grid.click(box)
        self.page.locator(f"[id='f-{box.cell}']").dblclick()
        self.after_clicks()

    def after_clicks(self) -> None:
        """The browser chooses where the caret stands: it is led to the end."""
        self.grid.click(self.grid.here)
        self.grid.press("End")
        self.page.keyboard.press("End")

    def compose(self, chosen: str) -> None:
        if not self.grid.is_open:
            return
        self.told.append(f"composes {chosen!r}")
        self._compose("yi")
        for key in ("Enter", "ArrowDown", "Tab"):
            event = {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229}
            self.browser.send("Input.dispatchKeyEvent", event)
        self.grid.type(chosen)
        if chosen:
            self.browser.send("Input.insertText", {"text": chosen})
        else:
            self._compose("")

    def _compose(self, text: str) -> None:
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        self.browser.send("Input.imeSetComposition", {"text": text, **place})

    def answer(self) -> None:
        """What is committed is sent and answered; the cell one is in is not touched by it."""
        self.told.append("answer")
        for _ in range(2):
            self.page.clock.run_for(400)
            self.page.evaluate("quiet()")
        sight = self.compare()
        self.grid.values.update(sight["values"])  # as the server writes them: 12 for １２

    def compare(self) -> dict[str, Any]:
        sight: dict[str, Any] = self.page.evaluate(SIGHT)
        grid = self.grid
        at = grid.at.cell if grid.at else ""
        typed = {
            cell for cell, box in grid.by_cell.items() if not grid.edition.cells[cell].computed
        }
        as_read = {c: canonical(grid.edition, c, sight["values"][c]) for c in typed}
        expected = {c: canonical(grid.edition, c, grid.values[c]) for c in typed}
        assert sight["at"] == at, " | ".join(self.told)
        differing = {c: (expected[c], as_read[c]) for c in typed if expected[c] != as_read[c]}
        assert not differing, " | ".join(self.told)
        if at in grid.open:  # in a cell that is fixed nothing hangs on what is selected
            here = (sight["values"][at], sight["selection"])
            assert here == (grid.text, grid.selection), " | ".join(self.told)
        # Found to mean the same: as the server writes them, 12 for １２ and 7 for 007.
        grid.values.update({c: v for c, v in sight["values"].items() if c != at})
        return sight


def canonical(edition: Edition, cell: str, written: str) -> str:
    kind = edition.cells[cell].kind
    try:
        return shown_figure(parse_figure(written, kind), kind)
    except FigureError as error:
        return error.found


def sections(county: County, portal: Portal, name: str) -> tuple[int, int, str]:
    """The report, its year and the section of a shape."""
    if name == "carried over":
        made = portal.call("tests.e2e.counties", f"print_years({county.agency!r})")
        return int(made["report"]), 2026, "s3_requests"
    if name == "partly returned":
        cells = [c for c in edition_for(2020).cells if c.split(".")[1] in PARTLY]
        portal.call("tests.e2e.counties", f"print_open_places({county.report}, {cells!r})")
        return county.report, 2020, "s3_requests"
    return county.report, 2020, name


SHAPES = ("s2_proactive", "s3_requests", "s4_review_litigation", "carried over", "partly returned")


@pytest.mark.parametrize("shape", SHAPES)
def test_random_keys_do_what_the_model_of_the_grid_says(
    shape: str, visitor: Visitor, county: County, portal: Portal
) -> None:
    report, year, section = sections(county, portal, shape)
    page = visitor()
    page.add_init_script(POST)
    page.clock.install()
    open_section(page, report, county.people["reporter"], section)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    inputs = page.locator("table.statutory input")
    values = page.evaluate(SIGHT)["values"]
    grid = Grid(edition_for(year), section, values, set(inputs.evaluate_all(OPEN)),
                set(inputs.evaluate_all(FIXED)))  # fmt: skip
    began = time.monotonic()
    seed = int(os.environ.get("SEED") or so_many(1, random.randrange(10**6)))
    print(f"SEED={seed}")
    player = Player(page, grid, random.Random(seed), page.context.new_cdp_session(page))
    for _ in range(SEQUENCES):
        player.play()
    print(f"{SEQUENCES} sequences in {time.monotonic() - began:.0f} s")
    page.locator("h1").click()
    grid.leave()
    player.answer()
    story = read_story(portal, report)
    require_whole(story)
    assert {cell: story.now[cell] for cell in grid.open} == {
        cell: canonical(grid.edition, cell, grid.values[cell]) for cell in grid.open
    }
