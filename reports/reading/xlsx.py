"""Excel workbooks (.xlsx) -> blocks: the visible sheets, values only."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import range_boundaries

from reports.reading.blocks import Block
from reports.reading.doubts import DAMAGED, TOO_WIDE, Unreadable
from reports.reading.spans import MAX_COLUMNS, MAX_ROWS, Line, cell_text, table_blocks

MAX_MERGED = 5000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:]{1,30})[\"']")
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b[^<]*(?:/>|</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)  # noqa: E501
_PLAIN_FORMAT = re.compile(r"General|@|[0#+\-;.,_() ]*(?<!,)")  # shows the number as it is
_UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, ParseError, zipfile.BadZipFile,
)  # fmt: skip
Covered = dict[tuple[int, int], tuple[int, int]]  # (row, column) -> upper left of its range


def xlsx_blocks(content: bytes) -> list[Block]:
    """Of a workbook whose parts were found harmless. Raises Unreadable."""
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            return [b for sheet in book.worksheets for b in _sheet_blocks(sheet, archive)]
    except Unreadable:
        raise
    except _UNREADABLE:
        raise Unreadable(DAMAGED) from None


def _sheet_blocks(sheet: Any, archive: zipfile.ZipFile) -> list[Block]:
    if sheet.sheet_state != "visible":
        return []
    part = archive.read(sheet._worksheet_path)  # openpyxl does not read merged cells in passing
    unknown = {place.decode() for place in _NO_VALUE.findall(part)}
    rows = _rows(sheet, unknown)
    width = max((x + 1 for row in rows for x, text in enumerate(row) if text.strip()), default=0)
    return table_blocks(list(_lines(rows, width, _covered(part))))


def _rows(sheet: Any, unknown: set[str]) -> list[list[str]]:
    sheet.reset_dimensions()  # the sheet's own word on its size is not believed
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS:
            raise Unreadable(TOO_WIDE)
        rows.append([_text(cell, unknown) for cell in row])
    return rows


def _text(cell: Any, unknown: set[str]) -> str:
    value = cell.value
    if value is None:
        missing = unknown and getattr(cell, "coordinate", "") in unknown
        return "?" if missing else ""  # a formula whose result the file does not hold
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return str(value) + "?"
    if isinstance(value, int | float):
        shown = str(int(value)) if value == int(value) else repr(value)
        return shown if _PLAIN_FORMAT.fullmatch(cell.number_format) else f"{shown} ?"
    return cell_text(str(value).split("\n"))


def _covered(part: bytes) -> Covered:
    covered: Covered = {}
    for found in _MERGED.findall(part):
        left, top, right, bottom = range_boundaries(found.decode())
        if not (left and top and right and bottom):
            continue
        right, bottom = min(right, MAX_COLUMNS), min(bottom, MAX_ROWS)
        for y in range(top, bottom + 1):
            covered.update({(y - 1, x - 1): (top - 1, left - 1) for x in range(left, right + 1)})
        if len(covered) > MAX_MERGED:
            raise Unreadable(TOO_WIDE)
    return covered


def _lines(rows: list[list[str]], width: int, covered: Covered) -> Iterator[Line]:
    for y in range(len(rows)):
        line = Line()
        while line.width < width:
            x = line.width
            origin = covered.get((y, x))
            end = x + 1
            while origin and end < width and covered.get((y, end)) == origin:
                end += 1
            if origin and origin != (y, x):
                line.cover(end - x, _at(rows, *origin))
            else:
                line.add(_at(rows, y, x), end - x)
        yield line


def _at(rows: list[list[str]], y: int, x: int) -> str:
    return rows[y][x] if y < len(rows) and x < len(rows[y]) else ""
