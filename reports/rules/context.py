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

MANY_TERMS = 3  # where there are more, those of 0 are left out of a message
MANY_NAMES = 8  # where there are more, a statement names the first and their number
MAX_QUOTED = 40
NO_CONTEXT = RuleContext()
BLANK = "—"


@dataclass(frozen=True)
class Checked:
    """One report to be checked, with that of the year before where it is known.

    Personal data are masked in its content, so that no rule can quote them; `written` has them.
    """

    edition: Edition
    content: Content
    written: Content
    previous: Content | None = None
    submitting: bool = False
    around: RuleContext = NO_CONTEXT

    @cached_property
    def figures(self) -> Figures:
        return self.content.figures

    @cached_property
    def last_figures(self) -> Figures:
        return self.previous.figures if self.previous else {}

    @cached_property
    def circumstances(self) -> tuple[str, ...]:
        """Those that may change the severity of a rule, see `severities` in the edition file."""
        unapproved = self.previous is not None and not self.previous.approved
        return ("submitting",) * self.submitting + ("unapproved",) * unapproved

    def text(self, section: str) -> str:
        return self.content.texts.get(section, "")

    def waiver_of(self, rule: RuleEntry) -> Waiver | None:
        """The bureau's word that the rule need not hold here, where it has that to say."""
        return self.around.waived.get(rule.id) if rule.waivable else None

    def sections(self, options: Mapping[str, Any]) -> Iterator[Section]:
        """The sections a rule is about."""
        return (self.edition.by_code[code] for code in options["sections"])


@dataclass(frozen=True)
class Violation:
    """One place where a rule is broken; `values` go into the rule's message."""

    values: Mapping[str, object] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    section: str = ""
    variant: str = ""  # which of the rule's messages, where it has several
    left: Figure | None = None
    right: Figure | None = None
    quote: str = ""
    blank: bool = False  # it is about what is not filled in yet
    severity: Severity | None = None  # where not the rule decides it


Check = Callable[[Checked, Mapping[str, Any]], Iterable[Violation]]


def broken(equation: Equation, checked: Checked) -> Violation | None:
    """What there is to say where the equation does not hold; blanks are another rule's matter."""
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
    """What stands on the right in words, with the figures known so far."""
    cells = [checked.edition.cells[term.cell] for term in equation.terms if term.cell]
    _where, name = _naming(cells)
    total = equation.right_value(checked.figures, checked.last_figures)
    return _in_words(equation.right, total, checked, name)


def in_words(equation: Equation, edition: Edition) -> str:
    """The statement itself, without figures; long sums are cut short."""
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
    """What all cells have in common, and what each is called beside that."""
    if len({(cell.table.code, cell.row.code) for cell in cells}) == 1:
        return cells[0].row.name, lambda cell: cell.column.name
    if len({(cell.table.code, cell.column.code) for cell in cells}) == 1:
        return cells[0].column.name, lambda cell: cell.row.name
    return cells[0].name, lambda cell: cell.name


def _in_words(
    terms: tuple[Term, ...], total: Figure | None, checked: Checked, name: Callable[[Cell], str]
) -> str:
    """`本年新收 12 + 上年结转 3 = 15`; a term of last year carries its year."""
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
    """The first names; 等 where there are more. Statutory labels stay Chinese everywhere."""
    every = list(names)
    return "、".join(every[:most]) + ("等" if len(every) > most else "")


def shortened(text: str) -> str:
    """Words found in a report, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED - 1]}…"
