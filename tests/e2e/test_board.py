"""The bureau asks everybody who is late to file; the leader's page is one screen and one sheet."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Member, Visitor
from tests.e2e.counties import County
from tests.e2e.demo import Demo
from tests.e2e.looks import (
    DESK,
    Camera,
    require_accessible,
    require_no_sideways_scroll,
    settled,
)
from tests.e2e.scripts import BOTH
from tests.e2e.steps import sign_in

PAGES_OF_PDF = re.compile(rb"/Type\s*/Page(?![s\w])")


@BOTH
def test_all_who_are_late_are_asked_once(
    javascript: bool, visitor: Visitor, county: County, camera: Camera
) -> None:
    page = sign_in(visitor(javascript=javascript), county.people["reviewer"], at="/desk/")
    page.locator(".page-head").get_by_role("link", name="进度").click()
    tile = page.locator(".board-counts a[href*=overdue]")
    late = int(tile.locator("strong").inner_text())
    assert late > 0
    tile.click()
    expect(page.locator(".board-counts [aria-current]")).to_contain_text("逾期未报")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(late)
    page.locator("#urging-text").fill("请于本周五前报送。")
    with page.expect_navigation():
        page.locator("button[value=all]").click()
    expect(page.locator(".notices .success")).to_contain_text(f"已催报 {late} 个单位")
    expect(rows.first).to_contain_text("已催 1 次")
    row = rows.filter(has_text=county.agency)
    with page.expect_navigation():
        row.locator("button").click()
    expect(page.locator(".notices .warning")).to_contain_text("没有重复催报")
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(page)
        camera.take_sizes(page, "board-urged")
    own = sign_in(
        visitor(javascript=javascript), county.people["office"], at=f"/reports/{county.report}/"
    )
    expect(own.locator(".notice.warning")).to_contain_text("请于本周五前报送。")
    if javascript:
        require_accessible(own)


def test_the_leaders_page_is_one_screen_and_one_sheet(
    member: Member, demo: Demo, camera: Camera
) -> None:
    page = member("zhengfu-head")
    page.goto("/")
    page.get_by_role("link", name="一页看全县").first.click()
    expect(page.locator("svg.curve")).to_be_visible()
    assert settled(page).evaluate("document.documentElement.scrollHeight") <= DESK["height"]
    require_no_sideways_scroll(page)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="打印").click()
    assert page.title() == "printed"
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(PAGES_OF_PDF.findall(sheet)) == 1
    camera.take(page, "county_overview")
