"""The check-up: a stranger drops a published report on the page and sees what is wrong with it."""

from __future__ import annotations

import base64
import io

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from reports.form.loader import load_editions
from tests.e2e.conftest import Visitor
from tests.e2e.looks import Camera, require_accessible, require_prints_clean
from tests.support.report_files import Style, as_docx, paper

EDITION = load_editions()["2021"]
NATURAL = "requests.granted.natural_person"
COMPANY = "requests.denied_state_secret.commercial_enterprise"
OVERVIEW = "2022年，我局主动公开信息312条。全年收到申请12件，予以公开15件。"
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  const over = document.querySelector(".foot");
  for (const type of ["dragenter", "dragover"])
    over.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
  const shown = !document.querySelector("[data-drop-here]").hidden;
  over.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
  return shown;
}"""


def report() -> bytes:
    """With a row that does not add up, a cell that is no figure, another year and a wrong number."""
    came = ("requests.new_received", "requests.granted", "requests.outcome_total")
    figures = dict.fromkeys(EDITION.cells, 0)
    figures |= {f"{row}.{column}": 12 for row in came for column in ("natural_person", "total")}
    style = Style(written={COMPANY: "1 2"})
    texts = {"s1_overview": OVERVIEW, "s5_problems": "更新不够及时。", "s6_other": "无"}
    made = paper(EDITION, figures | {"requests.granted.total": 13}, style, 2023, texts)
    return as_docx(made, style)


@pytest.fixture
def stranger(visitor: Visitor) -> Page:
    page = visitor()
    page.goto("/checkup/")
    return page


def test_a_report_dropped_anywhere_is_checked_shown_and_taken_along(
    stranger: Page, camera: Camera
) -> None:
    with stranger.expect_navigation():
        name = "一份名字很长的政府信息公开工作年度报告（网站发布稿）.docx"
        assert stranger.evaluate(DROP, [name, base64.b64encode(report()).decode()])
    expect(stranger.locator("h1")).to_contain_text("2023年年报")
    expect(stranger.locator(f"[id='cell-{NATURAL}']")).to_have_text("12")
    expect(stranger.locator(f"[id='cell-{COMPANY}']")).to_contain_text("1 2")
    expect(stranger.locator(".finding.doubt")).to_contain_text("可能是两个数")
    expect(stranger.locator("#section-s1_overview .mark-differs")).to_have_text("15件")
    expect(stranger.locator(".suspicion")).to_contain_text("予以公开·总计")
    stranger.locator(".finding.error .finding-cells a").first.click()
    expect(stranger.locator("td:target")).to_be_in_viewport()
    require_accessible(stranger)
    require_prints_clean(stranger)
    camera.take_sizes(stranger, "checkup-result")
    with stranger.expect_download() as download:
        stranger.get_by_role("button", name="下载 Excel", exact=True).click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book.sheetnames[:2] == ["问题", "读取存疑"]
    stranger.locator(".finding-rule").first.click()
    expect(stranger.locator("article:target")).to_be_in_viewport()


def test_it_works_without_scripts_from_the_keyboard(visitor: Visitor) -> None:
    page = visitor(javascript=False)
    page.goto("/sign-in/")
    page.locator("main").get_by_role("link", name="年报体检", exact=True).click()
    page.locator("[name=file]").set_input_files(
        files={"name": "年报.docx", "mimeType": "application/octet-stream", "buffer": report()}
    )
    page.get_by_role("button", name="开始体检", exact=True).press("Enter")
    expect(page.locator("#verdict")).to_contain_text("必须改")
