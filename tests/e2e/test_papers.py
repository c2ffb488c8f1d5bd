"""The papers of a report: register, sign-off sheet, receipts, and a published file that is checked."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import sign_in
from tests.e2e.test_comments import CELL, answer, move, write_comment


@BOTH_IN_LONG
def test_each_step_is_written_down_signed_for_and_can_be_checked(
    javascript: bool, visitor: Visitor, reviewed: County, camera: Camera, tmp_path: Path
) -> None:
    people, report = reviewed.people, reviewed.report

    def person(role: str, at: str = "/") -> Page:
        return sign_in(visitor(javascript=javascript), people[role], at=at)

    def looked_at(page: Page, name: str) -> None:
        if javascript:  # axe waits for ever where scripts are off
            require_accessible(page)
            camera.take_sizes(page, name)

    reviewer = person("reviewer", f"/desk/{report}/")
    write_comment(reviewer, CELL, "今年一件也没有？")
    clerk = person("reporter", f"/reports/{report}/register/")
    expect(clerk.locator("main")).not_to_contain_text("今年一件也没有")
    move(reviewer, report, "return", at="/desk/{}/", reason="请核对。")

    clerk.goto(f"/reports/{report}/")
    answer(clerk, 0, "确实没有。")
    for role, name in (
        ("reporter", "pass_on"),
        ("office", "pass_on"),
        ("deputy", "pass_on"),
        ("head", "sign"),
    ):
        move(
            person(role),
            report,
            name,
            at="/reports/{}/check/" if role == "reporter" else "/reports/{}/",
        )
    move(person("office"), report, "submit", reason="原数据属实。")
    move(reviewer, report, "start_review", at="/desk/{}/")
    with reviewer.expect_navigation():
        reviewer.locator("button[value=resolve]").click()
    move(reviewer, report, "approve", at="/desk/{}/")

    clerk.goto(f"/reports/{report}/")
    clerk.locator(f"a[href='/reports/{report}/register/']").click()
    expect(clerk.locator(".register tbody tr").first).to_contain_text("审核通过")
    expect(clerk.locator(".register")).to_contain_text("确实没有。")
    looked_at(clerk, "register")
    with clerk.expect_download() as download:
        clerk.locator("a[href$='/register/file/']").click()
    assert download.value.suggested_filename.endswith("年报办理记录.xlsx")

    clerk.goto(f"/reports/{report}/sign-off/")
    expect(clerk.locator(".sign-off")).to_contain_text("一致：")
    looked_at(clerk, "sign-off")
    assert len(re.findall(rb"/Type\s*/Page\b", clerk.pdf(prefer_css_page_size=True))) == 1

    clerk.goto(f"/reports/{report}/")
    clerk.locator(f"a[href='/reports/{report}/approvals/2/']").click()
    looked_at(clerk, "approval")
    code = clerk.locator(".check-code").inner_text()

    reviewer.goto(f"/desk/{report}/")  # the decision led on to the next one
    with reviewer.expect_download() as download:
        reviewer.locator(f"a[href='/desk/{report}/2/xlsx/']").click()
    download.value.save_as(tmp_path / "年报.xlsx")
    anybody = visitor(javascript=javascript)
    anybody.goto("/verify/")
    anybody.locator("#code").fill(code)
    with anybody.expect_navigation():
        anybody.locator("#code").press("Enter")
    expect(anybody.locator("[role=status]")).to_contain_text("已审核通过")
    check_file(anybody, tmp_path / "年报.xlsx")
    expect(anybody.locator("[role=status]")).to_contain_text("一致：")
    check_file(anybody, altered(tmp_path / "年报.xlsx"))
    expect(anybody.locator("[role=status]")).to_contain_text("不一致：有 1 处")
    looked_at(anybody, "verify-changed")
    (tmp_path / "年报.pdf").write_bytes(b"%PDF-1.7")
    check_file(anybody, tmp_path / "年报.pdf")
    expect(anybody.locator(".error-summary")).to_contain_text("文件已损坏")
    looked_at(anybody, "verify-refused")


def check_file(page: Page, file: Path) -> None:
    page.locator("#id_file").set_input_files(file)
    with page.expect_navigation():
        page.locator("form[enctype] button").click()


def altered(file: Path) -> Path:
    book = openpyxl.load_workbook(file)
    sheet, place = next(iter(book.defined_names[CELL.replace(".", "_")].destinations))
    book[sheet][place.replace("$", "")] = 5
    book.save(file)
    return file
