"""The pure steps between a sheet and its rows, as tables."""

import datetime as dt

import pytest

from accounts.spreadsheets import evening
from accounts.spreadsheets.choices import Choices, loaded, with_cells
from accounts.spreadsheets.data_rows import WhyNot, data_rows
from accounts.spreadsheets.evening import Uneven
from accounts.spreadsheets.headings import Columns, guess_heading_row, known_of, match_columns
from accounts.spreadsheets.reading import NoValue
from accounts.spreadsheets.sheet_marks import fill_down, marks_of

KNOWN = known_of({
    "name": ["名称", "单位名称", "Name"], "short_name": ["简称"], "code": ["信用代码", "代码"],
    "phone": ["电话", "备注"], "mobile": ["手机"], "remark": ["备注"], "order": ["No."],
})  # fmt: skip

HEADINGS = [
    ("名称", "name"), ("名 称", "name"), (" 名\u3000称\n", "name"), ("*名称", "name"), ("名称＊", "name"),
    ("名称（必填）", "name"), ("名称：", "name"), ("【名称】", "name"), ("单位（名称）", "name"),
    ("名称(全称)", "name"), ("NAME", "name"), ("ｎａｍｅ", "name"), ("Whatever [name]", "name"), ("name", "name"),
    ("名称\u200b", "name"), ("信用代码（18位）", "code"), ("电话（手机）", ""), ("名称（简称）", ""),
    ("备注", ""), ("名称 [nobody]", ""), ("序号", ""), ("", ""), (None, ""), (7, ""), ("[]", ""), ("名称名称", ""),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "meant"), HEADINGS, ids=lambda value: ascii(value))
def test_a_heading_is_known_as_offices_write_it(heading, meant):
    assert KNOWN.meant(heading) == meant


HEADING_ROWS = [
    ([["名称", "代码"], ["甲", "1"]], 1),
    ([["单位名称"], [None], ["名称", "代码"], ["甲", "1"]], 3),
    ([["名称", "联系方式", None], ["名称", "电话", "手机"]], 2),
    ([["名称", "代码"], ["名称", "代码"], ["甲", "1"]], 2),
    ([["名称", "代码"], ["甲", "1"], ["名称", "代码"]], 1),
    ([["甲", "1"], ["乙", "2"]], 0),
    ([], 0),
    ([["x"]] * 30 + [["名称", "代码"]], 0),
]


@pytest.mark.parametrize(("rows", "number"), HEADING_ROWS)
def test_the_heading_row_is_the_one_with_the_most_headings(rows, number):
    assert guess_heading_row(rows, KNOWN) == number


def test_columns_are_matched_repeated_ignored_or_foreign():
    found = match_columns(["序号", "名称", "单位名称", "代码", "x [y]", ""], KNOWN)
    assert found.ids == {1: "name", 3: "code"} and found.repeated == {"name": (1, 2)}
    assert found.ignored == {0: "序号", 4: "x [y]"} and found.foreign == {4}
    chosen = match_columns(["序号", "名称", "单位名称"], KNOWN, {1: "", 0: "code", 2: "name"})
    assert chosen.ids == {0: "code", 2: "name"} and not chosen.repeated


ROWS = [
    (["甲", "1"], None),
    (["合计", 5], WhyNot.SUM),
    (["合  计：", None], WhyNot.SUM),
    (["小计（3家）", 3], WhyNot.SUM),
    (["共 60 家", None], WhyNot.SUM),
    (["合计局", "1"], None),
    (["填表人：张三", None], WhyNot.NOTE),
    (["填表人：张三", "联系电话：123"], WhyNot.NOTE),
    (["审核人 ：", None], WhyNot.NOTE),
    (["单位负责人（签字）：", None], WhyNot.NOTE),
    (["注：以上均为在编。", None], WhyNot.NOTE),
    (["备注: 无", None], WhyNot.NOTE),
    (["说明：\n1.略", None], WhyNot.NOTE),
    (["注册局", "1"], None),
    (["名称", "代码"], WhyNot.HEADINGS),
    (["示例：甲局", "1"], WhyNot.EXAMPLE),
    (["（示例）甲局", "1"], WhyNot.EXAMPLE),
    (["示例学校", "1"], None),
]


@pytest.mark.parametrize(("row", "why"), ROWS, ids=lambda value: ascii(value))
def test_what_is_no_row_of_data_is_known_by_its_words(row, why):
    columns = Columns({0: "name", 1: "code"})
    found = data_rows([["名称", "代码"], row], 1, columns)
    assert found.without.get(2) == why and found.numbers == ((2,) if why is None else ())


def test_blank_rows_and_those_that_are_merged_alone_are_none():
    rows = [["名称", "代码"], ["甲", "1"], ["甲", None], [None, None], ["乙", "2"]]
    found = data_rows(rows, 1, Columns({0: "name", 1: "code"}), frozenset({(2, 0)}), frozenset({5}))
    assert found.numbers == (2,) and found.without == {5: WhyNot.LEFT_OUT}


def test_the_paragraphs_below_a_note_are_notes():
    rows = [["名称", "代码"], ["甲", "1"], ["注：1.略", None], ["2.略", None], ["乙", "2"]]
    found = data_rows(rows, 1, Columns({0: "name", 1: "code"}))
    assert found.numbers == (2, 5) and set(found.without) == {3, 4}


def shown(value: object) -> str:
    """The same in every process: a function by its name, without its address."""
    return ascii(getattr(value, "__name__", value))[:40]


FORMULA = NoValue("=A1", "a formula")
EVENED = [
    (evening.code, " 1143 0100\u3000mb２３４ｘ ", "11430100MB234X"),
    (evening.code, "'430100", "430100"), (evening.code, 430100.0, "430100"), (evening.code, None, ""),
    (evening.code, "一个 代码", "一个代码"), (evening.login, "Zhang San", "ZhangSan"), (evening.login, 7, "7"),
    (evening.name, "张  三", "张三"), (evening.name, "云岭县\u3000教育局", "云岭县教育局"),
    (evening.name, "John Smith", "John Smith"), (evening.name, "财\u200b政局 ", "财政局"),
    (evening.text, "a b", "a b"), (evening.telephone, "０７３１－８０００", "0731-8000"),
    (evening.telephone, "0731 — 8000", "0731-8000"), (evening.telephone, 13800000000.0, "13800000000"),
    (evening.mobile, "138 0000-0000", "13800000000"), (evening.mobile, "+8613800000000", "13800000000"),
    (evening.mail, "a＠b.cn ", "a@b.cn"),
    (evening.whole_number, "2026年", 2026), (evening.whole_number, "２０２６年度", 2026),
    (evening.whole_number, 10.0, 10), (evening.whole_number, "1,234", 1234), (evening.whole_number, 1.5, 1.5),
    (evening.whole_number, "第一", "第一"), (evening.whole_number, "2026①", "2026①"),
    (evening.day, 46389, dt.date(2027, 1, 2)), (evening.day, "46389", dt.date(2027, 1, 2)),
    (evening.day, "2027.1.20", dt.date(2027, 1, 20)), (evening.day, "20270120", dt.date(2027, 1, 20)),
    (evening.day, "２０２７年１月２０日", dt.date(2027, 1, 20)), (evening.day, dt.datetime(2027, 1, 20), dt.date(2027, 1, 20)),
    (evening.day, "2027-02-30", "2027-02-30"), (evening.day, 12, "12"), (evening.day, "明天", "明天"),
    (evening.word, " 县直 部门", "县直部门"),
]  # fmt: skip


@pytest.mark.parametrize(("even", "value", "evened"), EVENED, ids=shown)
def test_a_cell_is_evened_out(even, value, evened):
    assert even(value) == evened


UNEVEN = [
    (evening.code, 1.14301e17, "1.14301E+17"), (evening.code, "1.14301E+17", "1.14301E+17"),
    (evening.code, dt.datetime(2026, 5, 1), "2026-05-01"), (evening.code, 1.5, "1.5"), (evening.code, -1, "-1"),
    (evening.code, True, "True"), (evening.code, FORMULA, "=A1"),
    (evening.name, 42, "42"), (evening.name, 4.5, "4.5"), (evening.text, dt.datetime(2026, 5, 1), "2026-05-01"),
    (evening.text, dt.time(9, 30), "09:30"), (evening.telephone, dt.datetime(2026, 5, 1), "2026-05-01"),
    (evening.telephone, "2026/5/1", "2026/5/1"), (evening.telephone, "1.38E+10", "1.38E+10"),
    (evening.whole_number, dt.datetime(2026, 5, 1), "2026-05-01"), (evening.whole_number, FORMULA, "=A1"),
    (evening.day, FORMULA, "=A1"), (evening.word, dt.datetime(2026, 5, 1), "2026-05-01"),
]  # fmt: skip


@pytest.mark.parametrize(("even", "value", "found"), UNEVEN, ids=shown)
def test_what_a_spreadsheet_has_changed_is_refused_by_name(even, value, found):
    with pytest.raises(Uneven) as refused:
        even(value)
    assert found in str(refused.value)


def test_merged_cells_are_filled_downwards_and_what_is_hidden_is_known():
    part = (
        b'<cols><col min="2" max="3" hidden="1"/><col hidden="0" min="5" max="5"/></cols>'
        b'<x:row hidden="true" r="7"><c/></x:row><row r="8"/>'
        b'<mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A4"/>'
        b'<mergeCell ref="nonsense"/><mergeCell ref="A900:A999999"/></mergeCells>'
    )
    marks = marks_of(part)
    assert marks.hidden_columns == {2, 3} and marks.hidden_rows == {7}
    rows = [["题", None], ["甲", 1], [None, 2], []]
    assert fill_down(rows, marks.merged) == {(2, 0), (3, 0)}
    assert rows == [["题", None], ["甲", 1], ["甲", 2], ["甲"]]


def test_what_was_chosen_goes_from_page_to_page():
    posted = {"heading": "2", "column.3": "name", "cell.B7": "x", "cell.!": "y", "leave.9": "1"}
    first = Choices().with_posted({"heading": "2"})
    chosen = first.with_posted(posted)
    assert loaded(chosen.dumped()) == chosen
    assert (chosen.columns, chosen.cells, chosen.left_out) == ({3: "name"}, {"B7": "x"}, {9})
    assert chosen.with_posted({"heading": "3"}).columns == {}
    assert chosen.with_posted({"sheet": "1"}) == Choices(sheet=1)
    assert chosen.with_posted({"restore": "1"}).left_out == frozenset()


def test_what_is_mended_stands_in_the_rows():
    rows = [["a"], ["b", 1]]
    assert with_cells(rows, {"C1": "x", "A2": "", "A9": "far"}) == [["a", None, "x"], [None, 1]]
    assert rows == [["a"], ["b", 1]]
