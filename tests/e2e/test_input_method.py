"""Chinese is composed before it is entered: no key of a composition is ours, no half word is sent."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section
from tests.e2e.story import read_story

NEW = "requests.new_received"
PERSON, COMPANY = f"{NEW}.natural_person", f"{NEW}.commercial_enterprise"
IS_SAVE = "**/autosave/"


class InputMethod:
    """As Chromium meets one: a composition that grows, keys with code 229, then what was chosen."""

    def __init__(self, page: Page) -> None:
        self.browser: CDPSession = page.context.new_cdp_session(page)

    def compose(self, text: str) -> None:
        at = len(text)
        composition = {"text": text, "selectionStart": at, "selectionEnd": at}
        self.browser.send("Input.imeSetComposition", composition)

    def press(self, key: str) -> None:
        event = {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229}
        self.browser.send("Input.dispatchKeyEvent", event)

    def choose(self, text: str) -> None:
        self.browser.send("Input.insertText", {"text": text})


def test_a_cell_is_not_left_and_not_changed_while_one_composes(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    method = InputMethod(page)
    cell(page, PERSON).fill("4")
    cell(page, PERSON).press("Tab")
    with page.expect_response(IS_SAVE):  # its answer comes into the composition
        method.compose("shi")
    for key in ("Enter", "ArrowDown", "Tab", "Escape", "Home"):
        method.press(key)
        expect(cell(page, COMPANY)).to_be_focused()
        expect(cell(page, COMPANY)).to_have_value("shi")
    method.choose("１２")
    expect(cell(page, COMPANY)).to_have_value("１２")
    page.keyboard.press("Enter")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    story = read_story(portal, county.report)
    assert (story.values(PERSON), story.values(COMPANY)) == (["4"], ["12"])


def test_a_text_is_sent_with_whole_words_only(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"], "s1_overview")
    method, text = InputMethod(page), page.locator("[name=text]")
    text.focus()
    method.compose("gong'kai")
    method.press("Enter")
    page.wait_for_timeout(2500)
    expect(text).to_have_value("gong'kai")
    expect(page.locator(".save-bar-state")).not_to_have_attribute("data-save", "saved")
    method.choose("公开")
    method.compose("shi'tiao")
    method.choose("十条。")
    expect(text).to_have_value("公开十条。")
    expect(page.locator(".text-count strong")).to_have_text("5")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    assert read_story(portal, county.report).values("s1_overview") == ["公开十条。"]
