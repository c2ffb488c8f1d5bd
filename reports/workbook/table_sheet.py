"""Writes the sheet of a part with tables as printed, with open cells, formulas, names and notes."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from reports.form.edition import Cell, Section
from reports.rendering.document import section_grid
from reports.rendering.xlsx import Formats, add_table, safe_text
from reports.workbook.draft import Draft
from reports.workbook.formulas import total_formula
from reports.workbook.held import is_exact
from reports.workbook.layout import (
    ABOVE,
    Place,
    address,
    mark_column,
    name_of,
    places,
    row_mark,
    section_sheet,
)
from reports.workbook.notes import add_notes, validation
from reports.workbook.styles import PROTECTION, TAB

TO_DO = (
    "浅黄色的格子填写，灰色的格子自动合计。没有发生填 0，还不清楚的先留空；"
    "点选格子可看填写说明和上年数。"
)


def add_tables(draft: Draft, formats: Formats, section: Section) -> None:
    above = ((draft.title, "heading"), (section.title, "title"), (TO_DO, "note"))
    add_table(draft.book, formats, draft.edition, section, draft.figures, above)
    sheet = draft.book.get_worksheet_by_name(section_sheet(section))
    at = places(draft.edition, section.code)
    for cell in section.cells:
        place = f"='{section_sheet(section)}'!{address(at[cell.id], fixed=True)}"
        draft.book.define_name(name_of(cell.id), place)
        write = _write_total if cell.computed else _write_open
        write(draft, sheet, section, cell, at[cell.id])
    open_cells = [at[cell.id] for cell in section.cells if not cell.computed]
    _warn_of_words(draft, sheet, open_cells)
    _mark_rows(draft, sheet, section)
    add_notes(draft, sheet, section)
    sheet.set_selection(*open_cells[0], *open_cells[0])
    sheet.set_tab_color(TAB)
    sheet.protect("", PROTECTION)


def _write_total(
    draft: Draft, sheet: Worksheet, section: Section, cell: Cell, place: Place
) -> None:
    value = draft.figures[cell.id]
    formula = total_formula(draft.edition, section, cell)
    sheet.write_formula(*place, formula, draft.looks["total"], "" if value is None else value)


def _write_open(draft: Draft, sheet: Worksheet, section: Section, cell: Cell, place: Place) -> None:
    row, column = place
    figure, shown = draft.figures[cell.id], draft.stamp.cells.get(cell.id, "")
    look = draft.looks[cell.kind]
    for beside in range(cell.column.span):
        sheet.write_blank(row, column + beside, None, look)
    if figure is not None and is_exact(figure):
        sheet.write_number(row, column, figure, look)
    elif shown:
        sheet.write_string(row, column, safe_text(shown), look)
    sheet.data_validation(*place, *place, validation(cell, draft.last.get(cell.id)))


def _mark_rows(draft: Draft, sheet: Worksheet, section: Section) -> None:
    edition, code = draft.edition, section.code
    column = mark_column(edition, code)
    sheet.set_column(column, column, 2, None, {"hidden": True})
    for row in {row for row, _ in places(edition, code).values()}:
        sheet.write_string(row, column, row_mark(edition, code, row - ABOVE))
    sheet.print_area(0, 0, ABOVE + len(section_grid(edition, code).rows) - 1, column - 1)


def _warn_of_words(draft: Draft, sheet: Worksheet, open_cells: list[Place]) -> None:
    """Format entries that are not numbers in red, even if they were pasted in."""
    first = open_cells[0]
    rule = {
        "type": "formula",
        "criteria": f"=ISTEXT({address(first)})",
        "format": draft.looks["wrong"],
        "multi_range": " ".join(map(address, open_cells)),
    }
    sheet.conditional_format(*first, *first, rule)
