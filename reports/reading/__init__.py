"""Reads a published report into a Reading: its figures, its texts and what is doubtful about them.

A format module (text.py, html.py, docx.py, xlsx.py, pdf/) yields plain blocks; all after that is
shared by the formats. Our own JSON (json.py) is labelled already. Files from outside are read in a
child process (child.py). Called by intake, records, the command line. Pure: never here Django, the
database, or a guess that is not marked as doubtful.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reports.reading.child import read_in_child
from reports.reading.doubts import Doubt, Unreadable
from reports.reading.result import Reading

if TYPE_CHECKING:
    from reports.reading.files import read_file
    from reports.reading.report import read_blocks
    from reports.reading.text import decode, read_text

# What reads in the caller's own process is imported when it is asked for.
_READERS = {"decode": "text", "read_blocks": "report", "read_file": "files", "read_text": "text"}

__all__ = [
    "Doubt",
    "Reading",
    "Unreadable",
    "decode",
    "read_blocks",
    "read_file",
    "read_in_child",
    "read_text",
]


def __getattr__(name: str) -> Any:
    if name not in _READERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_READERS[name]}"), name)
