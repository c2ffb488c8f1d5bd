"""The states a section reaches while somebody works in it: each through axe, in Chinese and in
English, no wider than its window, and pictured at three sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.demo import Demo
from tests.e2e.looks import (
    DESK,
    PHONE,
    ZOOMED,
    Camera,
    require_accessible,
    require_no_sideways_scroll,
)
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, press_move, save, sign_in
from tests.support.lengths import LONG

NEW, GRANTED = "requests.new_received", "requests.granted"
PERSON, OTHER = f"{NEW}.natural_person", f"{NEW}.other_org"
BLOCK = "12\t5\t/\t1,200\n3\t—\t7\t8\n"


@dataclass
class Scene:
    """Two people of an agency, the first in section three."""

    page: Page
    colleague: Callable[[str], Page]
    county: County
    portal: Portal

    def write(self, page: Page, name: str, figure: str) -> None:
        cell(page, name).fill(figure)
        cell(page, name).press("Tab")

    def say(self, page: Page, word: str) -> None:
        expect(page.locator(".save-bar-state")).to_have_attribute("data-save", word)

    def go(self, path: str) -> Page:
        self.page.goto(f"/reports/{self.county.report}/{path}")
        return self.page


def findings(scene: Scene) -> Page:
    page = scene.page
    for name, figure in ((PERSON, "5"), (OTHER, "无"), (f"{GRANTED}.natural_person", "3")):
        scene.write(page, name, figure)
    scene.write(page, "requests.carried_over.natural_person", "0")
    scene.write(page, "requests.carried_forward.natural_person", "0")
    scene.say(page, "saved")
    save(page)
    cell(page, PERSON).focus()
    return page


def paste_into(page: Page, block: str) -> None:
    cell(page, PERSON).focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        block,
    )


def paste_preview(scene: Scene) -> Page:
    scene.write(scene.page, PERSON, "4")
    paste_into(scene.page, BLOCK)
    expect(scene.page.locator("td[data-pasted=refused]")).to_have_count(2)
    return scene.page


def paste_refused(scene: Scene) -> Page:
    paste_into(scene.page, "1\t2\t3\t4\t5\t6\t7\t8\n")
    expect(scene.page.locator("#paste-preview [data-grid=cancel]")).to_be_focused()
    return scene.page


def pasted(scene: Scene) -> Page:
    page = paste_preview(scene)
    page.keyboard.press("Enter")
    scene.say(page, "saved")
    expect(page.locator("#grid-said button")).to_be_visible()
    return page


def conflict(scene: Scene) -> Page:
    other = scene.colleague("s3_requests")
    scene.write(other, PERSON, "4")
    scene.say(other, "saved")
    scene.write(scene.page, PERSON, "5")
    expect(scene.page.locator(".autosave-notice button")).to_have_count(2)
    return scene.page


def text_findings(scene: Scene) -> Page:
    page = scene.go("sections/s1_overview/")
    words = "2019年本局收到申请5件，均已答复答复。联系人手机13912345678。开展培训2次。"
    page.locator("[name=text]").fill(words)
    scene.say(page, "saved")
    save(page)
    return page


def text_conflict(scene: Scene) -> Page:
    page, other = scene.go("sections/s1_overview/"), scene.colleague("s1_overview")
    other.locator("[name=text]").fill("同事写的一段。" * 20)
    scene.say(other, "saved")
    page.locator("[name=text]").fill("我写的一段。")
    expect(page.locator(".autosave-notice button")).to_have_count(2)
    return page


def offline(scene: Scene) -> Page:
    scene.page.route("**/autosave/", lambda route: route.abort())
    scene.write(scene.page, PERSON, "7")
    scene.write(scene.page, OTHER, "8")
    scene.say(scene.page, "failed")
    return scene.page


def signed_out(scene: Scene) -> Page:
    made = f"end_sessions({scene.county.people['reporter']!r})"
    scene.portal.call("tests.e2e.counties", made)
    scene.write(scene.page, PERSON, "9")
    expect(scene.page.locator(".autosave-notice a")).to_be_visible()
    return scene.page


def somebody_else(scene: Scene) -> Page:
    context = scene.page.context
    context.clear_cookies(name="sessionid")
    other = sign_in(context.new_page(), scene.county.people["colleague"])
    other.close()
    expect(scene.page.locator("dialog#session")).to_be_visible()
    return scene.page


def restored(scene: Scene) -> Page:
    page, context = scene.page, scene.page.context
    context.set_offline(True)
    scene.write(page, PERSON, "7")
    scene.say(page, "failed")
    again, address = context.new_page(), page.url
    page.close()
    context.set_offline(False)
    again.goto(address)
    expect(again.locator(".autosave-notice button")).to_be_visible()
    scene.say(again, "saved")
    return again


def locked(scene: Scene) -> Page:
    page, other = scene.page, scene.colleague("s3_requests")
    other.goto(f"/reports/{scene.county.report}/check/")
    press_move(other, other.locator("form[action$='/move/pass_on/'] button"))
    scene.write(page, PERSON, "7")
    expect(page.locator(".autosave-notice")).to_be_visible()
    return page


def nothing(scene: Scene) -> Page:
    page = scene.go("sections/s4_review_litigation/")
    with page.expect_navigation():
        page.locator(".nil-tool").first.click()
    expect(page.locator(".nil-tool[form=undo-nil]")).to_be_visible()
    return page


def history(scene: Scene) -> Page:
    scene.write(scene.page, PERSON, "4")
    scene.say(scene.page, "saved")
    scene.write(scene.page, PERSON, "无")
    scene.say(scene.page, "saved")
    return scene.go("sections/s3_requests/history/")


def handover(scene: Scene) -> Page:
    return scene.go("handover/")


OFTEN = [findings, paste_preview, conflict, text_findings, signed_out, restored, locked, history]
STATES = [
    *OFTEN, paste_refused, pasted, text_conflict, offline, somebody_else, nothing, handover,
] if LONG else OFTEN  # fmt: skip


@pytest.fixture
def scene(visitor: Visitor, county: County, portal: Portal, language: str) -> Scene:
    def enter(who: str, code: str) -> Page:
        page = visitor()
        cookie = {"name": "django_language", "value": language, "url": portal.url}
        page.context.add_cookies([cookie])
        return open_section(page, county.report, county.people[who], code)

    return Scene(
        enter("reporter", "s3_requests"), lambda code: enter("colleague", code), county, portal
    )


def require_fit(page: Page, camera: Camera, name: str) -> None:
    """Axe once more on a telephone, but for English, whose rules and shapes are the same. Colours
    are those of the desk everywhere, and finding them takes axe most of its time."""
    english = name.endswith("-en")
    require_accessible(page, colours=not english)
    for word, size in (("desk", DESK), ("phone", PHONE), ("zoomed", ZOOMED)):
        page.set_viewport_size(size)
        require_no_sideways_scroll(page)
        page.evaluate("document.activeElement.scrollIntoView({ block: 'nearest' })")
        camera.take(page, f"{name}-{word}")
        if word == "phone" and not english:
            require_accessible(page, colours=False)


LANGUAGES = ["zh-hans", "en"] if LONG else ["zh-hans"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_a_state_is_accessible_and_fits(
    state: Callable[[Scene], Page], language: str, scene: Scene, camera: Camera
) -> None:
    page = state(scene)
    assert page.locator("html").get_attribute("lang") == language
    require_fit(page, camera, f"state-{state.__name__}-{language}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", ["s2_proactive", "s3_requests"])
def test_findings_with_their_culprit(
    code: str, language: str, member: Callable[..., Page], demo: Demo, camera: Camera
) -> None:
    page = member("gongan-reporter")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": demo.url}])
    page.goto(demo.path(f"/reports/<gongan 2026>/sections/{code}/"))
    require_fit(page, camera, f"state-culprit-{code}-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_this_year_asks_where_last_year_was_something(
    language: str, member: Callable[..., Page], demo: Demo, camera: Camera
) -> None:
    """Sent from another form: the page offers it only where the table is blank."""
    page = member("reporter")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": demo.url}])
    page.goto(demo.path("/reports/<main 2026>/sections/s1_overview/"))
    send = "path => { const form = document.getElementById('section-form'); form.action = path; setTimeout(() => form.submit()); }"
    with page.expect_navigation():
        page.evaluate(send, demo.path("/reports/<main 2026>/nothing/requests/"))
    expect(page.locator("[name=sure]")).to_have_count(1)
    require_fit(page, camera, f"state-nothing-asks-{language}")
