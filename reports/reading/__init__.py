"""A published report -> Reading: its figures, its texts and what is doubtful about them.

A format module (text.py) yields plain blocks; everything after that is shared by all formats.
"""

from reports.reading.doubts import Doubt, Unreadable
from reports.reading.report import Reading, read_blocks
from reports.reading.text import decode, read_text

__all__ = ["Doubt", "Reading", "Unreadable", "decode", "read_blocks", "read_text"]
