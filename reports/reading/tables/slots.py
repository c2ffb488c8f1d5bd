"""Cells as read, prepared for comparison."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.reading.blocks import Piece
from reports.reading.labels import bare, is_figure
from reports.reading.origins import Origin

LONGEST_LABEL = 60
LONGEST_LINE = 200  # a label with its row's values
_MEANT_AS_FIGURE = re.compile(r"[约近超]?[\d.,/+~-]{1,20}[余多]?[件项条宗个%]?")


@dataclass(frozen=True)
class RawSlot:
    text: str
    block: int
    in_row: bool
    bare: str
    origin: Origin
    column: int = -1  # of its table, -1 where it is not known to be a cell

    @property
    def is_blank(self) -> bool:
        return not self.bare

    @cached_property
    def is_figure(self) -> bool:
        """Whether it holds a number, what was meant as one, or a mark in place of one."""
        return is_figure(self.text) or _MEANT_AS_FIGURE.fullmatch(self.bare) is not None


Slots = Sequence[RawSlot]


def slots(found: Iterable[Piece]) -> list[RawSlot]:
    """Return cells; paragraphs that are not sentences are split at their spaces."""
    return [
        RawSlot(text, piece.block, piece.in_row, bare(text), origin, piece.column)
        for piece in found
        for text, origin in _placed_parts(piece)
    ]


def _placed_parts(piece: Piece) -> list[tuple[str, Origin]]:
    """Return the parts with their origins; parts of one line are numbered."""
    parts = _parted(piece)
    if len(parts) == 1 or piece.origin.kind != "line":
        return [(text, piece.origin) for text in parts]
    line = piece.origin.numbers[:1]
    return [(text, Origin("line", (*line, at))) for at, text in enumerate(parts, 1)]


def _parted(piece: Piece) -> list[str]:
    text = piece.text.strip()
    if piece.in_row or "。" in text or len(text) > LONGEST_LINE:
        return [text]
    return text.split() or [""]
