"""Reads the cells of a table from the pieces around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from accounts.spreadsheets.marks import has_struck, without_struck
from reports.form.content import Figure, Words
from reports.form.edition import Cell, Edition, Table
from reports.form.numbers import FigureError, parse_figure
from reports.reading.blocks import Piece
from reports.reading.doubts import (
    COLUMN_MISSING,
    COLUMNS_ASSUMED,
    FAULTS,
    LONGEST_QUOTE,
    ROW_EMPTY,
    ROW_MISSING,
    ROW_TWICE,
    ROW_UNEVEN,
    STRUCK_OUT,
    UNIT_ASSUMED,
    Doubt,
)
from reports.reading.heads import Head, read_head
from reports.reading.labels import Variants, spellings
from reports.reading.origins import Origin
from reports.reading.rows import (
    Labels,
    RawSlot,
    Values,
    anchors,
    labels_of,
    slots,
    values_beside,
)

LONGEST_CAPTION = 30


@dataclass
class FoundTable:
    """What has been read so far. Every cell of a table that was read has an entry."""

    figures: dict[str, Figure | None] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    rows: int = 0  # rows found, even with blank cells

    def add(self, cell: Cell, slot: RawSlot, head: Head) -> None:
        found = slot.text.strip()
        text = without_struck(found).strip()
        doubt = COLUMNS_ASSUMED if cell.column.code in head.unseen else None
        doubt = STRUCK_OUT if has_struck(found) else doubt
        if cell.kind == "money" and text and not text.endswith("元"):
            doubt = doubt or (None if head.unit or "元" in cell.column.label else UNIT_ASSUMED)
            text += head.unit if head.unit == "元" else ""
        try:
            figure = parse_figure(text, cell.kind)
        except FigureError as error:
            figure, doubt = None, FAULTS[error.fault]
        self.figures[cell.id], self.origins[cell.id] = figure, slot.origin
        if doubt and not (doubt is UNIT_ASSUMED and figure == 0):
            self.doubts.append(Doubt(cell.id, found[:LONGEST_QUOTE], doubt))

    def miss(self, cells: Iterable[Cell], reason: Words, written: Sequence[RawSlot] = ()) -> None:
        """Record that these cells cannot be told apart in `written`, which gives their origin."""
        line = " ".join(slot.text.strip() or "␣" for slot in written)[:LONGEST_QUOTE]
        for cell in cells:
            self.figures[cell.id] = None
            if written:
                self.origins[cell.id] = written[0].origin
            self.doubts.append(Doubt(cell.id, line, reason))


def read_tables(edition: Edition, tables: Sequence[Table], found: Iterable[Piece]) -> FoundTable:
    """Read one section's tables, each between its own caption and the next, if found."""
    stream, result = slots(found), FoundTable()
    for table in tables:
        zone = _zone(table, tables, stream, edition.label_variants)
        if table.rows_side_by_side:
            _read_side_by_side(table, zone, edition.label_variants, result)
        else:
            _read_rows(table, zone, edition.label_variants, result)
    return result


def _zone(
    table: Table, tables: Sequence[Table], stream: list[RawSlot], variants: Variants
) -> list[RawSlot]:
    captions = {t.code: _caption_at(t, stream, variants) for t in tables if t.caption}
    start = captions.get(table.code, -1)
    if start < 0:
        return stream
    return stream[start + 1 : min((at for at in captions.values() if at > start), default=None)]


def _caption_at(table: Table, stream: list[RawSlot], variants: Variants) -> int:
    """Return the caption's position, or -1."""
    keys = tuple(spellings(table.caption, variants))
    short = ((at, slot.bare) for at, slot in enumerate(stream) if len(slot.bare) <= LONGEST_CAPTION)
    return next((at for at, text in short if text.startswith(keys)), -1)


# Tables with a label before each row ----------------------------------------------------------


def _read_rows(table: Table, zone: list[RawSlot], variants: Variants, result: FoundTable) -> None:
    labels = labels_of(table, variants)
    beside, first = _values_of_rows(zone, labels)
    head = read_head(table, zone[:first], variants)
    head = _without_missing_columns(table, head, beside)
    for row in table.rows:
        cells = [Cell(table, row, column) for column in head.columns]
        _read_row(cells, head, beside.get(row.code, []), result)
        left_out = [Cell(table, row, c) for c in table.columns if c not in head.columns]
        result.miss(left_out, COLUMN_MISSING)


def _values_of_rows(zone: list[RawSlot], labels: Labels) -> tuple[dict[str, list[Values]], int]:
    """Return the values found beside each row's label, and where the first row begins."""
    found = anchors(zone, labels)
    nexts = [anchor.start for anchor in found][1:] + [len(zone)]
    beside: dict[str, list[Values]] = {}
    starts: list[int] = []
    for anchor, next_start in zip(found, nexts, strict=False):
        values = values_beside(zone, anchor, next_start)
        if anchor.row and (values.cells or anchor.row not in beside):
            beside.setdefault(anchor.row, []).append(values)
            starts.append(anchor.start)
    return beside, min(starts, default=len(zone))


def _without_missing_columns(table: Table, head: Head, beside: dict[str, list[Values]]) -> Head:
    """Return the head without unseen columns, if all rows lack them too: published that way."""
    seen = tuple(column for column in head.columns if column.code not in head.unseen)
    found = [values for every in beside.values() for values in every]
    if not seen or any(values.fitted(len(head.columns)) for values in found):
        return head
    if found and all(values.fitted(len(seen)) for values in found):
        return replace(head, columns=seen, unseen=frozenset(column.code for column in seen))
    return head


def _read_row(cells: list[Cell], head: Head, beside: list[Values], result: FoundTable) -> None:
    found = [fitted for values in beside if (fitted := values.fitted(len(cells)))]
    fitting = {tuple(slot.text for slot in fitted) for fitted in found}
    written = tuple(slot for values in beside for slot in values.cells)
    has_values = any(slot.text.strip() for slot in written)
    result.rows += bool(fitting) or has_values
    if len(fitting) == 1:
        for cell, slot in zip(cells, found[0], strict=True):
            result.add(cell, slot, head)
    elif fitting:
        result.miss(cells, ROW_TWICE, written)
    elif has_values:
        result.miss(cells, ROW_UNEVEN, written)
    else:
        result.miss(cells, ROW_EMPTY if beside else ROW_MISSING)


# The table whose rows are printed side by side -------------------------------------------------


def _read_side_by_side(
    table: Table, zone: list[RawSlot], variants: Variants, result: FoundTable
) -> None:
    end = _end_of_head(table, zone, variants)
    head = read_head(table, zone[:end], variants)
    cells = [Cell(table, row, column) for row in table.rows for column in head.columns]
    blocks: dict[int, list[RawSlot]] = {}
    for slot in zone[end:]:
        if slot.in_row:
            blocks.setdefault(slot.block, []).append(slot)
    rows = [Values(tuple(row), True) for row in blocks.values() if len(row) > 1]
    whole = [values for values in rows if values.fitted(len(cells))]
    rest = [Values(tuple(zone[end:]), False)] if end else []
    _read_row(cells, head, whole[:1] or rows or rest, result)


def _end_of_head(table: Table, zone: list[RawSlot], variants: Variants) -> int:
    """Return the position after the last cell that is part of a head label; 0 without a head."""
    printed = [label for line in (*table.rows, *table.columns) for label in line.path]
    labels = [spelling for label in printed for spelling in spellings(label, variants)]
    ends = [at for at, slot in enumerate(zone) if slot.bare and _is_part(slot.bare, labels)]
    return ends[-1] + 1 if ends else 0


def _is_part(text: str, labels: Iterable[str]) -> bool:
    return any(text in label for label in labels)
