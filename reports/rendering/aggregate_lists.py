"""The lists of the county's workbook: every agency with its figures, and who is not counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from reports.form.edition import Edition
from reports.rendering.aggregate_parts import (
    FiledRow,
    SheetWords,
    YearOfSums,
    label_of,
    new_sheet,
    write_head,
    write_texts,
)
from reports.rendering.xlsx import A4, LINE_HEIGHT, Formats, lines_of, set_up_page, sheet_name

AGENCY_WIDTH, WORD_WIDTH, FIGURE_WIDTH = 30, 14, 11
WORDS = 3  # columns before the figures
COLUMNS_A_PAGE = 14  # figures beside an agency's name, at this scale
SCALE = 56
ACROSS = 12  # columns that a title takes, for a first page has no more

Totals = dict[str, Decimal | int]


@dataclass
class Filed:
    """Where the agencies' figures stand, and what they come to by kind."""

    sheet: str
    first: int
    count: int = 0
    by_kind: dict[str, Totals] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    @property
    def last(self) -> int:
        return self.first + self.count - 1

    def column(self, x: int) -> str:
        """Return a column's figures as a formula names them."""
        name = self.sheet.replace("'", "''")
        return f"'{name}'!{xl_range_abs(self.first, x, self.last, x)}"

    def total(self, cell: str) -> Decimal | int:
        return sum(totals[cell] for totals in self.by_kind.values())


def add_filed(
    book: Workbook, formats: Formats, one: YearOfSums, words: SheetWords, before: str
) -> Filed:
    """Write one row per agency and one column per cell, and what they come to."""
    cells = one.edition.cells
    widths = [AGENCY_WIDTH, WORD_WIDTH, WORD_WIDTH, *[FIGURE_WIDTH] * len(cells)]
    name = sheet_name(before + words.filed)
    sheet, head = new_sheet(book, formats, name, (), widths)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, ACROSS, "", formats["title"])
    write_texts(sheet, 0, [one.title], formats["title"])
    head += 1
    labels = [label_of(one.edition, cell) for cell in cells.values()]
    write_head(
        sheet, head, [words.agency, words.kind, words.state, *labels], formats["head"], widths
    )
    filed = Filed(name, head + 1)
    for row in one.filed:
        _add_row(sheet, formats, one.edition, filed, row)
    if filed.count:
        _add_total(sheet, formats, one.edition, filed, words)
        sheet.autofilter(head, 0, filed.last, len(widths) - 1)
    if not before:
        _name_columns(book, one.edition, filed)
    _set_up(sheet, one.edition, head)
    return filed


def _add_row(
    sheet: Worksheet, formats: Formats, edition: Edition, filed: Filed, row: FiledRow
) -> None:
    y = filed.first + filed.count
    sheet.set_row(y, LINE_HEIGHT * lines_of(row.agency, AGENCY_WIDTH - 1) + 2)
    write_texts(sheet, y, (row.agency, row.kind, row.state), formats["label"])
    totals = filed.by_kind[row.kind]
    for x, cell in enumerate(edition.cells.values(), start=WORDS):
        figure = row.figures.get(cell.id)
        if figure is None:
            sheet.write_blank(y, x, None, formats[cell.kind])
        else:
            sheet.write_number(y, x, figure, formats[cell.kind])
            totals[cell.id] += figure
    filed.count += 1


def _add_total(
    sheet: Worksheet, formats: Formats, edition: Edition, filed: Filed, words: SheetWords
) -> None:
    y = filed.last + 1
    write_texts(sheet, y, [words.total, "", ""], formats["caption"])
    for x, cell in enumerate(edition.cells.values(), start=WORDS):
        formula = f"=SUM({xl_range(filed.first, x, filed.last, x)})"
        sheet.write_formula(y, x, formula, formats[cell.kind], float(filed.total(cell.id)))


def _name_columns(book: Workbook, edition: Edition, filed: Filed) -> None:
    """Name each column's figures within the sheet by the cell's id, for those who read by names."""
    for x, cell in enumerate(edition.cells, start=WORDS):
        if filed.count:
            book.define_name(f"'{filed.sheet}'!{cell.replace('.', '_')}", f"={filed.column(x)}")


def _set_up(sheet: Worksheet, edition: Edition, head: int) -> None:
    """Print at a scale that can be read, page by page to the right; each page begins with the
    agencies' names, and no row of a printed table is torn."""
    sheet.freeze_panes(head + 1, 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4)
    sheet.set_print_scale(SCALE)
    sheet.repeat_rows(head)
    sheet.repeat_columns(0)
    sheet.set_footer("&C— &P —")
    sheet.set_v_pagebreaks(list(_page_breaks(edition)))


def _page_breaks(edition: Edition) -> Iterator[int]:
    """Yield the columns that a page begins with."""
    at, room = WORDS, COLUMNS_A_PAGE - WORDS
    for table in edition.tables:
        across = 1 if table.rows_side_by_side else len(table.columns)
        for start in range(0, len(table.cells), across):
            width = min(across, len(table.cells) - start)
            if width > room:
                yield at
                room = COLUMNS_A_PAGE
            at, room = at + width, room - width


def add_missing(
    book: Workbook, formats: Formats, one: YearOfSums, words: SheetWords, before: str
) -> None:
    """Write who is not counted, those who have filed apart from those who have not."""
    widths = (AGENCY_WIDTH + 14, 18, 20, 20, 16)
    banners = ((one.title, "title"), (words.missing, "heading"))
    sheet, head = new_sheet(book, formats, before + words.missing, banners, widths)
    columns = (words.agency, words.kind, words.state, words.due, words.late)
    write_head(sheet, head, columns, formats["head"], widths)
    y = head + 1
    for group in one.missing:
        write_texts(sheet, y, [group.title, *[""] * (len(columns) - 1)], formats["group"])
        for below, row in enumerate(group.rows, start=1):
            write_texts(sheet, y + below, astuple(row), formats["label"])
        y += 1 + len(group.rows)
    if not one.missing:
        write_texts(sheet, y, [words.nobody], formats["text"])
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    set_up_page(sheet, landscape=True)
