"""The auditor asks who changed a figure, takes the lines along, and whether the trail is whole."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import cell, open_section, save, sign_in

PERSON = "requests.new_received.natural_person"


def enter(page: Page, value: str) -> None:
    cell(page, PERSON).fill(value)
    save(page)


def show(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="查询").click()


@BOTH_IN_LONG
def test_who_changed_a_figure_is_found_and_taken_along(
    javascript: bool, visitor: Visitor, county: County, camera: Camera, tmp_path: Path
) -> None:
    clerk = open_section(visitor(javascript=javascript), county.report, county.people["reporter"])
    enter(clerk, "3")
    enter(clerk, "300")

    page = sign_in(visitor(javascript=javascript), county.people["auditor"], at="/trail/")

    def looked_at(name: str) -> None:
        if javascript:  # axe waits for ever where scripts are off
            require_accessible(page)
            camera.take_sizes(page, name)

    page.get_by_label("对象", exact=True).fill(f"report:{county.report}")
    show(page)
    lines = page.locator("table.trail tbody tr")
    expect(lines.first).to_contain_text("3 → 300")
    looked_at("auditor-report")

    page.get_by_label("单元格或正文").select_option(PERSON)
    show(page)
    expect(page.locator("h2.trail-of")).to_contain_text("自然人")
    expect(lines).to_have_count(2)
    before, after = (lines.first.locator("td").nth(column) for column in (3, 4))
    expect(before).to_have_text("3")
    expect(after).to_have_text("300")
    expect(lines.first).to_contain_text("周晓禾")
    looked_at("auditor-cell")

    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    download.value.save_as(tmp_path / "trail.xlsx")
    taken = openpyxl.load_workbook(tmp_path / "trail.xlsx").active.values
    assert len([line for line in taken if any("3 → 300" in str(value) for value in line)]) == 1

    page.goto(f"/trail/?person={county.people['auditor']}")
    expect(lines.first).to_contain_text("导出")


@BOTH_IN_LONG
def test_the_trail_is_verified_by_a_press_and_a_wrong_time_is_named(
    javascript: bool, visitor: Visitor, county: County
) -> None:
    page = sign_in(visitor(javascript=javascript), county.people["auditor"], at="/trail/")
    with page.expect_navigation():
        page.get_by_role("button", name="立即核验").click()
    expect(page.locator(".notice.success")).to_contain_text("核验无误")
    expect(page.locator(".trail-state .state-pill")).to_have_text("完整")

    page.get_by_label("自", exact=True).fill("2027-01-31")
    page.get_by_label("至", exact=True).fill("2027-01-01")
    show(page)
    with page.expect_navigation():
        page.locator(".error-summary a").first.click()
    expect(page.get_by_label("至", exact=True)).to_be_focused()
