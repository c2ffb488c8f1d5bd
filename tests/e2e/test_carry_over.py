"""What last year's approved report fixes, as one meets it in the grid; with and without a script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.steps import cell, open_section, save

OVER = "requests.carried_over"
PERSON, COMPANY = f"{OVER}.natural_person", f"{OVER}.commercial_enterprise"
NEW = "requests.new_received.natural_person"
DOCUMENTS = "art20_1.normative_docs"
REASON = "两家单位合并，划入两件"


def opened(visitor: Visitor, county: County, report: int, *, javascript: bool = True,
           code: str = "s3_requests", who: str = "reporter") -> Page:  # fmt: skip
    return open_section(visitor(javascript=javascript), report, county.people[who], code)


def test_a_fixed_cell_says_why_and_a_reason_opens_it(
    visitor: Visitor, county: County, report: int, camera: Camera
) -> None:
    page = opened(visitor, county, report)
    expect(cell(page, PERSON)).to_have_value("3")
    expect(cell(page, f"{OVER}.total")).to_have_value("3")
    cell(page, NEW).fill("8")
    cell(page, NEW).press("ArrowDown")
    page.keyboard.type("5")
    expect(cell(page, PERSON)).to_be_focused()
    expect(cell(page, PERSON)).to_have_value("3")
    expect(page.locator("#grid-said")).to_contain_text("已锁定")
    camera.take(page, "locks-said")
    camera.take_sizes(page, "locks-closed")
    page.locator("#grid-said button").click()
    expect(page.locator("#open-reason")).to_be_focused()
    require_accessible(page)
    camera.take_sizes(page, "locks-asking")
    page.keyboard.type(REASON)
    with page.expect_navigation():
        page.locator("#locks form button", has_text="解锁").click()
    expect(cell(page, PERSON)).to_be_focused()
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    expect(cell(page, NEW)).to_have_value("8")
    expect(page.locator("#section-findings")).to_contain_text("结转衔接")
    page.reload()
    expect(cell(page, PERSON)).to_have_value("5")
    expect(cell(page, PERSON)).to_have_attribute("title", REASON)
    expect(page.locator("#locks .explanation")).to_contain_text(REASON)
    require_accessible(page)
    camera.take_sizes(page, "locks-opened")
    page.goto(f"/reports/{report}/check/")
    expect(page.locator("body")).to_contain_text(REASON)


def test_without_a_script_it_goes_the_same_way_and_back(
    visitor: Visitor, county: County, report: int
) -> None:
    page = opened(visitor, county, report, javascript=False)
    expect(cell(page, PERSON)).not_to_be_editable()
    page.locator("#locks summary").click()
    page.locator(f"[id='open-{PERSON}']").check()
    page.locator(f"[id='open-{COMPANY}']").check()
    page.locator("#open-reason").fill(REASON)
    with page.expect_navigation():
        page.locator("#locks details form button").click()
    cell(page, PERSON).fill("5")
    save(page)
    expect(cell(page, PERSON)).to_have_value("5")
    with page.expect_navigation():
        page.locator(f"#locks .opened-cells button[value='{PERSON}']").click()
    expect(cell(page, PERSON)).to_have_value("3")
    expect(cell(page, PERSON)).not_to_be_editable()
    expect(cell(page, COMPANY)).to_be_editable()


def test_without_a_choice_the_reason_stands_and_nothing_is_opened(
    visitor: Visitor, county: County, report: int
) -> None:
    page = opened(visitor, county, report, javascript=False)
    page.locator("#locks summary").click()
    page.locator("#open-reason").fill(REASON)
    with page.expect_navigation():
        page.locator("#locks details form button").click()
    expect(page.locator("#locks .invalid-feedback")).to_be_visible()
    expect(page.locator("#open-reason")).to_have_value(REASON)
    page.goto(f"/reports/{report}/sections/s3_requests/")
    expect(page.locator("#locks .opened-cells")).to_have_count(0)
    expect(cell(page, PERSON)).not_to_be_editable()


def test_what_is_in_force_follows_what_is_made(
    visitor: Visitor, county: County, report: int, camera: Camera
) -> None:
    page = opened(visitor, county, report, code="s2_proactive")
    expect(cell(page, f"{DOCUMENTS}.in_force")).to_have_value("")
    for column, figure in (("made", "2"), ("repealed", "1")):
        cell(page, f"{DOCUMENTS}.{column}").fill(figure)
        page.keyboard.press("Tab")
    expect(cell(page, f"{DOCUMENTS}.in_force")).to_have_value("8")
    require_accessible(page)
    camera.take_sizes(page, "locks-documents")


def test_a_pasted_block_goes_around_fixed_cells_and_says_so(
    visitor: Visitor, county: County, report: int
) -> None:
    page = opened(visitor, county, report)
    cell(page, NEW).focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "1\\t2\\n3\\t4");
          document.activeElement.dispatchEvent(new ClipboardEvent("paste",
            { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    expect(page.locator("td[data-pasted=filled], td[data-pasted=changed]")).to_have_count(2)
    expect(page.locator("#paste-counts")).to_contain_text("已锁定，跳过 1 个")
    expect(page.locator(".paste-problems")).to_contain_text("“4”不填入：这一格取自上年报告，已锁定")
    page.locator("#paste-preview [data-grid=apply]").click()
    expect(cell(page, NEW)).to_have_value("1")
    expect(cell(page, NEW.replace("natural_person", "commercial_enterprise"))).to_have_value("2")
    expect(cell(page, PERSON)).to_have_value("3")
    expect(cell(page, COMPANY)).to_have_value("0")


def test_a_cell_that_was_open_and_is_closed_meanwhile_tells_what_is_not_saved(
    visitor: Visitor, county: County, report: int
) -> None:
    page = opened(visitor, county, report)
    page.locator("#locks summary").click()
    page.locator(f"[id='open-{PERSON}']").check()
    page.locator("#open-reason").fill(REASON)
    with page.expect_navigation():
        page.locator("#locks details form button").click()
    colleague = opened(visitor, county, report, who="colleague")
    with colleague.expect_navigation():
        colleague.locator(f"#locks .opened-cells button[value='{PERSON}']").click()
    cell(page, PERSON).fill("5")
    page.keyboard.press("Tab")
    notice = page.locator(".autosave-notice")
    expect(notice).to_contain_text("所填 5 没有保存")
    expect(cell(page, PERSON)).to_have_value("3")
    expect(cell(page, PERSON)).not_to_be_editable()
