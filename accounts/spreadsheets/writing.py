"""Writes sheets for download: numbers as numbers, blank as blank, text as text, never a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from math import ceil
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.formats import get_format

from accounts.spreadsheets.formula_guard import guarded

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not allowed in XML
_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "SimSun", "font_size": 11},
}
A4 = 9
NARROWEST, WIDEST = 8, 40  # in digits; what is wider is wrapped
ROOM = 2  # beside a cell's words
LINE_HEIGHT, MOST_LINES = 15, 27
DAY_WIDTH = 14  # 2026年12月31日
LONGEST_TITLE = 200  # a page's header takes 255 characters, its codes among them


Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]  # its name, headers and rows


def options() -> dict[str, Any]:
    return {**_OPTIONS, "default_date_format": get_format("SHEET_FORMAT")}


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    return write_book([("Sheet1", headers, rows)])


def write_book(sheets: Iterable[Sheet], title: str = "") -> bytes:
    """Return sheets headed in their first row; on paper `title` stands above each."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options()) as book:
        if title:
            book.set_properties({"title": title})
        looks = Looks(
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for name, headers, rows in sheets:
            sheet = book.add_worksheet(name)
            _write_rows(sheet, headers, rows, looks)
            _set_up_page(sheet, f"{title} {name}".strip() if title else "")
    return stream.getvalue()


class Looks(NamedTuple):
    head: Any
    text: Any


def _write_rows(
    sheet: Any, headers: Sequence[str], rows: Iterable[Sequence[Any]], looks: Looks
) -> None:
    """Write rows under their heading, in columns as wide as what stands in them."""
    widths = list(map(width_of, headers))
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, looks.head)
    for number, row in enumerate(rows, 1):
        widths.extend([0] * (len(row) - len(widths)))
        wide = list(map(width_of, row))
        if max(wide, default=0) > WIDEST - ROOM:
            sheet.set_row(number, LINE_HEIGHT * lines_of(row, wide))
        for column, value in enumerate(row):
            write_cell(sheet, number, column, value, looks.text)
            widths[column] = max(widths[column], wide[column])
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(WIDEST, max(NARROWEST, width + ROOM)))
    sheet.freeze_panes(1, 1)


def lines_of(row: Sequence[Any], wide: Sequence[int]) -> int:
    """Return how many lines the highest of a row's cells takes, a row being 409 points at most."""
    each = (str(v).count("\n") + ceil(w / (WIDEST - ROOM)) for v, w in zip(row, wide, strict=True))
    return min(MOST_LINES, max(each))


def _set_up_page(sheet: Any, title: str) -> None:
    """A4 across, fitted to its width, headings on every page."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)  # which prints them
    sheet.set_footer("&C— &P —")
    if title:
        sheet.set_header(f'&C&"SimSun,Bold"&16{title.replace("&", "&&")[:LONGEST_TITLE]}')


def width_of(value: Any) -> int:
    """Return the width of a cell's longest line in digits: a Chinese character counts as two."""
    if isinstance(value, dt.date):
        return DAY_WIDTH
    lines = str("" if value is None else value).split("\n")
    return max((len(line) + len(line.encode("utf-8", "replace"))) // 2 for line in lines)


def write_cell(sheet: Any, row: int, column: int, value: Any, look: Any = None) -> None:
    """Write a value as what it is; a day keeps its own look."""
    if value is None or value == "":
        return
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | dt.date):
        sheet.write_string(row, column, _CONTROL.sub("", str(value)), look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_number(row, column, value, look)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    return b"".join(csv_lines(headers, rows))


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield encoded lines, the first with the BOM by which Excel recognises UTF-8."""
    stream = io.StringIO(newline="")
    lines = csv.writer(stream)
    for number, row in enumerate(chain([headers], rows)):
        lines.writerow(map(_word, row))
        yield stream.getvalue().encode("utf-8" if number else "utf-8-sig")
        stream.seek(0)
        stream.truncate()


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return guarded(value) if isinstance(value, str) else str(value)
