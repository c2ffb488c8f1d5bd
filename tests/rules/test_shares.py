"""Percentages in the text beside the counts that they stand with (N-R07)."""

from __future__ import annotations

import pytest

from reports.form.content import Content, Finding
from reports.form.loader import load_editions
from reports.rules.check import check
from tests.support.steps import grows_no_faster

NEW = load_editions()["2021"]
FIGURES = dict.fromkeys(NEW.cells, 0) | {
    "requests.new_received.total": 12,
    "requests.new_received.natural_person": 10,
    "requests.carried_over.total": 2,
    "requests.granted.total": 5,
    "requests.outcome_total.total": 14,
    "art20_5.licensing.decisions": 374,
}
LAST = FIGURES | {"requests.new_received.total": 10, "art20_5.licensing.decisions": 400}
# What the percentage should be; empty where it follows, or where nothing can be said.
SENTENCES = [
    ("申请20件，予以公开8件，占40%。", ""),
    ("申请20件，予以公开8件，占45%。", "40.0%"),
    ("收到申请21件，其中自然人7件（占33.3%）。", ""),
    ("收到申请21件，其中自然人7件（占33.4%）。", ""),
    ("收到申请21件，其中自然人7件（占35%）。", "33.3%"),
    ("公开申请中予以公开5件，占申请总数的41.7%。", ""),
    ("公开申请中予以公开5件，占35.7%。", ""),
    ("公开申请中予以公开5件，占50%。", "35.7%"),
    ("公开申请中，自然人申请占83.3%。", ""),
    ("公开申请中，自然人申请占90%。", "83.3%"),
    ("全年收到政府信息公开申请12件，同比增长20%。", ""),
    ("全年收到政府信息公开申请12件，同比增长12%。", "20.0%"),
    ("全年收到政府信息公开申请12件，同比下降20%。", "-20.0%"),
    ("作出行政许可决定374件，较上年下降6.5%。", ""),
    ("作出行政许可决定374件，较上年下降9%。", "6.5%"),
    ("公开信息120条，比上年增加20条，增长20%。", ""),
    ("公开信息120条，比上年增加20条，同比增长25%。", "20.0%"),
    ("公开信息120条，比上年的100条增长20%。", ""),
    ("公开信息120条，比2023年的100条增长30%。", "20.0%"),
    ("公开信息120条，环比增长30%。", ""),
    ("公开信息120条，同比增长30%。", ""),
    ("按时答复率100%。", ""),
    ("公开信息120条，约占总数的30%。", ""),
    ("申请量占全县的12%。", ""),
    ("网站公开信息60条，占全年公开信息总数的30%。", ""),
    ("公开信息200条，网站60条，占35%，公众号140条，占70%。", "30.0%"),
    ("公开申请较上年增长20个百分点。", ""),
    ("收到信访20件，办结8件，占比40%。", ""),
    ("全年收到政府信息公开申请12件，办结率100%，比上年提高5%。", ""),
]


def told(text: str, previous: Content | None = None) -> list[Finding]:
    content = Content(2024, FIGURES, {"s1_overview": text})
    return [f for f in check(NEW, content, previous) if f.rule == "N-R07"]


@pytest.mark.parametrize(("sentence", "right"), SENTENCES)
def test_a_percentage_follows_from_its_counts(sentence: str, right: str) -> None:
    found = told(sentence, Content(2023, LAST))
    assert [f"{finding.right}%" for finding in found] == ([right] if right else [])
    assert all(f.severity == "info" and f.quote in sentence for f in found)


def test_without_last_year_nothing_is_said_of_growth() -> None:
    assert told("全年收到政府信息公开申请12件，同比增长99%。") == []
    blank = Content(2023, {**LAST, "requests.new_received.total": None})
    assert told("全年收到政府信息公开申请12件，同比增长99%。", blank) == []
    assert told("全年收到政府信息公开申请12件，同比增长99%。", Content(2022, LAST)) == []


def test_the_message_shows_how_it_is_reckoned() -> None:
    (finding,) = told("收到申请20件，予以公开8件，占45%。")
    assert str(finding.message) == "“予以公开8件，占45%”写的是 45%，按 8 ÷ 20 算是 40.0%，请核对"
    assert finding.message.in_language("en") == "“予以公开8件，占45%” says 45%; 8 ÷ 20 is 40.0%"


@pytest.mark.parametrize("nasty", ["占1%", "比上年增长1%，", "1件占1%", "上年1件，增长1%"])
def test_twice_the_text_is_at_most_twice_the_work(nasty: str) -> None:
    assert grows_no_faster(lambda size: read_over(nasty, size), 4_000)
    read_over(nasty, 20_000)  # to its end: how long that takes, benchmarks/hostile.py says


def read_over(nasty: str, size: int) -> None:
    check(NEW, Content(2024, FIGURES, {"s1_overview": nasty * (size // len(nasty))}))
