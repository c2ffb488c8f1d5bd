"""A report as an Excel workbook: the tables as printed, one sheet each, and the texts.

Cells are typed, and text is always text: what someone typed never becomes a formula, a link or
markup. Every figure has a defined name (its cell id with underscores) by which readers find it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil
from operator import itemgetter
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.form.content import Figures, paragraphs
from reports.form.edition import Edition, Section
from reports.form.numbers import format_figure
from reports.rendering.document import Document, Grid, Slot, section_grid

Formats = Mapping[str, Format]
Banner = tuple[str, str]  # text across the whole width, and its format's name

TEXT_SHEET = "正文"
TABLE_FONT, TEXT_FONT = "宋体", "仿宋"  # as offices print
TEXT_IS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": TABLE_FONT, "font_size": 11},
}
CREATED = datetime(2000, 1, 1)  # fixed, so that the same report gives the same bytes
MAX_TEXT = 16_000  # Excel allows 32,767 per cell, and rare characters count twice
MAX_SHEET_NAME = 31
A4 = 9
LINE_HEIGHT = 16
TEXT_WIDTH = 96
PAPER_WIDTH = 78  # of one column: LibreOffice does not shrink a single one to the paper's width
PARAGRAPH_LINE, PARAGRAPH_ROOM = 18, 70  # of larger letters: the height, and digits in a line
LONGEST_ROW = 630  # 18 lines
SCALES = {"title": 1.3}  # of larger letters still
NARROWEST, WIDEST = 6.5, 32.0
MAX_PROPERTY = 120
ZERO_WIDTH_SPACE = "\u200b"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

_TEXT = {"valign": "top", "text_wrap": True, "quote_prefix": True}
_BOX = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {**_TEXT, "bold": True, "font_size": 16, "align": "center"},
    "heading": {**_TEXT, "bold": True, "font_size": 12},
    "text": _TEXT,
    "paragraph": {**_TEXT, "font_name": TEXT_FONT, "font_size": 12},
    "caption": {**_BOX, "bold": True},
    "head": _BOX,
    "group": {**_BOX, "align": "left", "bold": True, "text_wrap": False},
    "value": _BOX,
    "label": {**_BOX, "align": "left"},
    "count": {**_BOX, "num_format": "0"},
    "change": {**_BOX, "num_format": "+General;-General;0"},
    "share": {**_BOX, "num_format": "+0.0%;-0.0%;0.0%"},
    "signed_count": {**_BOX, "num_format": "+0;-0;0"},
    "money": _BOX,
}


def render(document: Document) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream, {**TEXT_IS_TEXT, "in_memory": True})
    formats = make_formats(book)
    title = "\n".join(document.title)
    for section in document.edition.sections:
        if not section.is_narrative:
            above = ((title, "title"), (section.title, "heading"))
            top = add_table(book, formats, document.edition, section, document.figures, above)
            name_cells(book, document.edition, section, top)
    add_texts(book, formats, document, title)
    describe(
        book, "".join(document.title), document.edition, agency=document.agency, year=document.year
    )
    if document.code:
        book.set_custom_property("check_code", document.code)
    book.close()
    return stream.getvalue()


def name_cells(
    book: Workbook, edition: Edition, section: Section, top: int, *, before: str = ""
) -> None:
    sheet = sheet_name(before + section.title)
    for y, x, slot in section_grid(edition, section.code).placed():
        if slot.cell:
            place = xl_rowcol_to_cell(top + y, x, row_abs=True, col_abs=True)
            book.define_name(slot.cell.replace(".", "_"), f"='{sheet}'!{place}")


def add_texts(book: Workbook, formats: Formats, document: Document, title: str) -> None:
    sheet = book.add_worksheet(TEXT_SHEET)
    sheet.set_column(0, 0, PAPER_WIDTH)
    lines = [(title, "title")]
    for section in document.edition.sections:
        if section.is_narrative:
            lines.append((section.title, "heading"))
            lines += [(part, "paragraph") for part in _parts(document.texts[section.code])]
    for row, (text, name) in enumerate(lines):
        sheet.set_row(row, PARAGRAPH_LINE * lines_of(text, PARAGRAPH_ROOM) * SCALES.get(name, 1))
        sheet.write_string(row, 0, safe_text(text), formats[name])
    set_up_page(sheet)


def _parts(text: str) -> Iterator[str]:
    """Yield paragraphs, split after a sentence where a row, of 409 points at most, would cut them,
    as it would in a cell merged of several rows that LibreOffice prints on two pages."""
    for paragraph in paragraphs(text):
        while len(paragraph) > LONGEST_ROW:
            end = (
                max(paragraph.rfind(mark, 0, LONGEST_ROW) for mark in "。；！？") + 1 or LONGEST_ROW
            )
            yield paragraph[:end]
            paragraph = paragraph[end:]
        yield paragraph


# Shared by all workbooks ------------------------------------------------------------------


def make_formats(book: Workbook) -> Formats:
    return {name: book.add_format(dict(properties)) for name, properties in _FORMATS.items()}


def describe(
    book: Workbook, title: str, edition: Edition, *, agency: str = "", year: int = 0
) -> None:
    """Set properties that tell a reader what the workbook holds."""
    book.set_properties(
        {"title": safe_text(title), "author": safe_text(agency), "created": CREATED}
    )
    book.set_custom_property("edition", edition.id)
    if agency:
        book.set_custom_property("agency", safe_text(agency)[:MAX_PROPERTY])
    if year:
        book.set_custom_property("year", year)


def add_table(
    book: Workbook,
    formats: Formats,
    edition: Edition,
    section: Section,
    figures: Figures,
    above: Sequence[Banner],
    *,
    before: str = "",
    landscape: bool = False,
) -> int:
    """Add a sheet with a section's tables as printed, `before` leading its name; return the row
    they begin at."""
    grid = section_grid(edition, section.code)
    widths = column_widths(grid, figures)
    sheet = book.add_worksheet(sheet_name(before + section.title))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    top = write_banners(sheet, formats, above, widths)
    for row, height in _row_heights(grid, widths):
        sheet.set_row(top + row, height)
    write_grid(sheet, formats, edition, grid, figures, top)
    set_up_page(sheet, landscape=landscape)
    if landscape:
        sheet.fit_to_pages(1, 1)  # so that no table is torn
    if grid.head_rows:
        sheet.repeat_rows(top, top + grid.head_rows - 1)
        sheet.freeze_panes(top + grid.head_rows, grid.label_columns)
    return top


def write_grid(
    sheet: Worksheet, formats: Formats, edition: Edition, grid: Grid, figures: Figures, top: int
) -> None:
    """Write row by row: a streamed sheet forgets earlier rows, and `merge_range` writes ahead."""
    covered = {
        (y + i, x + j): (slot, i == j == 0)
        for y, x, slot in grid.placed()
        for i in range(slot.rowspan)
        for j in range(slot.colspan)
    }
    for (y, x), (slot, is_corner) in sorted(covered.items(), key=itemgetter(0)):
        form = formats[edition.cells[slot.cell].kind if slot.cell else slot.role]
        figure = figures.get(slot.cell)
        if is_corner and slot.text:
            sheet.write_string(top + y, x, safe_text(slot.text), form)
        elif is_corner and figure is not None:
            sheet.write_number(top + y, x, figure, form)
        else:
            sheet.write_blank(top + y, x, None, form)
    for y, x, slot in grid.placed():
        if slot.colspan > 1 or slot.rowspan > 1:
            sheet.merge.append([top + y, x, top + y + slot.rowspan - 1, x + slot.colspan - 1])


def set_up_page(sheet: Worksheet, *, landscape: bool = False) -> None:
    """A4, fitted to the paper's width, with page numbers in the style of official documents."""
    sheet.set_paper(A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C— &P —")


def sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:MAX_SHEET_NAME].strip()


def safe_text(text: str) -> str:
    """Return text fit for a cell: without characters invalid in XML, and never read as markup
    (XlsxWriter treats `<r>...</r>` as markup)."""
    clean = without_controls(text)
    return f"{ZERO_WIDTH_SPACE}{clean}" if clean.startswith("<r>") else clean


def without_controls(text: str) -> str:
    """Remove characters that are invalid in XML."""
    return _NOT_IN_XML.sub("", text)


def write_banners(
    sheet: Worksheet, formats: Formats, banners: Sequence[Banner], widths: Sequence[float]
) -> int:
    """Write texts across the whole width, one per row; return the row after them."""
    for row, (text, name) in enumerate(banners):
        form = formats[name]
        sheet.set_row(row, 1.5 * LINE_HEIGHT * lines_of(text, sum(widths) / 1.5))
        sheet.merge_range(row, 0, row, len(widths) - 1, "", form)
        sheet.write_string(row, 0, safe_text(text), form)
    return len(banners)


# Sizes -------------------------------------------------------------------------------------


def column_widths(grid: Grid, figures: Figures) -> list[float]:
    """Return widths that fit text within one column; value columns are all alike, as printed."""
    widths = [NARROWEST] * grid.columns
    for _, x, slot in grid.placed():
        if slot.colspan == 1:
            widths[x] = max(widths[x], min(WIDEST, _wanted_width(slot, figures)))
    labels, values = widths[: grid.label_columns], widths[grid.label_columns :]
    return [*labels, *[max(values)] * len(values)]


def _wanted_width(slot: Slot, figures: Figures) -> float:
    text = slot.text or format_figure(figures.get(slot.cell), signed=True)
    wanted = max(map(_text_width, text.split("\n")))
    return 2 + (wanted / 2 if slot.rowspan > 1 else wanted)  # a tall box may wrap its words


def _row_heights(grid: Grid, widths: Sequence[float]) -> Iterator[tuple[int, int]]:
    heights = [1] * len(grid.rows)
    for y, x, slot in grid.placed():
        if slot.rowspan == 1:
            room = sum(widths[x : x + slot.colspan]) - 1
            heights[y] = max(heights[y], lines_of(slot.text, room))
    return ((row, LINE_HEIGHT * lines + 4) for row, lines in enumerate(heights))


def lines_of(text: str, room: float) -> int:
    return sum(max(1, ceil(_text_width(line) / room)) for line in text.split("\n"))


def _text_width(text: str) -> int:
    """Return the width in digits; Chinese characters count as two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
