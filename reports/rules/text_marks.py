"""What a text is marked with while somebody writes it: its numbers against the tables, live
figures, and what the rules found in it. Pure.

Positions are counted in characters, in the text as it reads; `LiveText.in_source` maps them to the
text as written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice, pairwise

from reports.form.content import Content, Figure, Finding
from reports.form.edition import Edition
from reports.form.live_figures import GAPS, LiveFigure, LiveText, figure_of
from reports.form.numbers import format_figure
from reports.rules.mentions.matching import YUAN_PER_UNIT, Match, compared
from reports.rules.mentions.spelling import clause_after, clause_before, plain
from reports.rules.mentions.targets import IN_YUAN
from reports.rules.privacy import Signs, masked, no_personal_data, places, signs

BEFORE, AFTER = 24, 10  # characters shown around a number
MOST_MARKS = 300  # in one text; whoever has more to mend sees the next ones once these are gone
_UNIT = re.compile(r"[^\W\d零一二两三四五六七八九十百千万亿余多几来]+$")


@dataclass(frozen=True)
class MarkedNumber:
    """A number in the text, or words that say there was none, with the cells it repeats."""

    start: int
    end: int
    text: str
    plain: str  # the same as the rules read it, see `plain`
    match: Match
    live: bool  # already a live figure of these cells
    figure: LiveFigure | None  # the live figure that could replace it

    @property
    def state(self) -> str:
        return {True: "agrees", False: "differs", None: "open"}[self.match.agrees]

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        length = len(clause_before(self.plain, self.start)[-BEFORE:])
        return self.text[self.start - length : self.start].lstrip()

    @property
    def after(self) -> str:
        length = len(clause_after(self.plain, self.end)[:AFTER])
        return self.text[self.end : self.end + length].rstrip()

    @property
    def expected(self) -> str:
        """The table's figure, in the unit of the table."""
        return format_figure(self.match.expected)

    @property
    def corrected(self) -> str:
        """The words that would agree with the table; "" if nothing can replace the number."""
        if self.match.agrees is not False or self.match.reading.denial:
            return ""
        expected: Figure = self.match.expected or 0
        if self._in_yuan and "万" not in self.words:
            expected = Decimal(expected) * YUAN_PER_UNIT
        return f"{format_figure(expected)}{self._unit}"

    @property
    def made_live(self) -> str:
        """The words that would follow the table; "" if the number already does."""
        if self.live or self.figure is None or self.match.reading.denial:
            return ""
        return f"{self.figure.written}{'万元' if self._in_yuan else self._unit}"

    @property
    def _in_yuan(self) -> bool:
        return self.match.reading.target.units == IN_YUAN

    @property
    def _unit(self) -> str:
        if self._in_yuan:
            return "万元" if "万" in self.words else "元"
        found = _UNIT.search(self.words)
        return found.group() if found else ""


@dataclass(frozen=True)
class Mark:
    """A stretch of the text to underline or tint."""

    start: int
    end: int
    kind: str  # agrees, differs, open; live, gap; error, warning, info
    number: int | None = None  # index in the list of numbers
    value: str = ""  # of a live figure


@dataclass(frozen=True)
class MarkedText:
    """A text with its first MOST_MARKS marks, in the order of the text."""

    live: LiveText
    numbers: tuple[MarkedNumber, ...]
    marks: tuple[Mark, ...]
    left_out: int = 0  # further marks, which are not drawn

    @cached_property
    def segments(self) -> tuple[tuple[str, tuple[Mark, ...]], ...]:
        """The text as it reads, cut wherever a mark begins or ends."""
        text = self.live.text
        places = {0, len(text)} | {p for mark in self.marks for p in (mark.start, mark.end)}
        begins = defaultdict[int, list[Mark]](list)
        for mark in self.marks:
            begins[mark.start].append(mark)
        found, open_ = [], list[Mark]()
        for a, b in pairwise(sorted(places)):
            open_ = [mark for mark in open_ if mark.end > a] + begins[a]
            found.append((text[a:b], tuple(open_)))
        return tuple(found)


def marked(
    edition: Edition, content: Content, code: str, live: LiveText, findings: Sequence[Finding]
) -> MarkedText:
    """Mark a text; `content` must have no partial sums, and `live` is its text of this section."""
    every = marked_numbers(edition, content, code, live)
    numbers = every[:MOST_MARKS]
    marks = [
        *_of_live_figures(live),
        *(Mark(n.start, n.end, n.state, i) for i, n in enumerate(numbers)),
    ]
    marks += _gaps(live.text, marks)
    text = live.text
    for severity, known in _personal_data(edition, code):
        marks += [Mark(a, b, severity) for _, a, b in places(text, content.year, known)]
        text = masked(text, content.year, known)  # as the rules saw it
    marks += _quoted(text, [f for f in findings if f.section == code], marks)
    marks.sort(key=lambda mark: (mark.start, mark.end))
    left_out = max(0, len(marks) - MOST_MARKS) + len(every) - len(numbers)
    return MarkedText(live, numbers, tuple(marks[:MOST_MARKS]), left_out)


def marked_numbers(
    edition: Edition, content: Content, code: str, live: LiveText
) -> tuple[MarkedNumber, ...]:
    """Return the numbers alone; `content` and `live` as in `marked`."""
    found = [m for m in compared(edition, content) if m.section == code]
    return tuple(_number(edition, match, live) for match in found)


def _number(edition: Edition, match: Match, live: LiveText) -> MarkedNumber:
    start, end = match.reading.start, match.reading.end
    figure = figure_of(edition, match.cells)
    here = live.inserts_at(start, end)
    follows = any(i.figure and set(i.figure.cells) == set(match.cells) for i in here)
    return MarkedNumber(start, end, live.text, plain(live.text), match, follows, figure)


def _of_live_figures(live: LiveText) -> Iterator[Mark]:
    for start, end, insert in live.placed:
        known = insert.value is not None
        yield Mark(start, end, "live" if known else "gap", value=insert.words)


def _gaps(text: str, taken: Sequence[Mark]) -> Iterator[Mark]:
    covered = _covered(text, taken)
    for match in GAPS.finditer(text):
        if not any(covered[match.start() : match.end()]):
            yield Mark(*match.span(), "gap")


def _personal_data(edition: Edition, code: str) -> Iterator[tuple[str, Signs]]:
    for rule in edition.rules:
        options = rule.options or {}
        if rule.check == no_personal_data.__name__ and code in options["sections"]:
            yield rule.severity, signs(options)


def _quoted(text: str, findings: Sequence[Finding], taken: Sequence[Mark]) -> Iterator[Mark]:
    """Yield marks for words that findings quote, except whole texts and numbers already marked.

    Words that several findings quote are searched once and marked with the first one's severity.
    """
    covered = _covered(text, [mark for mark in taken if mark.kind in ("differs", "gap", "error")])
    quotes: dict[str, str] = {}
    for finding in findings:
        if finding.quote and finding.quote.strip() != text.strip():
            quotes.setdefault(finding.quote, finding.severity)
    for quote, severity in islice(quotes.items(), MOST_MARKS + 1):
        for match in islice(re.finditer(re.escape(quote), text), MOST_MARKS + 1):
            if not any(covered[match.start() : match.end()]):
                yield Mark(*match.span(), severity)


def _covered(text: str, marks: Sequence[Mark]) -> bytearray:
    """Return a flag for each character that a mark covers, so that asking whether a stretch is
    taken costs its length, however many marks there are."""
    covered = bytearray(len(text))
    for mark in marks:
        covered[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
    return covered
