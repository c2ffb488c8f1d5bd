"""A report -> a workbook to fill in: the tables as printed, the texts line by line, a first page.

What is to be filled in is open and tinted, everything else is locked; totals are formulas.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.content import Figure, Figures
from reports.document import report_title, section_grid
from reports.edition import Cell, Edition, Section
from reports.equations import with_totals
from reports.numbers import FigureError, parse_figure
from reports.rendering.xlsx import TEXT_IS_TEXT, add_table, describe, make_formats, safe_text
from reports.workbook.formulas import total_formula
from reports.workbook.guide_sheet import add_guide
from reports.workbook.held import is_exact
from reports.workbook.layout import (
    ABOVE,
    CHUNK,
    STAMP_SHEET,
    STAMP_WORDS,
    Place,
    address,
    mark_column,
    name_of,
    places,
    row_mark,
    section_sheet,
)
from reports.workbook.looks import LOOKS, PROTECTION, TAB
from reports.workbook.notes import add_notes, validation
from reports.workbook.stamp import Stamp
from reports.workbook.text_sheet import add_text

TO_DO = (
    "浅黄色的格子填写，灰色的格子自动合计。没有发生填 0，还不清楚的先留空；"
    "点选格子可看统计口径和上年数。"
)


def write_workbook(edition: Edition, stamp: Stamp, sealed: str, last: Figures) -> bytes:
    """`last` are last year's figures, where they are known."""
    stream = io.BytesIO()
    book = Workbook(stream, {**TEXT_IS_TEXT, "in_memory": True})
    looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
    formats = {**make_formats(book), "note": looks["note"]}
    figures = figures_of(edition, stamp)
    add_guide(book, looks, edition, stamp, figures, last)
    for section in edition.sections:
        if section.is_narrative:
            add_text(book, looks, section, stamp.texts.get(section.code, ""))
        else:
            above = (
                (f"{stamp.agency}{report_title(stamp.year)}", "heading"),
                (section.title, "title"),
                (TO_DO, "note"),
            )
            add_table(book, formats, edition, section, figures, above)
            sheet = book.get_worksheet_by_name(section_sheet(section))
            _open_cells(book, sheet, looks, edition, section, stamp, figures, last)
            add_notes(sheet, looks, edition, section, figures)
    _add_stamp(book, sealed)
    title = f"{stamp.agency}{report_title(stamp.year)}"
    describe(book, title, edition, agency=stamp.agency, year=stamp.year)
    book.close()
    return stream.getvalue()


def figures_of(edition: Edition, stamp: Stamp) -> dict[str, Figure | None]:
    """What the stamp says the cells showed; what was no figure there is blank."""
    figures: dict[str, Figure | None] = {}
    for cell in edition.cells.values():
        try:
            figures[cell.id] = parse_figure(stamp.cells.get(cell.id, ""), cell.kind)
        except FigureError:
            figures[cell.id] = None
    return with_totals(edition, figures)


def _open_cells(
    book: Workbook,
    sheet: Worksheet,
    looks: Mapping[str, Format],
    edition: Edition,
    section: Section,
    stamp: Stamp,
    figures: Figures,
    last: Figures,
) -> None:
    """Names for all cells, formulas for totals, and the others open to be filled in."""
    at = places(edition, section.code)
    for cell in section.cells:
        place = at[cell.id]
        book.define_name(name_of(cell.id), f"='{section_sheet(section)}'!{_fixed(place)}")
        if cell.computed:
            value = figures[cell.id]
            formula = total_formula(edition, section, cell)
            sheet.write_formula(*place, formula, looks["total"], "" if value is None else value)
        else:
            _write_open(sheet, looks[cell.kind], place, cell, stamp, figures[cell.id])
            sheet.data_validation(*place, *place, validation(cell, last.get(cell.id)))
    _mark_rows(sheet, edition, section)
    _warn_of_words(sheet, looks["wrong"], [at[c.id] for c in section.cells if not c.computed])
    sheet.protect("", PROTECTION)
    sheet.set_tab_color(TAB)


def _write_open(
    sheet: Worksheet, look: Format, place: Place, cell: Cell, stamp: Stamp, figure: Figure | None
) -> None:
    row, column = place
    shown = stamp.cells.get(cell.id, "")
    if figure is not None and is_exact(figure):
        sheet.write_number(row, column, figure, look)
    elif shown:
        sheet.write_string(row, column, safe_text(shown), look)
    else:
        sheet.write_blank(row, column, None, look)
    for beside in range(1, cell.column.span):
        sheet.write_blank(row, column + beside, None, look)


def _fixed(place: Place) -> str:
    return address(place, fixed=True)


def _mark_rows(sheet: Worksheet, edition: Edition, section: Section) -> None:
    column = mark_column(edition, section.code)
    sheet.set_column(column, column, 2, None, {"hidden": True})
    for row in {row for row, _ in places(edition, section.code).values()}:
        sheet.write_string(row, column, row_mark(edition, section.code, row - ABOVE))
    last_row = ABOVE + len(section_grid(edition, section.code).rows) - 1
    sheet.print_area(0, 0, last_row, column - 1)


def _warn_of_words(sheet: Worksheet, look: Format, open_cells: list[Place]) -> None:
    """Turns red what is no number, however it was pasted in."""
    first = address(open_cells[0])
    sheet.conditional_format(
        *open_cells[0],
        *open_cells[0],
        {
            "type": "formula",
            "criteria": f"=ISTEXT({first})",
            "format": look,
            "multi_range": " ".join(address(place) for place in open_cells),
        },
    )


def _add_stamp(book: Workbook, sealed: str) -> None:
    sheet = book.add_worksheet(STAMP_SHEET)
    sheet.write_string(0, 0, STAMP_WORDS)
    for row, start in enumerate(range(0, len(sealed), CHUNK), 1):
        sheet.write_string(row, 0, sealed[start : start + CHUNK])
    sheet.very_hidden()
    sheet.protect("")
