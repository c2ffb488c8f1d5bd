"""The grid as a spreadsheet: its keys, a block pasted into it, the table copied out of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.steps import cell, open_section

ROWS = ["new_received", "carried_over", "granted", "partially_granted"]
COLUMNS = [
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
]


def named(place: str) -> str:
    """`B2` is the second column of the second row."""
    return f"requests.{ROWS[int(place[1]) - 1]}.{COLUMNS[ord(place[0]) - ord('A')]}"


KEYS = [
    ("B2", "ArrowRight", "C2"), ("B2", "ArrowLeft", "A2"), ("B2", "ArrowUp", "B1"),
    ("B2", "ArrowDown", "B3"), ("B2", "Enter", "B3"), ("B2", "Shift+Enter", "B1"),
    ("B2", "Tab", "C2"), ("B2", "Shift+Tab", "A2"), ("C2", "Home", "A2"), ("C2", "End", "F2"),
    ("C2", "Control+Home", "A1"), ("C2", "Control+ArrowLeft", "A2"), ("C2", "Control+ArrowUp", "C1"),
    ("A1", "ArrowLeft", "A1"), ("F1", "ArrowRight", "F1"), ("A1", "ArrowUp", "A1"),
    ("B2", "F2 ArrowLeft", "B2"), ("B2", "F2 Enter", "B3"), ("B2", "7 ArrowRight", "C2"),
]  # fmt: skip


def has_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


@pytest.fixture
def page(visitor: Visitor, county: County) -> Page:
    return open_section(visitor(), county.report, county.people["reporter"])


def test_keys_move_as_in_a_spreadsheet(page: Page) -> None:
    for start, keys, end in KEYS:
        cell(page, named(start)).focus()
        for key in keys.split():
            page.keyboard.press(key)
        assert has_focus(page) == named(end), (start, keys)


def test_the_last_cell_is_reached_past_the_totals(page: Page) -> None:
    cell(page, named("B2")).focus()
    page.keyboard.press("Control+End")
    assert has_focus(page) == "requests.carried_forward.other_org"
    page.keyboard.press("ArrowUp")
    assert has_focus(page) == "requests.other_handling.other_org", (
        "the row of totals is passed over"
    )
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Enter")
    assert has_focus(page) == "requests.carried_forward.other_org"


def test_typing_replaces_f2_edits_and_escape_restores(page: Page) -> None:
    person = cell(page, named("A1"))
    person.fill("12")
    cell(page, named("A2")).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("3")
    expect(person).to_have_value("3")
    page.keyboard.press("Escape")
    expect(person).to_have_value("12")
    expect(cell(page, "requests.new_received.total")).to_have_value("12")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("0")
    expect(person).to_have_value("102")


def test_a_second_click_edits(page: Page) -> None:
    person = cell(page, named("B1"))
    person.fill("12")
    cell(page, named("A2")).focus()
    person.click()
    page.keyboard.type("5")
    expect(person).to_have_value("5")
    person.click()
    page.keyboard.press("End")
    page.keyboard.type("6")
    expect(person).to_have_value("56")


def test_an_input_method_loses_no_character(page: Page) -> None:
    person = cell(page, named("A1"))
    person.focus()
    browser = page.context.new_cdp_session(page)
    browser.send("Input.imeSetComposition", {"text": "yi", "selectionStart": 2, "selectionEnd": 2})
    for key in ("ArrowDown", "ArrowRight", "Enter", "Escape"):
        browser.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229},
        )
    assert has_focus(page) == named("A1"), "the key is the input method's"
    expect(person).to_have_value("yi")
    browser.send("Input.insertText", {"text": "１２"})
    expect(person).to_have_value("１２")
    expect(cell(page, "requests.new_received.total")).to_have_value("12")


def test_the_row_and_the_column_of_the_focus_are_lit(page: Page) -> None:
    lit = page.locator("table.statutory [data-state~=lit]")
    cell(page, named("B1")).focus()
    expect(page.locator("th[data-state~=lit]", has_text="一、本年新收")).to_have_count(1)
    expect(page.locator("th[data-state~=lit]", has_text="商业企业")).to_have_count(1)
    assert lit.locator("input").count() == 7 + page.locator("tr:has(td input)").count() - 1
    page.locator("h1").click()
    expect(lit).to_have_count(0)


def test_wide_cells_keep_the_column_one_came_from(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"], "s2_proactive")
    page.locator("tr:has(input[name])").first.locator("input[name]").last.focus()
    start = has_focus(page)
    count = page.locator("table.statutory tr:has(input[name])").count()
    for key in ("ArrowDown",) * count + ("ArrowUp",) * count:
        page.keyboard.press(key)
    assert has_focus(page) == start


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "without a clipboard"])
def test_one_key_copies_the_whole_table(allowed: bool, visitor: Visitor, county: County) -> None:
    visit = visitor(permissions=["clipboard-read", "clipboard-write"])
    if not allowed:
        visit.add_init_script("delete Navigator.prototype.clipboard")
    page = open_section(visit, county.report, county.people["reporter"])
    cell(page, named("A1")).fill("12")
    page.keyboard.press("Control+Shift+C")
    expect(page.locator("#grid-said")).not_to_be_empty()
    assert has_focus(page) == named("A1")
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<textarea id=\"out\">')")
    page.locator("#out").focus()
    page.keyboard.press("Control+V")
    lines = page.locator("#out").input_value().rstrip("\n").split("\n")
    assert [line.count("\t") for line in lines] == [9] * len(lines)
    assert lines[3].split("\t") == [
        "一、本年新收政府信息公开申请数量", "", "", "12", "", "", "", "", "", "12",
    ]  # fmt: skip
