"""What is shown about a single cell: earlier years, notes, and the rules about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from reports.analysis.shares import in_percent
from reports.analysis.trends import YearFigure, trends_of
from reports.entry.section_context import Note
from reports.form.content import Content, Words
from reports.form.edition import Cell, Edition
from reports.form.equations import equations_by_rule
from reports.form.numbers import format_figure
from reports.language import in_readers_language
from reports.rules.context import in_words


@dataclass(frozen=True)
class ShownYear:
    year: int
    figure: str
    change: str  # in words
    unusual: bool


def shown_years(edition: Edition, cell: Cell, contents: Sequence[Content]) -> list[ShownYear]:
    """Return a cell's years, this year first; the earliest has nothing to be compared with."""
    return [
        ShownYear(
            each.year,
            format_figure(each.figure, signed=cell.kind == "signed_count", grouped=True),
            _change_in_words(each),
            each.unusual,
        )
        for each in trends_of(edition, cell, contents)
    ]


def _change_in_words(each: YearFigure) -> str:
    if each.change is None:
        return ""
    if not each.change:
        return _("as the year before")
    by = each.change if each.change > 0 else -each.change
    words = _("%(by)s more") if each.change > 0 else _("%(by)s less")
    change = words % {"by": format_figure(by, grouped=True)}
    if each.percent is None:
        return change + _(", from 0")
    percent = in_percent(each.percent, signed=True)
    return _("%(change)s (%(percent)s)") % {"change": change, "percent": percent}


def notes_of(cell: Cell) -> list[Note]:
    """Return how to fill in the cell's row and column, with sources."""
    lines = (cell.row, cell.column)
    return [Note(line.label, line.note, line.source) for line in lines if line.note]


@dataclass(frozen=True)
class ShownRule:
    title: str
    statement: str
    source: str


def rules_of(edition: Edition, cell: Cell) -> list[ShownRule]:
    """Return the statements about the cell, in the reader's language."""
    return [
        ShownRule(in_readers_language(title), statement, source)
        for title, statement, source in _statements(edition).get(cell.id, ())
    ]


@cache
def _statements(edition: Edition) -> dict[str, list[tuple[Words, str, str]]]:
    found: dict[str, list[tuple[Words, str, str]]] = {}
    equations = equations_by_rule(edition)
    for rule in edition.rules:
        for equation in equations.get(rule.id, ()):
            told = (Words(rule.title), in_words(equation, edition), rule.source)
            for cell in dict.fromkeys(equation.cells):
                found.setdefault(cell, []).append(told)
    return found
