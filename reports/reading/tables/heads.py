"""The head of a table: which columns it has, in which order, where, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.form.edition import Cell, Line, Table
from reports.reading.labels import Variants, bare
from reports.reading.tables.marks import HeadMark, are_letters_of, marks_of
from reports.reading.tables.slots import LONGEST_LABEL, RawSlot, Slots

_STATED_UNIT = re.compile(r"(?:单位:|\()(?P<unit>万?元)(?!月|旦)")


@dataclass(frozen=True)
class HeadPlace:
    """A printed column of figures. Where rows stand side by side, each has columns of its own."""

    column: Line
    row: Line | None = None

    @property
    def code(self) -> str:
        return f"{self.row.code}.{self.column.code}" if self.row else self.column.code

    @property
    def name(self) -> str:
        return f"{self.row.label}·{self.column.label}" if self.row else self.column.label

    def cell(self, table: Table, row: Line) -> Cell:
        return Cell(table, self.row or row, self.column)


Places = tuple[HeadPlace, ...]


@dataclass(frozen=True)
class Head:
    places: Places  # that the table has by its head, in the order of their values
    missing: Places = ()  # of the form, neither named nor replaced by another word
    assumed: frozenset[str] = frozenset()  # codes of places whose label was not recognised
    columns: Mapping[str, int] = field(default_factory=dict)  # of the table; all places or none
    unit: str = ""  # of money, if the head states one

    @property
    def is_named(self) -> bool:
        """Whether it names any of its columns."""
        return len(self.assumed) < len(self.places)


def places_of(table: Table) -> Places:
    if not table.rows_side_by_side:
        return tuple(HeadPlace(column) for column in table.columns)
    return tuple(HeadPlace(column, row) for row in table.rows for column in table.columns)


def read_head(table: Table, found: Slots, variants: Variants) -> Head:
    """Read a head; its words may be split over cells and lines, so its joined text is searched."""
    own = [slot for slot in found if _belongs(slot)]
    text = "".join(slot.bare for slot in own)
    stated = _STATED_UNIT.search(text)
    unit = stated["unit"] if stated else ""
    marks = marks_of(table, own, text, variants)
    every = places_of(table)
    named = _named(table, every, marks) if _rows_in_order(table, text) else {}
    if len(named) < len(every) and are_letters_of([p.column.label for p in every], own):
        return Head(every, unit=unit)
    if not named:
        return Head(every, assumed=frozenset(place.code for place in every), unit=unit)
    return _head(table, every, marks, named, unit)


def _head(
    table: Table, every: Places, marks: Sequence[HeadMark], named: Mapping[str, HeadMark], unit: str
) -> Head:
    replaced = _replaced(every, marks, named)
    missing = tuple(p for p in every if p.code not in named and p.code not in replaced)
    kept = tuple(place for place in every if place not in missing)
    order = kept if table.rows_side_by_side else _in_found_order(kept, named)
    if replaced and order != kept:
        order, replaced = kept, frozenset(place.code for place in kept)
    return Head(order, missing, replaced, _columns(order, named), unit)


def _belongs(slot: RawSlot) -> bool:
    return len(slot.text) <= LONGEST_LABEL and "。" not in slot.text and not slot.is_figure


def _rows_in_order(table: Table, text: str) -> bool:
    """Whether rows printed side by side are in the order of the form."""
    if not table.rows_side_by_side:
        return True
    places = [text.find(bare(row.label)) for row in table.rows]
    return -1 not in places and places == sorted(places)


# Which column is meant -------------------------------------------------------------------------


def _named(table: Table, every: Places, marks: Sequence[HeadMark]) -> dict[str, HeadMark]:
    """Return the mark by which each place is named."""
    said = [mark for mark in marks if mark.codes]
    if table.rows_side_by_side:
        return _named_in_turn(every, said) or _named_in_turn(every, _once_a_column(said))
    named: dict[str, HeadMark] = {}
    for mark in sorted(said, key=lambda mark: len(mark.codes) > 1):
        free = [code for code in mark.codes if code not in named]
        if free:
            named[free[0]] = mark
    return named


def _named_in_turn(every: Places, said: Sequence[HeadMark]) -> dict[str, HeadMark]:
    """Return the marks of places whose labels recur, or none if they do not follow the form."""
    named: dict[str, HeadMark] = {}
    left = list(said)
    for place in every:
        if left and place.column.code in left[0].codes:
            named[place.code] = left.pop(0)
    return {} if left else named


def _once_a_column(said: Sequence[HeadMark]) -> list[HeadMark]:
    """Return the marks without those that repeat the label above them, as where cells that were
    merged have been taken apart."""
    first = {(mark.codes, mark.slot.column): mark for mark in reversed(said)}
    return [mark for mark in said if first[mark.codes, mark.slot.column] is mark]


def _replaced(
    every: Places, marks: Sequence[HeadMark], named: Mapping[str, HeadMark]
) -> frozenset[str]:
    """Return the places that are not named, but have another word where their label would be."""
    replaced: set[str] = set()
    for gap in _gaps(every, named):
        low, high = _bounds(gap, every, marks, named)
        words = sum(mark.is_word and low < mark.at < high for mark in marks)
        if words >= len(gap):
            replaced |= {place.code for place in gap}
    return frozenset(replaced)


def _gaps(every: Places, named: Mapping[str, HeadMark]) -> Iterator[list[HeadPlace]]:
    """Yield places that are not named, together with their neighbours of the same depth."""
    for depth in {len(place.column.path) for place in every}:
        gap: list[HeadPlace] = []
        for place in (place for place in every if len(place.column.path) == depth):
            if place.code not in named:
                gap.append(place)
            elif gap:
                yield gap
                gap = []
        if gap:
            yield gap


def _bounds(
    gap: list[HeadPlace], every: Places, marks: Sequence[HeadMark], named: Mapping[str, HeadMark]
) -> tuple[int, int]:
    """Return between which positions the labels of a gap would stand."""
    level = [p for p in every if len(p.column.path) == len(gap[0].column.path)]
    first, last = level.index(gap[0]), level.index(gap[-1])
    known = [mark.at for mark in marks if not mark.is_word]
    high = named[level[last + 1].code].at if last + 1 < len(level) else -1
    low = named[level[first - 1].code].at if first else -1
    if high < 0:
        high = min((at for at in known if at > low), default=1 << 30) if first else 1 << 30
    if not first:
        low = max((at for at in known if at < high), default=-1)
    return low, high


def _in_found_order(kept: Places, named: Mapping[str, HeadMark]) -> Places:
    """Return the places in the order found; only labels of equal depth are side by side."""
    order = list(kept)
    for depth in {len(place.column.path) for place in kept}:
        here = [at for at, p in enumerate(kept) if len(p.column.path) == depth and p.code in named]
        moved = sorted((kept[at] for at in here), key=lambda place: named[place.code].at)
        for at, place in zip(here, moved, strict=True):
            order[at] = place
    return tuple(order)


def _columns(places: Places, named: Mapping[str, HeadMark]) -> dict[str, int]:
    """Return the table's columns in which the places stand, if the head tells them all."""
    if any(place.code not in named for place in places):
        return {}
    columns = {place.code: named[place.code].slot.column for place in places}
    found = list(columns.values())
    return columns if all(a < b for a, b in pairwise([-1, *found])) else {}
