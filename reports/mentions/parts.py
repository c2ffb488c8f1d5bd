"""Totals that a sentence takes apart: 共 30 条，其中 A 20 条、B 10 条。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.mentions.extraction import Mention, mentions, plain

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_OPEN_LIST = re.compile(
    r"包括|包含|等(?!级|待|候|保|额)|主要|如(?!期|下|实)|尤其|特别|重点|含|同比|比上|较上|去年|上年(?!度?结转)|增长|"
    r"增加|减少|累计|同时|另|还|除|为基础|同步|转发|占|仅"
)
_LEFT_OVER = re.compile(
    r"[，,、]?[^，,、]{0,6}结转(?:至|到|入)?(?:下|次|明|\d)"
)  # no part of what was done
_COUNTED = ("件", "条", "份", "宗", "篇", "起", "例", "件次", "次", "期", "场", "部", "个", "项")


@dataclass(frozen=True)
class Split:
    """A stated total and the parts it is said to consist of, with the place of both."""

    start: int
    end: int
    total: Decimal
    parts: tuple[Decimal, ...]
    unit: str


def splits(text: str) -> Iterator[Split]:
    """Only lists that are meant to be whole, of two parts at least, in the unit of the total."""
    text = plain(text)
    found = mentions(text)
    for sentence in _SENTENCE.finditer(text):
        if text.count("其中", *sentence.span()) == 1:
            here = [m for m in found if sentence.start() <= m.start < sentence.end()]
            middle = text.index("其中", *sentence.span())
            leaves = _LEFT_OVER.search(text, middle, sentence.end())
            end = leaves.start() if leaves else sentence.end()
            yield from _split(text, [m for m in here if m.end <= end], middle, end)


def _split(text: str, here: list[Mention], middle: int, end: int) -> Iterator[Split]:
    before = [m for m in here if m.end <= middle]
    after = [m for m in here if m.start > middle]
    if not before or before[-1].unit not in _COUNTED or _OPEN_LIST.search(text[middle:end]):
        return
    total = before[-1]
    between = text[total.end : middle]
    same = all(m.unit == total.unit and not m.about for m in after)
    if len(after) >= 2 and same and not total.about and len(between) <= 12:
        parts = tuple(m.value for m in after)
        yield Split(total.start, after[-1].end, total.value, parts, total.unit)
