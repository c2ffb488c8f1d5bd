"""Which places must be open along with those that are to be changed. Pure Python.

Changing a figure affects others: those in an equation with it, and the texts that repeat them. A
report returned for certain places has all of these open, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from reports.form.content import Content
from reports.form.edition import Edition
from reports.form.equations import equations_by_rule
from reports.form.places import find_place
from reports.rules.mentions.matching import compared


def linked_cells(edition: Edition, keys: Iterable[str], content: Content) -> frozenset[str]:
    """Return the typed cells and narrative sections to open when the places of these keys are to be
    changed; `content` is what was filed."""
    places = [place for key in keys if (place := find_place(edition, key))]
    texts = {p.section.code for p in places if p.section and p.section.is_narrative}
    marked = (_typed(edition, cell) for place in places for cell in place.cells)
    cells = _together(edition, frozenset().union(*marked))
    return cells.union(texts, _texts_about(cells, edition, content))


def _typed(edition: Edition, cell: str) -> frozenset[str]:
    """Return the cell, or all the typed cells it adds up."""
    if not edition.cells[cell].computed:
        return frozenset({cell})
    return frozenset().union(*(_typed(edition, part) for part in edition.cells[cell].parts))


def _together(edition: Edition, cells: frozenset[str]) -> frozenset[str]:
    """Add all cells tied to these by equations, directly or through others: whatever changes among
    them, the equations can be made to hold among them."""
    more = cells.union(*_smallest(_statements(edition), cells))
    return more if more == cells else _together(edition, more)


@cache
def _statements(edition: Edition) -> tuple[frozenset[str], ...]:
    """Return each equation's typed cells, including those behind its sums; sum rules are left out,
    as they always hold and tie nothing together."""
    summed = {rule.id for rule in edition.rules if rule.sums}
    return tuple(
        frozenset().union(*(_typed(edition, cell) for cell in equation.cells))
        for rule, equations in equations_by_rule(edition).items()
        if rule not in summed
        for equation in equations
    )


def _smallest(
    statements: Iterable[frozenset[str]], cells: Collection[str]
) -> Iterator[frozenset[str]]:
    """Yield the statements about each cell, without those that only sum up narrower ones: a total
    column's equation holds if those of its columns do."""
    for cell in cells:
        of_cell = {statement for statement in statements if cell in statement}
        yield from (s for s in of_cell if not any(other < s for other in of_cell))


def _texts_about(cells: Collection[str], edition: Edition, content: Content) -> Iterator[str]:
    """Yield the sections whose text repeats a figure of one of these cells or of a sum of them."""
    for match in compared(edition, content):
        if any(_typed(edition, cell) & set(cells) for cell in match.cells):
            yield match.section
