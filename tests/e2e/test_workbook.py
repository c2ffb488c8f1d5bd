"""The offline workbook: taken along, changed by another program, looked at, written, put back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible, require_no_sideways_scroll
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import cell, open_section, save, sign_in
from tests.support.offline_books import damaged, merged, put, type_in

NEW = "requests.new_received"
PERSON, COMPANY, OTHER = (
    f"{NEW}.{column}" for column in ("natural_person", "commercial_enterprise", "other_org")
)
S3 = "三、收到和处理政府信息公开申请情况"


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).click()


def taken_along(page: Page, county: County) -> bytes:
    """From the report's page, as somebody finds it."""
    page.goto(f"/reports/{county.report}/")
    press(page, "a[href$='/workbook/upload/']")
    with page.expect_download() as download:
        page.locator("a[href$='/workbook/']").click()
    assert download.value.suggested_filename.endswith("（离线填报表）.xlsx")
    return Path(download.value.path()).read_bytes()


def bring_back(page: Page, county: County, content: bytes) -> None:
    page.goto(f"/reports/{county.report}/workbook/upload/")
    file = {"name": "填报表.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("[type=file]").set_input_files(file)  # type: ignore[arg-type]
    press(page, "main form button.btn-primary")


def figure(page: Page, county: County, name: str) -> str:
    page.goto(f"/reports/{county.report}/sections/s3_requests/")
    return cell(page, name).input_value()


@BOTH_IN_LONG
def test_two_cells_changed_offline_are_looked_at_written_and_put_back(
    visitor: Visitor, county: County, camera: Camera, javascript: bool
) -> None:
    page = open_section(visitor(javascript=javascript), county.report, county.people["reporter"])
    cell(page, PERSON).fill("3")
    save(page)
    content = damaged(taken_along(page, county), put(PERSON, 12), put(COMPANY, 5))
    bring_back(page, county, content)
    expect(page.locator("input[name=take]:checked")).to_have_count(2)
    if javascript:
        require_accessible(page)
        camera.take_sizes(page, "workbook-changes")
    press(page, "#proposal-form button.btn-primary")
    assert [figure(page, county, name) for name in (PERSON, COMPANY)] == ["12", "5"]
    page.go_back()
    press(page, "form[action$='/undo/'] button")
    assert [figure(page, county, name) for name in (PERSON, COMPANY)] == ["3", ""]


def test_what_went_wrong_offline_is_named(visitor: Visitor, county: County, camera: Camera) -> None:
    page = sign_in(visitor(), county.people["reporter"])
    content = taken_along(page, county)
    require_accessible(page)
    camera.take_sizes(page, "workbook")
    colleague = open_section(visitor(), county.report, county.people["colleague"])
    cell(colleague, PERSON).fill("8")
    save(colleague)
    bring_back(
        page, county,
        damaged(
            content, put(PERSON, 12), put(COMPANY, 5), put(OTHER, "约3件"), merged(S3, "D9:E9"),
            put("requests.carried_over.total", 99), type_in("一、总体情况", "B5", "全年主动公开 120 条。"),
        ),
    )  # fmt: skip
    for words in ("此后网站上又改过", "约3件", "格子被合并", f"{S3} J8"):
        expect(page.locator("main")).to_contain_text(words)
    require_accessible(page)
    require_no_sideways_scroll(page)
    camera.take_sizes(page, "workbook-problems")


def test_a_file_that_is_not_the_workbook_is_refused_where_one_sees_it(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = sign_in(visitor(), county.people["office"])
    bring_back(page, county, b"PK\x03\x04 not really")
    expect(page.locator(".error-summary")).to_be_focused()
    require_accessible(page)
    camera.take_sizes(page, "workbook-refused")
