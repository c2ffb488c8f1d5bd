"""What changed between two texts, as marked words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.text_diff import folded, text_diff
from tests.support.steps import steps_of

MARKS = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}


def marked(before: str, after: str) -> str:
    return "".join(MARKS[run.kind].format(run.text) for run in text_diff(before, after))


CASES = [
    ("", "", ""),
    ("", "新写的。", "[+新写的。+]"),
    ("去掉的。", "", "[-去掉的。-]"),
    ("没有变。", "没有变。", "没有变。"),
    ("甲。乙。", "甲。丙。乙。", "甲。[+丙。+]乙。"),
    ("全年收到申请27件，都已答复。", "全年收到申请72件，都已答复。", "全年收到申请[-27-][+72+]件，都已答复。"),
    ("公布3次，培训2次。", "公布3.5次，培训2次。", "公布[-3-][+3.5+]次，培训2次。"),
    ("公开的深度不够。", "今后按季度公布预算执行表。", "[-公开的深度不够。-][+今后按季度公布预算执行表。+]"),
    ("由专人负责，按月更新。", "由张明负责，按月更新。", "由[-专人-][+张明+]负责，按月更新。"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "shown"), CASES)
def test_what_went_and_what_came_is_marked(before: str, after: str, shown: str):
    assert marked(before, after) == shown


TEXTS = st.text(st.sampled_from("公开申请12，。；\n"), max_size=60)


@given(before=TEXTS, after=TEXTS)
def test_without_what_came_it_is_the_old_text_and_without_what_went_the_new(before, after):
    runs = text_diff(before, after)
    assert "".join(run.text for run in runs if run.kind != "in") == before
    assert "".join(run.text for run in runs if run.kind != "out") == after
    assert all(run.text for run in runs)


@pytest.mark.parametrize("text", ["一" * 20_000, "一件。" * 6_000, "1、" * 10_000])
def test_a_long_text_is_not_compared_piece_by_piece(text: str):
    assert [run.kind for run in text_diff(text, text + "完。")][-1] == "in"
    assert steps_of(lambda: text_diff(text, text + "完。")) < 200  # of calls, whatever its length


@pytest.mark.parametrize("again", [1, 2, 3])
def test_sentences_that_recur_are_not_all_compared_with_each_other(again: int):
    """That was cubic: 5 s for 20,000 characters."""
    one, other = f"{'甲' * 24}。", f"{'乙' * 24}。"
    before, after = one * 798, (one * again + other) * (798 // (again + 1))
    assert steps_of(lambda: text_diff(before, after)) < 20_000


def test_a_change_in_a_long_paragraph_stays_small():
    words = "".join(f"第{number}项工作按时完成，" for number in range(25))
    runs = text_diff(words, words.replace("第20项", "第二十项").replace("第5项", "第五项"))
    changed = [(run.kind, run.text) for run in runs if run.kind != "same"]
    assert changed == [("out", "5"), ("in", "五"), ("out", "20"), ("in", "二十")]


def test_long_parts_that_stayed_can_be_folded_and_nothing_is_lost():
    long = "没有变的一句。" * 60
    runs = folded(text_diff(f"{long}甲。{long}", f"{long}乙。{long}"))
    assert [run.kind for run in runs] == ["folded", "same", "out", "in", "same", "folded"]
    assert "".join(run.text for run in runs if run.kind != "out") == f"{long}乙。{long}"
    assert "".join(run.text for run in runs if run.kind != "in") == f"{long}甲。{long}"
    assert folded(text_diff("短。甲。", "短。乙。")) == text_diff("短。甲。", "短。乙。")
