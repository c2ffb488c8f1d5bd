"""The county's figures as an Excel workbook: the sums as printed, every agency, who is missing.

Rows are streamed, so that ten thousand agencies need no more memory than ten.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.form.content import Figures
from reports.form.edition import Cell, Edition
from reports.rendering.xlsx import (
    TEXT_IS_TEXT,
    Formats,
    add_table,
    describe,
    make_formats,
    safe_text,
    set_up_page,
)

AGENCY_WIDTH, WORD_WIDTH, FIGURE_WIDTH = 34, 14, 16
LABELS_HEIGHT, IDS_HEIGHT = 150, 48


@dataclass(frozen=True)
class SheetWords:
    """What the sheets beside the printed tables are called, and their columns."""

    filed: str
    missing: str
    agency: str
    kind: str
    state: str
    due: str
    late: str

    @property
    def filed_head(self) -> dict[str, str]:
        return {"agency": self.agency, "kind": self.kind, "state": self.state}

    @property
    def missing_head(self) -> tuple[str, ...]:
        return (self.agency, self.kind, self.state, self.due, self.late)


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


def aggregate_workbook(
    edition: Edition,
    title: str,
    note: str,
    sums: Figures,
    filed: Iterable[FiledRow],
    missing: Sequence[MissingRow],
    words: SheetWords,
) -> bytes:
    """Return the workbook; `note` says what was counted and is printed above each table of sums."""
    stream = io.BytesIO()
    book = Workbook(stream, {**TEXT_IS_TEXT, "constant_memory": True})
    formats = make_formats(book)
    for section in edition.sections:
        if not section.is_narrative:
            above = ((title, "title"), (note, "text"), (section.title, "heading"))
            add_table(book, formats, edition, section, sums, above)
    _add_filed(book, formats, edition, filed, words)
    _add_missing(book, formats, missing, words)
    describe(book, title, edition)
    book.close()
    return stream.getvalue()


def _add_filed(
    book: Workbook, formats: Formats, edition: Edition, filed: Iterable[FiledRow], words: SheetWords
) -> None:
    """Write one row per agency and one column per cell, headed by its printed label and its id."""
    sheet = book.add_worksheet(words.filed)
    first = len(words.filed_head)
    last = first + len(edition.cells) - 1
    sheet.set_column(0, 0, AGENCY_WIDTH)
    sheet.set_column(1, first - 1, WORD_WIDTH)
    sheet.set_column(first, last, FIGURE_WIDTH)
    sheet.set_row(0, LABELS_HEIGHT)
    sheet.set_row(1, IDS_HEIGHT)
    labels = [_label(edition, cell) for cell in edition.cells.values()]
    _write_texts(sheet, 0, [*words.filed_head.values(), *labels], formats["head"])
    _write_texts(sheet, 1, [*words.filed_head, *edition.cells], formats["head"])
    sheet.freeze_panes(2, 1)
    y = 1
    for y, row in enumerate(filed, start=2):
        _write_texts(sheet, y, (row.agency, row.kind, row.state), formats["text"])
        for x, cell_id in enumerate(edition.cells, start=first):
            figure = row.figures.get(cell_id)
            if figure is not None:
                sheet.write_number(y, x, figure)
    sheet.autofilter(1, 0, y, last)


def _add_missing(
    book: Workbook, formats: Formats, missing: Sequence[MissingRow], words: SheetWords
) -> None:
    sheet = book.add_worksheet(words.missing)
    sheet.set_column(0, 0, AGENCY_WIDTH)
    sheet.set_column(1, len(words.missing_head) - 1, WORD_WIDTH)
    _write_texts(sheet, 0, words.missing_head, formats["head"])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    set_up_page(sheet)
    for y, row in enumerate(missing, start=1):
        _write_texts(sheet, y, astuple(row), formats["text"])


def _label(edition: Edition, cell: Cell) -> str:
    place = cell.table.caption or edition.section_of(cell.id).title
    return f"{place} {cell.label}"


def _write_texts(sheet: Worksheet, y: int, texts: Sequence[str], form: Format) -> None:
    for x, text in enumerate(texts):
        sheet.write_string(y, x, safe_text(text), form)
