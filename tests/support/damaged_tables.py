"""Whole reports whose tables lost a column or a row, have a row shifted or a remark beside it, in
every format and layout. What each cell must be read as is known before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from reports.form.content import Figure
from reports.form.edition import Edition
from reports.form.numbers import format_figure
from reports.rendering.document import Slot, section_grid

Figures = dict[str, Figure | None]
Row = list["Box"]
REMARKS = ("注：含转办件", "备注", "见附件", "8", "（3）", "12.5")


@dataclass(frozen=True)
class Box:
    """A printed box: where it begins in the whole table, and what stands in it."""

    slot: Slot
    y: int
    x: int
    text: str

    def with_text(self, text: str) -> Box:
        return replace(self, text=text)

    def covers(self, x: int) -> bool:
        return self.x <= x < self.x + self.slot.colspan


@dataclass
class Sheet:
    """The printed rows of a section, to be damaged, and what its cells must be read as."""

    rows: list[Row]
    truth: Figures
    tables: dict[str, range] = field(default_factory=dict)  # code -> its rows


def sheet_of(edition: Edition, code: str, figures: Mapping[str, Figure | None]) -> Sheet:
    grid = section_grid(edition, code)
    rows: list[Row] = [[] for _ in grid.rows]
    for y, x, slot in grid.placed():
        rows[y].append(Box(slot, y, x, _printed(edition, slot, figures)))
    starts = {t.code: _first_row(rows, t.code, t.caption) for t in edition.by_code[code].tables}
    ends = [*list(starts.values())[1:], len(rows)]
    tables = {c: range(y, end) for (c, y), end in zip(starts.items(), ends, strict=True)}
    own = {cell.id: figures[cell.id] for cell in edition.by_code[code].cells}
    return Sheet(rows, own, tables)


def _first_row(rows: list[Row], code: str, caption: str) -> int:
    if not caption:
        return 0
    return next(y for y, row in enumerate(rows) if row[0].slot.table == code)


def _printed(edition: Edition, slot: Slot, figures: Mapping[str, Figure | None]) -> str:
    if not slot.cell:
        return slot.text
    kind = edition.cells[slot.cell].kind
    shown = format_figure(figures[slot.cell], signed=kind == "signed_count")
    return f"{shown}万元" if kind == "money" else shown


# Damage ----------------------------------------------------------------------------------------

Damage = Callable[[Sheet], None]
Ways = tuple[str, list[Damage]]


def columns_of(sheet: Sheet, table: str) -> list[int]:
    """Where the columns of figures of a table begin."""
    return sorted({b.x for y in sheet.tables[table] for b in sheet.rows[y] if b.slot.cell})


def without_column(table: str, x: int, *, head: bool = True, values: bool = True) -> Damage:
    def damage(sheet: Sheet) -> None:
        for y in sheet.tables[table]:
            row = sheet.rows[y]
            for cell in (b.slot.cell for b in row if b.x == x and b.slot.cell and values):
                sheet.truth[cell] = None
            sheet.rows[y] = [kept for b in row for kept in _narrowed(b, x, head, values)]

    return damage


def _narrowed(box: Box, x: int, head: bool, values: bool) -> Iterator[Box]:
    slot = box.slot
    if not (head if slot.role == "head" else values and slot.role == "value") or not box.covers(x):
        yield box
    elif box.x != x or (
        slot.colspan > 1 and slot.role == "head" and slot.rowspan == 1 and _groups(box)
    ):
        yield replace(box, slot=replace(slot, colspan=slot.colspan - 1))


def _groups(box: Box) -> bool:
    return box.slot.text in (
        "申请人情况",
        "法人或其他组织",
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
    )


def without_row(y: int) -> Damage:
    def damage(sheet: Sheet) -> None:
        for box in sheet.rows[y]:
            if box.slot.cell:
                sheet.truth[box.slot.cell] = None
        lower = [_lower(b, y + 1) for b in sheet.rows[y] if b.slot.rowspan > 1]
        sheet.rows[y] = []
        if lower:
            sheet.rows[y + 1] = sorted([*lower, *sheet.rows[y + 1]], key=lambda b: b.x)
        for above in range(y):
            sheet.rows[above] = [
                _lower(b, b.y) if b.y + b.slot.rowspan > y else b for b in sheet.rows[above]
            ]

    return damage


def _lower(box: Box, y: int) -> Box:
    """A box that spans one row less."""
    return replace(box, y=y, slot=replace(box.slot, rowspan=box.slot.rowspan - 1))


def shifted(y: int, by: int, *, spills: bool) -> Damage:
    """The figures of a row stand one box further on, or one before; what is pushed out is lost, or
    stands in a box of its own."""

    def damage(sheet: Sheet) -> None:
        row = sheet.rows[y]
        values = [b for b in row if b.slot.cell]
        texts = [b.text for b in values]
        moved = ["", *texts[:-1]] if by > 0 else [*texts[1:], ""]
        texts_of = dict(zip((b.slot.cell for b in values), moved, strict=True))
        sheet.rows[y] = [replace(b, text=texts_of.get(b.slot.cell, b.text)) for b in row]
        if spills and by > 0:
            sheet.rows[y].append(_beside(texts[-1], y))

    return damage


def remarked(y: int, remark: str, *, before: bool = False) -> Damage:
    def damage(sheet: Sheet) -> None:
        box = _beside(remark, y)
        sheet.rows[y] = [box, *sheet.rows[y]] if before else [*sheet.rows[y], box]

    return damage


def _beside(text: str, y: int) -> Box:
    return Box(Slot(text), y, 99, text)


def value_rows(sheet: Sheet) -> list[int]:
    return [y for y, row in enumerate(sheet.rows) if any(b.slot.cell for b in row)]


def damages(edition: Edition, code: str, figures: Figures) -> Iterator[Ways]:
    """Every way to leave out one column, row or pair, shift one row or write beside one."""
    sheet = sheet_of(edition, code, figures)
    columns = [(t, x) for t in sheet.tables for x in columns_of(sheet, t)]
    single = [(f"column {t} {x}", without_column(t, x)) for t, x in columns]
    single += [(f"row {y}", without_row(y)) for y in range(len(sheet.rows))]
    yield from ((name, [damage]) for name, damage in single)
    # The later of a pair first, so that the earlier one keeps its place.
    yield from ((f"{a} and {b}", [other, one]) for (a, one), (b, other) in combinations(single, 2))
    for t, x in columns:
        yield f"head of column {t} {x}", [without_column(t, x, values=False)]
        yield f"figures of column {t} {x}", [without_column(t, x, head=False)]
        yield from _column_and_remarks(sheet, t, x)
    for y in value_rows(sheet):
        yield from _beside_one_row(y)


def _beside_one_row(y: int) -> Iterator[Ways]:
    for by, spills in ((1, False), (1, True), (-1, False)):
        yield f"row {y} shifted {by}, spilling {spills}", [shifted(y, by, spills=spills)]
    for remark in REMARKS:
        yield f"remark {remark} behind row {y}", [remarked(y, remark)]
    yield f"remark before row {y}", [remarked(y, "备注", before=True)]


def _column_and_remarks(sheet: Sheet, table: str, x: int) -> Iterator[Ways]:
    lost = without_column(table, x)
    for y, remark in product(value_rows(sheet), ("见附件", "8")):
        yield f"column {table} {x}, remark {remark} behind row {y}", [lost, remarked(y, remark)]
    behind = [remarked(y, "无") for y in sheet.tables[table]]
    yield f"column {table} {x}, a remark behind every row", [lost, *behind]
