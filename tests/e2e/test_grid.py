"""The grid as a spreadsheet: its keys, a block pasted into it, the table copied out of it."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import (
    DESK,
    PHONE,
    Camera,
    require_accessible,
    require_no_sideways_scroll,
)
from tests.e2e.steps import cell, open_section, save

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


# The module of the table that the page itself works with: under the same address it is the same one.
TABLE = """await import(performance.getEntriesByType("resource")
  .map(each => each.name).find(name => name.includes("/entry/grid/table.")))"""


def has_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


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


GLUED = [  # section, where one begins, what is typed, what the cells then hold
    ("s4_review_litigation", 0, "1 Enter 2 Enter 3", ["1", "2", "3"]),
    ("s4_review_litigation", 0, "1 ArrowDown 2", ["2", ""]),
    ("s4_review_litigation", 0, "1 ArrowUp 2", ["2", ""]),
    ("s4_review_litigation", 0, "1 Home 2", ["2", ""]),
    ("s4_review_litigation", 0, "1 NumpadEnter 2", ["1", "2"]),
    ("s3_requests", -1, "1 Enter 4", ["4"]),
    ("s3_requests", -1, "1 ArrowRight 4", ["4"]),
    ("s3_requests", -1, "1 Control+End 4", ["4"]),
]


@pytest.mark.parametrize(("section", "first", "typed", "held"), GLUED)
def test_a_key_that_leaves_a_cell_commits_it_also_where_there_is_no_other(
    visitor: Visitor, county: County, section: str, first: int, typed: str, held: list[str]
) -> None:
    """What is typed after it begins anew: digits of two figures are never glued together."""
    page = open_section(visitor(), county.report, county.people["reporter"], section)
    cells = page.locator("table.statutory input[name]:not([readonly])")
    begin = first % cells.count()
    for at in range(begin, begin + len(held)):
        cells.nth(at).fill("")
    cells.nth(begin).focus()
    for key in typed.split():
        page.keyboard.press(key)
    assert [cells.nth(begin + at).input_value() for at in range(len(held))] == held


def test_enter_at_the_end_of_a_column_goes_to_the_top_of_the_next(page: Page) -> None:
    last = "requests.carried_forward"
    for column, after in (
        ("natural_person", "commercial_enterprise"),
        ("legal_service_org", "other_org"),
    ):
        cell(page, f"{last}.{column}").focus()
        page.keyboard.press("Enter")
        assert has_focus(page) == f"requests.new_received.{after}"
        page.keyboard.press("Shift+Enter")
        assert has_focus(page) == f"{last}.{column}"


def test_what_is_committed_is_saved_where_the_focus_cannot_move(page: Page) -> None:
    cell(page, "requests.carried_forward.other_org").focus()
    page.keyboard.press("7")
    with page.expect_response("**/autosave/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 200
    assert has_focus(page) == "requests.carried_forward.other_org"


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


def paste(page: Page, text: str, place: str = "A1") -> None:
    """As Ctrl+V in a cell, with what another program would have put on the clipboard."""
    cell(page, named(place)).focus()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def apply(page: Page) -> None:
    page.locator("#paste-preview [data-grid=apply]").click()


def whole_block(page: Page) -> str:
    """The table as a spreadsheet copies it, labels and totals included, a figure in every cell."""
    return str(
        page.evaluate(
            f"""async () => ({TABLE}).places.map((row, y) => row.map((box, x) =>
              box.y !== y || box.x !== x ? "" : box.input ? String(y * 10 + x) : box.text
            ).join("\\t")).join("\\r\\n") + "\\r\\n" """
        )
    )


def test_a_whole_table_is_pasted_in_a_second_and_undone_at_once(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    cell(page, named("B1")).fill("7")
    told = page.evaluate_handle(
        """() => { const told = [], form = document.getElementById("section-form");
          form.addEventListener("portal:cells", e => told.push(e.detail)); return told; }"""
    )
    cells = page.locator("table.statutory input[name]")
    before = cells.evaluate_all("all => all.map(i => i.value)")
    block = whole_block(page)
    began = time.monotonic()
    paste(page, block, "C2")
    lit = page.locator("td[data-pasted=filled], td[data-pasted=changed]")
    expect(lit).to_have_count(len(before))
    previewed = time.monotonic() - began
    require_accessible(page)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        camera.take(page, f"paste-preview-{size['width']}")
    page.set_viewport_size(DESK)
    began = time.monotonic()
    apply(page)
    expect(cells.first).to_have_value("33")
    spent = previewed + time.monotonic() - began
    print(f"{len(before)} cells: preview {previewed:.2f} s, with applying {spent:.2f} s")
    after = cells.evaluate_all("all => all.map(i => i.value)")
    assert after == cells.evaluate_all(
        f"async all => all.map(({TABLE}).boxOf).map(box => String(box.y * 10 + box.x))"
    )
    expect(cell(page, "requests.new_received.total")).to_have_value(str(sum(range(33, 39))))
    camera.take(page, "pasted")
    page.locator("#grid-said button").click()
    assert cells.evaluate_all("all => all.map(i => i.value)") == before
    details = told.json_value()
    assert [detail["how"] for detail in details] == ["pasted", "undo"]
    assert [len(detail["cells"]) for detail in details] == [len(before)] * 2


def test_ctrl_z_after_a_paste_undoes_it_whole(page: Page) -> None:
    cell(page, named("A1")).fill("5")
    paste(page, "1\t2\n3\t/\n")
    expect(page.locator("td[data-pasted=refused]")).to_have_count(1)
    apply(page)
    expect(cell(page, named("A2"))).to_have_value("3")
    page.keyboard.press("Control+Z")
    for place, value in {"A1": "5", "B1": "", "A2": "", "B2": ""}.items():
        expect(cell(page, named(place))).to_have_value(value)


def test_a_cancelled_paste_changes_nothing(page: Page) -> None:
    paste(page, "1\t2")
    page.keyboard.press("Escape")
    expect(page.locator("#paste-preview")).to_be_hidden()
    expect(cell(page, named("A1"))).to_have_value("")
    assert has_focus(page) == named("A1")


def test_what_is_no_table_of_this_form_is_refused(page: Page) -> None:
    paste(page, "1\t2\n" * 5000)
    expect(page.locator("#paste-preview")).to_contain_text("超出本表大小")
    expect(page.locator("#paste-preview [data-grid=read]")).to_be_focused()
    page.keyboard.press("Escape")
    values = page.locator("table.statutory input[name]").evaluate_all(
        "all => all.map(i => i.value)"
    )
    assert set(values) == {""}


def test_the_labels_stay_in_view_on_a_phone(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    cell(page, named("C3")).focus()
    camera.take(page, "grid-1366")
    page.set_viewport_size(PHONE)
    cell(page, "requests.granted.other_org").focus()
    camera.take(page, "grid-390")
    frame = page.locator(".grid-frame").bounding_box()
    label = page.locator("th.label", has_text="（一）予以公开").bounding_box()
    assert frame and label
    assert frame["x"] <= label["x"] and label["x"] + label["width"] <= frame["x"] + 200
    require_no_sideways_scroll(page)


MOVES = """selector => document.addEventListener("mousedown", () => {
  document.querySelector(selector).insertAdjacentHTML("beforebegin", "<p>1<br>2<br>3<br>4</p>");
})"""


def test_a_press_counts_though_the_page_moves_under_it(page: Page, county: County) -> None:
    """As it does where leaving a cell brings a message."""
    page.goto(f"/reports/{county.report}/sections/s4_review_litigation/")
    page.evaluate(MOVES, "#section-form")
    page.locator("table.statutory input[name]").first.focus()
    page.keyboard.type("3")
    save(page, "next")
    expect(page).to_have_url(re.compile("/sections/s5_problems/$"))


def test_the_keys_below_the_table_go_without_moving_what_is_pressed_next(
    page: Page, county: County
) -> None:
    page.goto(f"/reports/{county.report}/sections/s4_review_litigation/")
    button = page.locator("button[name=then][value=next]")
    page.locator(".nil-keys button").first.focus()
    before = button.bounding_box()
    page.locator(".nil-keys button").first.blur()
    assert button.bounding_box() == before
