"""Balance edits: the equations of an edition as weighted sums of cells that should be 0."""

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
    """One equation or bound: its cells with their weights, brought to one side."""

    weights: Mapping[str, int]
    last: Mapping[str, int]  # those of last year's cells
    constant: int
    relation: str
    section: str
    explainable: bool  # what it finds may be lawful
    implied: bool  # by others: it only says of totals what those say of the parts

    def off_by(self, figures: Figures, last: Figures) -> Figure | None:
        """Left side less right side; None where a cell is blank."""
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
    """Those whose breach is an error; with `typed_only` over cells that are typed, totals taken
    apart into their parts."""
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
    """The cell, or what it adds up to the last part."""
    if cell in parts:
        for part in parts[cell]:
            yield from _typed(part, parts)
    elif cell:
        yield cell
