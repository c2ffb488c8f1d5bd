"""Figures of the tables inside a text: their names, what they read as, where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.form.content import Content
from reports.form.live_figures import BRACKETS, GAPS, figure_of, live_figures, read_live, read_texts
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.mentions.targets import TARGETS, resolved

EDITIONS = load_editions()
FORM = EDITIONS["2021"]
NEW = "requests.new_received.total"
NAMES = sorted(live_figures(FORM))
each_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)


def read(text, **figures):
    known = {cell.replace("__", "."): value for cell, value in figures.items()}
    return read_live(text, FORM, known)


@each_edition
def test_every_cell_has_a_name_of_its_own_that_leads_back_to_it(edition):
    figures = live_figures(edition)
    for cell in edition.cells.values():
        assert figures[cell.name].cells == (cell.id,)
        assert figure_of(edition, (cell.id,)) == figures[cell.name]


@each_edition
def test_every_sum_that_a_phrase_may_mean_has_a_name(edition):
    resolving = set()
    for target in TARGETS:
        for cells in (target.cells, *target.also):
            if found := resolved(cells, edition):
                resolving.add(target.code)
                assert figure_of(edition, found), target.code
    of_other_forms = {
        "2019": {
            "repealed", "rules_repealed", "in_force", "fees", "other_correction_overdue",
            "other_fee_unpaid",
        },
        "2021": {"disclosed", "total_public", "projects", "spent", "other_services"},
    }  # fmt: skip
    assert resolving == {target.code for target in TARGETS} - of_other_forms[edition.id]


def test_the_sums_of_printed_groups_have_names():
    figures = live_figures(FORM)
    litigation = figures["行政诉讼·总计"].cells
    assert litigation == (
        "disputes.litigation_direct.total",
        "disputes.litigation_after_review.total",
    )
    assert len(figures["不予公开·总计"].cells) == 8
    assert len(figures["本年新收·法人或其他组织"].cells) == 5
    assert "申请人情况·总计" not in figures  # a group that holds its sum already


@pytest.mark.parametrize(
    "written",
    [
        "{本年新收·总计}",
        "｛本年新收·总计｝",
        "{ 本年新收·总计 }",
        "{本年新收・总计}",
        "{一、本年新收政府信息公开申请数量·总计}",
    ],
)
def test_a_name_reads_as_the_figure_of_its_cell(written):
    assert read(f"收到{written}件。", requests__new_received__total=12).text == "收到12件。"


def test_0_is_a_figure():
    assert read("收到{本年新收·总计}件", requests__new_received__total=0).text == "收到0件"


@pytest.mark.parametrize(
    ("written", "gap"),
    [("{本年新收·总计}", "【待填：本年新收·总计】"), ("{本年新受}", "【表中没有：本年新受】")],
)
def test_what_has_no_value_reads_as_a_gap_that_is_found(written, gap):
    text = read(f"收到{written}件。").text
    assert text == f"收到{gap}件。"
    assert GAPS.search(text)


def test_a_sum_of_several_cells_wants_all_of_them():
    names = "disputes__litigation_direct__total", "disputes__litigation_after_review__total"
    text = "诉讼{行政诉讼·总计}件"
    assert read(text, **dict.fromkeys(names, 2)).text == "诉讼4件"
    assert "待填" in read(text, **{names[0]: 2}).text


def test_half_a_total_does_not_print_as_a_whole_one():
    figures = {NEW: 3, "requests.new_received.natural_person": 3}
    assert (
        "待填" in read_texts({"s1_overview": "收到{本年新收·总计}件"}, FORM, figures)["s1_overview"]
    )


words = st.text(alphabet="收到件12，𠮷\n【】", max_size=12)
pieces = st.lists(st.tuples(words, st.sampled_from([*NAMES, "没有", "x"])), max_size=5)


@given(pieces, words, st.integers(0, 10**9))
def test_places_are_found_again_in_the_text_as_written(parts, tail, figure):
    source = "".join(f"{text}{{{name}}}" for text, name in parts) + tail
    live = read_live(source, FORM, dict.fromkeys(FORM.cells, figure))
    assert not BRACKETS.search(live.text)
    assert len(live.placed) == len(parts)
    for first, last, insert in live.placed:
        assert live.text[first:last] == insert.words
        assert live.in_source(first, last) == (insert.start, insert.end)
        for place in range(first, last):  # a part of it is it
            assert live.in_source(place, place + 1) == (insert.start, insert.end)
    at = 0
    for text, _name in parts:  # words between names stay where they are, letter by letter
        place = live.text.find(text, at)
        assert place >= 0
        at = place + len(text)
    for place in range(len(live.text)):
        start, end = live.in_source(place, place + 1)
        inside = any(first <= place < last for first, last, _ in live.placed)
        assert inside or source[start:end] == live.text[place]


# What is left open (N-R19) --------------------------------------------------------------------


def left_open(text, *, submitting=False):
    content = Content(2026, dict.fromkeys(FORM.cells, 0), {"s1_overview": text})
    return [f for f in check(FORM, content, submitting=submitting) if f.rule == "N-R19"]


@pytest.mark.parametrize(
    "text", ["【请补充：做法】", "共【待填：本年新收·总计】件", "【请补充】", "多了一个{", "｝"]
)
def test_what_is_left_open_is_a_blank_in_a_draft_and_stops_a_filing(text):
    (draft,) = left_open(text)
    assert draft.blanks
    assert not draft.needs_explanation
    (filed,) = left_open(text, submitting=True)
    assert filed.severity == "error"


def test_gaps_of_a_section_are_one_finding():
    (found,) = left_open("【请补充：甲】【请补充：乙】")
    assert "2 处留空" in str(found.message)


@pytest.mark.parametrize(
    "text", ["政办发【2021】30号", "【待遇】", "〔2021〕30号", "（请补充材料）"]
)
def test_other_brackets_are_none_of_its_business(text):
    assert left_open(text, submitting=True) == []
