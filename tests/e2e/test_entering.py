"""Entering figures: what is typed wrongly, what follows while one types, who else is typing."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.scripts import BOTH
from tests.e2e.steps import cell, open_section, save
from tests.e2e.words import ERROR_TITLE

NEW, OLD = "requests.new_received", "requests.carried_over"
PERSON = f"{NEW}.natural_person"
ALIKE = [("１２", "12"), ("1,234", "1234"), (" 7 ", "7"), ("3件", "3")]
WRONG = ["/", "无", "1.5", "-3", "abc"]


def test_totals_follow_while_one_types(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    cell(page, PERSON).fill("１２")
    cell(page, f"{NEW}.other_org").fill("1,000")
    expect(cell(page, f"{NEW}.total")).to_have_value("1012")
    cell(page, PERSON).fill("abc")
    expect(cell(page, f"{NEW}.total")).to_have_value("1000")


@BOTH
def test_what_cannot_be_read_is_named_kept_and_can_be_corrected(
    javascript: bool, visitor: Visitor, county: County
) -> None:
    page = open_section(visitor(javascript=javascript), county.report, county.people["reporter"])
    columns = (
        "natural_person",
        "commercial_enterprise",
        "research_institution",
        "public_welfare_org",
        "legal_service_org",
    )
    for column, written in zip(columns, WRONG, strict=True):
        cell(page, f"{NEW}.{column}").fill(written)
    save(page, "next")

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_url(re.compile("/sections/s3_requests/"))
    assert page.title().startswith(ERROR_TITLE["zh-hans"])
    for column, written in zip(columns, WRONG, strict=True):
        expect(cell(page, f"{NEW}.{column}")).to_have_value(written)
        expect(cell(page, f"{NEW}.{column}")).to_have_attribute("aria-invalid", "true")
        link = summary.locator(f"a[href$='#f-{NEW}.{column}']")
        expect(link).to_contain_text(written)
    link = summary.locator(f"a[href$='#f-{NEW}.research_institution']")
    link.focus()
    page.keyboard.press("Enter")
    expect(cell(page, f"{NEW}.research_institution")).to_be_focused()

    for column in columns:
        cell(page, f"{NEW}.{column}").fill("0")
    save(page)
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    expect(summary).to_have_count(0)
    assert not page.title().startswith(ERROR_TITLE["zh-hans"])


def test_figures_are_read_as_people_write_them(visitor: Visitor, county: County) -> None:
    page = open_section(visitor(), county.report, county.people["reporter"])
    columns = (
        "natural_person",
        "commercial_enterprise",
        "research_institution",
        "public_welfare_org",
    )
    for column, (written, _) in zip(columns, ALIKE, strict=True):
        cell(page, f"{OLD}.{column}").fill(written)
    save(page)
    for column, (_, read) in zip(columns, ALIKE, strict=True):
        expect(cell(page, f"{OLD}.{column}")).to_have_value(read)
    expect(cell(page, f"{OLD}.total")).to_have_value("1256")
