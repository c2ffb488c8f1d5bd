"""Reads the cells of a table from the pieces around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from accounts.spreadsheets.marks import has_struck, without_struck
from reports.form.content import Figure, Words
from reports.form.edition import Cell, Edition, Line, Table
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
    ROWS_DISAGREE,
    STRUCK_OUT,
    UNIT_ASSUMED,
    Doubt,
)
from reports.reading.labels import Variants, spellings
from reports.reading.origins import Origin
from reports.reading.tables.geometry import Geometry, agreeing, core_of, decide, in_one_line
from reports.reading.tables.heads import Head, places_of, read_head
from reports.reading.tables.rows import Values, labels_of, values_of_rows
from reports.reading.tables.slots import RawSlot, slots

LONGEST_CAPTION = 30


@dataclass
class FoundTable:
    """What has been read so far. Every cell of a table that was read has an entry."""

    figures: dict[str, Figure | None] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    rows: int = 0  # rows found, even with blank cells

    def add(self, cell: Cell, slot: RawSlot, unit: str, doubt: Words | None) -> None:
        """Record a figure, with the unit that the head states, and what is doubtful about it."""
        found = slot.text.strip()
        text = without_struck(found).strip()
        doubt = STRUCK_OUT if has_struck(found) else doubt
        if cell.kind == "money" and text and not text.endswith("元"):
            doubt = doubt or (None if unit or "元" in cell.column.label else UNIT_ASSUMED)
            text += unit if unit == "元" else ""
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
    parts = [_part(table, tables, stream, edition.label_variants) for table in tables]
    for part, geometry in zip(parts, _geometries(parts), strict=True):
        _read_part(part, geometry, result)
    return result


@dataclass(frozen=True)
class _Part:
    """A table's head, and what was found beside the label of each of its rows."""

    table: Table
    head: Head
    beside: Mapping[str, Sequence[Values]]

    @property
    def every(self) -> list[Values]:
        return [values for found in self.beside.values() for values in found]

    @property
    def filled(self) -> list[Values]:
        return [values for values in self.every if values.has_figures]


def _part(
    table: Table, tables: Sequence[Table], stream: list[RawSlot], variants: Variants
) -> _Part:
    zone = _zone(table, tables, stream, variants)
    if table.rows_side_by_side:
        end = _end_of_head(table, zone, variants)
        head = read_head(table, zone[:end], variants)
        return _Part(table, head, {table.rows[0].code: _rows_without_label(table, zone, end)})
    beside, first = values_of_rows(zone, labels_of(table, variants))
    return _Part(table, _head_before(table, zone[:first], variants), beside)


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


def _head_before(table: Table, found: list[RawSlot], variants: Variants) -> Head:
    """Read the head between the last figure before the first row, which is another table's, and
    that row."""
    figures = [at for at, slot in enumerate(found) if slot.is_figure]
    if figures and (near := read_head(table, found[figures[-1] + 1 :], variants)).is_named:
        return near
    return read_head(table, found, variants)


# The table whose rows are printed side by side -------------------------------------------------


def _end_of_head(table: Table, zone: list[RawSlot], variants: Variants) -> int:
    """Return the position after the last cell that is part of a head label; 0 without a head."""
    printed = [label for line in (*table.rows, *table.columns) for label in line.path]
    labels = [spelling for label in printed for spelling in spellings(label, variants)]
    ends = [at for at, slot in enumerate(zone) if slot.bare and _is_part(slot.bare, labels)]
    return ends[-1] + 1 if ends else 0


def _is_part(text: str, labels: Iterable[str]) -> bool:
    return any(text in label for label in labels)


def _rows_without_label(table: Table, zone: list[RawSlot], end: int) -> list[Values]:
    """Return the rows or lines below the head that are mostly full; else all there is."""
    blocks: dict[int, list[RawSlot]] = {}
    for slot in zone[end:] if end else ():
        blocks.setdefault(slot.block, []).append(slot)
    rows = [Values(tuple(row), len(row), row[0].in_row, at) for at, row in blocks.items()]
    half = len(table.rows) * len(table.columns) / 2
    full = [row for row in rows if sum(slot.is_figure for slot in row.cells) > half]
    return full or ([Values(tuple(zone[end:]), 0, False, -1)] if end else [])


# From places to cells --------------------------------------------------------------------------


def _are_in_lines(parts: Sequence[_Part]) -> bool:
    """Whether at least half of the rows that are as wide as their head stand on one line."""
    cores = [
        (values, core)
        for part in parts
        for values in part.every
        if len(core := core_of(values, len(part.head.places))) == len(part.head.places)
    ]
    return bool(cores) and 2 * sum(in_one_line(*found) for found in cores) >= len(cores)


def _geometries(parts: Sequence[_Part]) -> list[Geometry]:
    """Return each table's geometry. Where more than half of all rows are not as their heads say,
    something stands beside all tables, and no row of them is certain."""
    in_lines = _are_in_lines(parts)
    found = [decide(p.head, places_of(p.table), p.filled, in_lines=in_lines) for p in parts]
    agree = sum(agreeing(g, part.filled) for g, part in zip(found, parts, strict=True))
    if 2 * agree >= sum(len(part.filled) for part in parts):
        return found
    return [replace(geometry, doubt=geometry.doubt or ROWS_DISAGREE) for geometry in found]


def _read_part(part: _Part, geometry: Geometry, result: FoundTable) -> None:
    table, every = part.table, places_of(part.table)
    for row in table.rows[:1] if table.rows_side_by_side else table.rows:
        _read_row(part, row, geometry, result)
        left_out = (place.cell(table, row) for place in every if place in geometry.missing)
        result.miss(left_out, COLUMN_MISSING)


def _read_row(part: _Part, row: Line, geometry: Geometry, result: FoundTable) -> None:
    beside = part.beside.get(row.code, ())
    cells = [p.cell(part.table, row) for p in places_of(part.table) if p not in geometry.missing]
    placed = [geometry.placed(values) for values in beside]
    found = {tuple(s.text for s in p.values): p for p in reversed(placed) if p.values}
    written = tuple(slot for values in beside for slot in values.cells)
    has_values = any(slot.text.strip() for slot in written)
    result.rows += bool(found) or has_values
    if len(found) == 1:
        (only,) = found.values()
        for place, slot in zip(geometry.places, only.values, strict=True):
            assumed = COLUMNS_ASSUMED if place.code in geometry.assumed else None
            result.add(place.cell(part.table, row), slot, part.head.unit, only.doubt or assumed)
    elif found:
        result.miss(cells, ROW_TWICE, written)
    elif has_values:
        result.miss(cells, geometry.doubt or ROW_UNEVEN, written)
    else:
        result.miss(cells, ROW_EMPTY if beside else ROW_MISSING)
