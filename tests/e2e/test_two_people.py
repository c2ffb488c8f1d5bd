"""Two people at two computers in the same section."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.steps import cell, open_section, press_move, save

NEW = "requests.new_received"
PERSON = f"{NEW}.natural_person"

Pair = tuple[Page, Page]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def pair(request: pytest.FixtureRequest, visitor: Visitor, county: County) -> Pair:
    first, second = (
        open_section(visitor(javascript=request.param), county.report, county.people[who])
        for who in ("reporter", "colleague")
    )
    return first, second


def test_different_cells_are_both_kept(pair: Pair) -> None:
    first, second = pair
    cell(first, PERSON).fill("4")
    cell(second, f"{NEW}.other_org").fill("5")
    save(first)
    save(second)
    expect(cell(second, PERSON)).to_have_value("4")
    expect(cell(second, f"{NEW}.other_org")).to_have_value("5")
    expect(cell(second, f"{NEW}.total")).to_have_value("9")


@pytest.mark.parametrize("choice", ["4", "5"], ids=["theirs", "mine"])
def test_the_same_cell_asks_and_the_choice_stands(pair: Pair, choice: str) -> None:
    first, second = pair
    for page, written in ((first, "4"), (second, "5")):
        cell(page, PERSON).fill(written)
        save(page)
    expect(second.locator(".error-summary.conflict")).to_be_focused()
    second.locator(f"[name='keep.{PERSON}'][value='{choice}']").check()
    save(second)
    expect(cell(second, PERSON)).to_have_value(choice)
    first.reload()
    expect(cell(first, PERSON)).to_have_value(choice)


def test_what_was_typed_into_a_report_passed_on_meanwhile_is_shown_back(
    pair: Pair, county: County
) -> None:
    first, second = pair
    cell(second, PERSON).fill("31")
    first.goto(f"/reports/{county.report}/check/")
    press_move(first, first.locator("form[action$='/move/pass_on/'] button"))
    save(second)
    expect(second.locator(".error-summary")).to_be_focused()
    expect(second.locator(".error-summary .typed")).to_have_text(["31"])
    expect(second.locator("table.statutory input")).to_have_count(0)


def test_a_text_changed_by_somebody_else_is_shown_beside_mine(
    visitor: Visitor, county: County
) -> None:
    pages = [
        open_section(visitor(), county.report, county.people[who], "s1_overview")
        for who in ("reporter", "colleague")
    ]
    for page, text in zip(pages, ("甲的文字。", "乙的文字。"), strict=True):
        page.locator("[name=text]").fill(text)
        save(page)
    expect(pages[1].locator(".theirs")).to_have_text("甲的文字。")
    expect(pages[1].locator("[name=text]")).to_have_value("乙的文字。")
    pages[1].locator("[name=text]").fill("甲的文字。乙的文字。")
    save(pages[1])
    pages[0].reload()
    expect(pages[0].locator("[name=text]")).to_have_value("甲的文字。乙的文字。")
