"""The county's figures as an Excel workbook, year by year: the sums as printed, last year's beside
them, every agency with subtotals by kind, who is not counted.

Rows are streamed, so that ten thousand agencies need no more memory than ten. Totals are formulas
with their results, so that they follow a figure that somebody corrects in the sheet.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from reports.rendering.aggregate_lists import add_filed, add_missing
from reports.rendering.aggregate_parts import SheetWords, YearOfSums
from reports.rendering.aggregate_sums import add_comparison, add_subtotals, add_years
from reports.rendering.xlsx import (
    TEXT_IS_TEXT,
    Formats,
    add_table,
    describe,
    make_formats,
    name_cells,
)


def aggregate_workbook(years: Sequence[YearOfSums], words: SheetWords) -> bytes:
    """Return the workbook; of several years, the newest first, each sheet's name has its year."""
    stream = io.BytesIO()
    book = Workbook(stream, {**TEXT_IS_TEXT, "constant_memory": True})
    formats = make_formats(book)
    newest = years[0]
    if len(years) > 1:
        add_years(book, formats, years, words)
    for one in years:
        _add_year(book, formats, one, words, f"{one.year} " if len(years) > 1 else "")
    describe(book, newest.title, newest.edition)
    book.close()
    return stream.getvalue()


def _add_year(
    book: Workbook, formats: Formats, one: YearOfSums, words: SheetWords, before: str
) -> None:
    for section in one.edition.sections:
        if not section.is_narrative:
            above = ((one.title, "title"), (one.note, "text"), (section.title, "heading"))
            top = add_table(book, formats, one.edition, section, one.sums, above,
                            before=before, landscape=True)  # fmt: skip
            if not before:
                name_cells(book, one.edition, section, top)
    if one.compared:
        add_comparison(book, formats, one, one.compared, words, before)
    filed = add_filed(book, formats, one, words, before)
    if filed.count:
        add_subtotals(book, formats, one, filed, words, before)
    add_missing(book, formats, one, words, before)
