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
from tests.e2e.steps import cell, open_section, press_move, save, sign_in, sign_in_by_form
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
    page = sign_in_by_form(visitor(), county.people["auditor"], password="wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith(ERROR_TITLE["zh-hans"])
    require_fit(page, "sign-in-wrong")
    for _ in range(4):
        sign_in_by_form(page, county.people["auditor"], password="wrong")
    require_fit(page, "locked-out")
    sign_in_by_form(page, county.people["auditor"])
    assert page.goto("/trail/").url.endswith("/sign-in/?next=/trail/"), "let in with the lock on"


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


@pytest.fixture
def pair(visitor: Visitor, county: County) -> tuple[Page, Page]:
    """Two people of an agency in section three of the same report."""
    first, second = (
        open_section(visitor(), county.report, county.people[who])
        for who in ("reporter", "colleague")
    )
    return first, second


def pass_on(page: Page, report: int) -> None:
    page.goto(f"/reports/{report}/check/")
    press_move(page, page.locator("form[action$='/move/pass_on/'] button"))


def test_two_wrote_in_the_same_place(
    pair: tuple[Page, Page], county: County, require_fit: Fit
) -> None:
    for page, written in zip(pair, "45", strict=True):
        cell(page, PERSON).fill(written)
        save(page)
    require_fit(pair[0], "section-saved")
    require_fit(pair[1], "section-conflict")
    for page in pair:
        page.goto(f"/reports/{county.report}/sections/s1_overview/")
    for page, text in zip(pair, ("甲的文字。", "乙的文字。"), strict=True):
        page.locator("[name=text]").fill(text)
        save(page)
    require_fit(pair[1], "section-text-conflict")


def test_the_report_was_passed_on_meanwhile(
    pair: tuple[Page, Page], county: County, require_fit: Fit
) -> None:
    first, second = pair
    cell(first, PERSON).fill("7")
    pass_on(second, county.report)
    require_fit(second, "report-passed-on")
    save(first)
    require_fit(first, "section-lost")
    first.reload()
    require_fit(first, "section-locked")


def test_a_move_that_came_too_late(visitor: Visitor, county: County, require_fit: Fit) -> None:
    first, second = (
        sign_in(visitor(), county.people[who], at=f"/reports/{county.report}/check/")
        for who in ("reporter", "colleague")
    )
    for page in (first, second):
        press_move(page, page.locator("form[action$='/move/pass_on/'] button"))
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
    """A deputy saves a section: no page of theirs offers it, so another form is sent there."""
    section = f"/reports/{county.report}/sections/s1_overview/"
    page = sign_in(visitor(), county.people["deputy"], at=section)
    send = "path => { const form = document.forms[0]; form.action = path; setTimeout(() => form.submit()); }"
    with page.expect_navigation():
        page.evaluate(send, section)
    expect(page.locator("#section-form")).to_have_count(0)
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
