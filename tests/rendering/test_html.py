"""The HTML of a report, read back as a browser's parser would."""

from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.rendering import RENDERERS
from reports.rendering.document import Document, build_document, section_grid
from reports.rendering.html import document_html, grid_html

SECTIONS = ("s2_proactive", "s3_requests", "s4_review_litigation")
VOID = ("br", "col", "meta", "wbr")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    parents: tuple[str, ...]
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """Every element with its own text; fails on a tag that is closed wrongly."""

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.open[-1].text += "|"
        element = Element(tag, dict(attrs), tuple(parent.tag for parent in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, text):
        boxes = [element for element in self.open if element.tag != "span"]
        if boxes:
            boxes[-1].text += text


def read(html: str) -> list[Element]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader.elements


def cells(html: str) -> list[Element]:
    return [element for element in read(html) if element.tag in ("th", "td")]


def make_document(edition_id="2019", year=2020, *, agency="某县交通运输局", **given) -> Document:
    return build_document(load_editions()[edition_id], Content(year=year, agency=agency, **given))


def table(edition_id: str, section: str, value=str, **given) -> str:
    return grid_html(section_grid(load_editions()[edition_id], section), value, **given)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("edition_id", ["2019", "2021"])
def test_every_box_is_drawn_with_its_text_and_spans(edition_id, section):
    grid = section_grid(load_editions()[edition_id], section)
    expected = [
        (
            slot.cell or slot.text.replace("\n", "|"),
            slot.role,
            slot.colspan,
            slot.rowspan,
        )
        for row in grid.rows
        for slot in row
    ]
    assert [
        (
            element.text,
            element.attributes["class"],
            int(element.attributes.get("colspan") or 1),
            int(element.attributes.get("rowspan") or 1),
        )
        for element in cells(table(edition_id, section))
    ] == expected


@pytest.mark.parametrize(
    ("edition_id", "section", "text", "scope"),
    [
        ("2021", "s2_proactive", "第二十条第（一）项", "rowgroup"),
        ("2021", "s2_proactive", "信息内容", "col"),
        ("2021", "s2_proactive", "本年收费金额（单位：万元）", "col"),
        ("2021", "s2_proactive", "规章", "row"),
        ("2019", "s2_proactive", "本年新|制作数量", "col"),
        ("2021", "s3_requests", "申请人情况", "colgroup"),
        ("2021", "s3_requests", "法人或其他组织", "col"),  # 总计 stands in the same column group
        ("2021", "s3_requests", "社会公益|组织", "col"),
        ("2021", "s3_requests", "三、本年度办理结果", "rowgroup"),
        ("2021", "s3_requests", "（三）不予公开", "row"),  # （四） stands in the same row group
        ("2021", "s3_requests", "（七）总计", "row"),
        ("2021", "s4_review_litigation", "行政诉讼", "colgroup"),
        ("2021", "s4_review_litigation", "复议后起诉", "col"),
    ],
)
def test_headers_say_how_far_they_reach(edition_id, section, text, scope):
    found = {e.attributes["scope"] for e in cells(table(edition_id, section)) if e.text == text}
    assert found == {scope}


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("edition_id", ["2019", "2021"])
def test_no_header_is_empty_and_only_values_are_data(edition_id, section):
    for element in cells(table(edition_id, section)):
        assert element.text
        assert (element.tag == "td") == (element.attributes["class"] == "value")


@pytest.mark.parametrize(
    ("section", "groups", "columns", "bodies"),
    [("s2_proactive", 2, 4, 4), ("s3_requests", 2, 10, 4), ("s4_review_litigation", 2, 15, 1)],
)
def test_columns_and_rows_are_grouped(section, groups, columns, bodies):
    tags = [element.tag for element in read(table("2021", section))]
    assert [tags.count(tag) for tag in ("colgroup", "col", "tbody")] == [groups, columns, bodies]


def test_header_rows_stand_in_the_head_so_that_print_repeats_them():
    found = cells(table("2021", "s3_requests"))
    assert {e.attributes["class"] for e in found if "thead" in e.parents} == {"head"}
    assert "head" not in {e.attributes["class"] for e in found if "tbody" in e.parents}


def test_inputs_and_attributes_go_into_the_cells_as_given():
    html = table(
        "2021",
        "s4_review_litigation",
        lambda cell: f'<input name="{cell}">',
        cell_attributes=lambda cell: f'data-cell="{cell}"' if "review." in cell else "",
    )
    assert (
        '<td class="value" data-cell="disputes.review.upheld"><input name="disputes.review.upheld"></td>'
        in html
    )
    assert html.count("<input") == 15
    assert html.count("data-cell") == 10  # review, litigation_after_review
    assert '<td class="value"><input name="disputes.litigation_direct.total"></td>' in html


def test_a_caption_is_kept_for_those_who_listen_and_escaped():
    html = table("2021", "s2_proactive", caption="甲<乙>")
    caption = next(element for element in read(html) if element.tag == "caption")
    assert (caption.attributes, caption.text) == ({"class": "visually-hidden"}, "甲<乙>")
    assert "<caption" not in table("2021", "s2_proactive")


FIGURES = {
    "art20_5.licensing.change": -251,
    "art20_6.penalty.change": 28,
    "art20_6.coercion.change": 0,
    "art20_9.central_procurement.amount": Decimal("1571.55"),
    "requests.new_received.total": 123456789,
    "requests.granted.natural_person": None,
}


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("art20_5.licensing.change", "-251"),
        ("art20_6.penalty.change", "+28"),
        ("art20_6.coercion.change", "0"),
        ("art20_9.central_procurement.amount", "1571.55"),
        ("requests.new_received.total", "123456789"),
        ("requests.granted.natural_person", ""),
        ("requests.granted.total", ""),
    ],
)
def test_figures_print_plainly_and_a_blank_stays_blank(cell, printed):
    document = make_document(figures=FIGURES)
    values = [e.text for e in cells(document_html(document)) if e.tag == "td"]
    assert dict(zip(document.edition.cells, values, strict=True))[cell] == printed


def test_the_fragment_is_the_whole_report_in_order():
    document = make_document(texts={"s1_overview": "第一段。\n第二段。", "s6_other": "无。"})
    found = [
        (e.tag, e.text)
        for e in read(document_html(document))
        if e.tag in ("h1", "h2", "p", "table")
    ]
    assert found == [
        ("h1", "某县交通运输局|2020年度政府信息公开工作年度报告"),
        ("h2", "一、总体情况"),
        ("p", "第一段。"),
        ("p", "第二段。"),
        ("h2", "二、主动公开政府信息情况"),
        ("table", ""),
        ("h2", "三、收到和处理政府信息公开申请情况"),
        ("table", ""),
        ("h2", "四、政府信息公开行政复议、行政诉讼情况"),
        ("table", ""),
        ("h2", "五、存在的主要问题及改进情况"),
        ("h2", "六、其他需要报告的事项"),
        ("p", "无。"),
    ]


def test_headings_go_below_those_of_the_page_around_them():
    tags = {e.tag for e in read(document_html(make_document(), top_level=2))}
    assert {"h2", "h3"} <= tags
    assert "h1" not in tags


def test_what_people_typed_is_never_markup():
    typed = "<script>alert(1)</script>&\"'"
    document = make_document(agency=typed, texts={"s1_overview": typed})
    page = RENDERERS["html"].render(document).decode()
    assert "<script" not in page
    assert [e.text for e in read(page) if e.tag == "p"] == [typed]
    assert next(e.text for e in read(page) if e.tag == "h1").startswith(typed)


def test_the_fragment_obeys_a_strict_policy():
    html = document_html(make_document("2021", 2026))
    assert "style" not in html
    assert "http" not in html
    elements = read(html)
    assert not {"script", "iframe", "object", "link"} & {e.tag for e in elements}
    assert [name for e in elements for name in e.attributes if name.startswith("on")] == []


def test_the_page_is_complete_and_loads_nothing():
    page = RENDERERS["html"].render(make_document()).decode()
    elements = read(page.removeprefix("<!DOCTYPE html>"))
    assert elements[0].attributes == {"lang": "zh-Hans"}
    title = next(e.text for e in elements if e.tag == "title")
    assert title == "某县交通运输局2020年度政府信息公开工作年度报告"
    assert [e for e in elements if e.tag in ("link", "script", "img")] == []
    assert not any({"src", "href"} & set(e.attributes) for e in elements)
    assert "url(" not in page
