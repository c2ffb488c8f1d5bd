"""What a check found in a report as an Excel workbook: the findings, the doubts, the report."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from reports.rendering.document import Document
from reports.rendering.xlsx import (
    TEXT_IS_TEXT,
    Formats,
    add_table,
    add_texts,
    describe,
    make_formats,
    safe_text,
    set_up_page,
    sheet_name,
    write_banners,
)

Row = Sequence[str]


@dataclass(frozen=True)
class ListSheet:
    """A sheet with a table of words: its name, columns with their widths, and rows."""

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Row]


def result_workbook(
    document: Document, title: str, notes: Sequence[str], lists: Sequence[ListSheet]
) -> bytes:
    """Return the workbook: the `lists` first, each under the title and its notes, then the report
    as `xlsx.render` prints it."""
    stream = io.BytesIO()
    book = Workbook(stream, {**TEXT_IS_TEXT, "in_memory": True})
    formats = make_formats(book)
    above = [(title, "title"), *((note, "text") for note in notes)]
    for one in lists:
        _add_list(book, formats, one, above)
    printed = "\n".join(document.title)
    for section in document.edition.sections:
        if not section.is_narrative:
            banners = ((printed, "title"), (section.title, "heading"))
            add_table(book, formats, document.edition, section, document.figures, banners)
    add_texts(book, formats, document, printed)
    describe(book, title, document.edition)
    book.close()
    return stream.getvalue()


def _add_list(
    book: Workbook, formats: Formats, one: ListSheet, above: Sequence[tuple[str, str]]
) -> None:
    sheet = book.add_worksheet(sheet_name(one.name))
    widths = [width for _, width in one.columns]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    top = write_banners(sheet, formats, above, widths)
    for y, row in enumerate(([name for name, _ in one.columns], *one.rows), start=top):
        for x, text in enumerate(row):
            sheet.write_string(y, x, safe_text(text), formats["head" if y == top else "text"])
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    set_up_page(sheet)
