"""Hidden rows and columns of a sheet, found in its XML before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from openpyxl.utils import get_column_letter

from reports.reading.spans import MAX_COLUMNS, MAX_ROWS

_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col(?=[\s/>])([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\b(r|hidden|ht|width|min|max)\s*=\s*["']([^"']{1,20})["']""")
_TRUE = (b"1", b"true", b"on")
_TOO_SMALL = re.compile(rb"0*(?:\.[0-4]\d*)?")  # too small to see: below half a point or character


@dataclass(frozen=True)
class Hidden:
    """Hidden rows and columns, counted from 0."""

    rows: frozenset[int]
    columns: frozenset[int]

    @property
    def rows_in_words(self) -> str:
        return "、".join(_from_to(str(a + 1), str(b + 1)) for a, b in _runs(self.rows))

    @property
    def columns_in_words(self) -> str:
        letter = get_column_letter
        return "、".join(_from_to(letter(a + 1), letter(b + 1)) for a, b in _runs(self.columns))


def hidden_in(part: bytes) -> Hidden:
    return Hidden(frozenset(_rows(part)), frozenset(_columns(part)))


def _rows(part: bytes) -> Iterator[int]:
    number = 0
    for found in _ROW.finditer(part):
        given = dict(_ATTRIBUTE.findall(found[1]))
        number = _number(given.get(b"r", b"")) or number + 1
        if number > MAX_ROWS:
            return
        if _is_hidden(given, b"ht"):
            yield number - 1


def _columns(part: bytes) -> Iterator[int]:
    for found in _COLUMN.finditer(part):
        given = dict(_ATTRIBUTE.findall(found[1]))
        first, last = _number(given.get(b"min", b"")), _number(given.get(b"max", b""))
        if first and _is_hidden(given, b"width"):
            yield from range(first - 1, min(last or first, MAX_COLUMNS))


def _is_hidden(given: Mapping[bytes, bytes], size: bytes) -> bool:
    return given.get(b"hidden") in _TRUE or bool(_TOO_SMALL.fullmatch(given.get(size, b"1")))


def _number(written: bytes) -> int:
    return int(written) if written.isdigit() and len(written) < 9 else 0


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last number of each consecutive run."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda item: item[1] - item[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
