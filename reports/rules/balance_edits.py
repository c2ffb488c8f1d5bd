"""Balance edits: an edition's equations as weighted sums of cells that should be 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from reports.form.content import Figure, Figures
from reports.form.edition import Edition
from reports.form.equations import Equation, totals
from reports.rules.check import compiled_rules


@dataclass(frozen=True)
class BalanceEdit:
    """One equation or bound, with all cells and their weights moved to one side."""

    weights: Mapping[str, int]
    last: Mapping[str, int]  # weights of last year's cells
    constant: int
    relation: str
    section: str
    explainable: bool  # a breach may be lawful
    implied: bool  # by others: it repeats for totals what they say of parts

    def off_by(self, figures: Figures, last: Figures) -> Figure | None:
        """Left side minus right side; None if a cell is blank."""
        result: Figure = self.constant
        for weights, known in ((self.weights, figures), (self.last, last)):
            for cell, weight in weights.items():
                value = known.get(cell)
                if value is None:
                    return None
                result = result + weight * value
        return result

    def holds(self, off: Figure) -> bool:
        if self.relation == "=":
            return off == 0
        return off <= 0 if self.relation == "<=" else off >= 0


@cache
def balance_edits(edition: Edition, typed_only: bool) -> tuple[BalanceEdit, ...]:
    """The balance edits whose failure is an error; with `typed_only` over typed cells only, totals
    being broken down into their parts."""
    parts = dict(totals(edition)) if typed_only else {}
    every = (
        _statement(edition, equation, rule.entry.explainable, parts)
        for rule in compiled_rules(edition)
        if rule.entry.severity == "error"
        for equation in rule.equations
    )
    return tuple(statement for statement in every if statement.weights)


def _statement(
    edition: Edition, equation: Equation, explainable: bool, parts: Mapping[str, tuple[str, ...]]
) -> BalanceEdit:
    weights: dict[str, int] = {}
    last: dict[str, int] = {}
    constant = 0
    for side, terms in ((1, equation.left), (-1, equation.right)):
        for term in terms:
            weight = side * term.sign
            constant += weight * term.number
            into = last if term.previous else weights
            for cell in _typed(term.cell, {} if term.previous else parts):
                into[cell] = into.get(cell, 0) + weight
    left = {cell: weight for cell, weight in weights.items() if weight}
    section = edition.section_of(next(iter(left))).code if left else ""
    implied = bool(parts) and all(cell in parts for cell in equation.cells)
    return BalanceEdit(left, last, constant, equation.relation, section, explainable, implied)


def _typed(cell: str, parts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the cell, or all the typed cells it adds up."""
    if cell in parts:
        for part in parts[cell]:
            yield from _typed(part, parts)
    elif cell:
        yield cell
