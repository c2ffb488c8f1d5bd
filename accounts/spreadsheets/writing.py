"""Writes sheets for download: numbers as numbers, blank as blank, text as text, never a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

import xlsxwriter
from django.utils.formats import get_format

from accounts.spreadsheets.formula_guard import guarded

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not allowed in XML
_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST = 40


Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]  # its name, headers and rows


def options() -> dict[str, Any]:
    return {**_OPTIONS, "default_date_format": get_format("SHEET_FORMAT")}


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    return write_book([("Sheet1", headers, rows)])


def write_book(sheets: Iterable[Sheet]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options()) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, headers, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for column, header in enumerate(headers):
                sheet.write_string(0, column, header, head)
                sheet.set_column(column, column, min(WIDEST, max(12, len(header))))
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    write_cell(sheet, number, column, value)
    return stream.getvalue()


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
