"""What must stay open along with places that are to be changed. Pure Python.

A figure drags others along: those that stand in an equation with it, and the texts that repeat
them. A report that comes back for some places only has all of these open, and nothing else.
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
    """The cells that can be typed, and the sections whose text can be, when the places of these
    keys are to be changed; `content` is what was filed."""
    places = [place for key in keys if (place := find_place(edition, key))]
    texts = {p.section.code for p in places if p.section and p.section.is_narrative}
    marked = (_typed(edition, cell) for place in places for cell in place.cells)
    cells = _together(edition, frozenset().union(*marked))
    return cells.union(texts, _texts_about(cells, edition, content))


def _typed(edition: Edition, cell: str) -> frozenset[str]:
    """The cell, or in the end the parts that a sum adds up."""
    if not edition.cells[cell].computed:
        return frozenset({cell})
    return frozenset().union(*(_typed(edition, part) for part in edition.cells[cell].parts))


def _together(edition: Edition, cells: frozenset[str]) -> frozenset[str]:
    """With all that equations tie to them, also over several: whatever is changed among these can
    be made to hold among these."""
    more = cells.union(*_smallest(_statements(edition), cells))
    return more if more == cells else _together(edition, more)


@cache
def _statements(edition: Edition) -> tuple[frozenset[str], ...]:
    """Of each equation the cells one types, those behind its sums among them; sums themselves
    always hold and tie nothing together."""
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
    """Those that speak of each cell, without what only sums up narrower ones: the equation of a
    total column holds when those of its columns do."""
    for cell in cells:
        of_cell = {statement for statement in statements if cell in statement}
        yield from (s for s in of_cell if not any(other < s for other in of_cell))


def _texts_about(cells: Collection[str], edition: Edition, content: Content) -> Iterator[str]:
    """The sections whose text names a number that one of these cells, or a sum of them, holds."""
    for match in compared(edition, content):
        if any(_typed(edition, cell) & set(cells) for cell in match.cells):
            yield match.section
