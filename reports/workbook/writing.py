"""Writes a report as a workbook to fill in: a first page, then a sheet for each part, as printed.

Cells to fill in are open and tinted, everything else is locked; totals are formulas.
"""

from __future__ import annotations

import io

from xlsxwriter import Workbook

from reports.form.content import Figures
from reports.form.edition import Edition
from reports.rendering.xlsx import TEXT_IS_TEXT, describe, make_formats
from reports.workbook.draft import Draft, figures_of
from reports.workbook.guide_sheet import add_guide
from reports.workbook.layout import CHUNK, STAMP_SHEET, STAMP_WORDS
from reports.workbook.stamp import Stamp
from reports.workbook.styles import STYLES
from reports.workbook.table_sheet import add_tables
from reports.workbook.text_sheet import add_text


def write_workbook(edition: Edition, stamp: Stamp, signed_stamp: str, last: Figures) -> bytes:
    """Return the workbook; `last` are last year's figures, if known."""
    stream = io.BytesIO()
    book = Workbook(stream, {**TEXT_IS_TEXT, "in_memory": True})
    looks = {name: book.add_format(dict(look)) for name, look in STYLES.items()}
    formats = {**make_formats(book), "note": looks["note"]}
    draft = Draft(book, looks, edition, stamp, figures_of(edition, stamp), last)
    add_guide(draft)
    for section in edition.sections:
        if section.is_narrative:
            add_text(draft, section)
        else:
            add_tables(draft, formats, section)
    _add_stamp(book, signed_stamp)
    describe(book, draft.title, edition, agency=stamp.agency, year=stamp.year)
    book.close()
    return stream.getvalue()


def _add_stamp(book: Workbook, signed_stamp: str) -> None:
    sheet = book.add_worksheet(STAMP_SHEET)
    sheet.write_string(0, 0, STAMP_WORDS)
    for row, start in enumerate(range(0, len(signed_stamp), CHUNK), 1):
        sheet.write_string(row, 0, signed_stamp[start : start + CHUNK])
    sheet.very_hidden()
    sheet.protect("")
