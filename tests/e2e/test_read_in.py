"""A published report is read in: uploaded, looked through, written, put back."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from playwright.sync_api import FilePayload, Page, expect

from reports.form.content import Figures
from reports.form.edition import Edition
from reports.form.loader import load_editions
from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.steps import cell, open_section, save, sign_in
from tests.support.balanced import balanced_figures
from tests.support.report_files import Style, as_docx, paper

EDITION = load_editions()["2019"]
NATURAL = "requests.granted.natural_person"
PUBLIC = "requests.granted.public_welfare_org"
COMPANY = "requests.granted.commercial_enterprise"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
DOUBTFUL = {NATURAL: "12 34", PUBLIC: "无"}


def figures_for(edition: Edition) -> Figures:
    return balanced_figures(edition, random.Random(7)) | {COMPANY: 4321}


def report_file(agency: str, year: int = 2020, edition: Edition = EDITION) -> FilePayload:
    style = Style(written=DOUBTFUL)
    made = paper(edition, figures_for(edition), style, year)
    content = as_docx(replace(made, parts=[agency, *made.parts[1:]]), style)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": f"{year}年年度报告（网站发布稿）.docx", "mimeType": kind, "buffer": content}


def upload(page: Page, county: County, file: FilePayload) -> None:
    page.locator("[name=file]").set_input_files(files=file)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, visitor: Visitor, county: County) -> Page:
    page = visitor(javascript=request.param)
    return sign_in(page, county.people["reporter"], at=f"/reports/{county.report}/")


def test_a_report_is_read_in_looked_through_written_and_put_back(
    page: Page, county: County, camera: Camera
) -> None:
    page.get_by_role("link", name="读入已有年报", exact=True).click()
    camera.take_sizes(page, "read-upload")
    upload(page, county, report_file(county.agency))
    doubts = page.locator("tr.doubtful:has([name=take])")
    expect(doubts).to_have_count(2)
    expect(doubts.first).to_contain_text("12 34")
    expect(doubts.first).to_contain_text("表格 ")
    expect(doubts.locator("[name=take]:checked")).to_have_count(0)
    camera.take_sizes(page, "read-preview")
    page.locator(f"[name=take][value='{NATURAL}']").check()
    press(page, "写入草稿")
    expect(page.locator(".notice.success")).to_contain_text("已写入")
    camera.take_sizes(page, "read-done")
    page.goto(f"/reports/{county.report}/sections/s3_requests/")
    expect(cell(page, COMPANY)).to_have_value("4321")
    expect(cell(page, NATURAL)).to_have_value("12 34")
    expect(cell(page, PUBLIC)).to_have_value("")
    page.go_back()
    press(page, "全部恢复")
    expect(page.locator(".notice.success")).to_contain_text("已恢复")
    page.goto(f"/reports/{county.report}/sections/s3_requests/")
    expect(cell(page, COMPANY)).to_have_value("")
    expect(cell(page, NATURAL)).to_have_value("")


def test_what_a_colleague_changes_meanwhile_is_chosen_by_hand(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = sign_in(visitor(), county.people["reporter"], at=f"/reports/{county.report}/read/")
    upload(page, county, report_file(county.agency))
    colleague = open_section(visitor(javascript=False), county.report, county.people["colleague"])
    cell(colleague, COMPANY).fill("8")
    save(colleague)
    press(page, "写入草稿")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("陈望")
    camera.take_sizes(page, "read-conflict")
    require_accessible(page)
    page.get_by_label("采用文件：4321").check()
    press(page, "写入草稿")
    colleague.reload()
    expect(cell(colleague, COMPANY)).to_have_value("4321")


def test_a_file_of_another_agency_and_year_must_be_meant(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = sign_in(visitor(), county.people["office"], at=f"/reports/{county.report}/read/")
    upload(page, county, report_file("青石县水利局", year=2019))
    camera.take_sizes(page, "read-asks")
    require_accessible(page)
    page.get_by_role("button", name="写入草稿", exact=True).click()
    assert page.locator("[name=sure]:invalid").count() == 2  # the browser asks, nothing is sent
    for box in page.locator("[name=sure]").all():
        box.check()
    press(page, "写入草稿")
    expect(page.locator(".notice.success")).to_contain_text("已写入")


def test_what_is_no_report_is_told_beside_the_form(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = sign_in(visitor(), county.people["reporter"], at=f"/reports/{county.report}/read/")
    upload(page, county, {"name": "报告.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("扫描件或图片")
    camera.take_sizes(page, "read-refused")
    require_accessible(page)


@pytest.mark.parametrize("state", ["upload", "preview", "done"])
def test_every_state_is_accessible(visitor: Visitor, county: County, state: str) -> None:
    page = sign_in(visitor(), county.people["reporter"], at=f"/reports/{county.report}/read/")
    if state != "upload":
        upload(page, county, report_file(county.agency))
    if state == "done":
        press(page, "写入草稿")
    require_accessible(page)
