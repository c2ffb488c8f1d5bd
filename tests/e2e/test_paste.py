"""A whole form by copying: the tables of a published report, and the largest table there is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from reports.form.content import Content
from reports.form.edition import Kind
from reports.form.numbers import FigureError, format_figure, parse_figure
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, save
from tests.e2e.story import read_story, require_whole
from tests.support.figures import EXAMPLES
from tests.support.published import published, random_figures
from tests.support.sample_2020 import BLOCKS, EDITION, FIGURES

REFUSED, DIFFERING, FILLED, CHANGED = (
    f"td[data-pasted={state}]" for state in ("refused", "differs", "filled", "changed")
)
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
        expect(page.locator(REFUSED)).to_have_count(0)
        expect(page.locator(DIFFERING)).to_have_count(0)
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
    expect(page.locator(f"{FILLED}, {CHANGED}")).to_have_count(cells.count(), timeout=5000)
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


# The module that reads a figure, as the page itself has loaded it.
READ = """async texts => {
  const module = await import(performance.getEntriesByType("resource")
    .map(each => each.name).find(name => name.includes("/entry/grid/figures.")));
  return texts.map(text => module.readFigure(text, "count"));
}"""


def test_the_browser_reads_the_examples_as_the_server_does(
    visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    read = page.evaluate(READ, [example["written"] for example in EXAMPLES])
    for example, found in zip(EXAMPLES, read, strict=True):
        expected = (
            (str(example.get("figure")), None)
            if "figure" in example
            else (None, example["refused"])
        )
        assert (found.get("figure"), found.get("fault")) == expected, example


MONEY = [
    "1571.55万元",
    "15715500元",
    "123456元",
    "0.00005",
    "0.5000",
    "1,571.55",
    "-1",
]
SIGNED = ["+28", "-251", "0", "-0", "007", "+1,234", "-1.0", "--5", "1.5", "１２"]


def test_the_browser_reads_money_and_changes_as_the_server_does(
    visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    script = READ.replace('text, "count"', "text[0], text[1]")
    examples = [(text, "money") for text in MONEY] + [(text, "signed_count") for text in SIGNED]
    for (text, kind), found in zip(examples, page.evaluate(script, examples), strict=True):
        try:
            expected = {"figure": format_figure(parse_figure(text, cast("Kind", kind)))}
        except FigureError as error:
            expected = {"fault": error.fault.value}
        assert found == expected, (text, kind)


# The preview -----------------------------------------------------------------------------------


def paste(page: Page, name: str, text: str, html: str = "") -> None:
    """As Ctrl+V in a cell, with what another program would have put on the clipboard."""
    cell(page, name).focus()
    page.evaluate(
        """([text, html]) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          if (html) data.setData("text/html", html);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [text, html],
    )


def shown(page: Page, name: str) -> str:
    return cell(page, name).locator("xpath=..").inner_text()


ROW = "requests.new_received"
PERSON, COMPANY, TOTAL = (
    f"{ROW}.{c}" for c in ("natural_person", "commercial_enterprise", "total")
)
OTHER = f"{ROW}.other_org"


def test_the_form_itself_shows_what_a_block_would_change(page: Page) -> None:
    cell(page, PERSON).fill("7")
    paste(page, PERSON, "5\t1\t0\t0\t0\t无\t9\r\n")
    bar = page.locator("#paste-preview")
    expect(bar.get_by_role("button", name="填入 5 格")).to_be_focused()
    expect(bar).to_contain_text("其中 1 格替换原有的数")
    expect(bar).to_contain_text("粘贴内容写 9，各格相加是 6")
    assert shown(page, PERSON).split() == ["5", "原为", "7"]
    assert shown(page, TOTAL).split() == ["6", "粘贴内容不同：", "≠9"]
    expect(page.locator(CHANGED)).to_have_count(1)
    expect(page.locator(FILLED)).to_have_count(4)
    expect(page.locator(REFUSED)).to_contain_text("无")
    assert cell(page, PERSON).input_value() == "7" and cell(page, COMPANY).input_value() == ""
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator(".pasted-cell")).to_have_count(0)
    expect(cell(page, PERSON)).to_be_focused()
    expect(cell(page, PERSON)).to_have_value("7")


def test_what_is_left_out_is_named_when_the_rest_has_been_set(page: Page) -> None:
    paste(page, PERSON, "约5\t2\t3\r\n")
    page.keyboard.press("Enter")
    expect(cell(page, COMPANY)).to_have_value("2")
    expect(cell(page, PERSON)).to_have_value("")
    expect(page.locator("#grid-said")).to_contain_text("自然人 “约5”")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")


def test_one_press_fills_in_0_where_the_block_says_that_there_was_nothing(page: Page) -> None:
    paste(page, PERSON, "/\t—\t无\t\t未发生\t5①\r\n")
    expect(page.locator(REFUSED)).to_have_count(5)
    zeros = page.locator("[data-grid=zeros]")
    expect(zeros).to_be_focused()
    zeros.press("Enter")
    expect(zeros).to_have_attribute("aria-pressed", "true")
    expect(page.locator(FILLED)).to_have_count(5)
    page.keyboard.press("Enter")
    expect(cell(page, f"{ROW}.public_welfare_org")).to_have_value("0")
    values = page.locator(f"input[name^='{ROW}.']").evaluate_all("all => all.map(i => i.value)")
    assert values == ["0", "0", "0", "0", "0", ""]


def test_a_single_figure_that_is_raised_where_it_was_copied_is_not_taken(page: Page) -> None:
    paste(page, PERSON, "52", "<table><tr><td>5<sup>2</sup></td></tr></table>")
    expect(page.locator("#paste-preview")).to_contain_text("脚注")
    page.locator("[data-grid=cancel]").click()
    expect(cell(page, PERSON)).to_have_value("")


@pytest.mark.parametrize("rows", ["own lines", "page"])
def test_a_pasted_report_is_read_in_with_one_press(
    visitor: Visitor, county: County, rows: str
) -> None:
    """What was pasted goes along; nobody has to paste it again."""
    page = open_section(visitor(), county.report, county.people["reporter"])
    figures = random_figures(EDITION, 4)
    text = published(EDITION, figures, year=2020)
    report = Content(2020, figures, {}, agency=county.agency)
    html = (
        RENDERERS["html"].render(build_document(EDITION, report)).decode() if rows == "page" else ""
    )
    paste(page, PERSON, text, html)
    expect(page.locator("#paste-preview")).to_be_visible()
    expect(page.locator("[data-grid=apply]")).to_be_hidden()
    with page.expect_navigation():
        page.get_by_role("button", name="改为读入年报").click()
    assert f"/reports/{county.report}/proposals/" in page.url
    expect(page.locator("td[data-read=filled]").first).to_be_visible()


def test_many_cells_of_other_people_are_not_written_over_unseen(page: Page) -> None:
    """What stands in a cell when the press comes is what undoing brings back."""
    paste(page, PERSON, "1\t2\r\n")
    cell(page, PERSON).evaluate("input => { input.value = '8'; }")
    page.keyboard.press("Enter")
    expect(cell(page, PERSON)).to_have_value("1")
    page.keyboard.press("Control+Z")
    expect(cell(page, PERSON)).to_have_value("8")
