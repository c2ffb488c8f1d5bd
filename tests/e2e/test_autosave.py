"""Saving by itself: what is typed reaches the server, or is kept until it does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, save, sign_in, sign_in_by_form
from tests.e2e.story import read_story, require_whole

NEW = "requests.new_received"
PERSON, OTHER = f"{NEW}.natural_person", f"{NEW}.other_org"
ANY_SAVE = "**/autosave/"


@pytest.fixture
def colleague(visitor: Visitor, county: County) -> Page:
    return open_section(visitor(), county.report, county.people["colleague"])


def write(page: Page, name: str, figure: str) -> None:
    """Type it and leave the cell."""
    cell(page, name).fill(figure)
    cell(page, name).press("Tab")


def state(page: Page, word: str) -> None:
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", word)


def stored(page: Page, name: str) -> str:
    """As the server has it, seen from a page without scripts' help."""
    answer = page.request.get(page.url).text()
    return answer.split(f'id="f-{name}"')[1].split('value="')[1].split('"')[0]


def test_leaving_a_cell_saves_it(page: Page, camera: Camera) -> None:
    write(page, PERSON, "１２")
    state(page, "saved")
    expect(cell(page, PERSON)).to_have_value("12")
    expect(cell(page, f"{NEW}.total")).to_have_value("12")
    assert stored(page, PERSON) == "12"
    camera.take_sizes(page, "autosave-saved")
    require_accessible(page)


def test_the_list_of_sections_follows_and_others_are_told_of_the_save(page: Page) -> None:
    page.evaluate(
        """document.getElementById("section-form").addEventListener(
          "portal:saved", event => { window.told = event.detail.saved_at; })"""
    )
    write(page, PERSON, "无")
    state(page, "saved")
    expect(page.locator(".section-nav [aria-current] .state-errors")).to_be_visible()
    assert page.evaluate("window.told")
    link = page.locator(".section-nav a").first
    cell(page, PERSON).fill("3")
    link.focus()
    expect(page.locator(".section-nav [aria-current] .state-started")).to_be_visible()
    expect(link).to_be_focused()


def test_cells_that_were_pasted_are_saved(page: Page) -> None:
    page.evaluate(
        """name => {
          const input = document.getElementById("f-" + name);
          input.value = "6";
          const detail = {cells: [name], how: "pasted"};
          input.form.dispatchEvent(new CustomEvent("portal:cells", {detail}));
        }""",
        PERSON,
    )
    state(page, "saved")
    assert stored(page, PERSON) == "6"


def test_two_people_in_different_cells_both_win(page: Page, colleague: Page) -> None:
    write(page, PERSON, "4")
    state(page, "saved")
    write(colleague, OTHER, "5")
    expect(cell(colleague, PERSON)).to_have_value("4")
    expect(cell(colleague, f"{NEW}.total")).to_have_value("9")
    assert (stored(page, PERSON), stored(page, OTHER)) == ("4", "5")


def test_a_value_that_came_under_the_cursor_is_not_written_over_unseen(
    page: Page, colleague: Page
) -> None:
    write(page, PERSON, "4")
    state(page, "saved")
    write(page, OTHER, "5")
    cell(page, PERSON).focus()  # it shows 4
    write(colleague, PERSON, "9")
    state(colleague, "failed")  # it was not blank
    colleague.locator(".autosave-notice button").first.click()
    state(colleague, "saved")
    write(page, OTHER, "6")
    cell(page, PERSON).focus()
    state(page, "saved")
    shown = cell(page, PERSON).input_value()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    expect(page.locator(".autosave-notice")).to_have_count(1 if shown == "4" else 0)
    assert stored(page, PERSON) == ("9" if shown == "4" else "7")


def test_the_same_value_typed_again_is_sent_too(page: Page) -> None:
    """Browsers tell of no change where a cell is left as it was entered."""
    page.route(ANY_SAVE, lambda route: route.abort())
    write(page, PERSON, "7")
    state(page, "failed")
    cell(page, PERSON).focus()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.unroute(ANY_SAVE)
    state(page, "saved")
    assert stored(page, PERSON) == "7"


@pytest.mark.parametrize(("button", "kept"), [(0, "5"), (1, "4")], ids=["mine", "theirs"])
def test_the_same_cell_shows_both_values_and_asks(
    page: Page, colleague: Page, camera: Camera, button: int, kept: str
) -> None:
    write(page, PERSON, "4")
    state(page, "saved")
    write(colleague, PERSON, "5")
    notice = colleague.locator(".autosave-notice")
    expect(notice).to_contain_text("4")
    expect(notice).to_contain_text("5")
    camera.take_sizes(colleague, "autosave-clash")
    require_accessible(colleague)
    notice.locator("button").nth(button).click()
    state(colleague, "saved")
    expect(notice).to_have_count(0)
    assert stored(page, PERSON) == kept


def test_without_a_server_it_is_kept_and_sent_afterwards(page: Page, camera: Camera) -> None:
    page.route(ANY_SAVE, lambda route: route.abort())
    write(page, PERSON, "7")
    state(page, "failed")
    camera.take_sizes(page, "autosave-offline")
    write(page, OTHER, "8")
    page.unroute(ANY_SAVE)
    state(page, "saved")
    assert (stored(page, PERSON), stored(page, OTHER)) == ("7", "8")


def test_a_page_closed_while_offline_loses_nothing(page: Page, camera: Camera) -> None:
    page.context.set_offline(True)
    write(page, PERSON, "7")
    cell(page, OTHER).fill("8")  # not left yet
    state(page, "failed")
    again = page.context.new_page()
    address = page.url
    page.close()
    again.context.set_offline(False)
    again.goto(address)
    expect(cell(again, PERSON)).to_have_value("7")
    expect(again.locator(".autosave-notice")).to_be_visible()
    state(again, "saved")
    camera.take_sizes(again, "autosave-restored")
    assert (stored(again, PERSON), stored(again, OTHER)) == ("7", "8")
    assert again.evaluate("Object.keys(localStorage)") == []
    again.locator(".autosave-notice button").click()
    state(again, "saved")
    expect(cell(again, PERSON)).to_have_value("")


def test_what_a_button_saved_is_not_put_back(page: Page) -> None:
    address = page.url
    page.route(ANY_SAVE, lambda route: route.abort())
    cell(page, PERSON).fill("1,234")
    save(page, "next")
    page.unroute(ANY_SAVE)
    page.goto(address)
    expect(cell(page, PERSON)).to_have_value("1234")
    page.wait_for_function("() => !localStorage.length")  # the page asks whether it arrived
    expect(page.locator(".autosave-notice")).to_have_count(0)


def test_a_session_that_ended_is_signed_in_again_and_it_is_sent(
    page: Page, county: County, camera: Camera
) -> None:
    page.context.clear_cookies()
    write(page, PERSON, "9")
    link = page.locator(".autosave-notice a")
    expect(link).to_be_visible()
    camera.take_sizes(page, "autosave-signed-out")
    with page.context.expect_page() as opened:
        link.click()
    sign_in_by_form(opened.value, county.people["reporter"])
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    state(page, "saved")
    assert stored(page, PERSON) == "9"


def end_session(portal: Portal, username: str) -> None:
    assert portal.call("tests.e2e.counties", f"end_sessions({username!r})") > 0


def sign_in_in_the_other_tab(page: Page, username: str) -> None:
    with page.context.expect_page() as opened:
        page.locator(".autosave-notice a").click()
    sign_in_by_form(opened.value, username)
    opened.value.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # without a screen there is no focus


def test_a_session_that_ends_while_one_types_loses_no_figure(
    page: Page, county: County, portal: Portal
) -> None:
    names = page.locator("table.statutory input[name]").evaluate_all("all => all.map(i => i.name)")
    cell(page, names[0]).focus()
    for number, name in enumerate(names[:30]):
        page.keyboard.type(str(number)[:1])
        if number == 12:
            end_session(portal, county.people["reporter"])
        page.keyboard.type(str(number)[1:])
        page.keyboard.press("Tab")
        assert cell(page, name).input_value() == str(number)
    state(page, "failed")
    expect(page.locator(".autosave-notice")).to_contain_text("登录")
    sign_in_in_the_other_tab(page, county.people["reporter"])
    state(page, "saved")
    expect(page.locator(".autosave-notice")).to_have_count(0)
    story = read_story(portal, county.report)
    require_whole(story)
    assert [story.values(name) for name in names[:30]] == [[str(n)] for n in range(30)]


def test_a_session_that_ends_while_one_writes_loses_no_word(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"], "s1_overview")
    text = page.locator("[name=text]")
    text.focus()
    page.keyboard.insert_text("本年度工作平稳。")
    state(page, "saved")
    end_session(portal, county.people["reporter"])
    page.keyboard.insert_text("全年举办培训两次。")
    state(page, "failed")
    page.keyboard.insert_text("没有收到申请。")
    sign_in_in_the_other_tab(page, county.people["reporter"])
    state(page, "saved")
    story = read_story(portal, county.report)
    require_whole(story)
    assert story.now["s1_overview"] == "本年度工作平稳。全年举办培训两次。没有收到申请。"


def test_signed_out_and_closed_it_is_sent_after_signing_in(
    page: Page, county: County, portal: Portal
) -> None:
    end_session(portal, county.people["reporter"])
    write(page, PERSON, "9")
    state(page, "failed")
    cell(page, OTHER).fill("8")
    context, address = page.context, page.url
    page.close()
    again = sign_in(context.new_page(), county.people["reporter"])
    again.goto(address)
    expect(again.locator(".autosave-notice")).to_have_count(1)
    state(again, "saved")
    assert (stored(again, PERSON), stored(again, OTHER)) == ("9", "8")


def test_somebody_else_in_the_same_browser_sends_nothing_of_ours(
    page: Page, county: County
) -> None:
    page.route("**/autosave/", lambda route: route.abort())
    write(page, PERSON, "9")
    state(page, "failed")
    page.unroute("**/autosave/")
    page.context.clear_cookies()
    sign_in(page.context.new_page(), county.people["colleague"])
    with page.expect_response("**/autosave/") as answered:
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert answered.value.status in (401, 403, 409)
    state(page, "failed")
    assert stored(page, PERSON) == ""


def test_a_text_is_saved_while_one_pauses(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"], "s1_overview")
    page.locator("[name=text]").fill("本年度工作平稳。")
    state(page, "saved")
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("本年度工作平稳。")
