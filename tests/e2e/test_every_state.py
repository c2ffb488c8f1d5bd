"""The states a page only reaches when somebody does something: each through axe, and pictured."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Member, Visitor
from tests.e2e.counties import County
from tests.e2e.demo import Demo
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.steps import cell, open_section, save, sign_in
from tests.e2e.words import ERROR_TITLE

Fit = Callable[[Page, str], None]
PERSON = "requests.new_received.natural_person"


@pytest.fixture
def require_fit(camera: Camera) -> Fit:
    def require(page: Page, name: str) -> None:
        require_accessible(page)
        camera.take_sizes(page, name)

    return require


def submit(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button.btn-primary").first.click()


def test_a_wrong_password_then_too_many(visitor: Visitor, county: County, require_fit: Fit) -> None:
    page = sign_in(visitor(), county.people["auditor"], password="wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith(ERROR_TITLE["zh-hans"])
    require_fit(page, "sign-in-wrong")
    for _ in range(4):
        sign_in(page, county.people["auditor"], password="wrong")
    require_fit(page, "locked-out")
    sign_in(page, county.people["auditor"])
    expect(page.locator("[name=password]")).to_have_count(0)
    page.goto("/")
    expect(page).to_have_url(f"{page.url.split('/sign-in')[0]}/sign-in/?next=/")


def test_a_password_that_will_not_do(member: Member, require_fit: Fit) -> None:
    page = member("newcomer")
    page.goto("/")
    for name, written in (
        ("old_password", "x"),
        ("new_password1", "12345"),
        ("new_password2", "1234"),
    ):
        page.locator(f"[name={name}]").fill(written)
    submit(page)
    expect(page.locator(".error-summary")).to_be_focused()
    require_fit(page, "password-change-with-errors")


def test_an_emptied_report_and_a_clash(visitor: Visitor, county: County, require_fit: Fit) -> None:
    first, second = (
        open_section(visitor(), county.report, county.people[who])
        for who in ("reporter", "colleague")
    )
    cell(first, PERSON).fill("4")
    save(first)
    require_fit(first, "section-saved")
    cell(second, PERSON).fill("5")
    save(second)
    require_fit(second, "section-conflict")

    second.goto(f"/reports/{county.report}/sections/s1_overview/")
    first.goto(f"/reports/{county.report}/sections/s1_overview/")
    for page, text in ((first, "甲的文字。"), (second, "乙的文字。")):
        page.locator("[name=text]").fill(text)
        save(page)
    require_fit(second, "section-text-conflict")

    cell_page = first
    cell_page.goto(f"/reports/{county.report}/sections/s4_review_litigation/")
    cell(cell_page, "disputes.review.upheld").fill("7")
    second.goto(f"/reports/{county.report}/check/")
    with second.expect_navigation():
        second.locator("form[action$='/move/pass_on/'] button").click()
    require_fit(second, "report-passed-on")
    save(cell_page)
    require_fit(cell_page, "section-lost")
    cell_page.goto(f"/reports/{county.report}/sections/s4_review_litigation/")
    require_fit(cell_page, "section-locked")


def test_a_move_that_came_too_late(visitor: Visitor, county: County, require_fit: Fit) -> None:
    first, second = (
        sign_in(visitor(), county.people[who], at=f"/reports/{county.report}/check/")
        for who in ("reporter", "colleague")
    )
    for page in (first, second):
        with page.expect_navigation():
            page.locator("form[action$='/move/pass_on/'] button").click()
    expect(second.locator(".notices .error")).to_be_visible()
    require_fit(second, "move-refused")


def test_forms_of_the_moves(member: Member, demo: Demo, require_fit: Fit) -> None:
    page = member("reviewer")
    page.goto(demo.path("/desk/<ziran 2026>/"))
    for name in ("return", "hand_over"):
        summary = page.locator(f"details:has(form[action$='/move/{name}/']) > summary")
        summary.click()
        require_fit(page, f"desk-{name}")
        summary.click()


def test_what_is_not_for_this_role(visitor: Visitor, county: County, require_fit: Fit) -> None:
    """Somebody who may read a report, but whose page was left open while the role was taken away."""
    page = sign_in(visitor(), county.people["deputy"], at=f"/reports/{county.report}/check/")
    with page.expect_navigation():
        page.evaluate(
            """path => {
          const form = document.querySelector("form[action$='/language/']");
          form.action = path; setTimeout(() => form.submit());
        }""",
            f"/reports/{county.report}/sections/s1_overview/",
        )
    require_fit(page, "not-yours")


def test_a_form_without_its_token(visitor: Visitor, require_fit: Fit) -> None:
    page = visitor()
    page.goto("/sign-in/")
    page.context.clear_cookies()
    page.locator("[name=username]").fill("reporter")
    page.locator("[name=password]").fill("x")
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")
    require_fit(page, "open-too-long")


@pytest.mark.parametrize(
    ("column", "written", "name"),
    [("short_name", "试改的简称", "import-confirm"), ("region", "没有的区划", "import-refused")],
)
def test_an_import_is_shown_before_it_is_confirmed(
    column: str, written: str, name: str, member: Member, require_fit: Fit, tmp_path: Path
) -> None:
    page = member("admin")
    file = tmp_path / "agencies.xlsx"
    page.goto("/admin/accounts/agency/export/")
    with page.expect_download() as download:
        page.locator(".sheet-buttons button").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    head = next(cell for cell in book.active[1] if column in cell.value)
    book.active.cell(2, head.column, written)
    book.save(file)
    page.goto("/admin/accounts/agency/import/")
    page.locator("[type=file]").set_input_files(file)
    with page.expect_navigation():
        page.locator(".sheet-buttons button").click()
    expect(page.locator("#content")).to_contain_text(written)
    require_fit(page, name)
