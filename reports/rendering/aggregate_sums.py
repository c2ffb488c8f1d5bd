"""The sums of the county's workbook in lists: beside last year's, by kind of agency, by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.form.content import Figure, Figures
from reports.form.edition import Cell
from reports.rendering.aggregate_lists import WORDS, Filed
from reports.rendering.aggregate_parts import (
    ComparedSums,
    SheetWords,
    YearOfSums,
    label_of,
    new_sheet,
    write_head,
)
from reports.rendering.xlsx import LINE_HEIGHT, Formats, lines_of, safe_text, set_up_page

LABEL_WIDTH, SUM_WIDTH = 58, 16
KIND_COLUMN = 1  # of the agencies' sheet


def add_comparison(
    book: Workbook,
    formats: Formats,
    one: YearOfSums,
    found: ComparedSums,
    words: SheetWords,
    before: str,
) -> None:
    """Write each figure beside last year's: of all, and of the agencies counted in both years."""
    of_all = words.all_counted % {"year": one.year, "count": one.counted}
    alike = [
        words.same_agencies % {"year": year, "count": found.count}
        for year in (one.year, found.year)
    ]
    columns = [of_all, *alike, words.change, words.change_percent]
    sheet, head = _begin(book, formats, one, before, words.compared, words, columns)
    shown = _not_all_zero(one, (one.sums, found.alike, found.before))
    for y, cell in _rows(sheet, formats, one, head, shown):
        look = formats[cell.kind]
        now, then = found.alike.get(cell.id), found.before.get(cell.id)
        for x, figure in enumerate((one.sums.get(cell.id), now, then), start=1):
            _write(sheet, y, x, figure, look)
        _write_change(sheet, y, now, then, formats)


def _write_change(
    sheet: Worksheet, y: int, now: Figure | None, then: Figure | None, formats: Formats
) -> None:
    if now is None or then is None:
        sheet.write_blank(y, 4, None, formats["value"])
        sheet.write_blank(y, 5, None, formats["value"])
        return
    here, there = xl_rowcol_to_cell(y, 2), xl_rowcol_to_cell(y, 3)
    sheet.write_formula(y, 4, f"={here}-{there}", formats["change"], float(now - then))
    share: float | str = float(Decimal(now - then) / abs(Decimal(then))) if then else "—"
    formula = f'=IF({there}=0,"—",({here}-{there})/ABS({there}))'
    sheet.write_formula(y, 5, formula, formats["share"], share)


def add_subtotals(
    book: Workbook, formats: Formats, one: YearOfSums, filed: Filed, words: SheetWords, before: str
) -> None:
    """Write each figure by kind of agency; the formulas follow the agencies' sheet."""
    kinds = list(filed.by_kind)
    columns = [*kinds, words.total]
    sheet, head = _begin(book, formats, one, before, words.subtotals, words, columns)
    for y, cell in _rows(sheet, formats, one, head, _not_all_zero(one, [one.sums])):
        look, column = formats[cell.kind], WORDS + list(one.edition.cells).index(cell.id)
        for x, kind in enumerate(kinds, start=1):
            by = xl_rowcol_to_cell(head, x, row_abs=True)
            formula = f"=SUMIF({filed.column(KIND_COLUMN)},{by},{filed.column(column)})"
            sheet.write_formula(y, x, formula, look, float(filed.by_kind[kind][cell.id]))
        formula = f"=SUM({xl_range(y, 1, y, len(kinds))})"
        sheet.write_formula(y, len(kinds) + 1, formula, look, float(filed.total(cell.id)))


def add_years(
    book: Workbook, formats: Formats, years: Sequence[YearOfSums], words: SheetWords
) -> None:
    """Write the sums of several years side by side, the oldest first."""
    newest, in_order = years[0], sorted(years, key=lambda one: one.year)
    columns = [words.all_counted % {"year": one.year, "count": one.counted} for one in in_order]
    sheet, head = _begin(book, formats, newest, "", words.years, words, columns)
    shown = _not_all_zero(newest, [one.sums for one in years])
    for y, cell in _rows(sheet, formats, newest, head, shown):
        for x, one in enumerate(in_order, start=1):
            _write(sheet, y, x, one.sums.get(cell.id), formats[cell.kind])


def _begin(
    book: Workbook,
    formats: Formats,
    one: YearOfSums,
    before: str,
    heading: str,
    words: SheetWords,
    columns: Sequence[str],
) -> tuple[Worksheet, int]:
    """Return a sheet with a line per figure, and the row of its headings."""
    widths = [LABEL_WIDTH, *[SUM_WIDTH] * len(columns)]
    banners = ((one.title, "title"), (one.note, "text"), (f"{heading}{words.not_zero}", "heading"))
    sheet, head = new_sheet(book, formats, before + heading, banners, widths)
    write_head(sheet, head, [words.figure, *columns], formats["head"], widths)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    set_up_page(sheet, landscape=True)
    return sheet, head


def _not_all_zero(one: YearOfSums, sums: Sequence[Figures]) -> list[Cell]:
    """Return the cells worth a line: two thirds of a county's are zero everywhere."""
    return [
        cell
        for cell in one.edition.cells.values()
        if any(figures.get(cell.id, 0) != 0 for figures in sums)
    ]


def _rows(
    sheet: Worksheet, formats: Formats, one: YearOfSums, head: int, cells: Sequence[Cell]
) -> Iterator[tuple[int, Cell]]:
    for y, cell in enumerate(cells, start=head + 1):
        label = label_of(one.edition, cell)
        sheet.set_row(y, LINE_HEIGHT * lines_of(label, LABEL_WIDTH - 1) + 2)
        sheet.write_string(y, 0, safe_text(label), formats["label"])
        yield y, cell


def _write(sheet: Worksheet, y: int, x: int, figure: Figure | None, look: Format) -> None:
    if figure is None:
        sheet.write_blank(y, x, None, look)
    else:
        sheet.write_number(y, x, figure, look)
