"""A text in one spelling, cut behind its sentences: what is read once for each of them is not read
again where the same words stand once more, nor at the next save, when one of them has changed.

A list may go on across a full stop (。其中，), so no cut is made there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reports.rules.mentions.extraction import mentions

MOST_NUMBERS, LONGEST = 300, 4_000  # numbers and characters of a piece that are read
KEPT = 2048  # pieces whose reading is remembered
_PIECE = re.compile(r"(?P<words>[^。\n]*(?:。(?=其中)[^。\n]*)*)(?P<ends>(?:\n|。(?!其中))*)")


class TextPiece(NamedTuple):
    start: int
    text: str
    before: str  # the mark that ended the piece before it


def pieces(text: str) -> Iterator[TextPiece]:
    start, before = 0, "\n"
    while start < len(text):
        match = _PIECE.match(text, start)
        assert match is not None and match.end() > start
        yield TextPiece(start, match.group(), before)
        kept = "" if match["words"] else before
        start, before = match.end(), "\n" if "\n" in match["ends"] + kept else "。"


def as_far_as_read(text: str) -> str:
    """Return as much of a piece as is read; nobody writes a longer sentence."""
    if len(text) <= MOST_NUMBERS:
        return text
    numbers = mentions(text)
    end = numbers[MOST_NUMBERS].start if len(numbers) > MOST_NUMBERS else len(text)
    inside = next((m for m in numbers if m.start < LONGEST < m.end), None)
    return text[: min(end, inside.start if inside else LONGEST)]
