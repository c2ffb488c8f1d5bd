"""The workbooks, opened again: figures, merges, names, and no formula anywhere."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from openpyxl.workbook import Workbook

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.rendering import RENDERERS
from reports.rendering.aggregate_xlsx import FiledRow, MissingRow, SheetWords, aggregate_workbook
from reports.rendering.document import build_document, section_grid
from reports.rendering.xlsx import sheet_name

FORMULA = '=HYPERLINK("x")'
DANGEROUS = [FORMULA, "+1+1", "-1", "@SUM(A1)", "http://example.org", "{=1}", "<r><t>x</t></r>"]
SECTIONS = {
    "s2_proactive": "二、主动公开政府信息情况",
    "s3_requests": "三、收到和处理政府信息公开申请情况",
    "s4_review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}
TEXTS = "正文"
FIGURES = {
    "art20_5.licensing.change": -251,
    "art20_6.penalty.change": 28,
    "art20_9.central_procurement.amount": Decimal("1571.55"),
    "requests.new_received.natural_person": 0,
    "requests.outcome_total.total": 123456789,
    "disputes.litigation_after_review.total": 7,
}


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def report(edition_id="2019", year=2020, *, agency="某县交通运输局", **given) -> bytes:
    content = Content(year=year, agency=agency, **given)
    return RENDERERS["xlsx"].render(build_document(load_editions()[edition_id], content))


def by_name(book: Workbook, cell_id: str):
    sheet, place = next(book.defined_names[cell_id.replace(".", "_")].destinations)
    return book[sheet][place.replace("$", "")]


def texts(sheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def assert_no_formula(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink", archive.read(name)), name


def test_a_report_has_a_sheet_for_each_table_section_and_one_for_the_texts():
    assert opened(report()).sheetnames == [*SECTIONS.values(), TEXTS]


@pytest.mark.parametrize(("edition_id", "year"), [("2019", 2020), ("2021", 2026)])
def test_every_figure_is_found_by_its_name(edition_id, year):
    edition = load_editions()[edition_id]
    figures = {cell_id: number for number, cell_id in enumerate(edition.cells)}
    book = opened(report(edition_id, year, figures=figures))
    assert {cell_id: by_name(book, cell_id).value for cell_id in edition.cells} == figures


def test_numbers_are_numbers_and_a_blank_stays_blank():
    book = opened(report(figures=FIGURES))
    found = {cell_id: by_name(book, cell_id).value for cell_id in FIGURES}
    assert found == {**FIGURES, "art20_9.central_procurement.amount": 1571.55}
    blank = by_name(book, "requests.granted.total")
    assert (blank.value, blank.border.left.style) == (None, "thin")


def test_increases_show_their_sign_and_nothing_else_does():
    book = opened(report(figures=FIGURES))
    signed = {c for c in FIGURES if by_name(book, c).number_format == "+0;-0;0"}
    assert signed == {"art20_5.licensing.change", "art20_6.penalty.change"}


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(("edition_id", "year"), [("2019", 2020), ("2021", 2026)])
def test_tables_merge_as_printed_and_every_box_has_borders(edition_id, year, section):
    grid = section_grid(load_editions()[edition_id], section)
    sheet = opened(report(edition_id, year))[SECTIONS[section]]
    top = 3  # below the title and the heading
    expected = {(1, 1, 1, grid.columns), (2, 1, 2, grid.columns)} | {
        (top + y, x + 1, top + y + slot.rowspan - 1, x + slot.colspan)
        for y, x, slot in grid.placed()
        if slot.rowspan > 1 or slot.colspan > 1
    }
    merged = {(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges}
    assert merged == expected
    for y, x, slot in grid.placed():
        cell = sheet.cell(top + y, x + 1)
        assert (cell.value or "") == slot.text
        assert cell.border.bottom.style == cell.border.right.style == "thin"
        assert cell.alignment.wrap_text


def test_sheets_print_on_one_a4_width_and_repeat_their_header():
    for sheet in opened(report()):
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
    assert opened(report())[SECTIONS["s3_requests"]].print_title_rows == "$3:$5"


def test_columns_are_wide_enough_for_what_stands_in_them():
    sheet = opened(report(figures=FIGURES))[SECTIONS["s3_requests"]]
    values = sheet.column_dimensions["D"]  # stands for all alike to its right
    assert (values.min, values.max) == (4, 10)
    assert values.width > len("+123456789")


def test_texts_stand_under_their_headings_one_paragraph_a_row():
    book = opened(report(texts={"s1_overview": "甲。\n\n乙。", "s6_other": "无。"}))
    assert texts(book[TEXTS]) == [
        "某县交通运输局\n2020年度政府信息公开工作年度报告",
        "一、总体情况",
        "甲。",
        "乙。",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
        "无。",
    ]


def test_a_paragraph_too_long_for_a_cell_loses_nothing():
    long = "".join(chr(0x4E00 + n % 5000) for n in range(40_000))
    assert "".join(texts(opened(report(texts={"s1_overview": long}))[TEXTS])[2:-2]) == long


@pytest.mark.parametrize("typed", DANGEROUS)
def test_what_people_typed_stays_text(typed):
    content = report(agency=typed, texts={"s1_overview": typed})
    assert_no_formula(content)
    overview = opened(content)[TEXTS]["A3"]
    assert (overview.value.lstrip("\u200b"), overview.data_type) == (typed, "s")


def test_what_is_no_character_is_left_out():
    content = report(agency="甲\x00局\x0b", texts={"s1_overview": "乙\x1b\ufffe。"})
    assert texts(opened(content)[TEXTS])[2] == "乙。"
    assert opened(content).properties.creator == "甲局"


def test_the_workbook_says_whose_report_it_is():
    book = opened(report("2021", 2026))
    known = {prop.name: prop.value for prop in book.custom_doc_props.props}
    assert known == {"agency": "某县交通运输局", "year": 2026, "edition": "2021"}
    assert book.properties.creator == "某县交通运输局"
    assert book.properties.title == "某县交通运输局2026年政府信息公开工作年度报告"


def test_the_same_report_gives_the_same_bytes():
    with time_machine.travel("2027-01-31"):
        first = report(figures=FIGURES)
    assert report(figures=FIGURES) == first


@pytest.mark.parametrize(
    ("title", "name"),
    [("四、复议/诉讼[2021]: '总计'", "四、复议 诉讼 2021    总计"), ("长" * 40, "长" * 31)],
)
def test_sheet_names_are_what_excel_accepts(title, name):
    assert sheet_name(title) == name


# The aggregate -----------------------------------------------------------------------------

CELL = "requests.new_received.natural_person"
AMOUNT = "art20_8.fees.amount"


def aggregate(
    *, sums=None, filed=(), missing=(), note="计入：审核通过 2 家。未计入：丙镇。"
) -> bytes:
    edition = load_editions()["2021"]
    words = SheetWords("各单位数据", "未报送单位", "单位", "单位类别", "状态", "截止日期", "逾期")
    return aggregate_workbook(edition, "某县2026年汇总", note, sums or {}, filed, missing, words)


def test_an_aggregate_has_five_sheets():
    names = [*SECTIONS.values(), "各单位数据", "未报送单位"]
    assert opened(aggregate()).sheetnames == names


def test_sums_stand_in_the_statutory_layout_under_title_and_note():
    edition = load_editions()["2021"]
    sums = {cell_id: number for number, cell_id in enumerate(edition.cells, start=5)}
    book = opened(aggregate(sums=sums))
    for section, title in SECTIONS.items():
        sheet = book[title]
        assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
            "某县2026年汇总",
            "计入：审核通过 2 家。未计入：丙镇。",
            title,
        ]
        grid = section_grid(edition, section)
        for y, x, slot in grid.placed():
            expected = sums[slot.cell] if slot.cell else slot.text
            assert sheet.cell(4 + y, x + 1).value == expected
        merged = [s for _, _, s in grid.placed() if s.colspan > 1 or s.rowspan > 1]
        assert len(sheet.merged_cells.ranges) == len(merged) + 3


def test_each_agency_has_a_row_headed_by_labels_and_ids_and_blanks_stay_blank():
    rows = [
        FiledRow("甲局", "县直部门", "审核通过", {CELL: 3, AMOUNT: Decimal("59237.2449")}),
        FiledRow(FORMULA, "乡镇", "已报送", {CELL: 0, AMOUNT: None}),
    ]
    content = aggregate(filed=rows)
    sheet = opened(content)["各单位数据"]
    labels, ids, first, second = sheet.iter_rows(values_only=True)
    assert labels[:4] == ("单位", "单位类别", "状态", "第二十条第（一）项 规章·本年制发件数")
    assert list(ids) == ["agency", "kind", "state", *load_editions()["2021"].cells]
    at, money = ids.index(CELL), ids.index(AMOUNT)
    title = "三、收到和处理政府信息公开申请情况"
    assert labels[at] == f"{title} 一、本年新收政府信息公开申请数量·自然人"
    assert (first[0], first[at], first[money]) == ("甲局", 3, 59237.2449)
    assert (second[0], second[at], second[money]) == (FORMULA, 0, None)
    assert sum(value is not None for value in second[3:]) == 1
    assert_no_formula(content)


@pytest.mark.parametrize("typed", DANGEROUS)
def test_names_in_the_aggregate_stay_text(typed):
    missing = [MissingRow(typed, typed, typed, typed, typed)]
    content = aggregate(filed=[FiledRow(typed, "", "", {})], missing=missing, note=typed)
    assert_no_formula(content)
    book = opened(content)
    found = [book["各单位数据"]["A3"], *book["未报送单位"][2], book[SECTIONS["s2_proactive"]]["A2"]]
    assert {cell.value.lstrip("\u200b") for cell in found} == {typed}


def test_who_has_not_filed_is_named():
    row = MissingRow("丙镇", "乡镇", "填报中", "2027-01-31", "12 天")
    sheet = opened(aggregate(missing=[row]))["未报送单位"]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("单位", "单位类别", "状态", "截止日期", "逾期"),
        ("丙镇", "乡镇", "填报中", "2027-01-31", "12 天"),
    ]


def test_the_same_aggregate_gives_the_same_bytes():
    rows = [FiledRow("甲局", "县直部门", "审核通过", {CELL: 3})]
    with time_machine.travel("2027-01-31"):
        first = aggregate(filed=rows)
    assert aggregate(filed=rows) == first
