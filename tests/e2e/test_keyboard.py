"""Without a mouse, on a telephone, and enlarged: what has the focus is seen, nothing is hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Member, Visitor
from tests.e2e.counties import County
from tests.e2e.demo import Demo
from tests.e2e.looks import ZOOMED, Camera, require_no_sideways_scroll
from tests.e2e.steps import open_section

PAGES = [
    ("reporter", "/"),
    ("reporter", "/reports/<main 2026>/"),
    ("reporter", "/reports/<main 2026>/sections/s1_overview/"),
    ("reporter", "/reports/<main 2026>/sections/s4_review_litigation/"),
    ("gongan-reporter", "/reports/<gongan 2026>/check/"),
    ("reviewer", "/desk/"),
    ("reviewer", "/desk/<ziran 2026>/"),
    ("admin", "/aggregate/"),
    ("auditor", "/trail/"),
]
FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const top = Math.max(box.top, 0), tall = Math.min(box.bottom - top, 40); // of a table, its first line
  const over = document.elementFromPoint(box.left + box.width / 2, top + tall / 2);
  return {
    bare: Boolean(over) && (at.contains(over) || over.contains(at)),
    where: at.outerHTML.slice(0, 100), body: at === document.body,
    ring: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    natural: at.tabIndex <= 0,
  };
}"""

# How much of the window is taken by what stays where it is while one scrolls.
STAYING = """() => [...document.querySelectorAll(".save-bar, .action-bar, .top-bar")]
  .filter(bar => ["sticky", "fixed"].includes(getComputedStyle(bar).position))
  .reduce((sum, bar) => sum + bar.getBoundingClientRect().height, 0)"""


@pytest.mark.parametrize(("who", "path"), PAGES, ids=[path for _, path in PAGES])
def test_whatever_has_the_focus_is_seen(who: str, path: str, member: Member, demo: Demo) -> None:
    page = member(who)
    page.goto(demo.path(path))
    page.evaluate("document.activeElement.blur()")
    stops = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["body"]:
            break
        stops += 1
        assert focus["ring"] and focus["seen"] and focus["natural"] and focus["bare"], focus
    assert stops > 5


def test_the_skip_link_leads_past_the_bar(member: Member) -> None:
    page = member("reporter")
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_grid_is_walked_in_the_order_of_the_form(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    page.locator("table.statutory input[name]").first.focus()
    names = page.locator("table.statutory input[name]").evaluate_all("all => all.map(i => i.name)")
    for name in names[:13]:
        assert page.evaluate("document.activeElement.name") == name
        page.keyboard.press("Tab")


ENLARGED = [
    ("home", "reporter", "/"),
    ("report", "reporter", "/reports/<main 2026>/"),
    ("section", "reporter", "/reports/<main 2026>/sections/s3_requests/"),
    ("check", "gongan-reporter", "/reports/<gongan 2026>/check/"),
]


@pytest.mark.parametrize(("name", "who", "path"), ENLARGED, ids=[name for name, *_ in ENLARGED])
def test_at_twice_the_size_nothing_is_cut_off(
    name: str, who: str, path: str, member: Member, demo: Demo, camera: Camera
) -> None:
    page = member(who, viewport=ZOOMED, device_scale_factor=2)
    page.goto(demo.path(path))
    camera.take(page, f"zoomed-{name}")
    require_no_sideways_scroll(page)
    assert page.evaluate(STAYING) < ZOOMED["height"] / 3, "what stays in sight hides the rest"
