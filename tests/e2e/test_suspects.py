"""What is probably wrong is set by one press and taken back by one; findings lead to their places."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.steps import cell, open_section, save

NEW = "requests.new_received.natural_person"


def open_zeros(page: Page, county: County) -> Page:
    """Section three, in which nothing happened."""
    open_section(page, county.report, county.people["reporter"])
    with page.expect_navigation():
        page.locator("button.nil-tool[value^='zero.']").first.click()
    expect(cell(page, NEW)).to_have_value("0")
    return page


def mistype(page: Page, scripts: bool) -> tuple[str, str]:
    """Write one too many; return what was there, and what is there now."""
    right = cell(page, NEW).input_value()
    wrong = str(int(right or 0) + 1)
    cell(page, NEW).fill(wrong)
    if scripts:
        page.keyboard.press("Tab")
        expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    else:
        save(page)
    return right or "0", wrong


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_cell_that_was_mistyped_is_first_set_and_taken_back(
    visitor: Visitor, county: County, camera: Camera, scripts: bool
) -> None:
    page = open_zeros(visitor(javascript=scripts), county)
    right, wrong = mistype(page, scripts)
    suspects = page.locator("#section-findings .suspects > li")
    assert 1 <= suspects.count() <= 5
    first = suspects.nth(0)
    expect(first).to_contain_text(f"{wrong} → {right}")
    if scripts:
        require_accessible(page)
        camera.take_sizes(page, "suspects")
    first.locator("button").click()
    expect(cell(page, NEW)).to_have_value(right)
    expect(page.locator("#section-findings .suspicion")).to_have_count(0)
    page.locator("#grid-said button, .suggested-set button").click()
    expect(cell(page, NEW)).to_have_value(wrong)
    expect(page.locator("#section-findings .suspicion")).to_have_count(1)


def test_the_link_to_the_next_blank_goes_round_the_table(visitor: Visitor, county: County) -> None:
    page = open_zeros(visitor(), county)
    blanks = [f"requests.{row}.other_org" for row in ("new_received", "granted")]
    for place in blanks:
        cell(page, place).fill("")
        page.keyboard.press("Tab")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    link = page.locator("#section-findings a.next-blank")
    expect(link).to_have_text("下一个空格")
    for place in (*blanks, blanks[0]):
        link.click()
        expect(cell(page, place)).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_finding_in_a_text_leads_to_its_words(
    visitor: Visitor, county: County, scripts: bool
) -> None:
    words = "以上情况详见附件。" * 40
    text = f"{words}\n本年收到申请 97 件。\n{words}"
    page = open_zeros(visitor(javascript=scripts), county)
    page.goto(f"/reports/{county.report}/sections/s1_overview/")
    page.locator("#id_text").fill(text)
    save(page)
    page.goto(f"/reports/{county.report}/check/")
    finding = page.locator(".finding", has=page.locator("mark", has_text="97")).first
    expect(finding.locator(".finding-words")).to_contain_text("本年收到申请 97 件")
    finding.locator("a[href*='words=']").first.click()
    expect(page.locator("#id_text")).to_be_visible()
    if scripts:
        chosen = "f => [f.value.slice(f.selectionStart, f.selectionEnd), f.scrollTop > 0]"
        selected, scrolled = page.locator("#id_text").evaluate(chosen)
        assert "97" in selected and scrolled
