"""A clerk's whole form by keyboard alone: six sections, the check, passed on. At a desk, enlarged to
200%, on a telephone, with and without JavaScript; each field is in sight while one is in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.keyboard import follow, tab_to
from tests.e2e.looks import DESK, PHONE, ZOOMED, require_no_sideways_scroll
from tests.e2e.server import Portal
from tests.e2e.steps import sign_in
from tests.e2e.story import read_story, require_whole
from tests.support.lengths import LONG
from tests.support.sample_2020 import EDITION, TYPED

TEXTS = {
    "s1_overview": "2020年，本局主动公开线路调整、工程进度等信息。依申请公开渠道保持畅通，全年没有收到申请。"
    "政府信息管理由办公室负责。平台建设方面更新了专栏。监督保障方面开展了一次培训。",
    "s5_problems": "公开的内容还不够及时。下一步将按月更新清单，增加图表解读。",
    "s6_other": "本年度没有收取信息处理费，没有其他需要报告的事项。",
}
SCREENS = {
    "desk": {"viewport": DESK},
    "enlarged": {"viewport": ZOOMED, "device_scale_factor": 2},
    "telephone": {"viewport": PHONE, "device_scale_factor": 2},
}
# Nothing lies over it: the middle and the corners of a cell, the three first lines of a text. The
# label of its row is beside it, and in sight.
COVERED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const tall = Math.min(box.height, at.tagName === "TEXTAREA" ? 72 : 999), inset = 3;
  const left = box.left + inset, right = box.right - inset, top = box.top + inset, bottom = box.top + tall - inset;
  const points = [[left, top], [right, top], [left, bottom], [right, bottom], [(left + right) / 2, (top + bottom) / 2]];
  const over = points.map(([x, y]) => document.elementFromPoint(x, y))
    .filter(found => !found || !(at.contains(found) || at.parentElement.contains(found)));
  return over.map(found => found ? found.outerHTML.slice(0, 90) : "outside the window");
}"""
LABEL = """() => {
  const row = document.activeElement.closest("tr");
  const label = row && row.querySelector("th.label:last-of-type");
  if (!label) return true;
  const box = label.getBoundingClientRect(), frame = label.closest(".grid-frame").getBoundingClientRect();
  return box.left >= frame.left - 1 && box.right <= Math.min(frame.right, innerWidth) + 1;
}"""
NO_MOUSE = """["mousedown", "mouseup", "pointerdown", "click"].forEach(what =>
  addEventListener(what, event => { if (event.detail) sessionStorage.setItem("mouse", what); }, true))"""


def require_in_sight(page: Page) -> None:
    name = page.evaluate("document.activeElement.name")
    assert page.evaluate(COVERED) == [], name
    assert page.evaluate(LABEL), f"{name}: its label is out of sight"


def write(page: Page, target: Locator, text: str) -> None:
    tab_to(page, target)
    require_in_sight(page)
    page.keyboard.insert_text(text)
    require_in_sight(page)


def fill_table(page: Page) -> None:
    inputs = page.locator("table.statutory input[name]")
    names = inputs.evaluate_all("all => all.map(input => input.name)")
    tab_to(page, inputs.first)
    for name in names:
        assert page.evaluate("document.activeElement.name") == name
        require_in_sight(page)
        page.keyboard.type(TYPED.get(name, "0"))
        page.keyboard.press("Tab")


# Without scripts the page is laid out alike; on the smallest screen that has to be seen as well.
@pytest.mark.parametrize(
    ("screen", "javascript"),
    [
        *[(screen, True) for screen in SCREENS if LONG or screen == "telephone"],
        *([("telephone", False)] if LONG else []),
    ],
    ids=lambda value: {True: "with script", False: "without script"}.get(value, value),
)
def test_a_form_is_filled_in_by_keyboard(
    screen: str, javascript: bool, visitor: Visitor, county: County, portal: Portal
) -> None:
    page = visitor(javascript=javascript, **SCREENS[screen])
    page.add_init_script(NO_MOUSE)
    sign_in(page, county.people["reporter"])
    follow(page, page.locator("main table td a.btn").first)
    for section in EDITION.sections:
        require_no_sideways_scroll(page)
        if section.is_narrative:
            write(page, page.locator("[name=text]"), TEXTS[section.code])
        else:
            fill_table(page)
        follow(page, page.locator("button[name=then].btn-primary"))
    require_no_sideways_scroll(page)
    give_reasons(page)
    follow(page, page.locator("form[action$='/move/pass_on/'] button"))
    expect(page.locator(".notices .success")).to_be_visible()
    if javascript:
        assert page.evaluate("sessionStorage.getItem('mouse')") is None

    story = read_story(portal, county.report)
    require_whole(story)
    assert {code: story.now[code] for code in TEXTS} == TEXTS
    for name, written in TYPED.items():
        assert story.now[name] == written.removesuffix("万元")


def give_reasons(page: Page) -> None:
    fields = page.locator("textarea[name^='explain.']")
    for at in range(fields.count()):
        write(page, fields.nth(at), "已与业务科室核对，数据属实。")
    follow(page, page.locator("main form:has(textarea[name^='explain.']) button"))
