"""Reads a workbook in a separate process, like every uploaded file."""

from __future__ import annotations

from reports.reading.child import run_child
from reports.workbook.packed import unpack
from reports.workbook.reading import Filled


def read_in_child(content: bytes) -> Filled:
    """Read a workbook within limits of time and memory. Raises Unreadable."""
    return unpack(run_child("reports.workbook", content))
