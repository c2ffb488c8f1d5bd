"""What every format is turned into: paragraphs and table rows, in document order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.reading.origins import Origin


@dataclass(frozen=True)
class RawParagraph:
    """Running text, or a cell that a page put on its own line without any marker."""

    text: str
    origin: Origin | None = None  # None means its number among the paragraphs


@dataclass(frozen=True)
class RawRow:
    """Cells known to be cells, each with its origin and its column in the table: by default they
    are counted from 0. A row without a marked end may run on."""

    cells: tuple[str, ...]
    origins: tuple[Origin, ...]
    columns: tuple[int, ...] = ()


Block = RawParagraph | RawRow


@dataclass(frozen=True)
class Piece:
    """One paragraph or cell, with the number of its block."""

    text: str
    block: int
    in_row: bool
    origin: Origin
    column: int = -1  # in its table


def pieces(blocks: Iterable[Block]) -> list[Piece]:
    found: list[Piece] = []
    paragraphs = 0  # non-empty ones, as a reader would count them
    for number, block in enumerate(blocks):
        if isinstance(block, RawRow):
            columns = block.columns or range(len(block.cells))
            cells = zip(block.cells, block.origins, columns, strict=True)
            found.extend(Piece(cell, number, True, at, column) for cell, at, column in cells)
        else:
            paragraphs += bool(block.text.strip())
            origin = block.origin or Origin("paragraph", (max(paragraphs, 1),))
            found.append(Piece(block.text, number, False, origin))
    return found


def lines_of(found: Iterable[Piece]) -> list[str]:
    """Return the text without layout: one line per paragraph, none blank."""
    return [line for line, _ in placed_lines(found)]


def placed_lines(found: Iterable[Piece]) -> list[tuple[str, Origin]]:
    return [
        (line.strip(), piece.origin)
        for piece in found
        for line in piece.text.split("\n")
        if line.strip()
    ]
