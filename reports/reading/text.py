"""Turns plain text as copied from web pages into blocks.

Cells are on lines of their own after a tab, with a blank line ending the row; or between tabs or
pipes; or on lines without any marker. A cell's word may continue on the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from accounts.spreadsheets.marks import visible
from reports.reading.blocks import Block, RawParagraph, RawRow
from reports.reading.doubts import BINARY, EMPTY, TOO_LARGE, TOO_LONG, Unreadable
from reports.reading.labels import is_figure
from reports.reading.origins import Origin
from reports.reading.report import read_blocks
from reports.reading.result import Reading

MAX_BYTES = 2_000_000
MAX_MARKS = 200_000  # cell and line ends
LONGEST_CELL = 200
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_RULE = re.compile(r"\s*:?-{3,}:?\s*")  # a cell in the dashed line under a head
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]+、")
_UNIT = re.compile(r"\s*(万?元|[件项条宗个])\s*")


def read_text(text: str, *, year: int | None = None, or_year: int | None = None) -> Reading:
    """Read a report from text. Raises Unreadable if it is not one."""
    if len(text) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    if _CONTROLS.search(text):
        raise Unreadable(BINARY)
    if not text.strip():
        raise Unreadable(EMPTY)
    if sum(map(text.count, "|\t\n\r")) > MAX_MARKS:
        raise Unreadable(TOO_LONG)
    return read_blocks(text_blocks(visible(text)), year=year, or_year=or_year)


def decode(data: bytes) -> str:
    """Return a file's text in UTF-8, GB18030 or UTF-16 with a BOM. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(BINARY)


def text_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    open_row: list[tuple[str, Origin]] = []  # cells on their own lines, until the row ends
    lines = re.split(r"\r\n?|\n", text)
    framed = _framed(lines)
    for number, line in enumerate(lines, 1):
        if _is_own_cell(line):
            open_row.append((line.strip("\t "), Origin("line", (number,))))
        elif open_row and _runs_on(open_row[-1][0], line):
            cell, origin = open_row[-1]
            open_row[-1] = (f"{cell}\n{line.strip()}", origin)
        else:
            _close(open_row, blocks)
            blocks.extend(_line_blocks(line, number, number in framed))
    _close(open_row, blocks)
    return blocks


def _is_own_cell(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") <= 2 and "\t" not in line.strip("\t ")


def _runs_on(cell: str, line: str) -> bool:
    if len(cell) > LONGEST_CELL or not line.strip(" \u3000"):
        return False
    if "\t" in line or "|" in line or _NUMBERED.match(line):
        return False
    return not is_figure(cell) or _UNIT.fullmatch(line) is not None


def _close(open_row: list[tuple[str, Origin]], blocks: list[Block]) -> None:
    if open_row:
        cells, origins = zip(*open_row, strict=True)
        blocks.append(RawRow(cells, origins))
        open_row.clear()


def _framed(lines: Sequence[str]) -> set[int]:
    """Return the numbers of lines that belong to a table each of whose rows begins with a pipe:
    that one is no end of a blank cell."""
    framed: set[int] = set()
    runs = groupby(enumerate(lines, 1), key=lambda numbered: "|" in numbered[1])
    for run in (list(run) for has_pipes, run in runs if has_pipes):
        if all(line.lstrip().startswith("|") for _, line in run):
            framed.update(number for number, _ in run)
    return framed


def _line_blocks(line: str, number: int, framed: bool) -> list[Block]:
    """Return one block, or none for a blank line. A no-break space alone is an empty cell."""
    if not line.strip(" \u3000"):
        return []
    if "|" in line and not _is_prose(line):
        inner = line.strip().removeprefix("|") if framed else line.strip()
        cells = inner.removesuffix("|").split("|")
        if all(_RULE.fullmatch(cell) for cell in cells):
            return []
        return [_row((_BREAK.sub("", cell) for cell in cells), number)]
    if "\t" in line:
        return [_row(line.split("\t"), number)]
    return [RawParagraph(line, Origin("line", (number,)))]


def _is_prose(line: str) -> bool:
    """Whether a pipe may stand within running text."""
    return line.count("|") == 1 and ("。" in line or len(line) > LONGEST_CELL)


def _row(cells: Iterable[str], number: int) -> RawRow:
    texts = tuple(cell.strip() for cell in cells)
    return RawRow(texts, tuple(Origin("line", (number, at)) for at in range(1, len(texts) + 1)))
