"""The sheet of a past year: one row an agency, the form's cells beside source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.spreadsheets import evening
from accounts.spreadsheets.archives import EXCEL, ArchiveRefused, xml_parts
from accounts.spreadsheets.data_rows import data_rows
from accounts.spreadsheets.headings import (
    Columns,
    guess_heading_row,
    headings_of,
    known_of,
    match_columns,
)
from accounts.spreadsheets.reading import MAX_MARKS, FileRefused, SheetRead, read_book
from accounts.spreadsheets.writing import write_xlsx
from reports.admin_sheets.report_sheet import printed_label
from reports.form.content import Content, Figure, Words
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.numbers import FigureError, parse_figure
from reports.reading import Doubt, Reading

CODE, AGENCY, SOURCE, PUBLISHED = "credit_code", "agency", "source", "published_on"
_MARK = b"[credit_code]"  # by which a sheet is known from a published workbook
NO_FIGURE = Words({
    "zh": "表格的这一格不是数字。",
    "en": "This cell of the sheet is no number.",
})  # fmt: skip
MERGED = Words({
    "zh": "表格的这一格与上面的格合并，不知是谁的数。",
    "en": "This cell of the sheet is merged with the one above: whose figure it is is not known.",
})  # fmt: skip
NO_DAY = Words({
    "zh": "公布日期不是日期，没有列入。",
    "en": "The day of publishing is no date and is left out.",
})  # fmt: skip
IGNORED = Words({
    "zh": "这些列不属于本年度的表格，没有列入。",
    "en": "These columns are none of this year's sheet and are left out.",
})  # fmt: skip


@dataclass(frozen=True)
class PastSheetRow:
    """A row as a reading, with what it says besides."""

    number: int  # as a spreadsheet counts
    code: str
    source: str
    published_on: dt.date | None
    reading: Reading


def _labels(edition: Edition) -> dict[str, str]:
    return {
        CODE: _("unified social credit code"),
        AGENCY: _("agency"),
        SOURCE: _("source"),
        PUBLISHED: _("published on"),
        **{id_: printed_label(cell) for id_, cell in edition.cells.items()},
    }


def template(edition: Edition, agencies: Sequence[Agency]) -> bytes:
    """Return an empty sheet with the agencies in it."""
    headers = [f"{label} [{id_}]" for id_, label in _labels(edition).items()]
    return write_xlsx(headers, [[one.credit_code, one.name] for one in agencies])


def is_sheet(content: bytes) -> bool:
    try:
        parts = xml_parts(content, wanted=(EXCEL,), marks=MAX_MARKS)
        return any(_MARK in part for _name, part in parts)
    except ArchiveRefused:
        return False


def sheet_rows(content: bytes, edition: Edition, year: int) -> list[PastSheetRow]:
    """Read a sheet's rows but those that nobody filled in. Raises FileRefused."""
    sheet = read_book(content).sheets[0]
    number, columns = _columns(sheet, edition)
    found = (
        _row(sheet, at, columns, edition, year)
        for at in data_rows(sheet.rows, number, columns, sheet.filled).numbers
    )
    return [row for row in found if row]


def _columns(sheet: SheetRead, edition: Edition) -> tuple[int, Columns]:
    """Return the number of the heading row and what its columns mean. Raises FileRefused."""
    known = known_of({id_: (label,) for id_, label in _labels(edition).items()})
    number = guess_heading_row(sheet.rows, known)
    headings = headings_of(sheet.rows, number)
    columns = match_columns(headings, known)
    wrong = [*columns.foreign, *(at for found in columns.repeated.values() for at in found)]
    if wrong:
        words = _("A heading is none of this year's sheet, or stands there twice: %(head)s")
        raise FileRefused(words % {"head": headings[wrong[0]][:60]})
    return number, columns


def _row(
    sheet: SheetRead, number: int, columns: Columns, edition: Edition, year: int
) -> PastSheetRow | None:
    """Return a row, or None if there is nothing but its agency."""
    values = sheet.rows[number - 1]
    row = {id_: values[at] for at, id_ in columns.ids.items() if at < len(values)}
    if not any(_written(row[id_]) for id_ in row.keys() - {CODE, AGENCY}):
        return None
    merged = {id_ for at, id_ in columns.ids.items() if (number - 1, at) in sheet.filled}
    figures, doubts = _figures(row, merged, edition)
    unread = {doubt.cell: doubt.found for doubt in doubts}
    summed = with_totals(edition, {cell: figures.get(cell) for cell in edition.cells})
    stated = {id_: figure for id_, figure in figures.items() if figure is not None}
    told = {cell: None if cell in unread else summed[cell] for cell in edition.cells} | stated
    content = Content(year, told, unread=unread, agency=_text(row, AGENCY))
    reading = Reading(content, edition, (*_doubts_of_row(row, columns), *doubts))
    return PastSheetRow(number, _text(row, CODE), _text(row, SOURCE), _day(row), reading)


def _figures(
    row: Mapping[str, Any], merged: set[str], edition: Edition
) -> tuple[dict[str, Figure | None], list[Doubt]]:
    """Return the figures of a row, and a doubt for each cell that holds none for sure."""
    figures, doubts = dict[str, Figure | None](), list[Doubt]()
    for id_ in [id_ for id_ in edition.cells if id_ in row]:
        text = _written(row[id_])
        try:
            figure = parse_figure(text, edition.cells[id_].kind)
        except FigureError:
            doubts.append(Doubt(id_, text[:80], NO_FIGURE))
            continue
        if id_ in merged:
            doubts.append(Doubt(id_, text[:80], MERGED))
        else:
            figures[id_] = figure
    return figures, doubts


def _written(value: Any) -> str:
    """Return a cell as somebody would type it."""
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    return "" if value is None else str(value).strip()


def _text(row: Mapping[str, Any], id_: str) -> str:
    return _written(row.get(id_))


def _day(row: Mapping[str, Any]) -> dt.date | None:
    try:
        found = evening.day(row.get(PUBLISHED))
    except evening.Uneven:
        return None
    return found if isinstance(found, dt.date) else None


def _doubts_of_row(row: Mapping[str, Any], columns: Columns) -> Iterator[Doubt]:
    if _text(row, PUBLISHED) and _day(row) is None:
        yield Doubt("", _text(row, PUBLISHED)[:80], NO_DAY)
    if columns.ignored:
        yield Doubt("", "、".join(columns.ignored.values())[:80], IGNORED)
