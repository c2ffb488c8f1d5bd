"""Row labels in a stream of cells, and the values beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports.form.edition import Table
from reports.reading.blocks import Piece
from reports.reading.labels import Variants, bare, is_figure, numbered, spellings, without_number
from reports.reading.origins import Origin

PIECES_OF_A_LABEL = 6
LONGEST_LABEL = 60
LONGEST_LINE = 200  # a label with its row's values


@dataclass(frozen=True)
class RawSlot:
    """A cell as read, prepared for comparison."""

    text: str
    block: int
    in_row: bool
    bare: str
    origin: Origin

    @property
    def is_blank(self) -> bool:
        return not self.bare


@dataclass(frozen=True)
class Values:
    """The values beside a label. `closed` means the row is known to end where the values do."""

    cells: tuple[RawSlot, ...]
    closed: bool

    def fitted(self, width: int) -> tuple[RawSlot, ...] | None:
        """Return exactly `width` values, or None if they cannot be told apart.

        Blanks around them may belong to a label that spans several cells. At the end of an open
        row, a blank may begin the next row, and words may be a remark below the table.
        """
        if self.closed and len(self.cells) == width:
            return self.cells
        core = _without_blanks_around(self.cells)
        if not self.closed:
            core = _without_remarks(core)
        return core if len(core) == width else None


@dataclass(frozen=True)
class Labels:
    """All spellings of the labels of a table's rows and of their groups."""

    rows: dict[str, str]  # key -> row code
    groups: frozenset[str]
    beginnings: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Anchor:
    start: int
    end: int  # end of the label, where its values begin
    row: str  # "" for the label of a group


def slots(found: Iterable[Piece]) -> list[RawSlot]:
    """Return cells; paragraphs that are not sentences are split at their spaces."""
    return [
        RawSlot(text, piece.block, piece.in_row, bare(text), origin)
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


def labels_of(table: Table, variants: Variants) -> Labels:
    rows: dict[str, str] = {}
    for line in table.rows:
        for end in ("".join(line.path[start:]) for start in range(len(line.path))):
            rows.update(dict.fromkeys(spellings(end, variants), line.code))
    groups = {s for g in _groups(table) for s in spellings(g, variants)}
    heads = {s for line in table.columns for s in spellings(line.label, variants)}
    for label, code in list(rows.items()):
        if (plain := without_number(label)) not in groups | heads:
            rows.setdefault(plain, code)
    groups -= set(rows)
    every = groups | set(rows)
    return Labels(rows, frozenset(groups), frozenset(s[:n] for s in every for n in range(len(s))))


def _groups(table: Table) -> set[str]:
    return {group for line in table.rows for group in line.path[:-1]}


def anchors(found: Sequence[RawSlot], labels: Labels) -> list[Anchor]:
    """Return where labels are, including those split over several cells or lines."""
    result: list[Anchor] = []
    at = 0
    while at < len(found):
        anchor = _anchor(found, at, labels)
        if anchor:
            result.append(anchor)
        at = anchor.end if anchor else at + 1
    return result


def _anchor(found: Sequence[RawSlot], at: int, labels: Labels) -> Anchor | None:
    if is_figure(found[at].text):
        return None
    written = ""
    for end in range(at, min(at + PIECES_OF_A_LABEL, len(found))):
        if not found[end].bare:
            return None
        written += found[end].bare
        label = numbered(written)
        if label in labels.rows or label in labels.groups:
            return Anchor(at, end + 1, labels.rows.get(label, ""))
        if label not in labels.beginnings:
            return None
    return None


def values_beside(found: Sequence[RawSlot], anchor: Anchor, next_start: int) -> Values:
    """Return the rest of the label's row or, if that is empty, everything up to the next label."""
    label = found[anchor.end - 1]
    end = anchor.end
    while end < next_start and label.in_row and found[end].block == label.block:
        end += 1
    if end > anchor.end:
        ends_there = end == len(found) or found[end].block != label.block
        return Values(tuple(found[anchor.end : end]), ends_there)
    return Values(tuple(found[anchor.end : next_start]), False)


def _without_blanks_around(cells: tuple[RawSlot, ...]) -> tuple[RawSlot, ...]:
    filled = [at for at, cell in enumerate(cells) if cell.text.strip()]
    return cells[filled[0] : filled[-1] + 1] if filled else ()


def _without_remarks(cells: tuple[RawSlot, ...]) -> tuple[RawSlot, ...]:
    """Return the cells up to the last number, or mark in place of one."""
    filled = [at for at, cell in enumerate(cells) if is_figure(cell.text)]
    return cells[: filled[-1] + 1] if filled else ()
