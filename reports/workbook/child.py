"""Reads a workbook in a process of its own, as every file from outside is read."""

from __future__ import annotations

from reports.reading.child import run_child
from reports.workbook.packed import unpack
from reports.workbook.reading import Filled


def read_in_child(content: bytes) -> Filled:
    """Raises Unreadable."""
    return unpack(run_child("reports.workbook", content))
