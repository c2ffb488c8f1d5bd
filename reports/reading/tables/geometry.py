"""Decides once for a whole table, whatever its format, which figure belongs to which column.

The head says which columns there are. Blanks and words at the edges of a row never count: they
are the spare cells of merged labels, what a converter left behind, or remarks. The majority of the
rows must agree with the head; if they do not, or if the head lacks a column of the form, every row
is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reports.form.content import Words
from reports.reading.doubts import (
    EDGE_BLANK,
    ROW_UNEVEN,
    columns_lacking,
    rows_disagree,
)
from reports.reading.tables.heads import Head, HeadPlace, Places
from reports.reading.tables.rows import Values
from reports.reading.tables.slots import RawSlot, Slots


@dataclass(frozen=True)
class Placed:
    """A row's values in the order of the places, or none if they cannot be told apart."""

    values: tuple[RawSlot, ...] = ()
    doubt: Words | None = None


@dataclass(frozen=True)
class Geometry:
    """How a table is read: by the `columns` of its grid where head and rows agree on them, else by
    the order of the values. `in_lines` means that a row's values stand on one line, `in_grid` that
    the head tells each column's place, so that blanks before the values may be values."""

    places: Places
    missing: Places
    assumed: frozenset[str]
    columns: tuple[int, ...] = ()
    in_lines: bool = False
    in_grid: bool = False
    doubt: Words | None = None  # of every row

    def placed(self, values: Values) -> Placed:
        found = self._by_position(values) if self.columns else self._by_order(values)
        return replace(found, doubt=self.doubt) if self.doubt else found

    def _by_position(self, values: Values) -> Placed:
        at = {slot.column: slot for slot in values.cells[: values.own]}
        strays = any(s.is_figure and s.column not in self.columns for s in values.cells)
        if strays or any(column not in at for column in self.columns):
            return self._beside_the_grid(values)
        found = tuple(at[column] for column in self.columns)
        edge = found[0].is_blank or found[-1].is_blank
        return Placed(found, EDGE_BLANK if edge else None)

    def _beside_the_grid(self, values: Values) -> Placed:
        """Place a row that is full and begins right behind its label, only that this spans less or
        more than other labels do, or that a page left it outside the grid."""
        core = core_of(values, len(self.places))
        offsets = {slot.column - column for slot, column in zip(core, self.columns, strict=False)}
        in_step = len(offsets) == 1 or {slot.column for slot in core} == {-1}
        full = len(core) == len(self.places) and all(slot.is_figure for slot in core)
        fits = full and in_step and core[0] is values.cells[0] and in_one_line(values, core)
        return Placed(core) if fits else Placed((), ROW_UNEVEN)

    def _by_order(self, values: Values) -> Placed:
        core = core_of(values, len(self.places))
        fits = len(core) == len(self.places)
        if fits and self.in_lines:
            fits = in_one_line(values, core)
        if fits and self.in_grid and values.closed:
            fits = core[0] is values.cells[0]
        return Placed(core) if fits else Placed((), ROW_UNEVEN)


def decide(head: Head, every: Places, rows: Sequence[Values], *, in_lines: bool) -> Geometry:
    """Return the geometry of a table with this head, out of these places in the form, that fits
    these rows with figures."""
    for geometry in _possible(head, every, in_lines):
        if 2 * agreeing(geometry, rows) >= len(rows):
            lacking = columns_lacking(_names(geometry.missing)) if geometry.missing else None
            return replace(geometry, doubt=lacking)
    names = _names(_without_figures(head, rows)) or _names(_assumed(head))
    doubt = rows_disagree(len(head.places), names)
    return Geometry((), head.missing, frozenset(), doubt=doubt)


def agreeing(geometry: Geometry, rows: Iterable[Values]) -> int:
    """Return how many of the rows are as the head says."""
    plain = replace(geometry, doubt=None)
    placed = (plain.placed(values) for values in rows)
    return sum(bool(found.values) and found.doubt is None for found in placed)


def _possible(head: Head, every: Places, in_lines: bool) -> Iterator[Geometry]:
    """Yield the ways in which a table may be meant, the likeliest first."""
    by_order = Geometry(
        head.places,
        head.missing,
        head.assumed,
        in_lines=in_lines,
        in_grid=bool(head.columns),
    )
    if head.columns:
        yield replace(by_order, columns=tuple(head.columns[p.code] for p in head.places))
    yield by_order
    if head.assumed and (named := tuple(p for p in head.places if p.code not in head.assumed)):
        yield replace(by_order, places=named, missing=_left_out(every, named), assumed=frozenset())
    if head.missing:  # the head may have lost a label, and the rows no figure
        yield replace(by_order, places=every, assumed=frozenset(p.code for p in every))


def _left_out(every: Places, kept: Places) -> Places:
    return tuple(place for place in every if place not in kept)


def _assumed(head: Head) -> Places:
    return tuple(place for place in head.places if place.code in head.assumed)


def _without_figures(head: Head, rows: Sequence[Values]) -> Places:
    """Return the places under which no row has a figure, as far as the grid tells."""
    filled = {slot.column for values in rows for slot in values.cells if slot.is_figure}
    return tuple(p for p in head.places if head.columns and head.columns[p.code] not in filled)


def _names(places: Iterable[HeadPlace]) -> tuple[str, ...]:
    return tuple(place.name for place in places)


# One row -----------------------------------------------------------------------------------------


def core_of(values: Values, width: int) -> tuple[RawSlot, ...]:
    """Return a row's values, without blanks and words around them."""
    if values.closed:
        return _between_figures(values.cells)
    own = _without_words(values.cells[: values.own])
    if values.own == len(values.cells) or len(own) == width:
        return own
    return _without_words(values.cells)


def in_one_line(values: Values, core: Slots) -> bool:
    """Whether the values stand on one line; a single one on that of its label."""
    beside = {values.line} if len(core) == 1 else set[int]()
    return len(beside | {slot.block for slot in core}) <= 1


def _between_figures(cells: Slots) -> tuple[RawSlot, ...]:
    figures = [at for at, slot in enumerate(cells) if slot.is_figure]
    return tuple(cells[figures[0] : figures[-1] + 1]) if figures else ()


def _without_words(cells: Slots) -> tuple[RawSlot, ...]:
    """Return the cells up to the last figure, or none if there are words among them: in a row
    whose end is not marked these may be the label of another."""
    core = _between_figures(cells)
    before = cells[: cells.index(core[0])] if core else ()
    words = any(not slot.is_figure and not slot.is_blank for slot in (*before, *core))
    return () if words else core
