"""Reads uploaded workbooks and CSV files: bounded first, then parsed, values only.

Nothing the file declares is trusted: unpacked size, number of marks, rows and columns are all
limited here, so that no file can stall or fill a server. What a sheet is like besides its values
(merged, hidden) comes from `sheet_marks`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.spreadsheets.archives import (
    DAMAGE,
    EXCEL,
    MAX_FILE,
    MEGABYTE,
    OLD_OFFICE,
    ArchiveRefused,
    Flaw,
    transitional,
    xml_parts,
)
from accounts.spreadsheets.cell_marks import as_shown, has_marked_inline_text
from accounts.spreadsheets.formula_guard import unguarded
from accounts.spreadsheets.sheet_marks import NO_MARKS, SheetMarks, fill_down, marks_of

Rows = list[list[Any]]

MAX_MARKS = 4_000_000
MAX_ROW_MARKS = 50_000  # including rows formatted but blank
MAX_ROWS = 20_000  # under the heading row
MAX_COLUMNS = 250


class FileRefused(ValueError):
    """Why a file is not read, worded for the person who chose it."""


@dataclass(frozen=True)
class NoValue:
    """What stands in a cell that has no value of its own: a formula, an error of Excel's."""

    found: str
    why: str

    def __str__(self) -> str:
        return self.found


@dataclass(frozen=True)
class SheetRead:
    """A sheet's rows, from its first on, with merged cells filled downwards."""

    name: str
    rows: Rows
    marks: SheetMarks = NO_MARKS
    filled: frozenset[tuple[int, int]] = frozenset()  # places, counted from 0: row, column


@dataclass(frozen=True)
class BookRead:
    """The visible sheets that hold something; of the others their names."""

    sheets: tuple[SheetRead, ...]
    hidden: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)  # name -> why it is not read


def require_size(size: int) -> None:
    """Check a file's size in bytes before it is read. Raises FileRefused."""
    if size > MAX_FILE:
        raise FileRefused(
            _("The file has %(found)s MB; at most %(limit)s MB are read.")
            % {"found": f"{size / MEGABYTE:.1f}", "limit": MAX_FILE // MEGABYTE}
        )


# Excel -------------------------------------------------------------------------------------


def read_book(content: bytes) -> BookRead:
    """Read a workbook's visible sheets. Raises FileRefused if none can be read."""
    require_size(len(content))
    if content.startswith(OLD_OFFICE):
        raise FileRefused(
            _("This is an old Excel file (.xls) or one with a password. Save it as .xlsx.")
        )
    try:
        return _sheets(content, _marks_by_part(content))
    except FileRefused:
        raise
    except ArchiveRefused as refused:
        raise FileRefused(_in_words(refused)) from None
    except DAMAGE:
        raise FileRefused(_in_words(ArchiveRefused(Flaw.DAMAGED))) from None


def _marks_by_part(content: bytes) -> dict[str, SheetMarks]:
    """Return what is merged and hidden in each part; refuses too many rows."""
    rows, found = 0, {}
    for name, part in xml_parts(content, wanted=(EXCEL,), marks=MAX_MARKS):
        rows += part.count(b"<row") + part.count(b":row")
        if rows > MAX_ROW_MARKS:
            raise ArchiveRefused(Flaw.TOO_MANY_MARKS)
        if has_marked_inline_text(part):
            raise FileRefused(
                _("The sheet holds text of which some is raised or struck out. Save it in Excel.")
            )
        found[name] = marks_of(part)
    return found


def _in_words(refused: ArchiveRefused) -> str:
    unpacked, members = f"{refused.unpacked / MEGABYTE:.1f}", refused.members
    return {
        Flaw.NO_ARCHIVE: _(
            "This is no Excel workbook (.xlsx), or it is damaged. Save it again as .xlsx."
        ),
        Flaw.DAMAGED: _(
            "The workbook is damaged and cannot be read. Open it in Excel and save it again."
        ),
        Flaw.TOO_LARGE: _(
            "The workbook unpacks to %(found)s MB in %(parts)s parts, too much to read."
        )
        % {"found": unpacked, "parts": members},
        Flaw.FOREIGN: _("This is no Excel workbook (.xlsx). Save it as .xlsx."),
        Flaw.MACROS: _("The workbook holds macros. Save it as .xlsx, without macros."),
        Flaw.ENCRYPTED: _("The workbook is encrypted. Save it without a password."),
        Flaw.FORBIDDEN_PART: _("The workbook holds a part that Excel never writes."),
        Flaw.TOO_MANY_MARKS: _("The workbook holds too many cells: at most %(rows)s rows are read.")
        % {"rows": MAX_ROWS},
    }[refused.flaw]


def _sheets(content: bytes, marks: Mapping[str, SheetMarks]) -> BookRead:
    book = openpyxl.load_workbook(
        io.BytesIO(transitional(content)), read_only=True, keep_links=False, rich_text=True
    )
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise FileRefused(_("The workbook has no visible sheet."))
    hidden = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "hidden")
    read: list[SheetRead] = []
    refused: dict[str, str] = {}
    for sheet in visible:
        part = getattr(sheet, "_worksheet_path", "").lstrip("/")
        try:
            read.append(_sheet(sheet, marks.get(part, NO_MARKS)))
        except FileRefused as refusal:
            refused[sheet.title] = str(refusal)
    if refused and not any(sheet.rows for sheet in read):
        raise FileRefused(next(iter(refused.values())))
    return BookRead(tuple(sheet for sheet in read if sheet.rows), hidden, refused)


def _sheet(sheet: Any, marks: SheetMarks) -> SheetRead:
    sheet.reset_dimensions()  # do not trust the sheet's declared size
    rows = _bounded([_value(cell) for cell in row] for row in sheet.iter_rows())
    return SheetRead(sheet.title, rows, marks, fill_down(rows, marks.merged))


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        why = _("a formula: copy the column and paste it as values only")
        return NoValue(str(cell.value)[:40], why)
    if cell.data_type == "e":
        return NoValue(str(cell.value)[:20], _("an error that Excel shows in place of a value"))
    return None if cell.value is None else as_shown(cell.value, cell.font)


# CSV ---------------------------------------------------------------------------------------


def read_csv(content: bytes) -> BookRead:
    """Read comma-separated UTF-8 (with or without BOM) or GB18030. Raises FileRefused."""
    require_size(len(content))
    if content.startswith((b"PK\x03\x04", OLD_OFFICE)):
        raise FileRefused(_("This is an Excel workbook, not CSV. Give it its own ending."))
    lines = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        rows = _bounded([unguarded(text) or None for text in line] for line in lines)
    except csv.Error:
        raise FileRefused(
            _("Line %(line)s is no CSV: a quotation mark or a cell has no end.")
            % {"line": lines.line_num}
        ) from None
    return BookRead((SheetRead("", rows),) if rows else ())


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(_("This is no text in UTF-8 or GB18030. Save it as CSV UTF-8."))


# Both --------------------------------------------------------------------------------------


def _bounded(lines: Iterable[list[Any]]) -> Rows:
    rows: Rows = []
    for number, line in enumerate(lines, 1):
        if number > MAX_ROWS + 1:
            raise FileRefused(
                _("The sheet goes on after row %(limit)s. Delete what is below, or split it.")
                % {"limit": MAX_ROWS + 1}
            )
        if len(line) > MAX_COLUMNS:
            raise FileRefused(
                _("Row %(row)s reaches column %(found)s; at most %(limit)s are read.")
                % {
                    "row": number,
                    "found": get_column_letter(min(len(line), 18_278)),
                    "limit": get_column_letter(MAX_COLUMNS),
                }
            )
        rows.append(line)
    while rows and not any(_filled(rows[-1])):
        rows.pop()
    return rows


def _filled(row: Iterable[Any]) -> Iterator[bool]:
    return (value is not None and value != "" for value in row)


def is_blank(row: Iterable[Any]) -> bool:
    return not any(_filled(row))
