"""The form's sums and rules as spreadsheet formulas, with their current results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.form.content import Figure, Figures
from reports.form.edition import Cell, Edition, RuleEntry, Section
from reports.form.equations import Equation, Term, equations_by_rule
from reports.form.numbers import format_figure
from reports.workbook.layout import TEXT_HEAD_ROW, addresses, name_of, places, section_sheet

WRITTEN = {True: "已写", False: "还没有写"}
MOST_LINES = 500


def total_formula(edition: Edition, section: Section, cell: Cell) -> str:
    """Return a sum that is blank while every part is, as in the portal."""
    at = places(edition, section.code)
    parts = addresses(at[part] for part in cell.parts)
    return f'=IF(COUNT({parts})=0,"",SUM({parts}))'


def filled_formula(edition: Edition, section: Section) -> str:
    """Return a formula counting how many of the cells to fill in hold a number."""
    at = places(edition, section.code)
    sheet = section_sheet(section)
    ranges = addresses(at[cell.id] for cell in section.cells if not cell.computed).split(",")
    return "COUNT({})".format(",".join(f"'{sheet}'!{part}" for part in ranges))


def text_formula(section: Section) -> str:
    """Return a formula: whether any line is filled in; its range grows with inserted lines."""
    first, last = TEXT_HEAD_ROW + 2, TEXT_HEAD_ROW + 1 + MOST_LINES
    lines = f"'{section_sheet(section)}'!B{first}:B{last}"
    return f'=IF(COUNTA({lines})=0,"{WRITTEN[False]}","{WRITTEN[True]}")'


@dataclass(frozen=True)
class CheckedRule:
    """A rule as a formula that counts where it fails, ignoring places not filled in."""

    rule: RuleEntry
    formula: str
    failing: int


def checked_rules(edition: Edition, figures: Figures, last: Figures) -> Iterator[CheckedRule]:
    """Yield rules with equations, except those over last year's figures that are not known."""
    found = equations_by_rule(edition)
    for rule in edition.rules:
        known = [e for e in found.get(rule.id, ()) if not rule.sums and _is_known(e, last)]
        if known:
            formula = "=" + "+".join(_fails(equation, last) for equation in known)
            failing = sum(_fails_now(equation, figures, last) for equation in known)
            yield CheckedRule(rule, formula, failing)


def _is_known(equation: Equation, last: Figures) -> bool:
    return all(last.get(t.cell) is not None for t in equation.terms if t.previous)


def _fails_now(equation: Equation, figures: Figures, last: Figures) -> bool:
    sides = equation.sides(figures, last)
    return sides is not None and not equation.holds_for(*sides)


def _fails(equation: Equation, last: Figures) -> str:
    names = [name_of(cell) for cell in equation.cells]
    difference = f"{_side(equation.left, last)}-({_side(equation.right, last)})"
    holds = f"ROUND({difference},4){equation.relation}0"
    return f"IF(COUNT({','.join(names)})<{len(names)},0,IF({holds},0,1))"


def _side(terms: tuple[Term, ...], last: Figures) -> str:
    return "".join(f"{'+' if term.sign > 0 else '-'}{_value(term, last)}" for term in terms)


def _value(term: Term, last: Figures) -> str:
    if term.previous:
        known: Figure | None = last[term.cell]
        return f"({format_figure(known)})"
    return name_of(term.cell) if term.cell else str(term.number)
