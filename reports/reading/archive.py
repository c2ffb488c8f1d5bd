"""Zip files from outside (.docx, .xlsx), with reasons for refusal in the words of `reading`."""

from __future__ import annotations

from accounts.spreadsheets.archives import EXCEL, MAX_FILE, OLD_OFFICE, WORD, ArchiveRefused, Flaw
from accounts.spreadsheets.archives import xml_parts as parts_of
from reports.form.content import Words
from reports.reading.doubts import (
    DAMAGED,
    ENCRYPTED,
    FORBIDDEN_PART,
    MACROS,
    TOO_LARGE_ARCHIVE,
    UNKNOWN_FORMAT,
    Unreadable,
)

__all__ = ["EXCEL", "MAX_FILE", "OLD_OFFICE", "WORD", "xml_parts"]
MAX_MARKS = 400_000
_REASONS: dict[Flaw, Words] = {
    Flaw.NO_ARCHIVE: DAMAGED,
    Flaw.DAMAGED: DAMAGED,
    Flaw.TOO_LARGE: TOO_LARGE_ARCHIVE,
    Flaw.FOREIGN: UNKNOWN_FORMAT,
    Flaw.MACROS: MACROS,
    Flaw.ENCRYPTED: ENCRYPTED,
    Flaw.FORBIDDEN_PART: FORBIDDEN_PART,
    Flaw.TOO_MANY_MARKS: TOO_LARGE_ARCHIVE,
}


def xml_parts(content: bytes) -> dict[str, bytes]:
    """Return an office file's XML parts by name. Raises Unreadable."""
    if len(content) > MAX_FILE:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    try:
        return dict(parts_of(content, wanted=(WORD, EXCEL), marks=MAX_MARKS))
    except ArchiveRefused as refused:
        raise Unreadable(_REASONS[refused.flaw]) from None
