"""What a table's head says, in its order: columns, groups of columns, and words of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.form.edition import Table
from reports.reading.labels import Variants, bare, spellings
from reports.reading.tables.slots import RawSlot, Slots

SHORTEST_BEGINNING = 2  # characters of a label that a page has cut at its line break
LONGEST_PIECE = 2  # characters of a label that is written from top to bottom


@dataclass(frozen=True)
class HeadMark:
    """Where the head names a column (perhaps one of several), a group (no codes), or says a word
    that is none of the form's."""

    at: int
    codes: tuple[str, ...]
    slot: RawSlot
    is_word: bool = False


def marks_of(table: Table, own: Slots, text: str, variants: Variants) -> list[HeadMark]:
    """Return all that the head says, in its order."""
    labels = {s: c.code for c in table.columns for s in spellings(c.label, variants)}
    others = {bare(label) for label in (*groups_of(table), table.corner, table.caption) if label}
    known = sorted({*labels, *others}, key=len, reverse=True)
    ends, slot_at = _places_in_text(own)
    covered: set[int] = set()
    marks: list[HeadMark] = []
    for match in re.finditer("|".join(map(re.escape, known)), text):
        codes = (labels[match[0]],) if match[0] in labels else ()
        marks.append(HeadMark(match.start(), codes, slot_at[match.start()]))
        covered.update(range(*match.span()))
    loose = (end for end in ends if covered.isdisjoint(range(*end[:2])))
    marks += (mark for end in loose if (mark := _loose(end, labels, others)))
    return sorted(marks, key=lambda mark: mark.at)


def _places_in_text(own: Slots) -> tuple[list[tuple[int, int, RawSlot]], list[RawSlot]]:
    """Return where each slot begins and ends in the joined text, and the slot of each character."""
    ends: list[tuple[int, int, RawSlot]] = []
    slot_at: list[RawSlot] = []
    for slot in own:
        if slot.bare:
            ends.append((len(slot_at), len(slot_at) + len(slot.bare), slot))
        slot_at += [slot] * len(slot.bare)
    return ends, slot_at


def _loose(
    placed: tuple[int, int, RawSlot], labels: Mapping[str, str], others: set[str]
) -> HeadMark | None:
    """Return what a cell says that holds no whole label: the beginning of one, which a page may
    have cut at its line break, or another word. The rest of a label and notes say nothing."""
    at, _, slot = placed
    begun = (code for label, code in labels.items() if label.startswith(slot.bare))
    codes = tuple(dict.fromkeys(begun)) if len(slot.bare) >= SHORTEST_BEGINNING else ()
    if codes:
        return HeadMark(at, codes, slot)
    if slot.bare.startswith("(") or any(slot.bare in label for label in (*labels, *others)):
        return None
    return HeadMark(at, (), slot, is_word=True)


def groups_of(table: Table) -> set[str]:
    groups = {group for column in table.columns for group in column.path[:-1]}
    if table.rows_side_by_side:
        groups |= {label for row in table.rows for label in row.path}
    return groups


def are_letters_of(labels: Sequence[str], own: Slots) -> bool:
    """Whether the letters of all labels are there, one or two by one: in narrow columns, labels
    are written from top to bottom, and a text has them line by line."""
    pieces = Counter("".join(slot.bare for slot in own if len(slot.bare) <= LONGEST_PIECE))
    return not Counter("".join(map(bare, labels))) - pieces
