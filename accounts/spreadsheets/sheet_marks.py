"""What a sheet of a workbook is like besides its values: merged cells, hidden rows and columns.

Openpyxl tells neither while it streams, so its part is asked. Pure Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MAX_MERGED = 3000  # ranges of a sheet that are looked at

_TAG = re.compile(rb"<(?:\w+:)?(mergeCell|row|col)\s([^>]{0,2000})>")
_ATTRIBUTE = re.compile(rb"(?<![\w:])(ref|r|min|max|hidden)\s*=\s*[\"']([^\"']{0,30})[\"']")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_TRUE = ("1", "true")


@dataclass(frozen=True)
class Merged:
    """A merged range, counted from 0; the ends belong to it."""

    name: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class SheetMarks:
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()  # numbers, from 1
    hidden_columns: frozenset[int] = frozenset()


NO_MARKS = SheetMarks()


def marks_of(part: bytes) -> SheetMarks:
    """Return what a sheet's part says of merged and hidden cells."""
    merged: list[Merged] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for tag, found in _TAG.findall(part):
        said = {name.decode(): value.decode("ascii", "replace")
                for name, value in _ATTRIBUTE.findall(found)}  # fmt: skip
        hidden = said.get("hidden") in _TRUE
        if tag == b"mergeCell" and len(merged) < MAX_MERGED:
            merged += _range(said.get("ref", ""))
        elif tag == b"row" and hidden and said.get("r", "").isdecimal():
            rows.add(int(said["r"]))
        elif tag == b"col" and hidden:
            columns |= set(_span(said))
    return SheetMarks(tuple(merged), frozenset(rows), frozenset(columns))


def _range(name: str) -> Iterator[Merged]:
    if found := _RANGE.fullmatch(name.replace("$", "")):
        first, top, last, bottom = found.groups()
        yield Merged(name, int(top) - 1, _number(first) - 1, int(bottom) - 1, _number(last) - 1)


def _span(said: dict[str, str]) -> range:
    first, last = said.get("min", ""), said.get("max", "")
    if not (first.isdecimal() and last.isdecimal()):
        return range(0)
    return range(int(first), min(int(last), 1000) + 1)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def fill_down(rows: list[list[Any]], merged: Iterable[Merged]) -> frozenset[tuple[int, int]]:
    """Write a merged cell's value into the cells below it; return which were filled.

    Downwards only: what is merged sideways is a title, or a heading over several columns.
    """
    filled: set[tuple[int, int]] = set()
    for one in merged:
        last = min(one.bottom, len(rows) - 1)
        value = _at(rows, one.top, one.left) if one.top <= last else None
        if value in (None, ""):
            continue
        for row in range(one.top + 1, last + 1):
            if _at(rows, row, one.left) in (None, ""):
                line = rows[row]
                line.extend([None] * (one.left + 1 - len(line)))
                line[one.left] = value
                filled.add((row, one.left))
    return frozenset(filled)


def _at(rows: list[list[Any]], row: int, column: int) -> Any:
    line = rows[row]
    return line[column] if column < len(line) else None
