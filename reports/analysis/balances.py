"""How figures follow from each other: the two sides of a balance, and what is carried forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.equations import Equation, Term, carry_overs, equations_by_rule, totals


@cache
def across(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Map each cell to the typed cells on the other side of this year's balances."""
    found: dict[str, frozenset[str]] = {}
    for equation in _balances(edition):
        left, right = (_taken_apart(edition, side) for side in (equation.left, equation.right))
        found |= {cell: found.get(cell, frozenset()) | right for cell in left}
        found |= {cell: found.get(cell, frozenset()) | left for cell in right}
    return found


def _balances(edition: Edition) -> list[Equation]:
    """Return this year's equations without sums, where a part would face its own total."""
    rules = (rule for rule in edition.rules if rule.holds)
    equations = (e for rule in rules for e in equations_by_rule(edition)[rule.id])
    return [e for e in equations if e.relation == "=" and not any(t.previous for t in e.terms)]


def _taken_apart(edition: Edition, terms: Sequence[Term]) -> frozenset[str]:
    cells = [term.cell for term in terms if term.cell]
    parts = (part for cell in cells for part in edition.cells[cell].parts)
    return frozenset([*cells, *parts])


def carried_forward(edition: Edition, content: Content, last: Content) -> dict[str, Figure]:
    """This year's figures that are fixed by last year's report, including their sums."""
    if last.year != content.year - 1:
        return {}
    found = {
        cell: figure
        for cell, carry in carry_overs(edition).items()
        if (figure := carry.equation.right_value(content.figures, last.figures)) is not None
    }
    for total, parts in totals(edition):
        if all(part in found for part in parts):
            found[total] = sum(found[part] for part in parts)
    return found
