"""The printed layout is derived from the edition; these lists were made by hand from the form."""

from decimal import Decimal

import pytest

from reports.form.content import Content
from reports.form.edition import Edition, Line, Section, Table
from reports.form.loader import load_editions
from reports.rendering.document import (
    Grid,
    Heading,
    Paragraph,
    Slot,
    TableBlock,
    build_document,
    paragraphs,
    report_title,
    section_grid,
)

SECTIONS = ("s2_proactive", "s3_requests", "s4_review_litigation")
EDITIONS = ("2019", "2021")

# text, row, column, rows, columns: everything that spans more than one box
REQUESTS_HEAD = [
    ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 0, 3, 3),
    ("申请人情况", 0, 3, 1, 7),
    ("自然人", 1, 3, 2, 1),
    ("法人或其他组织", 1, 4, 1, 5),
    ("总计", 1, 9, 2, 1),
]
REQUESTS_TOP = [
    ("一、本年新收政府信息公开申请数量", 3, 0, 1, 3),
    ("二、上年结转政府信息公开申请数量", 4, 0, 1, 3),
]
PARTIAL = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
REQUESTS_2019 = [
    *REQUESTS_HEAD,
    *REQUESTS_TOP,
    ("三、本年度办理结果", 5, 0, 20, 1),
    ("（一）予以公开", 5, 1, 1, 2),
    (PARTIAL, 6, 1, 1, 2),
    ("（三）不予公开", 7, 1, 8, 1),
    ("（四）无法提供", 15, 1, 3, 1),
    ("（五）不予处理", 18, 1, 5, 1),
    ("（六）其他处理", 23, 1, 1, 2),
    ("（七）总计", 24, 1, 1, 2),
    ("四、结转下年度继续办理", 25, 0, 1, 3),
]
REQUESTS_2021 = [
    *REQUESTS_HEAD,
    *REQUESTS_TOP,
    ("三、本年度办理结果", 5, 0, 22, 1),
    ("（一）予以公开", 5, 1, 1, 2),
    (PARTIAL, 6, 1, 1, 2),
    ("（三）不予公开", 7, 1, 8, 1),
    ("（四）无法提供", 15, 1, 3, 1),
    ("（五）不予处理", 18, 1, 5, 1),
    ("（六）其他处理", 23, 1, 3, 1),
    ("（七）总计", 26, 1, 1, 2),
    ("四、结转下年度继续办理", 27, 0, 1, 3),
]
DISPUTES = [
    ("行政复议", 0, 0, 1, 5),
    ("行政诉讼", 0, 5, 1, 10),
    ("结果\n维持", 1, 0, 2, 1),
    ("结果\n纠正", 1, 1, 2, 1),
    ("其他\n结果", 1, 2, 2, 1),
    ("尚未\n审结", 1, 3, 2, 1),
    ("总计", 1, 4, 2, 1),
    ("未经复议直接起诉", 1, 5, 1, 5),
    ("复议后起诉", 1, 10, 1, 5),
]
PROACTIVE_2019 = [
    ("第二十条第（一）项", 0, 0, 1, 4),
    ("第二十条第（五）项", 4, 0, 1, 4),
    ("第二十条第（六）项", 8, 0, 1, 4),
    ("第二十条第（八）项", 12, 0, 1, 4),
    ("本年增/减", 13, 2, 1, 2),
    ("art20_8.fees.change", 14, 2, 1, 2),
    ("第二十条第（九）项", 15, 0, 1, 4),
    ("采购总金额", 16, 2, 1, 2),
    ("art20_9.central_procurement.amount", 17, 2, 1, 2),
]
PROACTIVE_2021 = [
    ("第二十条第（一）项", 0, 0, 1, 4),
    ("第二十条第（五）项", 4, 0, 1, 4),
    ("本年处理决定数量", 5, 1, 1, 3),
    ("art20_5.licensing.decisions", 6, 1, 1, 3),
    ("第二十条第（六）项", 7, 0, 1, 4),
    ("本年处理决定数量", 8, 1, 1, 3),
    ("art20_6.penalty.decisions", 9, 1, 1, 3),
    ("art20_6.coercion.decisions", 10, 1, 1, 3),
    ("第二十条第（八）项", 11, 0, 1, 4),
    ("本年收费金额（单位：万元）", 12, 1, 1, 3),
    ("art20_8.fees.amount", 13, 1, 1, 3),
]


def grid(edition_id: str, section: str) -> Grid:
    return section_grid(load_editions()[edition_id], section)


@pytest.mark.parametrize(
    ("edition_id", "section", "expected"),
    [
        ("2019", "s2_proactive", PROACTIVE_2019),
        ("2021", "s2_proactive", PROACTIVE_2021),
        ("2019", "s3_requests", REQUESTS_2019),
        ("2021", "s3_requests", REQUESTS_2021),
        ("2019", "s4_review_litigation", DISPUTES),
        ("2021", "s4_review_litigation", DISPUTES),
    ],
)
def test_boxes_merge_as_on_the_form(edition_id, section, expected):
    merged = [
        (slot.text or slot.cell, y, x, slot.rowspan, slot.colspan)
        for y, x, slot in grid(edition_id, section).placed()
        if slot.rowspan > 1 or slot.colspan > 1
    ]
    assert merged == expected


@pytest.mark.parametrize(
    ("edition_id", "section", "rows", "columns", "label_columns", "head_rows"),
    [
        ("2019", "s2_proactive", 18, 4, 1, 0),
        ("2021", "s2_proactive", 14, 4, 1, 0),
        ("2019", "s3_requests", 26, 10, 3, 3),
        ("2021", "s3_requests", 28, 10, 3, 3),
        ("2019", "s4_review_litigation", 4, 15, 0, 3),
        ("2021", "s4_review_litigation", 4, 15, 0, 3),
    ],
)
def test_a_grid_has_the_size_of_the_form(
    edition_id, section, rows, columns, label_columns, head_rows
):
    found = grid(edition_id, section)
    assert (len(found.rows), found.columns) == (rows, columns)
    assert (found.label_columns, found.head_rows) == (label_columns, head_rows)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("edition_id", EDITIONS)
def test_the_boxes_cover_the_grid_without_gap_or_overlap(edition_id, section):
    found = grid(edition_id, section)
    covered = [
        (y + i, x + j)
        for y, x, slot in found.placed()
        for i in range(slot.rowspan)
        for j in range(slot.colspan)
    ]
    assert sorted(covered) == [(y, x) for y in range(len(found.rows)) for x in range(found.columns)]


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_every_cell_is_printed_once_and_in_order(edition_id):
    edition = load_editions()[edition_id]
    printed = [
        slot.cell
        for section in SECTIONS
        for row in section_grid(edition, section).rows
        for slot in row
        if slot.cell
    ]
    assert printed == list(edition.cells)


def test_header_words_keep_their_printed_line_breaks():
    third = [slot.text for slot in grid("2021", "s3_requests").rows[2]]
    assert third == ["商业\n企业", "科研\n机构", "社会公益\n组织", "法律服务\n机构", "其他"]


def test_a_grid_is_made_once():
    assert grid("2021", "s3_requests") is grid("2021", "s3_requests")


def test_a_narrower_table_in_a_stack_is_filled_up():
    wide = Table("wide", (Line("r", ("行",)),), tuple(Line(c, (c,)) for c in "abc"), corner="角")
    narrow = Table("narrow", (Line("r", ("组", "行")),), (Line("a", ("a",)),), corner="角")
    section = Section("s9", "九、试验", "tables", tables=(wide, narrow))
    found = section_grid(Edition("9999", "", "", 9999, None, (section,), (), {}), "s9")
    assert found.rows == (
        (Slot("角", "", 2, 1, "head"), *(Slot(c, "", 1, 1, "head") for c in "abc")),
        (Slot("行", "", 2, 1, "label"), *(Slot("", f"wide.r.{c}") for c in "abc")),
        (Slot("角", "", 2, 1, "head"), Slot("a", "", 1, 1, "head"), Slot("", "", 2)),
        (
            Slot("组", role="label"),
            Slot("行", role="label"),
            Slot("", "narrow.r.a"),
            Slot("", "", 2),
        ),
    )


@pytest.mark.parametrize(
    ("year", "title"),
    [
        (2020, "2020年度政府信息公开工作年度报告"),
        (2021, "2021年政府信息公开工作年度报告"),
        (2026, "2026年政府信息公开工作年度报告"),
    ],
)
def test_the_title_follows_the_format_of_its_year(year, title):
    assert report_title(year) == title


def make_content(**given) -> Content:
    texts = {"s1_overview": "  第一段。\r\n\r\n　　第二段。\n", "s5_problems": "问题。"}
    return Content(year=2020, agency="某县交通运输局", texts=texts, **given)


def test_a_document_has_six_parts_in_order_and_splits_paragraphs():
    edition = load_editions()["2019"]
    document = build_document(edition, make_content())
    assert document.title == ("某县交通运输局", "2020年度政府信息公开工作年度报告")
    assert [b.section.code if isinstance(b, TableBlock) else b for b in document.blocks] == [
        Heading("一、总体情况"),
        Paragraph("第一段。"),
        Paragraph("第二段。"),
        Heading("二、主动公开政府信息情况"),
        "s2_proactive",
        Heading("三、收到和处理政府信息公开申请情况"),
        "s3_requests",
        Heading("四、政府信息公开行政复议、行政诉讼情况"),
        "s4_review_litigation",
        Heading("五、存在的主要问题及改进情况"),
        Paragraph("问题。"),
        Heading("六、其他需要报告的事项"),
    ]


def test_a_document_lists_every_figure_and_text_given_or_not():
    edition = load_editions()["2019"]
    amount = "art20_9.central_procurement.amount"
    document = build_document(edition, make_content(figures={amount: Decimal("1571.55")}))
    assert list(document.figures) == list(edition.cells)
    assert document.figures[amount] == Decimal("1571.55")
    assert sum(figure is None for figure in document.figures.values()) == 197
    assert list(document.texts) == ["s1_overview", "s5_problems", "s6_other"]
    assert document.texts["s6_other"] == ""


def test_paragraphs_lose_their_indent_and_empty_lines():
    assert list(paragraphs("\u3000\u3000甲\n \n\t乙 \r\n")) == ["甲", "乙"]


def test_a_document_without_an_agency_has_one_title_line():
    edition = load_editions()["2021"]
    assert build_document(edition, Content(year=2022)).title == ("2022年政府信息公开工作年度报告",)
