"""Finds the cells of a table in a sheet that people have worked in.

Printed labels say what a place is. Two more witnesses back them up: the mark in each row's hidden
column and each cell's defined name, both of which move along when rows are inserted. A place is
accepted if the label and a witness agree, or if no witness is left; a contradiction is a problem,
because a figure in the wrong place looks like a right one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reports.form.content import Words
from reports.form.edition import Edition, Section
from reports.reading.labels import key
from reports.rendering.document import section_grid
from reports.workbook.layout import Place, name_of, row_mark
from reports.workbook.notices import CELL_MOVED, HEAD_GONE, ROW_GONE, ROW_MOVED, ROW_TWICE
from reports.workbook.parts import Sheet

Said = tuple[Words, Words]  # what was expected, and what is wrong
Head = tuple[int, int]  # row of the grid, and which of its labels, from 0


@dataclass(frozen=True)
class Lost:
    """A place that was not found with certainty; `label` is what was searched for."""

    said: Said
    label: str
    at: Place | None = None


@dataclass(frozen=True)
class Located:
    places: Mapping[str, Place]
    lost: Mapping[str, Lost]
    is_sorted: bool  # rows reordered, but identified by labels and marks


@dataclass(frozen=True)
class _Printed:
    """The labels around a cell as printed."""

    cell: str
    line: int  # row of the grid
    mark: str
    label: str  # the row's own label, or ""
    head: Head
    head_label: str


@dataclass(frozen=True)
class _Row:
    """A row as found; `displaced` means the names of its cells stayed behind."""

    row: int
    displaced: bool


def locate(
    edition: Edition, section: Section, sheet: Sheet, names: Mapping[str, tuple[str, Place]]
) -> Located:
    """Locate a section's cells; `names` are the defined names of the whole workbook."""
    printed = _printed(edition, section.code)
    named = {p.cell: names[name_of(p.cell)] for p in printed if name_of(p.cell) in names}
    here = {cell: place for cell, (name, place) in named.items() if name == sheet.name}
    labels = _label_rows(sheet)
    rows = {line[0].line: _find_row(line, labels, here) for line in _lines(printed)}
    columns = _columns(edition, section.code, sheet)
    places: dict[str, Place] = {}
    lost: dict[str, Lost] = {}
    for cell in printed:
        row = rows[cell.line]
        column = columns.get(cell.head)
        if column is None:
            column = _column_by_name(cell, printed, here, labels)
        if isinstance(row, Lost):
            lost[cell.cell] = row
        elif column is None:
            lost[cell.cell] = Lost(HEAD_GONE, cell.head_label, here.get(cell.cell))
        else:
            places[cell.cell] = row.row, column
    moved = _moved(printed, places, rows, named, _claims(edition, sheet.name, names))
    for cell in printed:
        if cell.cell in moved:
            label = cell.label or cell.head_label
            lost[cell.cell] = Lost(CELL_MOVED, label, places.pop(cell.cell))
    is_sorted = any(isinstance(row, _Row) and row.displaced for row in rows.values())
    return Located(places, lost, is_sorted)


@cache
def _printed(edition: Edition, code: str) -> tuple[_Printed, ...]:
    """Return every cell of a section with its labels."""
    heads: dict[int, tuple[Head, str]] = {}  # column -> the last label above it
    in_row: Counter[int] = Counter()
    labels: dict[int, str] = {}
    found = []
    for y, x, slot in section_grid(edition, code).placed():
        if slot.role == "head" and slot.text:
            heads[x] = (y, in_row[y]), slot.text
            in_row[y] += 1
        elif slot.role == "label":
            labels[y] = slot.text
        elif slot.cell:
            found.append(
                _Printed(slot.cell, y, row_mark(edition, code, y), labels.get(y, ""), *heads[x])
            )
    return tuple(found)


def _lines(printed: Sequence[_Printed]) -> Iterator[list[_Printed]]:
    lines: dict[int, list[_Printed]] = defaultdict(list)
    for cell in printed:
        lines[cell.line].append(cell)
    yield from lines.values()


def _label_rows(sheet: Sheet) -> Mapping[str, list[Place]]:
    """Map normalised text to its positions in the sheet."""
    found: dict[str, list[Place]] = defaultdict(list)
    for place, box in sorted(sheet.boxes.items()):
        if box.kind == "text":
            found[key(box.text)].append(place)
    return found


# Rows --------------------------------------------------------------------------------------


def _find_row(
    line: Sequence[_Printed], labels: Mapping[str, list[Place]], here: Mapping[str, Place]
) -> _Row | Lost:
    first = line[0]
    named = Counter(here[cell.cell][0] for cell in line if cell.cell in here).most_common(1)
    by_name = {row for row, _ in named}
    witnesses = by_name | {row for row, _ in labels.get(key(first.mark), ())}
    label = first.label or first.head_label
    with_label = {row for row, _ in labels.get(key(first.label), ())}
    printed = with_label if first.label else witnesses  # table four's row has no label
    if not printed:
        return Lost(ROW_GONE, label, here.get(first.cell))
    agreed = printed & witnesses if witnesses else printed
    if len(agreed) == 1:
        row = agreed.pop()
        return _Row(row, bool(by_name) and row not in by_name)
    return Lost(ROW_TWICE if agreed else ROW_MOVED, label, (min(printed), 0))


# Columns -----------------------------------------------------------------------------------


def _columns(edition: Edition, code: str, sheet: Sheet) -> Mapping[Head, int]:
    """Return the columns of the head rows that are in the sheet with all their labels."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for y, _, slot in section_grid(edition, code).placed():
        if slot.role == "head" and slot.text:
            wanted[y].append(key(slot.text))
    known = {label for row in wanted.values() for label in row}
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), box in sorted(sheet.boxes.items()):
        if box.kind == "text" and key(box.text) in known:
            found[row].append((column, key(box.text)))
    columns: dict[Head, int] = {}
    for row_labels in {tuple(row) for row in wanted.values()}:
        lines = [y for y, row in wanted.items() if tuple(row) == row_labels]
        hits = [row for row in found.values() if tuple(label for _, label in row) == row_labels]
        if len(lines) == len(hits):  # two tables with the same head: in their order
            for y, hit in zip(lines, hits, strict=True):
                columns.update({(y, i): column for i, (column, _) in enumerate(hit)})
    return columns


def _column_by_name(
    cell: _Printed,
    printed: Sequence[_Printed],
    here: Mapping[str, Place],
    labels: Mapping[str, list[Place]],
) -> int | None:
    """Return the column for a damaged head row: the one all names agree on, under its own label."""
    named = {here[p.cell][1] for p in printed if p.head == cell.head and p.cell in here}
    under = {column for _, column in labels.get(key(cell.head_label), ())}
    agreed = named & under
    return agreed.pop() if len(named) == len(agreed) == 1 else None


# Single cells ------------------------------------------------------------------------------


def _claims(
    edition: Edition, sheet: str, names: Mapping[str, tuple[str, Place]]
) -> Mapping[Place, set[str]]:
    """Map each place in the sheet to the cells whose names point there, from any table."""
    claims: dict[Place, set[str]] = defaultdict(set)
    for name in map(name_of, edition.cells):
        of_sheet, place = names.get(name, ("", (0, 0)))
        if of_sheet == sheet:
            claims[place].add(name)
    return claims


def _moved(
    printed: Sequence[_Printed],
    places: Mapping[str, Place],
    rows: Mapping[int, _Row | Lost],
    named: Mapping[str, tuple[str, Place]],
    claims: Mapping[Place, set[str]],
) -> set[str]:
    """Return the cells that were dragged elsewhere, and those that something was dragged into."""
    moved: set[str] = set()
    for cell in printed:
        row = rows[cell.line]
        if cell.cell not in places or isinstance(row, Lost):
            continue
        place = places[cell.cell]
        own = name_of(cell.cell)
        if row.displaced:
            at = named.get(cell.cell, ("", place))[1]
            stayed = at[1] == place[1]
        elif cell.cell in named:
            stayed = claims.get(place) == {own}
        else:
            stayed = place not in claims
        if not stayed:
            moved.add(cell.cell)
    return moved
