"""What a check looks at, what it finds, and how both are put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reports.form.content import Content, Figure, Figures, RuleContext, Severity, Waiver
from reports.form.edition import Cell, Edition, RuleEntry, Section
from reports.form.equations import Equation, Term
from reports.form.numbers import format_figure

MANY_TERMS = 3  # with more, messages leave out terms of 0
MANY_NAMES = 8  # with more, only the first and the number are given
MAX_QUOTED = 40
NO_CONTEXT = RuleContext()
BLANK = "—"


@dataclass(frozen=True)
class Checked:
    """The report being checked, with last year's if known.

    Personal data in its content are masked, so that no rule can quote them, but not in `written`.
    """

    edition: Edition
    content: Content
    written: Content
    previous: Content | None = None
    submitting: bool = False
    around: RuleContext = NO_CONTEXT
    memory: dict[str, Any] = field(default_factory=dict, compare=False)  # what several rules ask

    @cached_property
    def figures(self) -> Figures:
        return self.content.figures

    @cached_property
    def last_figures(self) -> Figures:
        return self.previous.figures if self.previous else {}

    @cached_property
    def circumstances(self) -> tuple[str, ...]:
        """What may change a rule's severity; see `severities` in the edition file."""
        unapproved = self.previous is not None and not self.previous.approved
        return ("submitting",) * self.submitting + ("unapproved",) * unapproved

    def text(self, section: str) -> str:
        return self.content.texts.get(section, "")

    def waiver_of(self, rule: RuleEntry) -> Waiver | None:
        """Return the bureau's waiver of a rule for this report, if the rule can be waived."""
        return self.around.waived.get(rule.id) if rule.waivable else None

    def sections(self, options: Mapping[str, Any]) -> Iterator[Section]:
        """Yield the sections a rule covers."""
        return map(self.edition.text_section, options["sections"])


@dataclass(frozen=True)
class Violation:
    """One place where a rule is broken; `values` fill the rule's message."""

    values: Mapping[str, object] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    section: str = ""
    variant: str = ""  # which message, if the rule has several
    left: Figure | None = None
    right: Figure | None = None
    quote: str = ""
    blank: bool = False  # about something not filled in yet
    severity: Severity | None = None  # overrides the rule's
    offer: str = ""  # what a press may write into its cell instead

    @property
    def difference(self) -> Figure:
        return (self.left or 0) - (self.right or 0)


Check = Callable[[Checked, Mapping[str, Any]], Iterable[Violation]]


def broken(equation: Equation, checked: Checked) -> Violation | None:
    """Return a violation if the equation does not hold; blanks are left to another rule."""
    sides = equation.sides(checked.figures, checked.last_figures)
    if sides is None or equation.holds_for(*sides):
        return None
    cells = [checked.edition.cells[term.cell] for term in equation.terms if term.cell]
    where, name = _naming(cells)
    left, right = sides
    values = {
        "where": where,
        "left": _in_words(equation.left, left, checked, name),
        "right": _in_words(equation.right, right, checked, name),
        "difference": format_figure(max(left, right) - min(left, right)),
    }
    return Violation(values, equation.cells, left=left, right=right)


def right_side(equation: Equation, checked: Checked) -> str:
    """Return the right side in words, with the figures known so far."""
    cells = [checked.edition.cells[term.cell] for term in equation.terms if term.cell]
    _where, name = _naming(cells)
    total = equation.right_value(checked.figures, checked.last_figures)
    return _in_words(equation.right, total, checked, name)


def in_words(equation: Equation, edition: Edition) -> str:
    """Return the equation in words, without figures; long sums are abbreviated."""
    cells = [edition.cells[term.cell] for term in equation.terms if term.cell]
    _where, name = _naming(cells)

    def side(terms: tuple[Term, ...]) -> str:
        names = [_term_name(term, edition, name) for term in terms]
        if len(names) > MANY_NAMES:
            return f"{listed((n.removeprefix('+') for n in names), MANY_TERMS)}{len(names)}项之和"
        return " ".join(f"{n[0]} {n[1:]}" for n in names).removeprefix("+ ")

    return f"{side(equation.left)} {equation.relation} {side(equation.right)}"


def _term_name(term: Term, edition: Edition, name: Callable[[Cell], str]) -> str:
    sign = "-" if term.sign < 0 else "+"
    if not term.cell:
        return f"{sign}{term.number}"
    return f"{sign}{'上年' if term.previous else ''}{name(edition.cells[term.cell])}"


def _naming(cells: list[Cell]) -> tuple[str, Callable[[Cell], str]]:
    """Return what all cells have in common, and a function that names each within it."""
    if len({(cell.table.code, cell.row.code) for cell in cells}) == 1:
        return cells[0].row.name, lambda cell: cell.column.name
    if len({(cell.table.code, cell.column.code) for cell in cells}) == 1:
        return cells[0].column.name, lambda cell: cell.row.name
    return cells[0].name, lambda cell: cell.name


def _in_words(
    terms: tuple[Term, ...], total: Figure | None, checked: Checked, name: Callable[[Cell], str]
) -> str:
    """Return `本年新收 12 + 上年结转 3 = 15`; terms from last year carry their year."""
    values = [term.value(checked.figures, checked.last_figures) for term in terms]
    shown = [
        (term, _term_in_words(term, value, checked, name))
        for term, value in zip(terms, values, strict=True)
        if value or len(terms) <= MANY_TERMS
    ]
    text = "".join(f" {'-' if term.sign < 0 else '+'} {words}" for term, words in shown)
    text = text.removeprefix(" + ") or "0"
    return f"{text} = {format_figure(total)}" if len(shown) > 1 and total is not None else text


def _term_in_words(
    term: Term, value: Figure | None, checked: Checked, name: Callable[[Cell], str]
) -> str:
    if not term.cell:
        return str(term.number)
    year = f"{checked.content.year - 1}年" if term.previous else ""
    written = format_figure(value) or BLANK
    return f"{year}{name(checked.edition.cells[term.cell])} {written}"


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return the first names, followed by 等 if there are more. Statutory labels stay Chinese."""
    every = list(names)
    return "、".join(every[:most]) + ("等" if len(every) > most else "")


def shortened(text: str) -> str:
    """Shorten words quoted from a report to fit a message."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED - 1]}…"
