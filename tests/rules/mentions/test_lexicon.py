"""Step 2: the words of a text, by the labels of the edition and lexicon.toml."""

from __future__ import annotations

from collections import Counter

import pytest

from reports.form.loader import load_editions
from reports.rules.mentions.lexicon import SLOTS, raw, tokens, words_of
from reports.rules.mentions.spelling import spelled
from reports.rules.mentions.targets import TARGETS

EDITIONS = load_editions()
NEW = EDITIONS["2021"]


def told(text: str) -> list[str]:
    """The words that mean something, as slot:value."""
    found = tokens(spelled(text).text, 2024, NEW)
    return [f"{word.slot}:{word.value}" for word in found if word.slot not in ("neutral", "mark")]


WORDS = [
    ("收到政府信息公开申请12件", ["act:receive", "subject:request", "number:件"]),
    ("新收到3件", ["act:new", "number:件"]),
    ("行政许可信息3条", ["subject:other", "number:条"]),  # longer than 行政许可
    ("未经复议直接起诉1件", ["subject:suit_direct", "number:件"]),
    ("2023年结转", ["time:last", "act:carry"]),
    ("2025年", ["time:next"]),
    ("2008年以来", ["time:other"]),
    ("2024年以来", ["time:own"]),
    ("2024年1月1日至12月31日", ["time:own"]),
    ("截至12月底", ["time:own"]),
    ("7月份", ["time:other"]),
    ("2022年至2024年", ["time:other"]),
    ("较2023年同期", ["compared:"]),
    ("我局", ["body:own"]),
    ("棠溪县教育局", ["body:named"]),
    ("来信", ["channel:channel"]),
    ("棚户区改造", ["unknown:"]),
    ("（二）依申请公开", ["heading:major", "subject:request"]),
    ("一是公开", ["heading:minor", "act:open"]),
    ("占40%", ["share:share", "percent:%"]),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_the_longest_word_wins_and_the_rest_is_unknown(text: str, words: list[str]) -> None:
    assert told(text) == words


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_row_of_outcomes_is_a_word_by_its_printed_label(edition) -> None:
    known = set(words_of(edition).meanings.values())
    rows = [row for table in edition.tables if table.code == "requests" for row in table.rows]
    outcomes = {row.code for row in rows if "办理结果" in row.path[0] and not row.sum_of}
    assert {("outcome", code) for code in outcomes - {"other_misc"}} <= known


def test_a_word_stands_in_one_place_of_the_file() -> None:
    words = Counter(
        word for section in SLOTS for words in raw()[section].values() for word in words
    )
    assert [word for word, count in words.items() if count > 1] == []


def test_every_figure_of_the_file_is_of_some_edition() -> None:
    for target in TARGETS:
        assert any(target.in_edition(edition) for edition in EDITIONS.values()), target.code


@pytest.mark.parametrize("text", ["没有收到申请", "收到申请", "申请", "不予公开"])
def test_a_word_at_the_end_of_a_text_ends_there(text: str) -> None:
    assert tokens(text, 2026, EDITIONS["2021"])[-1].end == len(text)
