"""A report goes up: what the page says of it, who is asked what first, and how it comes back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import NAMES, County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import press_move, sign_in


def move(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator(f"form[data-move={name}] button").click()


@BOTH_IN_LONG
def test_an_empty_report_asks_once_names_who_has_it_and_is_called_back_until_opened(
    javascript: bool, visitor: Visitor, county: County, camera: Camera
) -> None:
    def person(role: str, at: str) -> Page:
        return sign_in(visitor(javascript=javascript), county.people[role], at=at)

    page, check = f"/reports/{county.report}/", f"/reports/{county.report}/check/"
    clerk = person("reporter", check)
    verdict = clerk.locator("#verdict")
    expect(verdict).to_contain_text("可以送审。")
    expect(verdict).to_contain_text(f"由{NAMES['office']}办理")
    move(clerk, "pass_on")
    expect(clerk.locator("main li a")).to_have_count(6)
    if javascript:
        require_accessible(clerk)
        camera.take_sizes(clerk, "confirm-empty")
    clerk.locator("main a.btn", has_text="返回").click()
    expect(clerk.locator(".page-head .state-drafting")).to_be_visible()
    move(clerk, "pass_on")
    move(clerk, "pass_on")
    expect(clerk.locator(".notices .success")).to_contain_text(f"由{NAMES['office']}办理")

    move(clerk, "call_back")
    expect(clerk.locator(".page-head .state-drafting")).to_be_visible()

    clerk.goto(check)
    press_move(clerk, clerk.locator("form[data-move=pass_on] button"))
    office = person("office", page)
    clerk.goto(page)
    expect(clerk.locator("form[data-move=call_back]")).to_have_count(0)

    for role in ("office", "deputy"):
        at = office if role == "office" else person(role, page)
        move(at, "pass_on")
    head = person("head", f"/reports/{county.report}/decide/")
    apart = head.evaluate("""() => {
      const [back, sign] = [".decision summary", ".decision-main"].map(
        each => document.querySelector(each).getBoundingClientRect());
      return sign.left - back.right;
    }""")
    assert apart > 200
    move(head, "sign")
    expect(head.locator("main dd").first).to_have_text(county.agency)
    expect(head.locator("main form button")).to_have_count(1)
    if javascript:
        require_accessible(head)
        camera.take_sizes(head, "confirm-sign")
    move(head, "sign")
    expect(head.locator(".notices .success")).to_contain_text("已签发")
