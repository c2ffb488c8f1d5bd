"""A reviewer's morning: how many presses fifty reports cost, and where each press leads."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import require_accessible
from tests.e2e.server import Portal
from tests.e2e.steps import sign_in
from tests.support.lengths import so_many

REPORTS = so_many(10, 50)
POINTS = ("表格与台账相符", "问题写得具体", "附件齐全")
PRESSES_A_REPORT = 200 / 50  # that the issue allows where there are three review points


@dataclass
class Hand:
    """Counts what it presses."""

    page: Page
    presses: int = 0

    def press(self, on: Locator) -> None:
        with self.page.expect_navigation():
            on.click()
        self.presses += 1


def test_a_morning_of_reports_with_three_review_points(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    call = f"print_a_morning({county.agency!r}, {REPORTS}, *{POINTS!r})"
    reports = portal.call("tests.e2e.counties", call)
    page = sign_in(visitor(), county.people["reviewer"], at="/desk/?state=submitted")
    hand = Hand(page)
    hand.press(page.locator("tbody th a").first)
    for left in range(REPORTS, 0, -1):
        expect(page.locator("#points .mark")).to_have_text(f"已勾选 0/{len(POINTS)}")
        hand.press(page.locator(".tick-all button"))
        hand.press(page.locator("form[action*='/move/approve/'] button"))
        assert page.url.split("?")[1].startswith("state=submitted")
        expect(page.locator(".notices .success").first).to_contain_text("审核通过")
        assert left == 1 or "/desk/" in page.url
    expect(page.locator(".notices")).to_contain_text("没有其他要您办的了")
    most = int(PRESSES_A_REPORT * REPORTS)
    print(
        f"{len(reports)} reports, {len(POINTS)} review points each: {hand.presses} presses, {most} allowed"
    )
    assert hand.presses <= most
    require_accessible(page)


def test_a_clean_report_costs_two_presses_from_the_queue(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    portal.call("tests.e2e.counties", f"print_a_morning({county.agency!r}, 2)")
    page = sign_in(visitor(), county.people["reviewer"], at="/desk/?state=submitted&sort=-waiting")
    hand, first = Hand(page), page.locator("tbody th a").nth(0).inner_text()
    second = page.locator("tbody th a").nth(1).inner_text()
    hand.press(page.locator("tbody th a").first)
    hand.press(page.locator("form[action*='/move/approve/'] button"))
    print(f"a clean report: {hand.presses} presses from the queue to the next report")
    assert hand.presses <= 2
    expect(page.locator(".notices .success")).to_contain_text("审核通过")
    expect(page.locator("h1")).to_contain_text(second)
    assert first != second
    page.keyboard.press("?")
    expect(page.locator("#keys dl")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator(".notices .success")).to_contain_text("审核通过")
