"""What a text is marked with: its numbers beside the tables, live figures, findings; and where."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.display.text import in_script, shown_text
from reports.form.content import Content
from reports.form.live_figures import read_live
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.text_marks import MOST_MARKS, marked
from tests.support.steps import grows_no_faster

FORM = load_editions()["2021"]
CODE = "s1_overview"
FIGURES = dict.fromkeys(FORM.cells, 0) | {
    "requests.new_received.total": 12,
    "art20_6.penalty.decisions": None,
    "art20_8.fees.amount": Decimal("12.5"),
}


def of(source, figures=FIGURES):
    live = read_live(source, FORM, figures)
    content = Content(2026, figures, {CODE: live.text})
    return marked(FORM, content, CODE, live, check(FORM, content))


def kinds(found):
    return [(found.live.text[mark.start : mark.end], mark.kind) for mark in found.marks]


@pytest.mark.parametrize(
    ("text", "words", "state"),
    [
        ("本年度收到政府信息公开申请12件。", "12件", "agrees"),
        ("本年度收到政府信息公开申请13件。", "13件", "differs"),
        ("作出行政处罚13件。", "13件", "open"),
        ("没有收到政府信息公开申请。", "没有收到政府信息公开申请", "differs"),
        ("本年度收到政府信息公开申请{本年新收·总计}件。", "12件", "agrees"),
    ],
)
def test_a_number_is_marked_by_what_the_table_says(text, words, state):
    (number,) = of(text).numbers
    assert (number.words, number.state) == (words, state)


def test_a_number_that_speaks_of_no_cell_is_not_marked():
    assert kinds(of("召开会议13次，主动公开信息13条。")) == []


@pytest.mark.parametrize(
    ("written", "corrected", "live"),
    [
        ("收到政府信息公开申请13件", "12件", "{本年新收·总计}件"),
        ("收到政府信息公开申请 13 件", "12件", "{本年新收·总计}件"),
        ("收到政府信息公开申请十三件", "12件", "{本年新收·总计}件"),
        ("收到政府信息公开申请１３件", "12件", "{本年新收·总计}件"),
        ("收到政府信息公开申请1.3万件", "12件", "{本年新收·总计}件"),
        ("行政事业性收费13.5万元", "12.5万元", "{行政事业性收费·本年收费金额}万元"),
        ("行政事业性收费135000元", "125000元", "{行政事业性收费·本年收费金额}万元"),
        ("没有收到政府信息公开申请", "", ""),
    ],
)
def test_a_wrong_number_can_be_corrected_or_made_to_follow(written, corrected, live):
    (number,) = of(f"本年{written}。").numbers
    assert (number.corrected, number.made_live) == (corrected, live)


@pytest.mark.parametrize("way", ["corrected", "made_live"])
@given(
    figure=st.integers(0, 10**6),
    stated=st.integers(0, 10**6),
    lead=st.sampled_from(["", "𠮷", "（一）"]),
)
def test_once_pressed_it_agrees(way, figure, stated, lead):
    figures = FIGURES | {"requests.new_received.total": figure}
    source = f"{lead}本年度收到政府信息公开申请{stated}件，办理及时。"
    found = of(source, figures)
    (number,) = found.numbers
    words = getattr(number, way)
    if not words:
        assert (way, number.state) == ("corrected", "agrees")
        return
    start, end = found.live.in_source(number.start, number.end)
    (after,) = of(f"{source[:start]}{words}{source[end:]}", figures).numbers
    assert after.state == "agrees"
    assert after.live is (way == "made_live")


def test_a_live_figure_of_another_cell_is_a_number_that_differs():
    found = of("收到政府信息公开申请{上年结转·总计}件。")
    (number,) = found.numbers
    assert (number.state, number.live) == ("differs", False)
    assert found.live.in_source(number.start, number.end) == (10, 20)


def test_findings_mark_the_words_they_are_about():
    found = of("加强加强管理。电话13800138000。统计期限为2025年1月1日至12月31日。")
    assert kinds(found) == [
        ("加强加强", "info"), ("13800138000", "error"), ("2025年1月1日至12月31日", "warning"),
    ]  # fmt: skip


def test_gaps_are_marked_once():
    found = of("收到{行政处罚·本年处理决定数量}件，【请补充：做法】，{没有}。")
    assert [kind for _, kind in kinds(found)] == ["gap", "gap", "gap"]


def test_a_number_that_differs_is_not_marked_by_its_finding_again():
    assert kinds(of("本年度收到政府信息公开申请13件。")) == [("13件", "differs")]


texts = st.lists(
    st.sampled_from(["收到政府信息公开申请", "12件", "13件", "{本年新收·总计}", "件", "，", "。", "\n", "𠮷",
                     "{x}", "的的", "13800138000", "没有收到申请", "【请补充：甲】"]),
    max_size=12,
).map("".join)  # fmt: skip


@given(texts)
def test_marks_lie_in_the_text_and_its_pieces_give_it_back(source):
    found = of(source)
    text = found.live.text
    assert "".join(words for words, _ in found.segments) == text
    for mark in found.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        start, end = found.live.in_source(mark.start, mark.end)
        assert 0 <= start < end <= len(source)


@given(texts)
def test_scripts_are_told_places_in_their_own_count(source):
    content = Content(2026, FIGURES, {CODE: read_live(source, FORM, FIGURES).text})
    shown = shown_text(FORM, content, CODE, source, (), lambda section, cell: "")
    units = source.encode("utf-16-le")
    marks = shown.for_script()["marks"]
    for told, mark in zip(marks, shown.found.marks, strict=True):
        start, end = shown.found.live.in_source(mark.start, mark.end)
        assert units[2 * told["start"] : 2 * told["end"]].decode("utf-16-le") == source[start:end]


def test_a_character_of_plane_2_counts_twice_in_a_script():
    assert [in_script("𠮷吉", place) for place in range(3)] == [0, 2, 3]


# Texts of any length --------------------------------------------------------------------------

WORST = {  # what was cubic, or square, in the length of a text
    "the same number again and again": "收到申请1件。",
    "lists without end": "其中：申请1件、2件、",
    "opening brackets": "{",
    "names of live figures": "{本年新收·总计}，",
    "telephones": "13812345678 ",
    "gaps": "申请XX件。",
}


def long(shape: str, length: int) -> str:
    return (WORST[shape] * (length // len(WORST[shape]) + 1))[:length]


@pytest.mark.parametrize("shape", WORST)
def test_at_most_300_marks_are_drawn_and_the_others_counted(shape):
    found = of(long(shape, 5_000))
    starts = [mark.start for mark in found.marks]
    assert len(found.marks) <= MOST_MARKS == 300 and len(found.numbers) <= MOST_MARKS
    assert starts == sorted(starts)
    assert (found.left_out > 0) == (len(found.marks) == MOST_MARKS)
    assert "".join(words for words, _ in found.segments) == found.live.text


def test_words_that_several_findings_quote_are_marked_once():
    found = of("收到申请13件。" * 3)
    stretches = [(mark.start, mark.end) for mark in found.marks]
    assert len(stretches) == len(set(stretches))
    assert {found.live.text[a:b] for a, b in stretches} >= {"13件"}


@pytest.mark.parametrize("shape", WORST)
def test_the_work_grows_as_the_text_does(shape):
    """The rules among it: one look at a text that nobody has looked at."""

    def look(length):
        source = f"第{length}稿，{long(shape, length)}"
        live = read_live(source, FORM, FIGURES)
        content = Content(2026, FIGURES, {CODE: live.text})
        assert marked(FORM, content, CODE, live, check(FORM, content)).segments

    look(500)  # what is made once
    assert grows_no_faster(look, 20_000)
