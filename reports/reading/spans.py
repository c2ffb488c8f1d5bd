"""Turns table cells that span columns and rows into RawRow blocks with every cell once.

A cell that is covered by one above or beside it is left out; every other keeps its column, from
which `tables/geometry.py` tells whether one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from reports.reading.blocks import Block, RawParagraph, RawRow
from reports.reading.doubts import TOO_WIDE, Unreadable
from reports.reading.labels import is_figure
from reports.reading.origins import Origin

MAX_COLUMNS = 250
MAX_ROWS = 2000


@dataclass(frozen=True)
class RawCell:
    text: str
    column: int
    span: int = 1
    blocks: tuple[Block, ...] = ()  # for a cell that contains whole tables

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


Placing = Callable[[int, int, RawCell], Origin]  # (line, cell in it), from 0 -> origin


@dataclass
class RawLine:
    """One row: its own cells, and its width with what cells from above cover."""

    cells: list[RawCell] = field(default_factory=list)
    width: int = 0

    def add(self, text: str, span: int, blocks: tuple[Block, ...] = ()) -> RawCell:
        cell = RawCell(text, self.width, span, blocks)
        self.cells.append(cell)
        self.advance(span)
        return cell

    def advance(self, span: int) -> None:
        self.width += span
        if self.width > MAX_COLUMNS:
            raise Unreadable(TOO_WIDE)


def cell_text(lines: Iterable[str]) -> str:
    """Join the lines of one cell; two figures below each other must not become one."""
    filled = [line.strip() for line in lines if line.strip()]
    if sum(map(is_figure, filled)) > 1:
        return " | ".join(filled)
    return "\n".join(filled)


def flat(blocks: Iterable[Block]) -> list[str]:
    """Return the lines of the blocks that make up one cell."""
    lines: list[str] = []
    for block in blocks:
        texts = block.cells if isinstance(block, RawRow) else (block.text,)
        lines.extend(line for text in texts for line in text.split("\n"))
    return lines


def cell_content(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """Return a cell's text; if it holds more than one cell would, "" and the blocks themselves."""
    rows = [block for block in blocks if isinstance(block, RawRow)]
    if len(rows) > 1 or any(len(row.cells) > 1 for row in rows):
        return "", tuple(blocks)
    return cell_text(flat(blocks)), ()


def in_table(number: int) -> Placing:
    """Return a function giving a cell's origin: table number, row, and cell in the row."""
    return lambda line, at, _cell: Origin("table", (number, line + 1, at + 1))


def table_blocks(lines: Sequence[RawLine], placing: Placing) -> list[Block]:
    """Return a table's lines as blocks, with origins and columns, without what is blank right of
    all that is written. Raises Unreadable if there are too many."""
    if len(lines) > MAX_ROWS:
        raise Unreadable(TOO_WIDE)
    filled = (cell.column for line in lines for cell in line.cells if not cell.is_blank)
    last = max(filled, default=-1)
    return [
        block
        for y, line in enumerate(lines)
        for block in _line_blocks(line, last, partial(placing, y))
    ]


def _line_blocks(
    line: RawLine, last: int, placing: Callable[[int, RawCell], Origin]
) -> list[Block]:
    placed = [(cell, placing(at, cell)) for at, cell in enumerate(line.cells)]
    if any(cell.blocks for cell in line.cells):  # a table used only for layout
        return [block for cell, at in placed for block in cell.blocks or _paragraph(cell, at)]
    kept = [(cell.text, at, cell.column) for cell, at in placed if cell.column <= last]
    return [RawRow(*zip(*kept, strict=True))] if kept else []


def _paragraph(cell: RawCell, origin: Origin) -> list[Block]:
    return [] if cell.is_blank else [RawParagraph(cell.text, origin)]
