"""Turns Excel workbooks (.xlsx) into blocks: visible content only, values only."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from accounts.spreadsheets.archives import DAMAGE, transitional
from accounts.spreadsheets.cell_marks import as_shown
from accounts.spreadsheets.marks import NOT_SHOWN, OTHERWISE, visible
from reports.reading.blocks import Block
from reports.reading.doubts import (
    DAMAGED,
    HIDDEN_COLUMNS,
    HIDDEN_ROWS,
    HIDDEN_SHEETS,
    LONGEST_QUOTE,
    TOO_WIDE,
    Doubt,
    Unreadable,
)
from reports.reading.hidden import Hidden, hidden_in
from reports.reading.labels import is_figure
from reports.reading.number_formats import hides_text, shown_number
from reports.reading.origins import Origin, on_sheet
from reports.reading.sheet_runs import Runs, font_of_cell, has_inline_runs, inline_runs
from reports.reading.sheet_runs import as_shown as runs_as_shown
from reports.reading.spans import MAX_COLUMNS, MAX_ROWS, RawCell, RawLine, cell_text, table_blocks
from reports.reading.unseen_cells import ground_of, value_seen

MAX_MERGED = 5000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:]{1,30})[\"']")
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b[^<]*(?:/>|</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)  # noqa: E501
Covered = dict[tuple[int, int], tuple[int, int]]  # (row, column) -> the cell that has its text
Box = tuple[int, int, int, int]  # top, left, bottom, right, from 0, the last two exclusive


def xlsx_blocks(content: bytes) -> tuple[list[Block], list[Doubt]]:
    """Return the blocks of a workbook whose parts are known to be harmless, and doubts about what
    was left out because readers do not see it. Raises Unreadable."""
    try:
        content = transitional(content)
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False,
                rich_text=True,
            )  # fmt: skip
            return _book_blocks(book.worksheets, archive)
    except Unreadable:
        raise
    except (*DAMAGE, ParseError):
        raise Unreadable(DAMAGED) from None


def _book_blocks(sheets: list[Any], archive: zipfile.ZipFile) -> tuple[list[Block], list[Doubt]]:
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    unseen = "、".join(sheet.title for sheet in sheets if sheet not in visible)
    blocks: list[Block] = []
    left_out = [Doubt("", unseen[:LONGEST_QUOTE], HIDDEN_SHEETS)] if unseen else []
    for sheet in visible:
        part = archive.read(
            sheet._worksheet_path
        )  # openpyxl reports neither spans nor what is hidden
        hidden = hidden_in(part)
        blocks += _sheet_blocks(sheet, part, hidden)
        left_out += _told(sheet.title, hidden)
    return blocks, left_out


def _told(sheet: str, hidden: Hidden) -> Iterator[Doubt]:
    if hidden.rows:
        yield Doubt("", f"{sheet}!{hidden.rows_in_words}"[:LONGEST_QUOTE], HIDDEN_ROWS)
    if hidden.columns:
        yield Doubt("", f"{sheet}!{hidden.columns_in_words}"[:LONGEST_QUOTE], HIDDEN_COLUMNS)


def _sheet_blocks(sheet: Any, part: bytes, hidden: Hidden) -> list[Block]:
    unknown = {place.decode() for place in _NO_VALUE.findall(part)}
    inline = inline_runs(part) if has_inline_runs(part) else {}
    rows = _rows(sheet, unknown, inline)
    width = max((x + 1 for row in rows for x, text in enumerate(row) if text.strip()), default=0)
    ys = [y for y in range(len(rows)) if y not in hidden.rows]
    xs = [x for x in range(width) if x not in hidden.columns]

    def placing(line: int, _at: int, cell: RawCell) -> Origin:
        return on_sheet(sheet.title, f"{get_column_letter(xs[cell.column] + 1)}{ys[line] + 1}")

    return table_blocks(list(_lines(rows, ys, xs, _covered(part, hidden))), placing)


def _rows(sheet: Any, unknown: set[str], inline: Mapping[str, Runs]) -> list[list[str]]:
    sheet.reset_dimensions()  # do not trust the sheet's declared size
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS:
            raise Unreadable(TOO_WIDE)
        rows.append([_text(cell, unknown, inline) for cell in row])
    return rows


def _text(cell: Any, unknown: set[str], inline: Mapping[str, Runs]) -> str:
    if inline and getattr(cell, "coordinate", "") in inline:
        runs, font = inline[cell.coordinate], font_of_cell(cell.font)
        return visible(runs_as_shown(runs, font, ground_of(cell.fill)))
    value = value_seen(cell)
    if value is None:
        missing = unknown and getattr(cell, "coordinate", "") in unknown
        return OTHERWISE if missing else ""  # a formula without a stored result
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return f"{value}{OTHERWISE}"
    if isinstance(value, int | float):
        shown = str(int(value)) if value == int(value) else repr(value)
        return str(as_shown(shown_number(shown, value, cell.number_format), cell.font))
    value = cell_text(visible(str(as_shown(value, cell.font))).split("\n"))
    if not hides_text(cell.number_format):
        return value
    return f"{value}{NOT_SHOWN}" if is_figure(value) else ""


def _covered(part: bytes, hidden: Hidden) -> Covered:
    """Map each visible cell of a merged range to the first one, which has the text."""
    covered: Covered = {}
    for top, left, bottom, right in _boxes(part):
        ys = [y for y in range(top, bottom) if y not in hidden.rows]
        xs = [x for x in range(left, right) if x not in hidden.columns]
        if len(covered) + len(ys) * len(xs) > MAX_MERGED:
            raise Unreadable(TOO_WIDE)
        covered.update({(y, x): (top, left) for y in ys for x in xs})
    return covered


def _boxes(part: bytes) -> Iterator[Box]:
    for found in _MERGED.findall(part):
        left, top, right, bottom = range_boundaries(found.decode())
        if left and top and right and bottom:
            yield top - 1, left - 1, min(bottom, MAX_ROWS), min(right, MAX_COLUMNS)


def _lines(
    rows: list[list[str]], ys: list[int], xs: list[int], covered: Covered
) -> Iterator[RawLine]:
    begun: set[tuple[int, int]] = set()  # merged ranges whose text was already output
    for y in ys:
        line = RawLine()
        here: set[tuple[int, int]] = set()
        while line.width < len(xs):
            x = xs[line.width]
            origin = covered.get((y, x))
            end = line.width + 1
            while origin and end < len(xs) and covered.get((y, xs[end])) == origin:
                end += 1
            if origin and origin in begun:
                line.advance(end - line.width)
            else:
                line.add(_at(rows, *(origin or (y, x))), end - line.width)
            if origin:
                here.add(origin)
        begun |= here
        yield line


def _at(rows: list[list[str]], y: int, x: int) -> str:
    return rows[y][x] if y < len(rows) and x < len(rows[y]) else ""
