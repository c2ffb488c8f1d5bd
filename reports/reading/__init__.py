"""Reads a published report into a Reading: its figures, its texts and what is doubtful about them.

A format module (text.py, html.py, docx.py, xlsx.py, pdf/) yields plain blocks; all after that is
shared by the formats. Our own JSON (json.py) is labelled already. Files from outside are read in a
child process (child.py). Called by intake, records, the command line. Pure: never here Django, the
database, or a guess that is not marked as doubtful.
"""

from reports.reading.child import read_in_child
from reports.reading.doubts import Doubt, Unreadable
from reports.reading.files import read_file
from reports.reading.report import Reading, read_blocks
from reports.reading.text import decode, read_text

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
