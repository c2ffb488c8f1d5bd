"""A sign-in that ends: the warning before it, what stands on the page, and being back where one was.

The hours are not waited for: the page's clock and what the server noted are moved together.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import PASSWORD, County
from tests.e2e.looks import Camera
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section
from tests.e2e.story import read_story

PERSON = "requests.new_received.natural_person"
PROBLEMS = "解读形式较为单一，下一步逐项丰富。"
MINUTE = 60_000


def pass_time(page: Page, portal: Portal, username: str, minutes: float) -> None:
    """Nobody does anything meanwhile."""
    assert portal.call("tests.e2e.counties", f"let_idle({username!r}, {minutes})") > 0
    page.context.clock.fast_forward(int(minutes * MINUTE))


def sign_in_there(page: Page, username: str) -> None:
    """On the sign-in page that is shown."""
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def test_a_warning_comes_in_every_tab_and_after_the_end_the_draft_is_sent(
    visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:
    clerk, page = county.people["reporter"], visitor()
    page.context.clock.install()
    open_section(page, county.report, clerk)
    other = page.context.new_page()
    other.goto("/notices/")

    pass_time(page, portal, clerk, 29)
    boxes = [tab.locator("#session") for tab in (page, other)]
    for box in boxes:
        expect(box).to_be_visible()
        expect(box).to_contain_text("即将退出登录")
    expect(boxes[1].locator(".session-clock")).to_contain_text(":")
    camera.take_sizes(other, "session-warning")
    boxes[1].get_by_role("button", name="继续").click()
    for box in boxes:
        expect(box).to_be_hidden()

    pass_time(page, portal, clerk, 31)
    for box in boxes:
        expect(box).to_contain_text("您已退出登录")
    camera.take_sizes(other, "session-ended")
    boxes[0].get_by_role("button", name="只看本页").click()
    cell(page, PERSON).fill("34")
    cell(page, PERSON).press("Tab")
    expect(page.locator("#autosave")).to_contain_text("登录")

    with page.context.expect_page() as opened:
        boxes[1].get_by_role("link", name="重新登录").click()
    again = opened.value
    expect(again.locator("main")).to_contain_text("没有操作")
    sign_in_there(again, clerk)
    assert again.url.endswith("/notices/")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    expect(boxes[1]).to_be_hidden()
    assert read_story(portal, county.report).now[PERSON] == "34"


def test_without_scripts_what_was_sent_is_in_its_field_again_after_signing_in(
    visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:
    clerk = county.people["reporter"]
    page = open_section(visitor(javascript=False), county.report, clerk, "s5_problems")
    address = page.url
    page.locator("[name=text]").fill(PROBLEMS)
    assert portal.call("tests.e2e.counties", f"let_idle({clerk!r}, 31)") > 0
    page.locator("button[name=then][value=stay]").click()
    expect(page.locator("main")).to_contain_text("30 分钟没有操作")
    expect(page.locator("main")).to_contain_text("已留存")
    camera.take_sizes(page, "session-ended-without-scripts")
    sign_in_there(page, clerk)
    assert page.url == address
    expect(page.locator("[name=text]")).to_have_value(PROBLEMS)
    expect(page.locator(".given-back")).to_contain_text("还没有保存")
    camera.take_sizes(page, "session-given-back")
    assert read_story(portal, county.report).now["s5_problems"] == ""
    page.locator("button[name=then][value=stay]").click()
    assert read_story(portal, county.report).now["s5_problems"] == PROBLEMS


def test_what_is_given_back_to_a_page_with_scripts_is_saved_by_itself(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    """As where the browser keeps nothing itself."""
    clerk = county.people["reporter"]
    page = open_section(visitor(), county.report, clerk, "s5_problems")
    assert portal.call("tests.e2e.counties", f"let_idle({clerk!r}, 31)") > 0
    page.route("**/autosave/", lambda route: route.abort())
    page.locator("[name=text]").fill(PROBLEMS)
    with page.expect_navigation():
        page.locator("button[name=then][value=stay]").click()
    page.evaluate("localStorage.clear()")
    page.unroute("**/autosave/")
    sign_in_there(page, clerk)
    expect(page.locator("[name=text]")).to_have_value(PROBLEMS)
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    assert read_story(portal, county.report).now["s5_problems"] == PROBLEMS


HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_that_excel_covers_goes_on_telling_that_it_is_open(
    visitor: Visitor, county: County
) -> None:
    page = visitor()
    page.context.clock.install()
    open_section(page, county.report, county.people["reporter"])
    page.evaluate(HIDE, True)
    for _ in range(2):
        with page.expect_request("**/presence/"):
            page.context.clock.fast_forward(61_000)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.context.clock.fast_forward(121 * MINUTE)  # and then no more: nobody is there
    told.clear()
    page.context.clock.fast_forward(10 * MINUTE)
    assert [url for url in told if url.endswith("/presence/")] == []
    with page.expect_request("**/presence/"):
        page.evaluate(HIDE, False)
