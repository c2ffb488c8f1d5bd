"""All five steps over a text: what its numbers and denials repeat, and what nobody knows.

A text is read piece by piece; what a piece says depends on its words and on what it inherits, and
is remembered by both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from reports.form.content import Words
from reports.form.edition import Edition
from reports.rules.mentions.extraction import mentions
from reports.rules.mentions.frames import Frame, clauses
from reports.rules.mentions.lexicon import raw, tokens
from reports.rules.mentions.lists import PERCENT, heads, listings_of
from reports.rules.mentions.piece_reader import PieceReader
from reports.rules.mentions.pieces import KEPT, as_far_as_read, pieces
from reports.rules.mentions.spelling import Spelling, spelled
from reports.rules.mentions.surroundings import TOO_LONG
from reports.rules.mentions.targets import Target

AHEAD = 12  # clauses of a sentence that are looked at before it is read


class Interpretation(NamedTuple):
    """A passage about a target, with its number as written."""

    target: Target
    start: int
    end: int
    value: Decimal
    step: Decimal = Decimal(1)
    denial: bool = False
    paragraph: int = 0  # the paragraphs of a text, counted


class Unbound(NamedTuple):
    """A number that repeats no figure as far as anybody can say, with the reason."""

    start: int
    end: int
    words: str
    reason: Words


class _Read(NamedTuple):
    """What one piece says, its places counted from its own beginning."""

    found: tuple[Interpretation, ...]
    unbound: tuple[tuple[int, int, str], ...]  # start, end, key of the reason
    shares: tuple[tuple[int, Target], ...]
    paragraphs: int
    frame: tuple[Any, ...]  # what the next piece inherits


@lru_cache(maxsize=KEPT)
def _read(text: str, before: str, frame: tuple[Any, ...], year: int, edition: Edition) -> _Read:
    """All five steps over a piece of a text in one spelling."""
    known = as_far_as_read(text)
    every = list(clauses(tokens(known, year, edition), before))
    reader = PieceReader(Frame(*frame), heads(listings_of(known)))
    for at, clause in enumerate(every):
        reader.read(clause, every[at + 1 : at + 1 + AHEAD])
    reader.settle()
    found = [reading for reading in _found(reader) if reading.target.in_edition(edition)]
    found.sort(key=lambda reading: (reading.start, reading.end))
    left = [(n.start, n.end, key) for n, key in reader.unbound.values()]
    if len(known) < len(text):
        rest = (m for m in mentions(text) if m.start >= len(known))
        left += [(m.start, m.end, TOO_LONG) for m in rest if m.unit not in PERCENT]
    inherited = tuple(vars(reader.frame).values())
    shares = tuple(reader.shares.items())
    return _Read(tuple(found), tuple(left), shares, reader.paragraph, inherited)


def _found(reader: PieceReader) -> Iterator[Interpretation]:
    for bound in reader.bound:
        mention = bound.number.number
        assert mention is not None
        yield Interpretation(bound.target, mention.start, mention.end, mention.value,
                             mention.step, paragraph=bound.paragraph)  # fmt: skip
    for target, start, end, paragraph in reader.denied:
        yield Interpretation(target, start, end, Decimal(0), denial=True, paragraph=paragraph)


@dataclass(frozen=True)
class Understood:
    found: tuple[Interpretation, ...]
    shares: Mapping[int, Target]  # by place in the one spelling: whose share a percentage is
    left: tuple[tuple[int, int, str], ...]  # by places in the one spelling
    spelling: Spelling

    @cached_property
    def unbound(self) -> tuple[Unbound, ...]:
        """The numbers that repeat nothing; only pages that list them ask."""
        text, span, reasons = self.spelling.text, self.spelling.span, raw()["reasons"]
        return tuple(
            Unbound(*span(start, end), text[start:end], Words(reasons[key]))
            for start, end, key in self.left
        )


@lru_cache(maxsize=256)
def understood(text: str, year: int, is_government: bool, edition: Edition) -> Understood:
    """What a text says about the tables, in text order. Cached, as several rules ask."""
    spelling = spelled(text)
    frame, paragraph = tuple(vars(Frame(is_government)).values()), 0
    found: list[Interpretation] = []
    left: list[tuple[int, int, str]] = []
    shares: dict[int, Target] = {}
    for start, words, before in pieces(spelling.text):
        read = _read(words, before, frame, year, edition)
        for one in read.found:
            span = spelling.span(start + one.start, start + one.end)
            found.append(Interpretation(one.target, *span, one.value, one.step, one.denial,
                                        paragraph + one.paragraph))  # fmt: skip
        left += [(start + first, start + last, key) for first, last, key in read.unbound]
        shares.update((start + at, target) for at, target in read.shares)
        frame, paragraph = read.frame, paragraph + read.paragraphs
    return Understood(tuple(found), shares, tuple(left), spelling)
