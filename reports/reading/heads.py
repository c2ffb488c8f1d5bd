"""The head of a table: which columns it has, in which order, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.form.edition import Line, Table
from reports.reading.labels import Variants, bare, is_figure, spellings
from reports.reading.rows import LONGEST_LABEL, RawSlot

_STATED_UNIT = re.compile(r"(?:单位:|\()(?P<unit>万?元)(?!月|旦)")


@dataclass(frozen=True)
class Head:
    columns: tuple[Line, ...]  # in the order of their values
    unseen: frozenset[str]  # codes of columns with unrecognised labels
    unit: str = ""  # of money, if the head states one


def read_head(table: Table, found: Iterable[RawSlot], variants: Variants) -> Head:
    """Read a head; its words may be split over cells and lines, so its joined text is searched."""
    text = "".join(slot.bare for slot in found if _belongs(slot))
    stated = _STATED_UNIT.search(text)
    ordered = _rows_in_order(table, text)
    for group in sorted(_groups(table), key=len, reverse=True):
        text = text.replace(bare(group), "|")
    places = {column.code: _place(column, text, variants) for column in table.columns}
    times = len(table.rows) if table.rows_side_by_side else 1
    unseen = {c for c, (place, count) in places.items() if place < 0 or count < times}
    columns = _in_found_order(table.columns, {c: place for c, (place, _) in places.items()}, unseen)
    if not ordered or (unseen and columns != table.columns):
        columns, unseen = table.columns, {column.code for column in table.columns}
    return Head(columns, frozenset(unseen), stated["unit"] if stated else "")


def _rows_in_order(table: Table, text: str) -> bool:
    """Whether rows printed side by side are in the order of the form."""
    if not table.rows_side_by_side:
        return True
    places = [text.find(bare(row.label)) for row in table.rows]
    return -1 not in places and places == sorted(places)


def _belongs(slot: RawSlot) -> bool:
    return len(slot.text) <= LONGEST_LABEL and "。" not in slot.text and not is_figure(slot.text)


def _groups(table: Table) -> set[str]:
    groups = {group for column in table.columns for group in column.path[:-1]}
    if table.rows_side_by_side:
        groups |= {label for row in table.rows for label in row.path}
    return groups


def _place(column: Line, text: str, variants: Variants) -> tuple[int, int]:
    """Return where a column's label first occurs, and how often."""
    for spelling in spellings(column.label, variants):
        if spelling in text:
            return text.index(spelling), text.count(spelling)
    return -1, 0


def _in_found_order(
    columns: Sequence[Line], places: dict[str, int], unseen: set[str]
) -> tuple[Line, ...]:
    """Return the columns in the order found; only labels of equal depth are side by side."""
    order = list(columns)
    for depth in {len(column.path) for column in columns}:
        here = [at for at, c in enumerate(columns) if len(c.path) == depth and c.code not in unseen]
        moved = sorted((columns[at] for at in here), key=lambda column: places[column.code])
        for at, column in zip(here, moved, strict=True):
            order[at] = column
    return tuple(order)
