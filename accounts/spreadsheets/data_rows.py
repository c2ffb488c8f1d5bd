"""Which rows below the headings are data, and why the others are none.

Sheets of offices have sums, notes, signatures and headings printed once more. Pure Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.spreadsheets.headings import Columns, plain

_SUM = re.compile(
    r"(本页|本表)?(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)([:：（(].*)?|共\s*\d+\s*[家个人条项].{0,10}|total"
)
_NOTE = re.compile(
    r"(填表|填报|制表|填写|审核|复核|负责|经办|联系|统计)(人|单位|日期|时间|说明|要求)?(签字|签名|电话)?\s*[:：].*"
    r"|(备\s*注|注\s*意?|说\s*明|填表说明|填报说明|填写说明|附\s*注?)\s*[:：].*"
    r"|(单位|部门)?(负责人|盖章|公章|签章).{0,8}[:：].*|[（(](盖章|公章)[)）].*"
    r"|※.*|注\d?[、.．].*",
    re.S,
)
_EXAMPLE = re.compile(r"[（(【]?(示例|样例|填写示例|example)([）)】:：].*|$)", re.S | re.I)


class WhyNot(StrEnum):
    """Why a row below the headings is not imported."""

    HEADINGS = "headings"  # once more, as on every printed page
    SUM = "sum"
    NOTE = "note"
    EXAMPLE = "example"
    LEFT_OUT = "left_out"  # by a press on the page


@dataclass(frozen=True)
class DataRows:
    numbers: tuple[int, ...]  # of the sheet, from 1
    without: Mapping[int, WhyNot]


def data_rows(
    rows: Sequence[Sequence[Any]],
    heading_row: int,
    columns: Columns,
    filled: frozenset[tuple[int, int]] = frozenset(),
    left_out: frozenset[int] = frozenset(),
) -> DataRows:
    """Return the rows of data below the heading row; blank ones are neither data nor told."""
    numbers: list[int] = []
    without: dict[int, WhyNot] = {}
    headings = {c: plain(str(rows[heading_row - 1][c] or "")) for c in columns.ids
                if c < len(rows[heading_row - 1])}  # fmt: skip
    in_notes = False
    for at in range(heading_row, len(rows)):
        own = {
            c: v for c, v in enumerate(rows[at]) if v not in (None, "") and (at, c) not in filled
        }
        if not own:
            continue
        why = WhyNot.LEFT_OUT if at + 1 in left_out else _why_not(own, headings)
        if why is None and in_notes and len(own) == 1:
            why = WhyNot.NOTE  # its next paragraph
        in_notes = why is WhyNot.NOTE
        if why is None and not own.keys() & columns.ids.keys():
            continue  # nothing but a number in the first column, say
        if why:
            without[at + 1] = why
        else:
            numbers.append(at + 1)
    return DataRows(tuple(numbers), without)


def _why_not(own: Mapping[int, Any], headings: Mapping[int, str]) -> WhyNot | None:
    words = [str(value).strip() for value in own.values()]
    said = {column: plain(str(own[column])) for column in own.keys() & headings.keys()}
    if len(said) > 1 and all(headings[column] == word for column, word in said.items()):
        return WhyNot.HEADINGS
    if any(_EXAMPLE.fullmatch(word) for word in words):
        return WhyNot.EXAMPLE
    if _SUM.fullmatch(words[0].lower()):
        return WhyNot.SUM
    is_short = len(words) < 3 or all(map(_NOTE.fullmatch, words))
    return WhyNot.NOTE if is_short and _NOTE.fullmatch(words[0]) else None
