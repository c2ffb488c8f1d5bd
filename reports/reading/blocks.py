"""What every format is turned into: paragraphs and table rows, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.reading.origins import Origin


@dataclass(frozen=True)
class RawParagraph:
    """Running text, or a cell that a page put on a line of its own without any mark."""

    text: str
    origin: Origin | None = None  # None: its number among the paragraphs


@dataclass(frozen=True)
class RawRow:
    """Cells known to be cells, each with where it stood. A row that a page does not end may run on
    into the next one."""

    cells: tuple[str, ...]
    origins: tuple[Origin, ...]


Block = RawParagraph | RawRow


@dataclass(frozen=True)
class Piece:
    """One paragraph or cell, with the number of the block it stands in."""

    text: str
    block: int
    in_row: bool
    origin: Origin


def pieces(blocks: Iterable[Block]) -> list[Piece]:
    found: list[Piece] = []
    paragraphs = 0  # those with something in them, as one counts them by eye
    for number, block in enumerate(blocks):
        if isinstance(block, RawRow):
            cells = zip(block.cells, block.origins, strict=True)
            found.extend(Piece(cell, number, True, origin) for cell, origin in cells)
        else:
            paragraphs += bool(block.text.strip())
            origin = block.origin or Origin("paragraph", (max(paragraphs, 1),))
            found.append(Piece(block.text, number, False, origin))
    return found


def lines_of(found: Iterable[Piece]) -> list[str]:
    """The text without its layout: one line per paragraph, none blank."""
    return [line for line, _ in placed_lines(found)]


def placed_lines(found: Iterable[Piece]) -> list[tuple[str, Origin]]:
    return [
        (line.strip(), piece.origin)
        for piece in found
        for line in piece.text.split("\n")
        if line.strip()
    ]
