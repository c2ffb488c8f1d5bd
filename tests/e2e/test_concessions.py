"""The bureau extends, releases and waives by name; the agency sees it, and it is withdrawn."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.server import Portal
from tests.e2e.steps import sign_in


def give(page: Page, kind: str, reason: str, **fields: str) -> None:
    form = page.locator(f"form:has(input[name=kind][value={kind}])")
    for name, value in {**fields, "reason": reason}.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button").click()


def withdraw(page: Page, which: int, why: str) -> None:
    form = page.locator("details.move-form").nth(which)
    form.locator("summary").click()
    form.locator("[name=why]").fill(why)
    with page.expect_navigation():
        form.locator("button").click()


@BOTH_IN_LONG
def test_what_is_given_is_seen_by_the_agency_until_it_is_withdrawn(
    javascript: bool, visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:

    def look(page: Page, name: str) -> None:
        if javascript:  # axe waits for ever where scripts are off
            require_accessible(page)
            camera.take_sizes(page, name)

    year = portal.call("tests.e2e.counties", f"print_open_year({county.report})")
    people, report = county.people, year["report"]
    page = sign_in(visitor(javascript=javascript), people["reviewer"], at="/desk/")
    page.goto(f"/desk/?campaign={year['campaign']}")
    page.locator(f"a[href='/desk/{report}/exemptions/']").click()
    look(page, "exemptions-none")
    give(page, "extension", "机构调整，数据待核实", day=year["beyond"])
    expect(page.locator(".error-summary")).to_contain_text("法定期限")
    look(page, "exemptions-refused")
    give(page, "extension", "机构调整，数据待核实", day=year["later"])
    expect(page.locator(".notices .success")).to_contain_text("已批准延期")
    give(page, "waiver", "与原运输管理所合并", rule="YOY-R01", day=year["later"])
    expect(page.locator("tbody tr")).to_have_count(2)
    look(page, "exemptions-given")

    office = sign_in(visitor(javascript=javascript), people["office"], at=f"/reports/{report}/")
    expect(office.locator(".exemption")).to_have_count(2)
    expect(office.locator(".exemption").last).to_contain_text("机构调整，数据待核实")
    look(office, "exemptions-report")
    office.goto("/")
    expect(office.locator(".mark", has_text="延期")).to_be_visible()
    look(office, "exemptions-home")

    withdraw(page, 1, "核实已完成")
    expect(page.locator(".notices .success")).to_contain_text("已撤回")
    give(page, "release", "机构撤销，职能并入县交通运输局", day=year["later"])
    page.goto(f"/desk/?campaign={year['campaign']}&state=released")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator(".counts [aria-current]")).to_have_text("1免报")
    look(page, "exemptions-queue")
    page.goto(f"/board/?campaign={year['campaign']}&show=released")
    expect(page.locator(".board-counts [aria-current]")).to_have_text("1免报")
    expect(page.locator("#list tbody tr")).to_contain_text("机构撤销")
    look(page, "exemptions-board")
    page.goto(f"/aggregate/?campaign={year['campaign']}")
    expect(page.locator("section[aria-labelledby=released]")).to_contain_text("机构撤销")
    look(page, "exemptions-aggregate")
    office.goto(f"/reports/{report}/")
    expect(office.locator(".desk-panel").first).to_contain_text("免报，无须填报")
    expect(office.locator(".timeline").last).to_contain_text("核实已完成")
    expect(office.locator(".exemption", has_text="机构撤销")).to_have_count(1)
    expect(office.locator(".exemption", has_text="机构调整，数据待核实")).to_have_count(0)
    look(office, "exemptions-released")
    office.goto("/")
    expect(office.locator("#resting + .table-frame .mark")).to_have_text(["免报", "豁免"])
