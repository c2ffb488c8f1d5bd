"""What the county's workbook is made of, and what all of its lists are drawn with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.form.content import Figures
from reports.form.edition import Cell, Edition
from reports.rendering.xlsx import (
    LINE_HEIGHT,
    Banner,
    Formats,
    lines_of,
    safe_text,
    sheet_name,
    write_banners,
)


@dataclass(frozen=True)
class SheetWords:
    """What the sheets beside the printed tables are called, and their columns."""

    filed: str
    missing: str
    compared: str
    subtotals: str
    years: str
    agency: str
    kind: str
    state: str
    due: str
    late: str
    total: str
    figure: str
    all_counted: str  # with `year` and `count`
    same_agencies: str  # with `year` and `count`
    change: str
    change_percent: str
    nobody: str
    not_zero: str  # behind the heading of a list of figures


@dataclass(frozen=True)
class FiledRow:
    """An agency whose figures were counted; blanks stay blank."""

    agency: str
    kind: str
    state: str
    figures: Figures


@dataclass(frozen=True)
class MissingRow:
    """An agency that was not counted. It is named, never treated as zero."""

    agency: str
    kind: str
    state: str
    deadline: str
    late: str


@dataclass(frozen=True)
class MissingGroup:
    """Those not counted for one reason, under a line that says which and how many."""

    title: str
    rows: Sequence[MissingRow]


@dataclass(frozen=True)
class ComparedSums:
    """Sums of the `count` agencies that are counted in both years."""

    year: int
    count: int
    alike: Figures
    before: Figures


@dataclass(frozen=True)
class YearOfSums:
    """What the workbook says of one year; `note` says what was counted and is printed above each
    table of sums."""

    year: int
    edition: Edition
    title: str
    note: str
    sums: Figures
    filed: Iterable[FiledRow] = ()
    missing: Sequence[MissingGroup] = ()
    compared: ComparedSums | None = None
    counted: int = 0


# Drawing -----------------------------------------------------------------------------------


def new_sheet(
    book: Workbook, formats: Formats, name: str, banners: Sequence[Banner], widths: Sequence[float]
) -> tuple[Worksheet, int]:
    """Return a sheet with its columns and what stands above its list, and the row of its head."""
    sheet = book.add_worksheet(sheet_name(name))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return sheet, write_banners(sheet, formats, banners, widths)


def write_head(
    sheet: Worksheet, y: int, texts: Sequence[str], form: Format, widths: Sequence[float]
) -> None:
    """Write the headings, in a row as high as the longest needs."""
    lines = max(lines_of(text, width - 1) for text, width in zip(texts, widths, strict=True))
    sheet.set_row(y, LINE_HEIGHT * lines + 4)
    write_texts(sheet, y, texts, form)


def write_texts(sheet: Worksheet, y: int, texts: Sequence[str], form: Format) -> None:
    for x, text in enumerate(texts):
        sheet.write_string(y, x, safe_text(text), form)


def label_of(edition: Edition, cell: Cell) -> str:
    place = cell.table.caption or edition.section_of(cell.id).title
    return f"{place} {cell.label}"
