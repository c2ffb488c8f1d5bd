"""Equations and bounds over cells, as written in an edition file. Parsed, never evaluated as code.

`holds` has one statement per line: cells and whole numbers joined by + and -, with one of = <= >=.
`*` stands for each row or column in turn, the same in every term; `previous:` means last year's.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from reports.form.content import Content, Figure, Figures, reason_key
from reports.form.edition import Edition, EditionError

_RELATION = re.compile(r"(<=|>=|=)")
_TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*"
    r"(?:(?P<number>\d+)|(?P<previous>previous:)?(?P<cell>[\w*]+\.[\w*]+\.[\w*]+))\s*"
)
_COMPARE: Mapping[str, Callable[[Figure, Figure], bool]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Term:
    """A cell or, if `cell` is empty, a whole number, to be added or subtracted."""

    cell: str = ""
    number: int = 0
    sign: int = 1
    previous: bool = False

    def value(self, figures: Figures, last: Figures) -> Figure | None:
        """The value without its sign; None if the cell is blank."""
        if not self.cell:
            return self.number
        return last.get(self.cell) if self.previous else figures.get(self.cell)


@dataclass(frozen=True)
class Equation:
    left: tuple[Term, ...]
    relation: str  # = <= >=
    right: tuple[Term, ...]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return self.left + self.right

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The ids of this year's cells in the equation."""
        return tuple(term.cell for term in self.terms if term.cell and not term.previous)

    def sides(self, figures: Figures, last: Figures) -> tuple[Figure, Figure] | None:
        """Return the values of the left and right sides, or None if a cell is blank."""
        left = _sum(self.left, figures, last)
        right = None if left is None else _sum(self.right, figures, last)
        return None if left is None or right is None else (left, right)

    def right_value(self, figures: Figures, last: Figures) -> Figure | None:
        return _sum(self.right, figures, last)

    def holds_for(self, left: Figure, right: Figure) -> bool:
        return _COMPARE[self.relation](left, right)


def _sum(terms: tuple[Term, ...], figures: Figures, last: Figures) -> Figure | None:
    total: Figure = 0
    for term in terms:
        value = term.value(figures, last)
        if value is None:
            return None
        total = total + value if term.sign > 0 else total - value
    return total


# Parsing -----------------------------------------------------------------------------------


def parse_equation(text: str, edition: Edition, where: str = "holds") -> tuple[Equation, ...]:
    """Return every statement in `text`. Raises EditionError, naming the rule `where` it occurs."""
    statements = [line for line in text.splitlines() if line.strip()]
    return tuple(equation for line in statements for equation in _parsed(line, edition, where))


def _parsed(text: str, edition: Edition, where: str) -> Iterator[Equation]:
    parts = _RELATION.split(text)
    if len(parts) != 3:
        raise _error(edition, where, f"needs one of = <= >= in {text.strip()!r}")
    left, right = (_terms(side, edition, where) for side in (parts[0], parts[2]))
    for code in _substitutions(left + right, edition, where):
        sides = [tuple(_put_in(term, code, edition, where) for term in s) for s in (left, right)]
        yield Equation(sides[0], parts[1], sides[1])


def _terms(text: str, edition: Edition, where: str) -> tuple[Term, ...]:
    terms: list[Term] = []
    place = 0
    while match := _TERM.match(text, place):
        if terms and not match["sign"]:
            break
        place = match.end()
        sign = -1 if match["sign"] == "-" else 1
        terms.append(
            Term(match["cell"] or "", int(match["number"] or 0), sign, bool(match["previous"]))
        )
    if not terms or place != len(text):
        raise _error(edition, where, f"cannot be read from {text[place:].strip()!r} on")
    return tuple(terms)


def _substitutions(terms: tuple[Term, ...], edition: Edition, where: str) -> list[str]:
    """Return what `*` stands for in turn: the codes matching the first term that contains it."""
    starred = [term.cell for term in terms if "*" in term.cell]
    if not starred:
        return [""]
    if any(cell.count("*") > 1 for cell in starred):
        raise _error(edition, where, "may hold one * in a term")
    pattern = re.compile(re.escape(starred[0]).replace(r"\*", r"(\w+)"))
    codes = [match[1] for cell in edition.cells if (match := pattern.fullmatch(cell))]
    if not codes:
        raise _error(edition, where, f"names no cell with {starred[0]!r}")
    return codes


def _put_in(term: Term, code: str, edition: Edition, where: str) -> Term:
    cell = term.cell.replace("*", code)
    if cell and cell not in edition.cells:
        raise _error(edition, where, f"names the unknown cell {cell!r}")
    return Term(cell, term.number, term.sign, term.previous)


def _error(edition: Edition, where: str, problem: str) -> EditionError:
    return EditionError(f"{edition.id}.toml", where, problem)


# The statements of an edition ----------------------------------------------------------------


@cache
def equations_by_rule(edition: Edition) -> Mapping[str, tuple[Equation, ...]]:
    """The equations of each rule that has any. Raises EditionError at the first unreadable one."""
    found = {
        rule.id: _sum_equations(edition, rule.id)
        if rule.sums
        else parse_equation(rule.holds, edition, rule.id)
        for rule in edition.rules
        if rule.sums or rule.holds
    }
    for rule_id, equations in found.items():
        if not equations:
            raise _error(edition, rule_id, "tests the sums of no line")
    return found


def _sum_equations(edition: Edition, rule_id: str) -> tuple[Equation, ...]:
    """Return total = sum of parts, cell by cell, for the lines whose sums this rule checks."""
    found: list[Equation] = []
    for table in edition.tables:
        across = [line for line in table.columns if line.sum_of and line.rule == rule_id]
        down = [line for line in table.rows if line.sum_of and line.rule == rule_id]
        for total in across:
            patterns = [f"{table.code}.{row.code}.{{}}" for row in table.rows]
            found += [_total_equation(p, total.code, total.sum_of) for p in patterns]
        for total in down:
            patterns = [f"{table.code}.{{}}.{column.code}" for column in table.columns]
            found += [_total_equation(p, total.code, total.sum_of) for p in patterns]
    return tuple(found)


def _total_equation(pattern: str, total: str, parts: tuple[str, ...]) -> Equation:
    right = tuple(Term(pattern.format(part)) for part in parts)
    return Equation((Term(pattern.format(total)),), "=", right)


@cache
def totals(edition: Edition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Computed cells with their parts, each cell after those it adds up.

    Raises EditionError if a cell would add up itself.
    """
    parts = {cell.id: cell.parts for cell in edition.cells.values() if cell.computed}
    ordered: dict[str, tuple[str, ...]] = {}
    while len(ordered) < len(parts):
        ready = {c: p for c, p in parts.items() if all(i in ordered or i not in parts for i in p)}
        if len(ready) == len(ordered):
            raise _error(edition, next(iter(parts.keys() - ready)), "adds up itself")
        ordered = {**ordered, **ready}
    return tuple(ordered.items())


def with_totals(edition: Edition, figures: Figures) -> dict[str, Figure | None]:
    """All figures, with computed cells summed from their parts; None if all parts are blank."""
    result = dict(figures)
    for cell, parts in totals(edition):
        known = [value for part in parts if (value := result.get(part)) is not None]
        result[cell] = sum(known) if known else None
    return result


def without_partial_totals(edition: Edition, figures: Figures) -> dict[str, Figure | None]:
    """All figures, with a computed cell blank if any part is: a partial sum proves nothing."""
    result = dict(figures)
    for cell, parts in totals(edition):
        if any(result.get(part) is None for part in parts):
            result[cell] = None
    return result


@dataclass(frozen=True)
class CarryOver:
    """A cell carried over from last year's report, by this equation of this rule."""

    rule: str
    equation: Equation

    @property
    def key(self) -> str:
        """The key of the reason for a different figure: that of the rule's finding."""
        return reason_key(self.rule, self.equation.cells)


@cache
def carry_overs(edition: Edition) -> Mapping[str, CarryOver]:
    """The cells that prefilling rules determine, by id; computed cells are left to their parts."""
    rules = equations_by_rule(edition)
    return {
        equation.left[0].cell: CarryOver(rule.id, equation)
        for rule in edition.rules
        if rule.prefills
        for equation in rules[rule.id]
        if not edition.cells[equation.left[0].cell].computed
    }


def carried_over_figures(
    edition: Edition, previous: Content | None, figures: Figures | None = None
) -> dict[str, Figure | None]:
    """The figures that last year's report determines for this year's cells.

    None while a figure of this year that enters the calculation is blank; cells for which last
    year's report has no figures are left out.
    """
    found: dict[str, Figure | None] = {}
    for cell, carry in carry_overs(edition).items() if previous else ():
        last = previous.figures if previous else {}
        before = [term for term in carry.equation.right if term.previous]
        if all(term.value({}, last) is not None for term in before):
            found[cell] = carry.equation.right_value(figures or {}, last)
    return found
