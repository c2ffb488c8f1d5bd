"""Leaving a section within a tenth of a second of the last key: by whatever way, nothing is lost, and
the page that comes shows it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import cell, sign_in
from tests.e2e.story import read_story, require_whole
from tests.support.lengths import LONG

NEW = "requests.new_received"
PERSON, TEXT = f"{NEW}.natural_person", "本年度收到申请一件。"

Way = Callable[[Page], object]


def press(selector: str) -> Way:
    return lambda page: page.locator(selector).first.click()


def press_enter(selector: str) -> Way:
    """On the link, as who works without a mouse."""
    return lambda page: page.locator(selector).first.press("Enter")


def press_in_menu(selector: str) -> Way:
    """What stands in the menu of the bar, behind the person's name."""

    def way(page: Page) -> None:
        page.locator(".bar-menu summary").click()
        page.locator(".bar-menu").locator(selector).first.click()

    return way


CHECK = ".section-nav a[href$='/check/']"
WAYS: dict[str, Way] = {
    "another section": press(".section-nav a:not([aria-current])"),
    "another section by key": press_enter(".section-nav a:not([aria-current])"),
    "check": press(CHECK),
    "the report": press(".where a[href*='/reports/']"),
    "home": press(".brand"),
    "the person's page": press_in_menu("a[href='/password/']"),
    "the foot": press(".foot a"),
    "language": press_in_menu("button[name=language]"),
    "nothing this year": press("button.nil-tool[value^='zero.']"),
    "the page's button": press("button[name=then][value=next], button[name=then][value=check]"),
    "back": lambda page: page.go_back(),
    "load again": lambda page: page.reload(),
    "an address": lambda page: page.goto("/notices/"),
    "close": lambda page: page.close(),
    "sign out": press_in_menu("form[action='/sign-out/'] button"),
}
OF_A_TEXT = ("another section by key", "check", "language", "the page's button", "close")


def section(page: Page, county: County, code: str) -> Page:
    """On a page of the same browser that has been somewhere before."""
    at = page.context.new_page() if page.is_closed() else page
    at.goto(f"/reports/{county.report}/")
    at.goto(f"/reports/{county.report}/sections/{code}/")
    return at


def require_stored(portal: Portal, county: County, place: str, value: str) -> None:
    """Ways that cannot be held up leave the request on its way."""
    for _ in range(20):
        now = read_story(portal, county.report).now[place]
        if now == value:
            return
    assert now == value


def leave(page: Page, way: str) -> None:
    with page.expect_event("close") if way == "close" else page.expect_navigation():
        WAYS[way](page)


def test_a_figure_typed_last_is_saved_whichever_way_one_leaves(
    page: Page, county: County, portal: Portal
) -> None:
    for number, way in enumerate(WAYS if LONG else list(WAYS)[::2], 11):
        page = section(page, county, "s3_requests")
        cell(page, PERSON).focus()
        page.keyboard.type(str(number))  # and the cell is not left
        leave(page, way)
        require_stored(portal, county, PERSON, str(number))
        print(way)
    require_whole(read_story(portal, county.report))


def test_a_text_pasted_last_is_saved_and_shown_by_the_next_page(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = sign_in(visitor(), county.people["reporter"])
    for number, way in enumerate(OF_A_TEXT):
        page = section(page, county, "s6_other")
        page.locator("[name=text]").fill("")
        page.keyboard.insert_text(f"{TEXT}{number}")
        leave(page, way)
        if way == "check":
            expect(page.locator(".paper")).to_contain_text(f"{TEXT}{number}")
        require_stored(portal, county, "s6_other", f"{TEXT}{number}")
