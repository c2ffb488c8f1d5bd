"""A report from its first figure to the county's workbook, by keyboard alone."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.keyboard import fill_table, follow, tab_to, write
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import sign_in_by_form
from tests.support.sample_2020 import EDITION, FIGURES, TYPED

OVERVIEW = (
    "2020年，本局坚持主动公开，通过网站和公示栏发布线路调整、工程进度等信息。"
    "依申请公开渠道保持畅通，全年没有收到申请。政府信息管理由办公室负责，发布前逐条审查。"
    "平台建设方面，更新了办事指南专栏。监督保障方面，开展了一次培训和一次自查。"
)
PROBLEMS = "公开的内容还不够及时，解读形式偏少。下一步将按月更新清单，增加图表解读。"
CORRECTED = PROBLEMS + "各科室各确定一名联络员。"
OTHER = "本年度没有收取信息处理费，没有其他需要报告的事项。"
ON_THE_WAY = ("reporter", "office", "deputy", "head", "reviewer", "administrator")


@BOTH_IN_LONG
def test_a_report_goes_all_the_way(javascript: bool, visitor: Visitor, county: County) -> None:
    people = {
        role: sign_in_by_form(visitor(javascript=javascript), county.people[role])
        for role in ON_THE_WAY
    }

    _fill_in(people["reporter"])
    _give_reasons(people["reporter"], "已与业务科室核对，数据属实。")
    _move(people["reporter"], "pass_on")
    _go_up(people)
    _return(people["reviewer"])
    _correct(people["reporter"])
    _go_up(people)
    _open_first_task(people["reviewer"])
    _move(people["reviewer"], "start_review")
    expect(people["reviewer"].locator(".desk-changes li > a")).to_have_count(1)
    _move(people["reviewer"], "approve")

    book = _download_aggregate(people["administrator"], county)
    assert [_numbers(sheet) for sheet in book.worksheets[:3]] == _sample_by_section()
    assert _by_agency(book.worksheets[3]) == {county.agency: FIGURES}
    assert _missing(book.worksheets[5]) == [county.bureau]


def _fill_in(page: Page) -> None:
    """All six sections, each saved with the button that leads to the next."""
    _open_first_task(page)  # which leads into the first section
    write(page, page.locator("[name=text]"), OVERVIEW)
    _save(page, "next")
    for _ in range(3):
        fill_table(page, TYPED)
        _save(page, "next")
    write(page, page.locator("[name=text]"), PROBLEMS)
    _save(page, "next")
    write(page, page.locator("[name=text]"), OTHER)
    _save(page, "check")


def _open_first_task(page: Page) -> None:
    """The first thing on the home page that waits for this person."""
    page.goto("/")
    follow(page, page.locator("main table td a.btn").first)


def _save(page: Page, then: str) -> None:
    follow(page, page.locator(f"button[name=then][value={then}]"))


def _give_reasons(page: Page, reason: str) -> None:
    """Explain every warning of the check page."""
    fields = page.locator("textarea[name^='explain.']")
    for at in range(fields.count()):
        write(page, fields.nth(at), reason)
    if fields.count():
        follow(page, page.locator("main form:has(textarea[name^='explain.']) button"))


def _move(page: Page, name: str, reason: str = "") -> None:
    """Press the button of a move; one that wants a reason opens a form first."""
    here = f"form:has(button[name=name][value={name}])"  # deputy and head have a page of their own
    form = page.locator(f"form[action$='/move/{name}/'], {here}")
    if reason:
        tab_to(page, form.locator("xpath=../summary"))
        page.keyboard.press("Enter")
        write(page, form.locator("[name=reason]"), reason)
    if name == "submit":
        tab_to(page, form.locator("[name=checked]"))
        page.keyboard.press("Space")
    follow(page, form.locator("button"))
    sure = page.locator("form:has([name=shown]) button")
    if sure.count():  # what is signed is said first
        follow(page, sure)
    expect(page.locator(".notices .success")).to_be_visible()


def _go_up(people: dict[str, Page]) -> None:
    for role, name in (
        ("office", "pass_on"),
        ("deputy", "pass_on"),
        ("head", "sign"),
        ("office", "submit"),
    ):
        _open_first_task(people[role])
        _move(people[role], name)


def _return(reviewer: Page) -> None:
    _open_first_task(reviewer)
    _move(reviewer, "start_review")
    _move(reviewer, "return", "第五部分请写明改进措施的责任人。")


def _correct(page: Page) -> None:
    _open_first_task(page)
    expect(page.get_by_text("第五部分请写明改进措施的责任人。").first).to_be_visible()
    follow(page, page.locator("table.task-list a").nth(4))
    write(page, page.locator("[name=text]"), CORRECTED)
    _save(page, "next")
    _save(page, "check")
    _move(page, "pass_on")


def _download_aggregate(page: Page, county: County) -> openpyxl.Workbook:
    page.goto(f"/aggregate/?campaign={county.campaign}")
    tab_to(page, page.locator("a[href*='/aggregate/file/']"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    return openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))


def _sample_by_section() -> list[list[float]]:
    tables = (section for section in EDITION.sections if not section.is_narrative)
    return [[FIGURES[cell.id] for cell in section.cells] for section in tables]


def _numbers(sheet: Worksheet) -> list[float]:
    """Every number of a sheet, read like a page."""
    values = (cell.value for row in sheet.iter_rows() for cell in row)
    return [value for value in values if isinstance(value, int | float)]


def _by_agency(sheet: Worksheet) -> dict[str, dict[str, float]]:
    """The columns stand in the form's order behind three of words; sums are below."""
    _title, _labels, *rows, _total = sheet.iter_rows(values_only=True)
    return {row[0]: dict(zip(EDITION.cells, row[3:], strict=True)) for row in rows}


def _missing(sheet: Worksheet) -> list[str]:
    _title, _heading, _columns, _reason, *rows = sheet.iter_rows(values_only=True)
    return [row[0] for row in rows]
