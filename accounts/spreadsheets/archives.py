"""Uploaded office files are zip archives: their size is bounded before any part is parsed.

All such limits are here, for imported workbooks and for reports that are read. Pure Python: it also
runs, without Django, in the child process that reads reports.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum

MEGABYTE = 1024 * 1024
MAX_FILE = 5 * MEGABYTE
MAX_MEMBERS = 200
MAX_UNPACKED = 50 * MEGABYTE
MAX_MEMBER = 20 * MEGABYTE
MAX_RATIO = 100
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")  # .doc, .xls and encrypted files
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
_COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What openpyxl, the parsers and zipfile raise on damaged or forged parts.
DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_STRICT = b"http://purl.oclc.org/ooxml/"
_COMMON_NAME = rb"http://schemas.openxmlformats.org/\1/2006/"
_STRICT_NAME = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(spreadsheetml|officeDocument|drawingml|wordprocessingml)/(?=\w)"
)


class Flaw(StrEnum):
    NO_ARCHIVE = "no_archive"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    FOREIGN = "foreign"  # an archive of something else
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    FORBIDDEN_PART = "forbidden_part"
    TOO_MANY_MARKS = "too_many_marks"


class ArchiveRefused(Exception):
    """The archive is refused; `unpacked` (bytes) and `members` are what it declares, if known."""

    def __init__(self, flaw: Flaw, unpacked: int = 0, members: int = 0) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.unpacked = unpacked
        self.members = members


def xml_parts(
    content: bytes, *, wanted: tuple[str, ...], marks: int
) -> Iterator[tuple[str, bytes]]:
    """Yield an office file's XML parts one by one, unparsed. Raises ArchiveRefused.

    One of `wanted` must be present; `marks` limits the number of opening brackets in all parts
    together, which is what parsing costs whatever the elements are called.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_harmless(archive, wanted)
            yield from _plain_parts(archive, marks)
    except zipfile.BadZipFile:
        raise ArchiveRefused(Flaw.NO_ARCHIVE) from None
    except DAMAGE:
        raise ArchiveRefused(Flaw.DAMAGED) from None


def _require_harmless(archive: zipfile.ZipFile, wanted: tuple[str, ...]) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > min(MAX_UNPACKED, MAX_RATIO * max(packed, 1))
        or any(member.file_size > MAX_MEMBER for member in members)
    ):
        raise ArchiveRefused(Flaw.TOO_LARGE, unpacked, len(members))
    if not set(wanted) & set(names):
        raise ArchiveRefused(Flaw.FOREIGN)
    if any("vbaproject" in name.lower() for name in names):
        raise ArchiveRefused(Flaw.MACROS)
    if any(member.flag_bits & 1 for member in members):
        raise ArchiveRefused(Flaw.ENCRYPTED)
    if any(member.compress_type not in _COMPRESSION for member in members):
        raise ArchiveRefused(Flaw.DAMAGED)
    if len(set(names)) < len(names):
        raise ArchiveRefused(Flaw.FORBIDDEN_PART)


def _plain_parts(archive: zipfile.ZipFile, marks: int) -> Iterator[tuple[str, bytes]]:
    met = 0
    for member in archive.infolist():
        if not member.filename.endswith((".xml", ".rels")):
            continue
        part = archive.read(member)
        met += part.count(b"<")
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
            raise ArchiveRefused(Flaw.FORBIDDEN_PART)
        if b"macroEnabled" in part and member.filename == "[Content_Types].xml":
            raise ArchiveRefused(Flaw.MACROS)
        if met > marks:
            raise ArchiveRefused(Flaw.TOO_MANY_MARKS)
        yield member.filename, part


def transitional(content: bytes) -> bytes:
    """Return an office file, known to be harmless, with the names that openpyxl knows: a workbook
    saved as Strict Open XML calls everything otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [member.filename for member in archive.infolist()]
        parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
        if not any(_STRICT in part for part in parts.values()):
            return content
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
            for name, part in parts.items():
                made.writestr(name, _STRICT_NAME.sub(_COMMON_NAME, part))
    return stream.getvalue()
