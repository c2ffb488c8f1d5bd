"""Two reviewers in turn, each with the campaign's points and the bureau's phrases."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import PHRASES, POINTS, County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.server import Portal
from tests.e2e.steps import sign_in


def form(name: str) -> str:
    return f"form[action$='/move/{name}/']"


def press(page: Page, name: str, *, reason: str = "") -> None:
    if reason:
        page.locator(form(name)).locator("xpath=../summary").click()
        page.locator(form(name)).locator("[name=reason]").fill(reason)
    with page.expect_navigation():
        page.locator(f"{form(name)} button").last.click()
    expect(page.locator(".notices .success")).to_be_visible()


def tick_all(page: Page, javascript: bool) -> None:
    """At once with a script; without one by the button below the list."""
    expect(page.locator(".move-refused").first).to_contain_text(POINTS[0])
    for point in page.locator("#points [name=point]").all():
        point.check()
    if javascript:
        expect(page.locator("#points button")).to_be_hidden()
    else:
        with page.expect_navigation():
            page.locator("#points button").click()
    expect(page.locator("#points .mark")).to_have_text("已勾选 2/2")
    expect(page.locator(f"{form('approve')} button")).to_be_enabled()


def comment_by_phrase(page: Page, javascript: bool) -> None:
    box = page.locator("#new-comment")
    box.locator(":scope > summary").click()
    if javascript:
        words = box.locator("textarea")
        words.fill("第三部分：另外")
        words.evaluate("area => area.setSelectionRange(5, 5)")
        box.locator(".phrase-choice summary").click()
        box.get_by_role("button", name=PHRASES[1]).click()
        expect(words).to_have_value(f"第三部分：{PHRASES[1]}另外")
        expect(words).to_be_focused()
    else:
        box.locator("[name=phrase]").select_option(label=PHRASES[1])
    with page.expect_navigation():
        box.locator("form > button").click()
    expect(page.locator(".thread .comment p").first).to_contain_text(PHRASES[1])


@BOTH_IN_LONG
def test_it_is_approved_when_the_second_reviewer_has_looked_too(
    javascript: bool, visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:
    report, first_name = county.report, county.people["reviewer"]
    counties = "tests.e2e.counties"
    portal.call(counties, f"print_in_review({report}, {first_name!r})")
    second_name = portal.call(counties, f"print_second_reviewer({report}, {first_name!r})")
    first = sign_in(visitor(javascript=javascript), first_name, at=f"/desk/{report}/")
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(first)
        camera.take_sizes(first, "two-reviews-first")
    tick_all(first, javascript)
    press(first, "approve")
    expect(first.locator(".state-pill").first).to_have_text("待复核")

    second = sign_in(visitor(javascript=javascript), second_name, at="/")
    second.get_by_role("link", name="复核").first.click()
    press(second, "start_review")
    comment_by_phrase(second, javascript)
    if javascript:
        require_accessible(second)
        camera.take_sizes(second, "two-reviews-second")
    press(second, "back_to_first", reason="请先看这条意见。")

    first.goto(f"/desk/{report}/")
    expect(first.locator(".desk-panel .notice.warning").first).to_contain_text("请先看这条意见")
    with first.expect_navigation():
        first.locator(".thread button[value=resolve]").click()
    first.reload()
    expect(first.locator("#points .mark")).to_have_text("已勾选 2/2")
    press(first, "approve")

    second.goto(f"/desk/{report}/")
    press(second, "start_review")
    tick_all(second, javascript)
    press(second, "approve")  # nothing else waits: back to the queue
    second.goto(f"/desk/{report}/")
    expect(second.locator(".state-pill").first).to_have_text("审核通过")
    clerk = sign_in(
        visitor(javascript=javascript), county.people["reporter"], at=f"/reports/{report}/"
    )
    expect(clerk.locator("main")).not_to_contain_text("请先看这条意见")


def test_a_tick_that_could_not_be_saved_says_so_and_can_be_saved_by_hand(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    report, reviewer = county.report, county.people["reviewer"]
    portal.call("tests.e2e.counties", f"print_in_review({report}, {reviewer!r})")
    portal.call("tests.e2e.counties", f"print_second_reviewer({report}, {reviewer!r})")
    page = sign_in(visitor(), reviewer, at=f"/desk/{report}/")
    page.route("**/points/", lambda route: route.fulfill(status=200, body="<p></p>"))
    page.locator("#points [name=point]").first.check()
    expect(page.locator(".points-lost")).to_be_visible()
    page.unroute("**/points/")
    with page.expect_navigation():
        page.locator("#points button").click()
    expect(page.locator("#points .mark")).to_have_text("已勾选 1/2")


def test_phrases_are_kept_on_their_page(visitor: Visitor, county: County) -> None:
    page = sign_in(visitor(javascript=False), county.people["reviewer"], at="/desk/phrases/")
    for text in PHRASES:
        page.locator("#id_text").fill(text)
        with page.expect_navigation():
            page.locator("main form .btn-primary").last.click()
    with page.expect_navigation():
        page.locator(".phrase-list button[value=up]").last.click()
    expect(page.locator(".phrase-text")).to_have_text([PHRASES[1], PHRASES[0]])
