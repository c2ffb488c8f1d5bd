"""A whole form by copying: the tables of a published report, and the largest table there is."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from reports.form.numbers import parse_figure
from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import open_section, save
from tests.e2e.story import read_story, require_whole
from tests.support.figures import EXAMPLES
from tests.support.sample_2020 import BLOCKS, EDITION, FIGURES

# What people do themselves, counted over all pages of the browser's tab.
COUNT = """["keydown", "mousedown"].forEach(what => addEventListener(what, event => {
  if (!event.isTrusted || event.repeat || ["Control", "Shift"].includes(event.key)) return;
  sessionStorage.setItem(what, Number(sessionStorage.getItem(what) || 0) + 1);
}, true))"""


@dataclass
class Clipboard:
    """Another program's: what it holds is pasted with the keys."""

    page: Page

    def paste(self, block: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", block)
        self.page.keyboard.press("Control+V")
        expect(self.page.locator("#paste-preview")).to_be_visible()


def test_the_sample_is_entered_by_pasting_only(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    open_section(page, county.report, county.people["reporter"], "s2_proactive")
    page.add_init_script(COUNT)
    page.reload()
    began = time.monotonic()
    for code, block in BLOCKS.items():
        expect(page).to_have_url(f"{portal.url}/reports/{county.report}/sections/{code}/")
        page.locator("table.statutory input[name]").first.click()
        Clipboard(page).paste(block)
        expect(page.locator("#paste-preview tr.doubtful")).to_have_count(0)
        page.keyboard.press("Enter")
        save(page, "next")
    spent = time.monotonic() - began
    keys, clicks = page.evaluate("['keydown', 'mousedown'].map(n => +sessionStorage.getItem(n))")
    print(
        f"{len(FIGURES)} cells by {len(BLOCKS)} pastes: {keys} keys, {clicks} clicks, {spent:.1f} s"
    )

    story = read_story(portal, county.report)
    require_whole(story)
    found = {
        cell.id: float(parse_figure(story.now[cell.id], cell.kind) or 0)
        for cell in EDITION.cells.values()
    }
    assert "" not in [story.now[cell] for cell in EDITION.cells]
    assert found == FIGURES


@pytest.fixture
def largest(visitor: Visitor, county: County, portal: Portal) -> Page:
    """Table three of the form of 2021: 25 rows by 7 columns."""
    made = f"print_report_of_year({county.report}, 2025)"
    report = portal.call("tests.e2e.counties", made)
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    return open_section(page, report, county.people["reporter"])


def test_a_block_of_25_by_7_is_pasted_and_undone_whole(largest: Page) -> None:
    rows = largest.locator("table.statutory tr:has(input)")
    cells = largest.locator("table.statutory input[name]")
    every = largest.locator("table.statutory input")
    assert (rows.count(), every.count()) == (25, 25 * 7)
    cells.nth(3).fill("8")
    before = every.evaluate_all("all => all.map(i => i.value)")
    block = [[str(100 + 10 * y + x) for x in range(7)] for y in range(25)]
    cells.first.focus()
    page = largest
    page.evaluate("text => navigator.clipboard.writeText(text)", text_of(block))
    began = time.monotonic()
    page.keyboard.press("Control+V")
    expect(page.locator("#paste-preview tbody tr")).to_have_count(cells.count(), timeout=5000)
    previewed = time.monotonic() - began
    began = time.monotonic()
    page.keyboard.press("Enter")
    expect(cells.last).to_have_value(block[-1][-2], timeout=5000)
    applied = time.monotonic() - began
    print(f"25 x 7: preview after {previewed:.2f} s, applied {applied:.2f} s after the press")

    computed = every.evaluate_all("all => all.map(i => i.readOnly)")
    shown = every.evaluate_all("all => all.map(i => i.value)")
    flat = [figure for row in block for figure in row]
    typed = [(a, b) for a, b, total in zip(shown, flat, computed, strict=True) if not total]
    assert len(typed) == cells.count() and all(a == b for a, b in typed)
    saved = page.locator(".save-bar-state")
    expect(saved).to_have_attribute("data-save", "saved")
    page.locator("#grid-said button").press("Enter")
    assert every.evaluate_all("all => all.map(i => i.value)") == before
    expect(saved).to_have_attribute("data-save", "waiting")
    expect(saved).to_have_attribute("data-save", "saved")
    page.reload()
    assert every.evaluate_all("all => all.map(i => i.value)") == before


def text_of(block: list[list[str]]) -> str:
    return "".join("\t".join(row) + "\r\n" for row in block)


# The module that reads a pasted block, as the page itself has loaded it.
READ = """async texts => {
  const module = await import(performance.getEntriesByType("resource")
    .map(each => each.name).find(name => name.includes("/entry/grid/pasted_text.")));
  return texts.map(text => module.read(text));
}"""


def test_the_browser_reads_the_examples_as_the_server_does(
    visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    examples = [example for example in EXAMPLES if "pasted" in example]
    read = page.evaluate(READ, [example["written"] for example in examples])
    found = {example["written"]: cell["kind"] for example, cell in zip(examples, read, strict=True)}
    assert found == {example["written"]: example["pasted"] for example in examples}
    figures = {
        example["written"]: (cell["text"], example["figure"])
        for example, cell in zip(examples, read, strict=True)
        if example["pasted"] == "number"
    }
    assert all(parse_figure(text, "count") == figure for text, figure in figures.values())
