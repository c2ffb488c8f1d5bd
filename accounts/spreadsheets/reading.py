"""Reads uploaded workbooks and CSV files: bounded first, then parsed, values only.

Nothing the file declares is trusted: unpacked size, number of marks, rows and columns are all
limited here, so that no file can stall or fill a server.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
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

Rows = list[list[Any]]

MAX_MARKS = 1_000_000
MAX_ROW_MARKS = 10_000  # including rows formatted but blank
MAX_ROWS = 1000  # under the heading row
MAX_COLUMNS = 250

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"']{1,30})[\"']")


class FileRefused(ValueError):
    """Why a file is not read, worded for the person who chose it."""


def require_size(size: int) -> None:
    """Check a file's size in bytes before it is read. Raises FileRefused."""
    if size > MAX_FILE:
        raise FileRefused(
            _("The file has %(found)s MB; at most %(limit)s MB are read.")
            % {"found": f"{size / MEGABYTE:.1f}", "limit": MAX_FILE // MEGABYTE}
        )


# Excel -------------------------------------------------------------------------------------


def read_xlsx(content: bytes) -> Rows:
    """Return the first visible sheet's rows, without trailing blank ones. Raises FileRefused."""
    require_size(len(content))
    if content.startswith(OLD_OFFICE):
        raise FileRefused(
            _("This is an old Excel file (.xls) or one with a password. Save it as .xlsx.")
        )
    try:
        _require_rows_alone(content)
        return _sheet_rows(content)
    except FileRefused:
        raise
    except ArchiveRefused as refused:
        raise FileRefused(_in_words(refused)) from None
    except DAMAGE:
        raise FileRefused(_in_words(ArchiveRefused(Flaw.DAMAGED))) from None


def _require_rows_alone(content: bytes) -> None:
    """Refuse too many rows, and any merged cells."""
    rows = 0
    for _name, part in xml_parts(content, wanted=(EXCEL,), marks=MAX_MARKS):
        rows += part.count(b"<row") + part.count(b":row")
        if rows > MAX_ROW_MARKS:
            raise ArchiveRefused(Flaw.TOO_MANY_MARKS)
        if merged := _MERGED.search(part):
            raise FileRefused(
                _("Cells %(place)s are merged. Unmerge them: every cell needs its own value.")
                % {"place": merged[1].decode("ascii", "replace")}
            )
        if has_marked_inline_text(part):
            raise FileRefused(
                _("The sheet holds text of which some is raised or struck out. Save it in Excel.")
            )


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


def _sheet_rows(content: bytes) -> Rows:
    book = openpyxl.load_workbook(
        io.BytesIO(transitional(content)), read_only=True, keep_links=False, rich_text=True
    )
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise FileRefused(_("The workbook has no visible sheet."))
    sheets[0].reset_dimensions()  # do not trust the sheet's declared size
    return _bounded([_value(cell) for cell in row] for row in sheets[0].iter_rows())


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        raise FileRefused(
            _("%(place)s holds a formula. Copy the sheet and paste it as values only.")
            % {"place": cell.coordinate}
        )
    if cell.data_type == "e":
        raise FileRefused(
            _("%(place)s shows the error %(found)s. A value is expected.")
            % {"place": cell.coordinate, "found": str(cell.value)[:20]}
        )
    return None if cell.value is None else as_shown(cell.value, cell.font)


# CSV ---------------------------------------------------------------------------------------


def read_csv(content: bytes) -> Rows:
    """Read comma-separated UTF-8 (with or without BOM) or GB18030. Raises FileRefused."""
    require_size(len(content))
    if content.startswith((b"PK\x03\x04", OLD_OFFICE)):
        raise FileRefused(_("This is an Excel workbook, not CSV. Give it its own ending."))
    lines = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        return _bounded([unguarded(text) or None for text in line] for line in lines)
    except csv.Error:
        raise FileRefused(
            _("Line %(line)s is no CSV: a quotation mark or a cell has no end.")
            % {"line": lines.line_num}
        ) from None


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
