"""Step 3: what a clause inherits until a word of it replaces that."""

from __future__ import annotations

import pytest

from reports.form.loader import load_editions
from reports.rules.mentions.frames import Frame, clauses
from reports.rules.mentions.lexicon import tokens
from reports.rules.mentions.spelling import spelled

NEW = load_editions()["2021"]


def heard(text: str) -> list[Frame]:
    """The frame after each clause that has words."""
    frame, found = Frame(is_government=False), []
    for clause in clauses(tokens(spelled(text).text, 2024, NEW)):
        frame.enter(clause)
        for word in clause.words:
            frame.hear(word)
        if clause.words:
            found.append(Frame(**vars(frame)))
    return found


SUBJECTS = [
    ("（二）依申请公开情况。全年收到5件。", ["request", "request"]),
    ("（二）依申请公开情况\n全年收到5件。\n办结4件。", ["request", "request", "request"]),
    ("（二）依申请公开。收到5件。（三）平台建设。更新4件。", ["request", "request", "", ""]),
    ("收到公开申请5件。信访窗口接件8件，办结7件。", ["request", "other", "other"]),
    ("收到公开申请5件。\n办结8件。", ["request", ""]),
    ("收到低保申请5件，办结4件。", ["other", "other"]),
    ("制发规范性文件3件，废止1件。", ["document", "document"]),
]


@pytest.mark.parametrize(("text", "subjects"), SUBJECTS)
def test_the_subject_goes_on_until_another_word_or_a_heading(
    text: str, subjects: list[str]
) -> None:
    assert [frame.subject for frame in heard(text)] == subjects


TIMES = [
    ("2023年收到5件，办结4件。全年收到6件。", ["other", "other", "own"]),
    ("2023年收到5件，今年收到6件。", ["other", "own"]),
    ("2023年结转5件，结转至2025年6件。", ["", ""]),  # the year belongs to 结转
    ("较2023年有所上升，收到5件。", ["", ""]),
    ("7月收到5件，截至12月31日收到6件。", ["other", "own"]),
]


@pytest.mark.parametrize(("text", "times"), TIMES)
def test_the_time_goes_on_within_a_sentence(text: str, times: list[str]) -> None:
    assert [frame.time for frame in heard(text)] == times


BODIES = [
    ("全县收到5件，我局收到3件。", [True, False]),
    ("县直部门制发5件。全年制发3件。", [True, False]),
    ("棠溪县教育局收到5件。", [False]),
]


@pytest.mark.parametrize(("text", "of_others"), BODIES)
def test_whose_it_is_goes_on_within_a_sentence(text: str, of_others: list[bool]) -> None:
    assert [frame.is_other_body for frame in heard(text)] == of_others


WAYS = [
    ("上年结转3件", "carry_in"),
    ("2023年度结转3件", "carry_in"),
    ("结转2023年3件", "carry_in"),
    ("结转至2024年3件", "carry_in"),
    ("结转至2025年3件", "carry_out"),
    ("转下年度办理3件", "carry_out"),
    ("顺延到次年3件", "carry_out"),
    ("本年结转至下一年度3件", "carry_out"),
    ("2022年结转3件", ""),
    ("结转3件", ""),
]


@pytest.mark.parametrize(("text", "way"), WAYS)
def test_the_year_says_which_way_a_request_is_carried(text: str, way: str) -> None:
    (clause,) = (c for c in clauses(tokens(spelled(text).text, 2024, NEW)) if c.words)
    assert "".join(w.value for w in clause.words if w.slot == "act") == way


def test_a_bracket_without_a_number_belongs_to_its_clause() -> None:
    words = tokens(spelled("不予公开（属于国家秘密）1件，共3件（含2件）").text, 2024, NEW)
    cut = [(c.inside, len(c.numbers)) for c in clauses(words) if c.words]
    assert cut == [(False, 1), (False, 1), (True, 1)]
