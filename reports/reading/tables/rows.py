"""Row labels in a stream of cells, and the values beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.form.edition import Table
from reports.reading.labels import Variants, numbered, spellings, without_number
from reports.reading.tables.slots import RawSlot, Slots

PIECES_OF_A_LABEL = 6
_WITH_A_NOTE = re.compile(r"(?P<label>.{2,}?)\([^()]*\)")


@dataclass(frozen=True)
class Values:
    """What stands beside a label: first `own` cells on its own line or in its own row, then all up
    to the next label. `closed` means a row of a table that holds this label alone."""

    cells: tuple[RawSlot, ...]
    own: int
    closed: bool
    line: int  # the block in which the label ends

    @property
    def has_figures(self) -> bool:
        return any(slot.is_figure for slot in self.cells)


@dataclass(frozen=True)
class Labels:
    """All spellings of the labels of a table's rows and of their groups."""

    rows: dict[str, str]  # key -> row code
    groups: frozenset[str]
    beginnings: frozenset[str] = field(repr=False)

    def row_of(self, label: str) -> str | None:
        """Return the code of the row so called, "" for a group, None for anything else. A row's
        label may have a note in brackets behind it."""
        if label in self.rows or label in self.groups:
            return self.rows.get(label, "")
        noted = _WITH_A_NOTE.fullmatch(label)
        return self.rows.get(noted["label"]) if noted else None


@dataclass(frozen=True)
class Anchor:
    start: int
    end: int  # end of the label, where its values begin
    row: str  # "" for the label of a group


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


def anchors(found: Slots, labels: Labels) -> list[Anchor]:
    """Return where labels are, including those split over several cells or lines."""
    result: list[Anchor] = []
    at = 0
    while at < len(found):
        anchor = _anchor(found, at, labels)
        if anchor:
            result.append(anchor)
        at = anchor.end if anchor else at + 1
    return result


def _anchor(found: Slots, at: int, labels: Labels) -> Anchor | None:
    if found[at].is_figure:
        return None
    written = ""
    for end in range(at, min(at + PIECES_OF_A_LABEL, len(found))):
        if not found[end].bare:
            return None
        written += found[end].bare
        label = numbered(written)
        row = labels.row_of(label)
        if row is not None:
            return Anchor(at, end + 1, row)
        if label not in labels.beginnings:
            return None
    return None


def values_of_rows(zone: Slots, labels: Labels) -> tuple[dict[str, list[Values]], int]:
    """Return the values found beside each row's label, and where the first row begins."""
    found = anchors(zone, labels)
    nexts = [anchor.start for anchor in found][1:] + [len(zone)]
    alone = _blocks_of_one_row(zone, found)
    beside: dict[str, list[Values]] = {}
    starts: list[int] = []
    for anchor, next_start in zip(found, nexts, strict=False):
        values = _values_beside(zone, anchor, next_start, alone)
        if anchor.row and (values.cells or anchor.row not in beside):
            beside.setdefault(anchor.row, []).append(values)
            starts.append(anchor.start)
    return beside, min(starts, default=len(zone))


def _blocks_of_one_row(zone: Slots, found: list[Anchor]) -> Mapping[int, bool]:
    """Return the blocks that hold labels, and whether these are all of one row."""
    rows: dict[int, set[str]] = {}
    for anchor in found:
        rows.setdefault(zone[anchor.end - 1].block, set()).add(anchor.row)
    return {block: len(codes - {""}) == 1 for block, codes in rows.items()}


def _values_beside(
    found: Slots, anchor: Anchor, next_start: int, alone: Mapping[int, bool]
) -> Values:
    """Return the rest of the label's row or, if that is empty, everything up to the next label."""
    label = found[anchor.end - 1]
    end = anchor.end
    while end < next_start and found[end].block == label.block:
        end += 1
    own = end - anchor.end
    if own and label.in_row:
        ends_there = end == len(found) or found[end].block != label.block
        closed = ends_there and alone[label.block]
        return Values(tuple(found[anchor.end : end]), own, closed, label.block)
    return Values(tuple(found[anchor.end : next_start]), own, False, label.block)
