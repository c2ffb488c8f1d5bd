"""The side panel beside the grid, and who else is there; with and without a script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible, require_no_sideways_scroll
from tests.e2e.scripts import BOTH
from tests.e2e.steps import cell, open_section

NEW = "requests.new_received.natural_person"


def tab(page: Page, name: str) -> None:
    page.locator(".panel-tabs a", has_text=name).click()


def test_the_panel_shows_the_years_of_the_cell_and_what_jumped(
    visitor: Visitor, county: County, report: int, camera: Camera
) -> None:
    page = open_section(visitor(), report, county.people["reporter"])
    expect(page.locator("#panel-findings")).to_be_visible()
    expect(page.locator("#panel-years")).to_be_hidden()
    tab(page, "往年")
    cell(page, NEW).fill("8")
    rows = page.locator("#panel-years tbody tr")
    expect(rows).to_have_count(4)
    page.keyboard.press("Tab")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    cell(page, NEW).focus()
    expect(rows.nth(0)).to_contain_text("同比减少 1（-11.1%）")
    expect(rows.nth(1)).to_contain_text("相差较大")
    expect(rows.nth(2)).to_contain_text("同比增加 28（+233.3%）")
    require_accessible(page)
    camera.take_sizes(page, "panel-years")
    camera.take(page, "panel-years-seen")


def test_one_key_leads_to_the_notes_and_rules_and_escape_back(
    visitor: Visitor, county: County, report: int, camera: Camera
) -> None:
    page = open_section(visitor(), report, county.people["reporter"])
    for key in ("F1", "Control+/"):
        cell(page, NEW).focus()
        page.keyboard.press(key)
        notes = page.locator("#panel-notes")
        expect(notes).to_be_focused()
        expect(notes).to_contain_text("一件申请只计一次")
        expect(notes).to_contain_text("以个人名义提出的申请")
        expect(notes).to_contain_text("本年新收 + 上年结转 = 办理结果总计 + 结转下年度")
        page.keyboard.press("Escape")
        expect(cell(page, NEW)).to_be_focused()
    require_accessible(page)
    camera.take(page, "panel-notes-seen")
    page.locator("[data-grid=notes]").click()
    expect(page.locator("#panel-notes")).to_be_focused()
    page.locator(".keys-help summary").click()
    expect(page.locator(".keys-help dl")).to_contain_text("Esc")
    require_accessible(page)
    camera.take_sizes(page, "panel-keys")


def test_tabs_are_walked_with_arrows(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-years")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel-notes")).to_be_visible()
    expect(page.locator("#panel-findings")).to_be_hidden()


def test_without_a_script_everything_stands_there(
    visitor: Visitor, county: County, report: int, camera: Camera
) -> None:
    page = open_section(visitor(javascript=False), report, county.people["reporter"])
    for part in ("findings", "years", "notes"):
        expect(page.locator(f"#panel-{part}")).to_be_visible()
    camera.take_sizes(page, "panel-without-script")
    with page.expect_navigation():
        page.locator("#panel-years a").click()
    expect(page.locator(".years-table thead th")).to_have_count(6)
    require_no_sideways_scroll(page)
    with page.expect_navigation():
        page.locator(".years-table tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("本年新收")


def test_the_pages_of_years_and_of_a_cell_are_accessible(
    visitor: Visitor, county: County, report: int, camera: Camera
) -> None:
    page = open_section(visitor(), report, county.people["reporter"])
    page.goto(f"/reports/{report}/sections/s3_requests/years/")
    require_accessible(page)
    camera.take_sizes(page, "years")
    page.goto(f"/reports/{report}/cells/{NEW}/")
    require_accessible(page)
    camera.take_sizes(page, "cell")


@BOTH
def test_the_page_says_who_else_has_it_open(
    javascript: bool, visitor: Visitor, county: County, camera: Camera
) -> None:
    first = open_section(visitor(), county.report, county.people["reporter"])
    second = open_section(visitor(javascript=javascript), county.report, county.people["colleague"])
    expect(second.locator("#presence")).to_have_text("周晓禾 也在填写本部分")
    camera.take(second, "presence")
    expect(first.locator("#presence")).to_be_empty()
    if javascript:
        first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(first.locator("#presence")).to_have_text("陈望 也在填写本部分")
        require_accessible(first)


def test_a_hidden_page_is_silent(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    page.wait_for_timeout(300)
    assert not any("/presence/" in url for url in told)
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", { value: false, configurable: true });
          document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    page.wait_for_timeout(1000)
    assert sum("/presence/" in url for url in told) == 1
