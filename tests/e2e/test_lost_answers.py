"""Answers that come late, twice or never: nothing is lost, nobody is asked whose value stands where there
is but one person, and whoever leaves goes on as soon as it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, save
from tests.e2e.story import read_story, require_whole

NEW = "requests.new_received"
PERSON, OTHER = f"{NEW}.natural_person", f"{NEW}.other_org"
ANY_SAVE, CLASH = "**/autosave/", ".autosave-notice[data-name^=clash]"
CHECK = ".section-nav a[href$='/check/']"
AFTER_CLAIM, LONGEST = 500, 20_000  # milliseconds, of tabs.js and post.js


@pytest.fixture
def clocked(visitor: Visitor, county: County) -> Page:
    page = visitor()
    page.context.clock.install()
    return open_section(page, county.report, county.people["reporter"])


def hold(page: Page) -> list[Route]:
    """The next save, until it is let through; not with `times`, after which nothing is held any more."""
    held: list[Route] = []
    page.route(ANY_SAVE, lambda route: route.continue_() if held else held.append(route))
    return held


def write(page: Page, name: str, figure: str) -> None:
    cell(page, name).fill(figure)
    cell(page, name).press("Tab")


def state(page: Page, word: str) -> None:
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", word)


def all_sent(page: Page) -> None:
    page.wait_for_function("() => !localStorage.length")
    expect(page.locator(CLASH)).to_have_count(0)


def until_held(page: Page, held: list[Route]) -> None:
    for _ in range(100):
        if held:
            return
        page.wait_for_timeout(20)
    raise AssertionError("nothing was sent")


def lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def values(portal: Portal, county: County, place: str = PERSON) -> list[str]:
    story = read_story(portal, county.report)
    require_whole(story)
    return story.values(place)


LATE_EVENT = """() => window.dispatchEvent(
  new StorageEvent("storage", {key: Object.keys(localStorage)[0], newValue: null}))"""


@pytest.mark.parametrize("meanwhile", ["another save is answered", "another page tells late"])
def test_what_came_back_stands_before_the_page_looks_after_it(
    clocked: Page, county: County, portal: Portal, meanwhile: str
) -> None:
    context, address = clocked.context, clocked.url
    context.set_offline(True)
    cell(clocked, PERSON).fill("7")
    clocked.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/notices/")
    page.clock.pause_at(page.evaluate("Date.now() + 60000"))
    page.goto(address)
    expect(cell(page, PERSON)).to_have_value("7")
    if meanwhile == "another page tells late":
        page.evaluate(LATE_EVENT)
    else:
        write(page, OTHER, "5")
        with page.expect_response(ANY_SAVE):
            page.clock.run_for(310)
        expect(page.locator("td[data-save=saved]")).to_have_count(1)
    expect(cell(page, PERSON)).to_have_value("7")
    page.clock.resume()
    all_sent(page)
    assert values(portal, county) == ["7"]


def test_a_page_drawn_before_a_save_arrived_asks_nobody_whose_value_stands(
    page: Page, county: County, portal: Portal
) -> None:
    held = hold(page)
    write(page, PERSON, "7")
    until_held(page, held)

    def draw_first(route: Route) -> None:
        drawn = route.fetch()
        with page.expect_response(ANY_SAVE):
            held[0].continue_()
        page.wait_for_timeout(100)  # in which the page that goes reads the answer
        route.fulfill(response=drawn)

    page.route(page.url, draw_first)
    page.reload()
    write(page, PERSON, "9")
    state(page, "saved")
    all_sent(page)
    assert values(portal, county) == ["7", "9"]


def test_a_link_goes_on_though_a_request_is_never_answered(
    clocked: Page, county: County, portal: Portal
) -> None:
    never = hold(clocked)
    write(clocked, PERSON, "7")
    until_held(clocked, never)
    clocked.locator(CHECK).click()
    with clocked.expect_navigation():
        clocked.clock.fast_forward(LONGEST)
    assert values(portal, county) == ["7"]


def test_a_link_goes_on_soon_however_often_it_was_tried_before(
    clocked: Page, county: County, portal: Portal
) -> None:
    clocked.route(ANY_SAVE, lambda route: route.abort())
    write(clocked, PERSON, "7")
    for _ in range(6):
        with clocked.expect_event("requestfailed"):
            clocked.clock.fast_forward(40_000)
    clocked.locator(CHECK).click()
    expect(clocked.locator(".autosave-notice[data-name=leaving]")).to_be_visible()
    with clocked.expect_navigation(timeout=5000):
        clocked.unroute(ANY_SAVE)
    assert values(portal, county) == ["7"]


def test_a_link_that_is_pressed_while_an_answer_comes_is_followed(page: Page) -> None:
    held = hold(page)
    write(page, PERSON, "7")
    until_held(page, held)
    page.locator(CHECK).hover()
    page.mouse.down()
    held[0].continue_()
    state(page, "saved")
    with page.expect_navigation():
        page.mouse.up()


def test_what_another_page_sent_and_did_not_hear_of_is_no_clash(
    page: Page, county: County, portal: Portal
) -> None:
    context, address = page.context, page.url
    page.route(ANY_SAVE, lose_the_answer, times=1)
    write(page, PERSON, "7")
    state(page, "failed")
    context.set_offline(True)
    write(page, PERSON, "9")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.route(ANY_SAVE, lose_the_answer, times=1)
    again.route(ANY_SAVE, lambda route: route.continue_(), times=1)  # the newest is asked first
    with again.expect_event("requestfailed"):
        again.goto(f"/reports/{county.report}/")
    again.unroute_all()
    again.goto(address)
    write(again, PERSON, "10")
    state(again, "saved")
    all_sent(again)
    assert values(portal, county) == ["7", "9", "10"]


def test_what_is_typed_while_a_button_s_values_are_asked_about_is_sent(
    page: Page, county: County, portal: Portal
) -> None:
    address = page.url
    page.route(ANY_SAVE, lambda route: route.abort())
    cell(page, PERSON).fill("1,234")  # which is stored as 1234
    save(page, "next")
    page.unroute(ANY_SAVE)
    asked = hold(page)
    page.goto(address)
    until_held(page, asked)
    write(page, PERSON, "9")
    asked[0].continue_()
    all_sent(page)
    assert values(portal, county) == ["1234", "9"]
