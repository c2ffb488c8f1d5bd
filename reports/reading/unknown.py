"""Cells of a file that hold no figure although something stands there, or should: not blank."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from reports.form.content import Content
from reports.form.numbers import Fault
from reports.reading.doubts import FAULTS, Doubt

# Entries that were read for certain, and are wrong in themselves: as if they had been typed.
_AS_TYPED = tuple(
    FAULTS[fault]
    for fault in (Fault.PLACEHOLDER, Fault.NEGATIVE, Fault.NOT_WHOLE, Fault.TOO_PRECISE)
)


def with_unknown_cells(
    content: Content, doubts: Iterable[Doubt], stood: Collection[str] = ()
) -> Content:
    """Return the content with its doubted cells that have no figure: what was read for certain but
    is none as `unreadable`, the rest as `unread`, each with what was found there. A cell that
    `stood` in the file with nothing in it is blank, whatever is doubtful about its row."""
    found = {
        doubt.cell: doubt
        for doubt in doubts
        if doubt.cell in content.figures
        and content.figures[doubt.cell] is None
        and (doubt.found.strip() or doubt.cell not in stood)
    }
    typed = {cell: doubt.found for cell, doubt in found.items() if doubt.reason in _AS_TYPED}
    unread = {cell: doubt.found for cell, doubt in found.items() if cell not in typed}
    return replace(content, unreadable=typed, unread=unread)
