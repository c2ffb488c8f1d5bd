"""Deputy, head and stand-in decide on a phone: few presses, large targets, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import NAMES, County
from tests.e2e.looks import PHONE, Camera, require_accessible, require_no_sideways_scroll
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.server import Portal
from tests.e2e.steps import sign_in

TOO_SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, main textarea")]
  .filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)
  .map(each => each.outerHTML.slice(0, 120))"""
Phone = Callable[..., Page]


@pytest.fixture
def phone(visitor: Visitor) -> Phone:
    def at_home(username: str, *, javascript: bool) -> Page:
        page = visitor(javascript=javascript, viewport=PHONE, has_touch=True, is_mobile=True)
        return sign_in(page, username)

    return at_home


def bring(portal: Portal, county: County, state: str) -> None:
    portal.call("tests.e2e.counties", f"print_in_state({county.report}, {state!r})")


def open_first(page: Page, county: County) -> None:
    with page.expect_navigation():
        page.locator("main table td a.btn").first.tap()
    assert page.url.endswith(f"/reports/{county.report}/decide/")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator(f"button[name=name][value={name}]").tap()
    sure = page.locator("form:has([name=shown]) button")
    if sure.count():  # what is signed is said first
        with page.expect_navigation():
            sure.tap()


def require_fit_for_a_thumb(page: Page) -> None:
    require_no_sideways_scroll(page)
    assert page.evaluate(TOO_SMALL) == []
    bar = page.locator(".decision").bounding_box()
    assert bar
    assert round(bar["y"] + bar["height"]) == PHONE["height"]


def require_said_at_home(page: Page, county: County, words: str) -> None:
    expect(page).to_have_url("/")
    expect(page.locator(".notices .success")).to_contain_text(words)
    expect(page.locator(".notices .success")).to_contain_text(county.agency)
    expect(page.locator(".empty")).to_be_visible()  # nothing else waits


@BOTH_IN_LONG
def test_the_head_signs_what_one_more_press_names(
    javascript: bool, phone: Phone, portal: Portal, county: County, camera: Camera
) -> None:
    bring(portal, county, "head_approval")
    page = phone(county.people["head"], javascript=javascript)
    open_first(page, county)
    expect(page.locator(".summary tbody td strong")).to_have_count(10)
    require_fit_for_a_thumb(page)
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(page)
        camera.take(page, "phone-head")
    press(page, "sign")
    require_said_at_home(page, county, "已签发")


@BOTH_IN_LONG
def test_the_deputy_sends_back_with_a_reason(
    javascript: bool, phone: Phone, portal: Portal, county: County, camera: Camera
) -> None:
    bring(portal, county, "deputy_review")
    page = phone(county.people["deputy"], javascript=javascript)
    open_first(page, county)
    page.locator(".decision summary").tap()
    expect(page.locator(".decision button[value=pass_on]")).to_be_hidden()
    require_fit_for_a_thumb(page)
    page.locator("button[value=send_back]").tap()  # the browser asks for the reason
    assert page.url.endswith("/decide/")
    page.locator("#reason").fill("第三部分请与台账核对。")
    if javascript:
        require_accessible(page)
        camera.take(page, "phone-send-back")
    press(page, "send_back")
    require_said_at_home(page, county, "已退回填报")
    clerk = phone(county.people["reporter"], javascript=javascript)
    clerk.goto(f"/reports/{county.report}/")
    expect(clerk.locator(".notice.warning")).to_contain_text("第三部分请与台账核对。")


def test_what_comes_too_late_is_told_and_not_lost(
    phone: Phone, portal: Portal, county: County, camera: Camera
) -> None:
    bring(portal, county, "head_approval")
    late = phone(county.people["head"], javascript=True)
    open_first(late, county)
    other = phone(county.people["head"], javascript=True)
    open_first(other, county)
    press(other, "sign")
    late.locator(".decision summary").tap()
    late.locator("#reason").fill("总数请核对。")
    press(late, "send_back")
    expect(late.locator(".error-summary")).to_contain_text("总数请核对。")
    expect(late.locator(".error-summary")).to_contain_text(NAMES["head"])
    require_accessible(late)
    camera.take(late, "phone-too-late")


@BOTH_IN_LONG
def test_a_stand_in_signs_for_the_head_who_is_away(
    javascript: bool, phone: Phone, portal: Portal, county: County, visitor: Visitor, camera: Camera
) -> None:
    bring(portal, county, "head_approval")
    head = sign_in(visitor(javascript=javascript), county.people["head"], at="/delegations/")
    head.locator("[name=to]").select_option(label=NAMES["colleague"])
    head.locator("[name=until_day]").fill(head.locator("[name=from_day]").input_value())
    head.locator("[name=reason]").fill("外出学习")
    with head.expect_navigation():
        head.locator("main form button.btn-primary").click()
    page = phone(county.people["colleague"], javascript=javascript)
    open_first(page, county)
    expect(page.locator(".notice.info")).to_contain_text(f"您代{NAMES['head']}")
    if javascript:
        require_accessible(page)
        camera.take(page, "phone-stand-in")
    press(page, "sign")
    expect(page.locator(".notices .success")).to_contain_text("已签发")
    page.goto(f"/reports/{county.report}/")
    signed = f"{NAMES['colleague']}（代{NAMES['head']}）"
    expect(page.locator(".timeline li").first).to_contain_text(signed)
