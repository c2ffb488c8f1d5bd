"""What every format is turned into: paragraphs and table rows, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """Running text, or a cell that a page put on a line of its own without any mark."""

    text: str


@dataclass(frozen=True)
class Row:
    """Cells known to be cells. A row that a page does not end may run on into the next one."""

    cells: tuple[str, ...]


Block = Paragraph | Row


@dataclass(frozen=True)
class Piece:
    """One paragraph or cell, with the number of the block it stands in."""

    text: str
    block: int
    in_row: bool


def pieces(blocks: Iterable[Block]) -> list[Piece]:
    found: list[Piece] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Row):
            found.extend(Piece(cell, number, True) for cell in block.cells)
        else:
            found.append(Piece(block.text, number, False))
    return found


def lines_of(found: Iterable[Piece]) -> list[str]:
    """The text without its layout: one line per paragraph, none blank."""
    lines = (line.strip() for piece in found for line in piece.text.split("\n"))
    return [line for line in lines if line]
