"""Sheets as offices make them: a title, notes, merged cells, headings of their own, codes that a
spreadsheet has changed. Each is made for a county whose region is called 云岭县 (430100)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from accounts.models.credit_code import check_character
from tests.support.hostile_workbooks import csv_file, workbook

Rows = Sequence[Sequence[Any]]
REGION_CODE, REGION_NAME = "430100", "云岭县"


def code(number: int) -> str:
    first_17 = f"1143010{number:02d}MB{number:06d}"
    return first_17 + check_character(first_17)


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() else sign for sign in text)


def merge(*ranges: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for one in ranges:
            book.active.merge_cells(one)

    return change


def agencies_below_a_title() -> bytes:
    """A title, a line of who and when, the region merged downwards, a signature below."""
    rows = [
        ["云岭县政府信息公开工作主体名录"],
        ["填报单位：云岭县行政审批服务局", None, None, None, None, None, "2026年11月"],
        ["序号", "单 位 名 称*", "简称", "统一社会信用代码（18位）", "所属区划", "单位类别", "联系电话", "备注"],
        [1, "云岭县教育局", "教育局", code(1), REGION_NAME, "县直部门", "0731-80000001", None],
        [2, "云岭县水利局", "水利局", code(2), None, "部门", "0731-80000002", "新增"],
        [3, "石桥镇人民政府", "石桥镇", code(3), None, "乡镇", "0731-80000003", None],
        ["填表人：李四", None, None, "联系电话：0731-80000000"],
    ]  # fmt: skip
    return workbook(rows, merge("A1:H1", "A2:F2", "E4:E6"))


def agencies_with_uneven_codes() -> bytes:
    """Full-width, small letters, blanks; a telephone that became a number; a sum by formula."""
    rows = [
        ["机构名称", "单位简称", "信用代码", "区划代码", "类别", "电话"],
        ["云岭县 教育局", "教育局", wide(code(1)), 430100, "县直单位", 73180000001.0],
        ["云岭县水利局", "水利局", code(2).lower(), 430100.0, "县直部门", "０７３１－８０００"],
        [
            "云岭县林业局",
            "林业局",
            " ".join([code(3)[:6], code(3)[6:]]),
            "43 01 00",
            "县直部门",
            None,
        ],
        ["合计", "=COUNTA(B2:B4)"],
    ]
    return workbook(rows)


def regions_by_name() -> bytes:
    rows = [
        ["云岭县乡镇区划表"],
        ["序号", "区划名称", "区划编码", "上级"],
        [1, "石 桥 镇", 430100101.0, REGION_NAME],
        [2, "白鹭镇", "430100102", "430100"],
        [3, "石桥村", "430100101201", "石桥镇"],
        ["注：区划编码以民政部门公布的为准。"],
        ["2.村级区划由乡镇填写。"],
    ]
    return workbook(rows, merge("A1:D1"))


def people_by_agency() -> bytes:
    """The agency merged downwards, roles by their Chinese names, numbers in place of texts."""
    rows = [
        ["云岭县各单位政务公开联络员登记表"],
        ["序号", "单位", "姓名", "账号", "角色", "办公电话", "手机号码", "邮箱"],
        [1, "教育局", "张  三", "zhangsan", "经办、填报", "0731-80000001", 13800000001.0, None],
        [2, None, "李四", "lisi", "分管领导", 73180000002, "138 0000 0002", None],
        [3, None, "王五", 80003, "主要负责人", None, "13800000003", "wangwu＠example.com"],
        [4, "云岭县水利局", "赵六", "zhaoliu", "经办/填报人", None, None, None],
        ["填表日期：2026年11月28日"],
    ]
    return workbook(rows, merge("A1:H1", "B3:B5"))


def people_with_written_roles() -> bytes:
    rows = [
        ["用户名（必填）", "姓名（必填）", "身份证号", "权限"],
        ["zhangsan", "张三", "（略）", "教育局：经办；水利局：填报人"],
        ["lisi", "李四", None, "教育局:经办、填报人"],
        ["wangwu", "王五", None, "水利局（主要负责人）"],
    ]
    return workbook(rows)


def years_with_serials() -> bytes:
    rows = [
        ["区划", "年度", "开始日期", "县内截止日期", "法定截止日期"],
        [REGION_NAME, "2026年", 46389, "2027.1.20", dt.date(2027, 1, 31)],
        [REGION_NAME, "２０２５年度", "2026年1月4日", "20260120", "2026/1/31"],
    ]
    return workbook(rows)


def words_with_headings_twice() -> bytes:
    rows = [
        ["错词敏感词表"],
        ["说明：请各单位对照使用。"],
        ["行政区划", "错误写法", "正确表述", "处理方式", "备注"],
        [REGION_NAME, "布署", "部署", "须改正", None],
        [None, "截止目前", "截至目前", "须改正", None],
        ["行政区划", "错误写法", "正确表述", "处理方式", "备注"],
        [REGION_NAME, "一把手", None, "须说明", "改写为主要负责人"],
    ]
    return workbook(rows, merge("A1:E1", "A2:E2", "A4:A5"))


def figures_by_label() -> bytes:
    """Headings as printed, the agency by its short name, figures as people write them, a sum."""
    rows = [
        ["2026年度申请情况"],
        ["填报单位", "一、本年新收政府信息公开申请数量·申请人情况·自然人",
         "一、本年新收政府信息公开申请数量·申请人情况·法人或其他组织·商业企业"],
        ["教育局", "１２件", 0],
        ["云岭县水利局", "1,234", 5.0],
        ["合 计", 1246, 5],
    ]  # fmt: skip
    return workbook(rows, merge("A1:C1"))


def agencies_on_the_second_sheet() -> bytes:
    def change(book: Any) -> None:
        book.active.title = "填写说明"
        sheet = book.create_sheet("单位名录")
        for row in [
            ["单位全称", "简称", "统一代码", "所在区划", "单位性质"],
            ["云岭县教育局", "教育局", code(1), REGION_CODE, "县直部门"],
        ]:
            sheet.append(row)
        book.create_sheet("旧名录").append(["单位全称", "统一代码"])
        book["旧名录"].sheet_state = "hidden"

    return workbook([["一、本表由各单位填写。"], ["二、单位全称以编制部门批复为准。"]], change)


def agencies_with_hidden_rows() -> bytes:
    def change(book: Any) -> None:
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["E"].hidden = True

    rows = [
        ["名称", "简称", "统一社会信用代码", "区划", "类别"],
        ["云岭县教育局", "教育局", code(1), REGION_NAME, "县直部门"],
        ["云岭县水利局", "水利局", code(2), REGION_NAME, "县直部门"],
    ]
    return workbook(rows, change)


def people_with_two_rows_of_headings() -> bytes:
    rows = [
        ["用户名", "姓名", "单位", "角色", "联系方式", None],
        [None, None, None, None, "办公电话", "手机"],
        ["zhangsan", "张三", "教育局", "经办", "80000001", "13800000001"],
    ]
    return workbook(rows, merge("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"))


def agencies_as_csv() -> bytes:
    rows = [
        ["单位名录", "", "", "", ""],
        ["单位名称", "简称", "信用代码", "区划名称", "类型"],
        ["云岭县教育局", "教育局", code(1), REGION_NAME, "县直部门"],
        ["（示例）云岭县某局", "某局", "", "", ""],
    ]
    return csv_file(rows, "gb18030")


def agencies_with_faults() -> bytes:
    """What a person has to mend: each fault once, in the rows below the title."""
    rows = [
        ["云岭县单位名录"],
        ["序号", "单位名称", "简称", "信用代码", "区划", "类别", "电话"],
        [1, "云岭县教育局", "教育局", 1.14301e17, REGION_NAME, "县直部门", None],
        [2, "云岭县水利局", "水利局", code(2), "石桥镇", "县直部门", None],
        [3, "云岭县林业局", "林业局", code(3), REGION_NAME, "飞船", None],
        [4, "云岭县林业局", "农业局", code(4), REGION_NAME, "县直部门", None],
        [5, "云岭县卫健局", "卫健局", code(5), REGION_NAME, "县直部门", dt.date(2026, 5, 1)],
        [6, 42, "信访局", code(6), REGION_NAME, "县直部门", None],
        [7, "云岭县统计局", '="统计"&"局"', code(7), REGION_NAME, "县直部门", None],
        [8, "云岭县审计局", "审计局", code(8), REGION_NAME, "县直部门", None],
    ]
    return workbook(rows, merge("A1:G1"))
