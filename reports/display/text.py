"""A text with its marks, as pages show it and as the script beside it receives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from reports.display.links import Link
from reports.drafts.merging import text_mark
from reports.drafts.text_corrections import number_key
from reports.form.content import Content, Finding
from reports.form.edition import Edition
from reports.form.equations import without_partial_totals
from reports.form.live_figures import live_figures, read_live
from reports.form.numbers import format_figure
from reports.language import in_readers_language
from reports.rules.mentions.matching import unbound
from reports.rules.mentions.spelling import clause_before
from reports.rules.mentions.targets import TARGETS
from reports.rules.text_marks import BEFORE, MOST_MARKS, MarkedNumber, MarkedText, marked


@dataclass(frozen=True)
class ShownNumber:
    """A number in the list beside the text; `key` identifies its position for a correction."""

    index: int
    number: MarkedNumber
    cell: Link
    unit: str
    key: str


@dataclass(frozen=True)
class UncheckedNumber:
    """A number that was not compared with the tables, in its clause, with the reason."""

    before: str
    words: str
    reason: str


@dataclass(frozen=True)
class ShownText:
    found: MarkedText
    mark: str  # digest of the text the positions refer to
    numbers: Sequence[ShownNumber]
    unchecked: Sequence[UncheckedNumber] = ()

    def of_state(self, state: str) -> list[ShownNumber]:
        return [shown for shown in self.numbers if shown.number.state == state]

    @property
    def differing(self) -> list[ShownNumber]:
        return self.of_state("differs")

    @property
    def agreeing(self) -> list[ShownNumber]:
        return self.of_state("agrees")

    @property
    def unfilled(self) -> list[ShownNumber]:
        return self.of_state("open")

    @property
    def has_live_figures(self) -> bool:
        return bool(self.found.live.inserts)

    @property
    def segments(self) -> list[tuple[str, str]]:
        """The words with the CSS classes of their marks."""
        return [
            (words, " ".join(f"mark-{mark.kind}" for mark in marks))
            for words, marks in self.found.segments
        ]

    def for_script(self) -> dict[str, Any]:
        """Marks positioned in the text as written, counting UTF-16 units as scripts do."""
        live = self.found.live
        marks = []
        for mark in self.found.marks:
            start, end = (in_script(live.source, p) for p in live.in_source(mark.start, mark.end))
            marks.append({"start": start, "end": end, "kind": mark.kind, "value": mark.value})
            if mark.number is not None:
                marks[-1]["number"] = mark.number
        return {"source": live.source, "marks": marks}


def in_script(text: str, place: int) -> int:
    return len(text[:place].encode("utf-16-le")) // 2


def shown_text(
    edition: Edition,
    content: Content,
    code: str,
    source: str,
    findings: Sequence[Finding],
    link: Callable[[str, str], str],
) -> ShownText:
    """Return the text to show; `source` is as written, `content` has it as it reads."""
    known = without_partial_totals(edition, content.figures)
    live = read_live(source, edition, known)
    found = marked(edition, replace(content, figures=known), code, live, findings)
    mark = text_mark(source)
    numbers = [
        _shown(edition, i, number, found, mark, link) for i, number in enumerate(found.numbers)
    ]
    return ShownText(found, mark, numbers, _unchecked(edition, content, code))


def _unchecked(edition: Edition, content: Content, code: str) -> list[UncheckedNumber]:
    text = content.texts.get(code, "")
    return [
        UncheckedNumber(
            clause_before(text, number.start)[-BEFORE:].lstrip(),
            text[number.start : number.end],
            in_readers_language(number.reason),
        )
        for number in unbound(edition, content, code)[:MOST_MARKS]
    ]


def _shown(
    edition: Edition,
    index: int,
    number: MarkedNumber,
    found: MarkedText,
    mark: str,
    link: Callable[[str, str], str],
) -> ShownNumber:
    first = edition.cells[number.match.cells[0]]
    name = number.figure.name if number.figure else first.name
    url = link(edition.section_of(first.id).code, first.id)
    key = number_key(number, found.live, mark)
    return ShownNumber(index, number, Link(name, url), first.unit, key)


# The figures that can be inserted -------------------------------------------------------------


def options(edition: Edition, content: Content, usual: str) -> SafeString:
    """Return a list of live figures by section, preceded, under the heading `usual`, by those that
    texts mostly mention. In plain Python, as a template took 40 ms for the 300."""
    known = without_partial_totals(edition, content.figures)
    values = {name: format_figure(f.value(known)) for name, f in live_figures(edition).items()}
    groups = [
        f'<optgroup label="{escape(heading or usual)}">'
        + "".join(_option(name, opening, values[name]) for name, opening in openings)
        + "</optgroup>"
        for heading, openings in _openings(edition)
    ]
    return mark_safe("".join(groups))  # every name was escaped, and values are figures


def _option(name: str, opening: str, value: str) -> str:
    shown = f" = {value}" if value else ""
    return f'{opening} data-value="{value}">{escape(name)}{shown}</option>'


@cache
def _openings(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return groups of names, each with the start of its option up to the value."""
    figures = list(live_figures(edition).values())
    spoken = {
        frozenset(target.in_edition(edition)) for target in TARGETS if target.in_edition(edition)
    }
    usual = [figure for figure in figures if frozenset(figure.cells) in spoken]
    parts = [(s.title, [f for f in figures if f.section == s.code]) for s in edition.sections]
    return [
        (heading, [(f.name, f'<option value="{escape(f.name)}"') for f in group])
        for heading, group in [("", usual), *parts]
        if group
    ]
