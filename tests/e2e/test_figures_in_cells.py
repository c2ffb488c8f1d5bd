"""Figures as one types them: seen whole, with the keys they need, and what a press mends."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import DESK, PHONE, Camera
from tests.e2e.server import Portal
from tests.e2e.steps import cell, open_section, save
from tests.e2e.story import read_story

NEW = "requests.new_received"
PERSON, COMPANY, OTHER = f"{NEW}.natural_person", f"{NEW}.commercial_enterprise", f"{NEW}.other_org"
LONGEST = "493827156"
CUT = """(inputs, figure) => {
  inputs.forEach(input => {
    input.value = figure;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.querySelectorAll("table.statutory .last-year").forEach(last => {
    last.lastChild.data = figure;
  });
  const all = [...document.querySelectorAll("table.statutory input, table.statutory .last-year")];
  return all.filter(input => input.scrollWidth > input.clientWidth)
    .map(input => `${input.id || input.className} ${input.value} ${input.scrollWidth} > ${input.clientWidth}`);
}"""


@pytest.mark.parametrize("year", [2020, 2026])
def test_a_figure_of_nine_digits_is_seen_whole_while_one_types(
    year: int, visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:
    made = f"print_years({county.agency!r})"
    before = {} if year == 2020 else portal.call("tests.e2e.counties", made)
    report = before.get("report", county.report)
    page = visitor()
    page.route("**/autosave/", lambda route: route.abort())
    open_section(page, report, county.people["reporter"], "s2_proactive")
    cut: list[tuple[object, ...]] = []
    for section in ("s2_proactive", "s3_requests", "s4_review_litigation"):
        page.goto(f"/reports/{report}/sections/{section}/")
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            typed = page.locator("table.statutory input[name]")
            for figure in (LONGEST, f"+{LONGEST}") if section == "s2_proactive" else (LONGEST,):
                cut.append((section, size["width"], *typed.evaluate_all(CUT, figure)))
            camera.take(page, f"nine-digits-{section}-{year}-{size['width']}", full_page=True)
        page.set_viewport_size(DESK)
    assert [each for each in cut if each[2:]] == []


OFFERED = [(PERSON, "/", "0"), (COMPANY, "5份", "5"), (OTHER, "5.", "5")]


def write_what_is_refused(page: Page) -> None:
    for name, written, _offered in OFFERED:
        cell(page, name).fill(written)
        cell(page, name).press("Tab")


def offers(page: Page) -> list[str]:
    return page.locator("#section-findings button[name=offer]").all_inner_texts()


def test_a_press_beside_the_finding_mends_the_cell(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    write_what_is_refused(page)
    expect(page.locator("#section-findings button[name=offer]")).to_have_count(len(OFFERED))
    assert sorted(offers(page)) == sorted(f"改为 {offered}" for _, _, offered in OFFERED)
    page.locator(f"button[name=offer][value='{PERSON}=0']").click()
    expect(cell(page, PERSON)).to_have_value("0")
    expect(cell(page, PERSON)).to_be_focused()
    expect(page.locator("#section-findings button[name=offer]")).to_have_count(len(OFFERED) - 1)
    page.keyboard.press("Control+Z")
    expect(cell(page, PERSON)).to_have_value("/")
    page.keyboard.press("Control+Y")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    assert read_story(portal, county.report).now[PERSON] == "0"


def test_without_a_script_the_press_saves_the_page_with_it(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    page = open_section(visitor(javascript=False), county.report, county.people["reporter"])
    for name, written, _offered in OFFERED:
        cell(page, name).fill(written)
    save(page)
    assert sorted(offers(page)) == sorted(f"改为 {offered}" for _, _, offered in OFFERED)
    cell(page, f"{NEW}.research_institution").fill("8")
    with page.expect_navigation():
        page.locator(f"button[name=offer][value='{COMPANY}=5']").click()
    now = read_story(portal, county.report).now
    assert (now[PERSON], now[COMPANY], now[OTHER]) == ("/", "5", "5.")
    assert now[f"{NEW}.research_institution"] == "8", "what was typed beside it is saved too"


def test_a_telephone_shows_the_keys_that_a_cell_needs(visitor: Visitor, county: County) -> None:
    """The number pads of an iPhone have no minus."""
    page = open_section(visitor(), county.report, county.people["reporter"], "s2_proactive")
    inputs = page.locator("table.statutory input[name]")
    shown = set(
        map(tuple, inputs.evaluate_all("all => all.map(i => [i.dataset.kind || '', i.inputMode])"))
    )
    assert shown == {("", "numeric"), ("signed_count", "text"), ("money", "decimal")}
