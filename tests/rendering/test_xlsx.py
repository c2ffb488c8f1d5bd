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
from reports.rendering.aggregate_parts import (
    ComparedSums,
    FiledRow,
    MissingGroup,
    MissingRow,
    SheetWords,
    YearOfSums,
)
from reports.rendering.aggregate_xlsx import aggregate_workbook
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


def test_a_paragraph_too_long_for_a_row_goes_on_in_the_next_after_a_sentence():
    long = "坚持以公开为常态、不公开为例外。" * 100
    sheet = opened(report(texts={"s1_overview": long}))[TEXTS]
    found = texts(sheet)[2:-2]
    assert "".join(found) == long
    assert len(found) == 3 and all(part.endswith("。") for part in found)
    heights = [sheet.row_dimensions[row].height for row in range(3, 6)]
    assert all(
        18 * (len(part) * 2 / 78) <= height <= 409
        for part, height in zip(found, heights, strict=True)
    )


def test_texts_are_printed_on_the_width_of_the_paper_which_one_column_is_not_shrunk_to():
    sheet = opened(report())[TEXTS]
    width = sheet.column_dimensions["A"].width * 8 * 25.4 / 96  # 宋体 11: a digit has 8 pixels
    assert width <= 210 - 2 * 0.7 * 25.4


def test_letters_are_those_of_offices_and_titles_have_one_size():
    book = opened(report(texts={"s1_overview": "甲。"}))
    fonts = {(c.font.name, c.font.size) for sheet in book for row in sheet for c in row if c.value}
    assert {name for name, _size in fonts} == {"宋体", "仿宋"}
    assert {sheet["A1"].font.size for sheet in book} == {16}


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
WORDS = SheetWords(
    "各单位数据", "未计入单位", "与上年对比", "分类小计", "历年对比", "单位", "单位类别", "状态", "截止日期", "逾期",
    "合计", "数据", "%(year)d年（计入%(count)d家）", "%(year)d年（两年均计入的%(count)d家）", "增减", "增减率",
    "应报单位已全部计入。", "（全部为0的项目未列）",
)  # fmt: skip
TITLE, NOTE = "某县2026年汇总", "计入：审核通过 2 家。未计入：丙镇。"
FILED = [
    FiledRow("甲局", "县直部门", "审核通过", {CELL: 3, AMOUNT: Decimal("0.1")}),
    FiledRow("乙局", "县直部门", "审核通过", {CELL: 4, AMOUNT: None}),
    FiledRow("丁镇", "乡镇", "审核通过", {CELL: 5, AMOUNT: Decimal("0.2")}),
]
OURS = re.compile(
    r"SUM\([A-Z]+\d+(:[A-Z]+\d+)?\)|SUMIF\('[^']+'!\$B\$\d+(:\$B\$\d+)?,[A-Z]+\$\d+,'[^']+'![$A-Z\d:]+\)"
    r"|C\d+-D\d+|IF\(D\d+=0,&quot;—&quot;,\(C\d+-D\d+\)/ABS\(D\d+\)\)"
)


def year_of(year=2026, *, sums=None, note=NOTE, **given) -> YearOfSums:
    title = f"某县{year}年汇总"
    return YearOfSums(year, load_editions()["2021"], title, note, sums or {}, **given)


def aggregate(*years: YearOfSums, **given) -> bytes:
    return aggregate_workbook(years or [year_of(**given)], WORDS)


def missing(*rows: MissingRow) -> list[MissingGroup]:
    return [MissingGroup(f"未报送：{len(rows)}家", rows)]


def assert_only_our_formulas(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert "<hyperlink" not in text
            for formula in re.findall(r"<f>(.*?)</f>", text):
                assert OURS.fullmatch(formula), formula


def results(content: bytes, sheet: str) -> list[tuple]:
    """The values that were stored with formulas, as a program shows that computes none."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return list(book[sheet].iter_rows(values_only=True))


def test_an_aggregate_has_the_tables_and_lists_of_a_year():
    assert opened(aggregate()).sheetnames == [*SECTIONS.values(), "各单位数据", "未计入单位"]
    compared = ComparedSums(2025, 1, {}, {})
    assert opened(aggregate(filed=FILED, compared=compared)).sheetnames == [
        *SECTIONS.values(), "与上年对比", "各单位数据", "分类小计", "未计入单位",
    ]  # fmt: skip


def test_every_sheet_of_an_aggregate_lies_across_under_a_title_of_one_size():
    book = opened(aggregate(filed=FILED, compared=ComparedSums(2025, 1, {}, {})))
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet["A1"].value, sheet["A1"].font.size) == (TITLE, 16)
        assert sheet["A1"].font.name == "宋体"


def test_sums_stand_in_the_statutory_layout_under_title_and_note():
    edition = load_editions()["2021"]
    sums = {cell_id: number for number, cell_id in enumerate(edition.cells, start=5)}
    book = opened(aggregate(sums=sums))
    assert {cell_id: by_name(book, cell_id).value for cell_id in edition.cells} == sums
    for section, title in SECTIONS.items():
        sheet = book[title]
        assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [TITLE, NOTE, title]
        grid = section_grid(edition, section)
        for y, x, slot in grid.placed():
            expected = sums[slot.cell] if slot.cell else slot.text
            assert sheet.cell(4 + y, x + 1).value == expected
        merged = [s for _, _, s in grid.placed() if s.colspan > 1 or s.rowspan > 1]
        assert len(sheet.merged_cells.ranges) == len(merged) + 3


def test_each_agency_has_a_row_headed_by_labels_and_blanks_stay_blank():
    content = aggregate(filed=FILED)
    _title, labels, first, second, _third, total = results(content, "各单位数据")
    assert labels[:4] == ("单位", "单位类别", "状态", "第二十条第（一）项 规章·本年制发件数")
    title = "三、收到和处理政府信息公开申请情况"
    at = labels.index(f"{title} 一、本年新收政府信息公开申请数量·自然人")
    money = labels.index("第二十条第（八）项 行政事业性收费·本年收费金额（单位：万元）")
    assert (first[0], first[at], first[money]) == ("甲局", 3, 0.1)
    assert (second[0], second[at], second[money]) == ("乙局", 4, None)
    assert (total[0], total[at], total[money]) == ("合计", 12, 0.3)
    assert not [label for label in labels if re.fullmatch("[a-z0-9_.]+", label)]


def test_totals_are_formulas_over_the_agencies_rows():
    book = opened(aggregate(filed=FILED))
    sheet, names = book["各单位数据"], book["各单位数据"].defined_names
    (_sheet, place), = names[CELL.replace(".", "_")].destinations  # fmt: skip
    column = place.split("$")[1]
    assert place == f"${column}$3:${column}$5"
    assert sheet[f"{column}6"].value == f"=SUM({column}3:{column}5)"


def test_subtotals_by_kind_follow_the_agencies_sheet():
    content = aggregate(filed=FILED, sums={CELL: 12, AMOUNT: Decimal("0.3")})
    rows = results(content, "分类小计")
    assert rows[3][1:] == ("县直部门", "乡镇", "合计")
    assert [row[1:] for row in rows[4:]] == [(0.1, 0.2, 0.3), (7, 5, 12)]
    formula = opened(content)["分类小计"]["B5"].value
    assert formula.startswith("=SUMIF('各单位数据'!$B$3:$B$5,B$4,'各单位数据'!$")


def test_a_change_is_that_of_the_agencies_counted_in_both_years():
    compared = ComparedSums(2025, 2, {CELL: 7, AMOUNT: 0}, {CELL: 5, AMOUNT: 0})
    content = aggregate(filed=FILED, sums={CELL: 12, AMOUNT: 1}, compared=compared, counted=3)
    head, money, row = results(content, "与上年对比")[3:]
    assert head[1:4] == (
        "2026年（计入3家）",
        "2026年（两年均计入的2家）",
        "2025年（两年均计入的2家）",
    )
    assert row[1:] == (12, 7, 5, 2, 0.4)
    assert money[1:] == (1, 0, 0, 0, "—")


def test_several_years_stand_in_one_workbook_and_side_by_side():
    years = [year_of(2026, sums={CELL: 12}, counted=3), year_of(2025, sums={CELL: 5}, counted=2)]
    book = opened(aggregate(*years))
    assert book.sheetnames[0] == "历年对比"
    assert {name[:5] for name in book.sheetnames[1:]} == {"2026 ", "2025 "}
    rows = list(book["历年对比"].iter_rows(values_only=True))
    assert rows[3][1:] == ("2025年（计入2家）", "2026年（计入3家）")
    assert [row[1:] for row in rows[4:]] == [(5, 12)]


@pytest.mark.parametrize("typed", DANGEROUS)
def test_names_in_the_aggregate_stay_text(typed):
    row = MissingRow(typed, typed, typed, typed, typed)
    filed = [FiledRow(typed, typed, "", {CELL: 1})]
    content = aggregate(filed=filed, missing=missing(row), note=typed, sums={CELL: 1})
    assert_only_our_formulas(content)
    book = opened(content)
    found = [
        book["各单位数据"]["A3"], book["分类小计"]["B4"], *book["未计入单位"][5], book[SECTIONS["s2_proactive"]]["A2"]
    ]  # fmt: skip
    assert {cell.value.lstrip("\u200b") for cell in found} == {typed}


def test_who_is_not_counted_is_named_under_the_reason():
    row = MissingRow("丙镇", "乡镇", "填报中", "2027-01-31", "12 天")
    sheet = opened(aggregate(missing=missing(row)))["未计入单位"]
    assert list(sheet.iter_rows(values_only=True))[2:] == [
        ("单位", "单位类别", "状态", "截止日期", "逾期"),
        ("未报送：1家", "", "", "", ""),
        ("丙镇", "乡镇", "填报中", "2027-01-31", "12 天"),
    ]


def test_the_same_aggregate_gives_the_same_bytes():
    with time_machine.travel("2027-01-31"):
        first = aggregate(filed=FILED)
    assert aggregate(filed=FILED) == first
