"""Sheets made to be filled in: an empty template, and a copy of a sheet with its faults marked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from accounts.spreadsheets.writing import WIDEST, options, write_cell

ROWS_PREPARED = 1000
WORDS = "words"
_INLINE = 240  # characters of a list that a validation can hold itself


@dataclass(frozen=True)
class TemplateColumn:
    heading: str
    example: Any = None
    is_needed: bool = False
    is_text: bool = False
    accepted: Sequence[str] = ()


def write_template(
    name: str, columns: Sequence[TemplateColumn], rows: Iterable[Sequence[Any]], legend: str
) -> bytes:
    """Return a workbook with the columns' headings, their choices and these rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options()) as book:
        sheet = book.add_worksheet(name)
        words = book.add_worksheet(WORDS)
        words.very_hidden()
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        needed = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#fff7e6"}
        )
        text = book.add_format({"num_format": "@"})
        hint = book.add_format({"italic": True, "font_color": "#5b6770", "num_format": "@"})
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            mark = " *" if column.is_needed else ""
            sheet.write_string(0, at, column.heading + mark, needed if column.is_needed else head)
            width = min(WIDEST, max(12, 2 * len(column.heading), len(str(column.example or ""))))
            sheet.set_column(at, at, width, text if column.is_text else None)
            _choices(sheet, words, at, column.accepted)
        sheet.write_comment(0, 0, legend, {"x_scale": 3, "y_scale": 2})
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                write_cell(sheet, number, at, value, hint)
    return stream.getvalue()


def _choices(sheet: Any, words: Any, at: int, accepted: Sequence[str]) -> None:
    """Offer the words of a column; another word is asked about, and not refused."""
    if not accepted:
        return
    source: Any = list(accepted)
    if len(",".join(accepted)) > _INLINE or any("," in word for word in accepted):
        words.write_column(0, at, accepted)
        letter = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
        source = f"={WORDS}!{letter}$1:{letter}${len(accepted)}"
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    sheet.data_validation(1, at, ROWS_PREPARED, at, rule)


def write_marked(
    sheets: Iterable[tuple[str, Sequence[Sequence[Any]]]],
    marked: str,
    faults: Mapping[tuple[int, int], str],
) -> bytes:
    """Return a workbook of the sheets' values; in the one `marked` the faulty cells (row and column
    from 0) are coloured and say what is wrong."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options()) as book:
        colour = book.add_format({"bg_color": "#fdecea", "font_color": "#b3261e", "border": 1,
                                  "border_color": "#b3261e"})  # fmt: skip
        for name, rows in sheets:
            sheet = book.add_worksheet(name or None)
            own = faults if name == marked else {}
            for at, width in enumerate(_widths(rows)):
                sheet.set_column(at, at, width)
            for number, row in enumerate(rows):
                for at, value in enumerate(row):
                    write_cell(sheet, number, at, value, colour if (number, at) in own else None)
            for (number, at), words in own.items():
                if at >= len(rows[number]) or rows[number][at] in (None, ""):
                    sheet.write_blank(number, at, None, colour)
                sheet.write_comment(number, at, words, {"x_scale": 2, "y_scale": 1.2})
            if own:
                sheet.activate()
    return stream.getvalue()


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Return how wide each column is to be; titles above the table do not count."""
    widths: list[int] = []
    for row in rows:
        full = sum(value not in (None, "") for value in row) > 1
        for at, value in enumerate(row):
            widths.extend([10] * (at + 1 - len(widths)))
            if full:
                widths[at] = max(widths[at], min(WIDEST, 2 + 2 * len(str(value or ""))))
    return widths
