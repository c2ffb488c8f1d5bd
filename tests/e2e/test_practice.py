"""The report for practice, walked through from the first press to the end."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import cell, save, sign_in

WORDS = [("s1_overview", "为2019年1月1日", "为2020年1月1日"), ("s1_overview", "申请15件", "申请13件"),
         ("s1_overview", "没有因政府信息公开被申请行政复议", "因政府信息公开被申请行政复议1件"),
         ("s6_other", "（身份证号830000199001010012）", "")]  # fmt: skip
LAST_YEAR = "as last year"  # a cell that is locked is not typed into
FIGURES = [
    ("s2_proactive", {f"art20_1.rules.{cell}": "0" for cell in ("made", "disclosed", "total_public")}),
    ("s3_requests", {"requests.granted.commercial_enterprise": "2"}),
    ("s3_requests", {"requests.carried_over.natural_person": LAST_YEAR}),
    ("s4_review_litigation", {f"disputes.litigation_after_review.{cell}": "0"
                              for cell in ("upheld", "corrected", "other_result", "pending")}),
]  # fmt: skip


def mended(page: Page, count: int) -> None:
    page.goto("/practice/")
    expect(page.locator("#progress")).to_have_text(f"已找出 {count} / 8")


def open_part(page: Page, code: str) -> None:
    page.goto("/practice/")
    page.locator(f".task-list a[href$='/sections/{code}/']").click()
    expect(page.locator(".practice-banner")).to_be_visible()


@BOTH_IN_LONG
def test_all_eight_are_found_and_the_way_leads_to_the_real_work(
    javascript: bool, visitor: Visitor, county: County, camera: Camera
) -> None:
    page = sign_in(visitor(javascript=javascript), county.people["reporter"])
    page.locator(".practice-link a").click()
    expect(page.locator("#content form button")).to_be_visible()
    with page.expect_navigation():
        page.locator("#content form button").click()
    mended(page, 0)
    camera.take_sizes(page, "practice-begun")
    done = 0
    for code, figures in FIGURES:
        open_part(page, code)
        for name, figure in figures.items():
            if figure == LAST_YEAR:
                with page.expect_navigation():
                    page.locator(f".differing-cells button[value='{name}']").click()
            else:
                cell(page, name).fill(figure)
        save(page)
        done += 1
        mended(page, done)
    for code, before, after in WORDS:
        open_part(page, code)
        text = page.locator("#id_text")
        text.fill(text.input_value().replace(before, after))
        save(page)
        done += 1
        mended(page, done)
    expect(page.locator(".practice-progress .findings-clean")).to_be_visible()
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(page)
    camera.take_sizes(page, "practice-finished")
    page.locator(".practice-progress .btn-primary").click()
    expect(page.locator("#todo")).to_be_visible()
    rows = page.locator("table[aria-labelledby=todo] tbody tr")
    expect(rows).to_have_count(1)  # the real report alone


def test_what_was_typed_is_saved_by_itself_and_starting_over_brings_all_back(
    visitor: Visitor, county: County
) -> None:
    page = sign_in(visitor(), county.people["office"], at="/practice/")
    with page.expect_navigation():
        page.locator("#content form button").click()
    open_part(page, "s3_requests")
    old = page.url
    require_accessible(page)
    cell(page, "requests.granted.commercial_enterprise").fill("2")
    cell(page, "requests.granted.commercial_enterprise").press("Tab")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    mended(page, 1)
    require_accessible(page)
    with page.expect_navigation():
        page.locator(".start-over button").click()
    mended(page, 0)
    assert page.request.get(old).status == 404
    colleague = sign_in(visitor(), county.people["colleague"], at="/practice/")
    expect(colleague.locator("#progress")).to_have_count(0)
