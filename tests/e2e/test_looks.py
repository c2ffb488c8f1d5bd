"""What pages look like, measured: the bar, the first screen, where labels break, what opens over the
page, large type, high contrast, paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Member, Visitor
from tests.e2e.counties import County
from tests.e2e.demo import Demo
from tests.e2e.looks import (
    DESK,
    PHONE,
    ZOOMED,
    Camera,
    require_no_sideways_scroll,
    require_prints_clean,
    settled,
)
from tests.e2e.scripts import BOTH
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, sign_in
from tests.support.lengths import LONG

LOOKED_AT = [
    ("", "/sign-in/"),
    ("", "/nowhere/"),
    ("reviewer", "/"),
    ("reporter", "/reports/<main 2026>/"),
    ("gongan-reporter", "/reports/<gongan 2026>/sections/s3_requests/"),
    ("reporter", "/reports/<main 2026>/sections/s1_overview/"),
    ("gongan-reporter", "/reports/<gongan 2026>/check/"),
    ("shichang-head", "/reports/<shichang 2026>/decide/"),
    ("reviewer", "/desk/<ziran 2026>/"),
    ("reviewer", "/board/"),
    ("security", "/admin/accounts/user/"),
    ("security", "/admin/accounts/user/add/"),
]
BAR = """() => {
  const bar = document.querySelector(".top-bar"), rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const tops = [...bar.querySelectorAll("a, summary")]
    .filter(each => each.getClientRects().length && !each.closest(".bar-menu-items"))
    .map(each => each.getBoundingClientRect());
  return [bar.offsetHeight / rem, bar.scrollWidth <= bar.clientWidth,
    tops.every(box => box.top === 0 && box.right <= innerWidth && box.height === bar.offsetHeight)];
}"""
FIRST = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return Math.min(innerHeight, document.querySelector(".save-bar").getBoundingClientRect().top) - box.top
    - Math.min(box.height, 32);
}"""
# A break within one word: letters of one text node, which <wbr> or <br> ends, in two lines.
BROKEN_WORDS = """() => [...document.querySelectorAll("table.statutory th:not(.caption)")].flatMap(label => {
  const vertical = getComputedStyle(label).writingMode !== "horizontal-tb", found = [];
  for (const node of label.childNodes) {
    let last = null;
    for (let i = 0; i < (node.data || "").length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect(), line = vertical ? box.left : box.top;
      if (!box.width) continue;
      if (last !== null && Math.abs(line - last) > 4 && !"、，）：。”/".includes(node.data[i - 1]))
        found.push(node.data.slice(0, i) + "/" + node.data.slice(i));
      last = line;
    }
  }
  return found;
})"""
SMALL = """() => [...document.querySelectorAll("body *")].filter(each => each.offsetParent
    && !each.closest("svg, .visually-hidden, option")
    && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(each => { const size = parseFloat(getComputedStyle(each).fontSize); return size && size < 18; })
  .map(each => each.outerHTML.slice(0, 100))"""
ENHANCED = {
    "runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}


def goes(page: Page, demo: Demo, path: str, appearance: str = "plain") -> Page:
    cookie = {"name": "appearance", "value": appearance, "url": demo.url}
    page.context.add_cookies([cookie])
    page.goto(demo.path(path))
    return settled(page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["", "reporter", "reviewer", "shichang-head", "admin", "auditor"])
def test_the_bar_is_one_row_of_48_pixels(
    who: str, language: str, visitor: Visitor, member: Member, demo: Demo
) -> None:
    page = member(who) if who else visitor()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": demo.url}])
    for appearance in ("plain", "large"):
        goes(page, demo, "/" if who else "/sign-in/", appearance)
        for size in (DESK, PHONE, ZOOMED, {"width": 1024, "height": 768}):
            page.set_viewport_size(size)
            assert page.evaluate(BAR) == [3, True, True], (appearance, size)


@pytest.mark.parametrize(
    ("who", "path", "first"),
    [
        ("reporter", "<main 2026>/sections/s1_overview", "#id_text"),
        ("reporter", "<main 2026>/sections/s2_proactive", "td input"),
        ("reporter", "<main 2026>/sections/s3_requests", "td input"),
        ("reporter", "<main 2026>/sections/s4_review_litigation", "td input"),
        ("gongan-reporter", "<gongan 2026>/sections/s2_proactive", "td input"),
        ("gongan-reporter", "<gongan 2026>/sections/s3_requests", "td input"),
    ],
)
def test_at_200_percent_what_is_filled_in_first_is_on_the_first_screen(
    who: str, path: str, first: str, member: Member, demo: Demo, camera: Camera
) -> None:
    page = goes(member(who, viewport=ZOOMED), demo, f"/reports/{path}/")
    camera.take(page, f"first-screen-{path.rpartition('/')[2]}-{who}")
    assert page.evaluate(FIRST, first) >= 0


def test_on_a_phone_the_heads_of_the_columns_stay(member: Member, demo: Demo) -> None:
    page = member("reporter", viewport=PHONE, has_touch=True, is_mobile=True)
    goes(page, demo, "/reports/<main 2026>/sections/s3_requests/")
    gone = page.evaluate(
        """() => {
          const frame = document.querySelector(".grid-frame");
          frame.scrollTop = frame.scrollHeight;
          return [frame.scrollTop, document.querySelector("thead").getBoundingClientRect().top
            - frame.getBoundingClientRect().top];
        }"""
    )
    assert gone[0] > 400 and abs(gone[1]) <= 1


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("reporter", "/reports/<main 2026>/sections/s2_proactive/"),
        ("reporter", "/reports/<main 2020>/sections/s2_proactive/"),
        ("reporter", "/reports/<main 2026>/sections/s3_requests/"),
        ("reporter", "/reports/<main 2026>/sections/s4_review_litigation/"),
        ("nongye-office", "/reports/<nongye 2026>/print/"),
        ("reviewer", "/desk/<ziran 2026>/"),
    ],
)
def test_labels_break_between_words(who: str, path: str, member: Member, demo: Demo) -> None:
    page = member(who)
    for appearance in ("plain", "large"):
        goes(page, demo, path, appearance)
        for size in (DESK, ZOOMED, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate(BROKEN_WORDS) == [], (appearance, size)
    page.set_viewport_size(DESK)
    page.emulate_media(media="print")
    assert page.evaluate(BROKEN_WORDS) == []


def test_a_saved_tick_does_not_sit_on_a_red_cell(page: Page) -> None:
    marked = """(input, state) => {
      input.closest("td").dataset.save = "saved";
      input.closest("td").dataset.state = state;
      return getComputedStyle(input.closest("td"), "::before").display;
    }"""
    box = cell(page, "requests.new_received.natural_person")
    assert box.evaluate(marked, "") == "block"
    assert box.evaluate(marked, "lit error") == "none"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_main_button_stands_at_the_right_end_of_the_bar(
    size: dict[str, int], member: Member, demo: Demo
) -> None:
    for who, path in (
        ("reporter", "/reports/<main 2026>/sections/s3_requests/"),
        ("gongan-reporter", "/reports/<gongan 2026>/check/"),
        ("reviewer", "/desk/<ziran 2026>/"),
    ):
        page = goes(member(who, viewport=size), demo, path)
        ends = page.evaluate(
            """() => {
              const bar = document.querySelector(".save-bar, .action-bar"), style = getComputedStyle(bar);
              const ends = [...bar.querySelectorAll(".btn")].map(each => each.getBoundingClientRect());
              const main = bar.querySelector(".btn-primary").getBoundingClientRect();
              const edge = bar.getBoundingClientRect().right - parseFloat(style.paddingRight);
              return [edge - main.right, ends.every(end => end.bottom <= main.bottom + 1)];
            }"""
        )
        assert abs(ends[0]) <= 2 and ends[1], path


# What opens over the page -----------------------------------------------------------------------


@pytest.mark.parametrize("opened", [".bar-menu", ".keys-help"])
def test_what_opens_closes_by_escape_and_outside(opened: str, page: Page) -> None:
    popover, button = page.locator(opened), page.locator(f"{opened} > summary")
    closed = re.compile("^$")
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator("h1").click(),
        lambda: cell(page, "requests.new_received.natural_person").focus(),
        button.click,
    ):
        button.click()
        expect(popover).to_have_attribute("open", closed)
        leave()
        expect(popover).not_to_have_attribute("open", closed)
    button.click()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_reason_that_is_half_written_stays_open(
    visitor: Visitor, portal: Portal, reviewed: County
) -> None:
    page = sign_in(visitor(), reviewed.people["reviewer"], at=f"/desk/{reviewed.report}/")
    form = page.locator(".move-form").first
    form.locator("summary").click()
    page.locator("h1").click()
    expect(form.locator("textarea")).to_be_hidden()
    form.locator("summary").click()
    form.locator("textarea").fill("第三部分")
    page.locator("h1").click()
    expect(form.locator("textarea")).to_be_visible()
    page.keyboard.press("Escape")
    expect(form.locator("textarea")).to_be_hidden()


# Large type, high contrast ----------------------------------------------------------------------


@BOTH
def test_large_type_and_high_contrast_are_two_presses_and_stay(
    javascript: bool, visitor: Visitor, county: County
) -> None:
    page = visitor(javascript=javascript, viewport=PHONE)
    page.goto("/sign-in/")
    press(page, "large")
    assert size_of(page) == "20px"
    sign_in(page, county.people["office"])
    assert size_of(page) == "20px"
    press(page, "contrast")
    elsewhere = sign_in(visitor(javascript=javascript), county.people["office"])
    assert size_of(elsewhere) == "20px"
    assert elsewhere.locator("html").get_attribute("data-contrast") == "high"
    press(elsewhere, "large")
    page.goto("/notices/")
    assert size_of(page) == "16px"
    assert page.locator("html").get_attribute("data-contrast") == "high"


def press(page: Page, name: str) -> None:
    page.locator(".bar-menu > summary").click()
    with page.expect_navigation():
        page.locator(f".bar-menu [name={name}]").click()


def size_of(page: Page) -> str:
    size: str = settled(page).locator("body").evaluate("body => getComputedStyle(body).fontSize")
    return size


OF_THIS_RUN = LOOKED_AT if LONG else LOOKED_AT[::2]


@pytest.mark.parametrize(("who", "path"), OF_THIS_RUN)
def test_large_type_has_18_pixels_and_fits(
    who: str, path: str, visitor: Visitor, member: Member, demo: Demo, camera: Camera
) -> None:
    page = goes(member(who) if who else visitor(), demo, path, "large.contrast")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(SMALL) == []
        require_no_sideways_scroll(page)
    page.set_viewport_size(DESK)
    camera.take_sizes(page, f"large{re.sub('[^a-z0-9]+', '-', path)}")


@pytest.mark.parametrize(("who", "path"), OF_THIS_RUN)
def test_high_contrast_is_7_to_1(
    who: str, path: str, visitor: Visitor, member: Member, demo: Demo
) -> None:
    page = goes(member(who) if who else visitor(), demo, path, "contrast")
    found = Axe().run(page, options=ENHANCED)
    assert found.violations_count == 0, found.generate_report()


# Paper ------------------------------------------------------------------------------------------


def test_sections_and_print_view_with_figures_of_nine_digits_fit_their_sheets(
    visitor: Visitor, portal: Portal, county: County
) -> None:
    portal.call("tests.e2e.counties", f"print_nine_digits({county.report})")
    page = open_section(visitor(), county.report, county.people["reporter"])
    for path, sheets in (
        ("sections/s2_proactive", 1),
        ("sections/s3_requests", 1),
        ("sections/s4_review_litigation", 1),
        ("print", 3),
    ):
        page.goto(f"/reports/{county.report}/{path}/")
        require_prints_clean(page)
        printed = settled(page).pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= sheets, path
