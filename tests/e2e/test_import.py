"""A sheet of people as an office made it: the heading row moved, a column chosen, a fault mended,
confirmed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import require_accessible
from tests.e2e.steps import sign_in
from tests.support.hostile_workbooks import workbook


def sheet(agency: str) -> bytes:
    """Its note on how to fill it in looks more like headings than the headings do."""
    return workbook([
        ["云岭县政务公开联络员登记表"],
        ["请填写", "用户名", "姓名", "角色", "手机", "邮箱"],
        [],
        ["编号", "登录名", "联络员", "归口", "承担角色", "移动电话"],
        [1, "import-one", "张  三", agency, "经办、填报人", 13800000001],
        [2, "import-two", "李四", agency, "填报员长", "138 0000 0002"],
        ["填表人：王五"],
    ])  # fmt: skip


def go_on(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_sheet_of_people_from_the_file_to_the_list(visitor: Visitor, county: County) -> None:
    page = sign_in(visitor(), county.people["security"], at="/admin/accounts/user/import/")
    content = sheet(county.agency)
    page.set_input_files(
        "[name=import_file]",
        {"name": "联络员.xlsx", "mimeType": "application/octet-stream", "buffer": content},
    )
    go_on(page, "检查文件")
    go_on(page, "表头行")
    page.get_by_role("radio", name="4", exact=True).check()
    require_accessible(page)
    go_on(page, "继续")
    expect(page.get_by_role("heading", name="各列分别是什么？")).to_be_visible()
    for letter, label in (("C 列 联络员", "姓名"), ("D 列 归口", "单位")):
        page.get_by_label(letter).select_option(label=label)
    page.get_by_label("E 列 承担角色").select_option("roles")
    require_accessible(page)
    go_on(page, "继续")
    wrong = page.get_by_label("E6")
    expect(wrong).to_have_value("填报员长")
    require_accessible(page)
    wrong.fill("填报人")
    go_on(page, "重新检查")
    expect(page.locator(".sheet-counts")).to_contain_text("新增 2 行")
    page.locator("summary").first.click()
    require_accessible(page)
    go_on(page, "导入")
    expect(page.locator("#result_list")).to_contain_text("import-two")
