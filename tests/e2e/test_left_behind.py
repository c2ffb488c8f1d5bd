"""What did not reach the server is kept in the browser, for its owner alone: shown wherever the
report is, sent from there, and asked about before the report is passed on."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, sign_in
from tests.e2e.story import read_story, require_whole

NEW = "requests.new_received"
PERSON, OTHER = f"{NEW}.natural_person", f"{NEW}.other_org"
TEXT, TOO_LONG = "本年度没有其他需要报告的事项。", "长" * 20_001
NOTICE, ASKED = "#left-behind", ".autosave-notice[data-name=leaving]"


@pytest.fixture
def text(visitor: Visitor, county: County) -> Page:
    return open_section(visitor(), county.report, county.people["reporter"], "s6_other")


def write(page: Page, name: str, figure: str) -> None:
    cell(page, name).fill(figure)
    cell(page, name).press("Tab")


def state(page: Page, word: str) -> None:
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", word)


def leave_unsent(page: Page) -> Page:
    """Closed without a network; the network is there again."""
    context = page.context
    context.set_offline(True)
    page.close()
    context.set_offline(False)
    return context.new_page()


def kept(page: Page) -> dict[str, str]:
    """Place to value, as this browser has it."""
    entries: dict[str, str] = page.evaluate("Object.assign({}, localStorage)")
    return {key.split(".", 5)[5]: json.loads(entry)["value"] for key, entry in entries.items()}


def test_the_bar_says_unsaved_as_soon_as_a_value_differs_and_not_longer(page: Page) -> None:
    bar = page.locator(".save-bar-state")
    before = bar.text_content()
    cell(page, PERSON).focus()
    page.keyboard.type("1")
    state(page, "waiting")
    expect(bar).to_have_text("已改动，尚未保存")
    page.keyboard.press("Backspace")
    expect(bar).to_have_text(before or "")
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    state(page, "saved")


def test_a_cell_whose_entry_is_taken_back_with_escape_is_sent(
    page: Page, county: County, portal: Portal
) -> None:
    page.context.set_offline(True)
    cell(page, PERSON).focus()
    page.keyboard.type("5")
    page.keyboard.press("Control+Home")  # committed where it is
    page.keyboard.type("56")
    page.keyboard.press("Escape")
    expect(cell(page, PERSON)).to_have_value("5")
    page.context.set_offline(False)
    state(page, "saved")
    assert read_story(portal, county.report).values(PERSON) == ["5"]


def test_without_an_answer_one_is_asked_before_leaving(text: Page, camera: Camera) -> None:
    text.context.set_offline(True)
    text.locator("[name=text]").fill(TEXT)
    text.locator(".brand").click()
    expect(text.locator(ASKED)).to_contain_text("留在这台电脑上")
    camera.take_sizes(text, "autosave-leaving")
    require_accessible(text)
    text.locator(ASKED).get_by_role("button", name="留在本页").click()
    expect(text.locator(ASKED)).to_have_count(0)
    text.locator(".brand").click()
    expect(text.locator(ASKED)).to_be_visible()
    with text.expect_navigation():
        text.context.set_offline(False)  # it is saved, and goes where one wanted
    expect(text.locator("#todo")).to_be_visible()
    text.wait_for_function("() => !localStorage.length")


def test_a_page_in_a_new_window_shows_what_was_typed_last(text: Page) -> None:
    text.locator("[name=text]").fill(TEXT)
    with text.context.expect_page() as opened:
        text.locator(".section-nav a[href$='/check/']").click(modifiers=["Control"])
    expect(opened.value.locator(".paper")).to_contain_text(TEXT)
    expect(opened.value.locator(NOTICE)).to_be_hidden()


def test_the_longest_text_survives_that_its_page_is_closed(
    text: Page, county: County, portal: Portal
) -> None:
    longest = "字" * 20_000
    text.locator("[name=text]").fill(longest)
    again = text.context.new_page()
    text.close()
    again.goto(f"/reports/{county.report}/sections/s6_other/")
    expect(again.locator("[name=text]")).to_have_value(longest)
    again.wait_for_function("() => !localStorage.length")
    assert read_story(portal, county.report).now["s6_other"] == longest


@pytest.mark.parametrize("address", ["/", "/reports/{}/", "/reports/{}/check/"])
def test_what_was_left_unsent_is_sent_from_the_next_page(
    text: Page, county: County, portal: Portal, address: str
) -> None:
    text.locator("[name=text]").fill(TEXT)
    again = leave_unsent(text)
    again.goto(address.format(county.report))
    expect(again.locator(NOTICE)).to_contain_text("刚刚存好")
    assert read_story(portal, county.report).now["s6_other"] == TEXT
    assert kept(again) == {}
    again.locator(f"{NOTICE} a").click()
    expect(again.locator(NOTICE)).to_be_hidden()


def test_what_the_server_refuses_is_named_and_asked_about_and_then_shown_to_be_read(
    text: Page, county: County, camera: Camera
) -> None:
    text.locator("[name=text]").fill(TOO_LONG)
    state(text, "failed")
    text.locator(".section-nav a[href$='/check/']").click()
    with text.expect_navigation():
        text.locator(ASKED).get_by_role("button", name="仍然离开").click()
    notice = text.locator(NOTICE)
    expect(notice.locator("li")).to_have_text(["交通局 2020 · 六、其他需要报告的事项 · 1 处"])
    camera.take_sizes(text, "left-behind")
    require_accessible(text)
    text.locator("form[action$='/move/pass_on/'] button").click()
    expect(notice).to_be_focused()
    expect(notice).to_contain_text("不会一起")
    camera.take_sizes(text, "left-behind-asked")
    with text.expect_navigation():
        notice.get_by_role("button").click()
    with text.expect_navigation():  # sections are empty, which is asked once
        text.locator("form:has([name=shown]) button").click()
    expect(text.locator(NOTICE)).to_be_visible()  # of the report's page
    text.locator(f"{NOTICE} li a").click()
    left = text.locator("#left-over")
    expect(left.locator("dd")).to_have_text([TOO_LONG])
    camera.take_sizes(text, "left-over")
    require_accessible(text)
    for _ in range(2):
        left.get_by_role("button").click()
    expect(left).to_be_hidden()
    assert kept(text) == {}


def test_nobody_else_at_this_computer_sees_or_sends_it(
    text: Page, county: County, portal: Portal
) -> None:
    text.locator("[name=text]").fill(TEXT)
    again = leave_unsent(text)
    again.context.clear_cookies()
    sign_in(again, county.people["colleague"])
    for address in ("/", f"/reports/{county.report}/", f"/reports/{county.report}/check/",
                    f"/reports/{county.report}/sections/s6_other/"):  # fmt: skip
        again.goto(address)
        expect(again.locator("main")).not_to_contain_text(TEXT)
        expect(again.locator(f"{NOTICE}:visible")).to_have_count(0)
    again.wait_for_timeout(600)  # in which the owner's page would have sent it
    assert read_story(portal, county.report).now["s6_other"] == ""
    assert kept(again) == {"s6_other": TEXT}


def test_two_windows_of_a_section_keep_each_its_own(
    page: Page, county: County, portal: Portal
) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    page.context.set_offline(True)
    write(page, PERSON, "5")
    expect(cell(other, PERSON)).to_have_value("5")  # seen there too
    cell(other, OTHER).focus()
    other.keyboard.type("7")
    other.keyboard.press("Backspace")
    other.keyboard.press("Tab")
    assert kept(other) == {PERSON: "5"}
    write(other, OTHER, "8")
    other.context.set_offline(False)
    for each in (page, other):
        state(each, "saved")
        expect(each.locator(".autosave-notice")).to_have_count(0)
        expect(cell(each, PERSON)).to_have_value("5")
        expect(cell(each, OTHER)).to_have_value("8")
    story = read_story(portal, county.report)
    require_whole(story)
    assert (story.values(PERSON), story.values(OTHER)) == (["5"], ["8"])


def test_one_text_in_two_windows_is_one_text(text: Page, county: County, portal: Portal) -> None:
    other = text.context.new_page()
    other.goto(text.url)
    text.context.set_offline(True)
    text.locator("[name=text]").fill(TEXT)
    expect(other.locator("[name=text]")).to_have_value(TEXT)
    other.locator("[name=text]").press("Control+End")
    other.keyboard.type("x")
    other.keyboard.press("Backspace")
    assert kept(other) == {"s6_other": TEXT}
    other.keyboard.insert_text("完。")
    expect(text.locator("[name=text]")).to_have_value(f"{TEXT}完。")
    text.context.set_offline(False)
    state(other, "saved")
    assert read_story(portal, county.report).values("s6_other") == [f"{TEXT}完。"]


def test_what_the_last_version_kept_is_not_lost(page: Page, county: County, portal: Portal) -> None:
    old = {
        "values": {PERSON: "5", OTHER: "6"}, "base": {}, "version": 0, "submitted": False,
        "sending": {"values": {PERSON: "5"}, "base": {}, "how": "typed"},
    }  # fmt: skip
    user = page.locator("#autosave").get_attribute("data-user")
    key = f"portal.unsent.{user}.{county.report}.s3_requests"
    page.goto("/notices/")
    page.evaluate("([key, old]) => localStorage.setItem(key, JSON.stringify(old))", [key, old])
    page.goto(f"/reports/{county.report}/")
    expect(page.locator(NOTICE)).to_contain_text("刚刚存好")
    story = read_story(portal, county.report)
    assert (story.now[PERSON], story.now[OTHER]) == ("5", "6")
    assert kept(page) == {}
