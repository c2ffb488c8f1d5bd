"""Zip files from outside (.docx, .xlsx): bounded before any part of them is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

from reports.reading.doubts import (
    DAMAGED,
    ENCRYPTED,
    FORBIDDEN_PART,
    MACROS,
    TOO_LARGE_ARCHIVE,
    UNKNOWN_FORMAT,
    Unreadable,
)

MEGABYTE = 1024 * 1024
MAX_FILE = 5 * MEGABYTE
MAX_MEMBERS = 200
MAX_UNPACKED = 50 * MEGABYTE
MAX_MEMBER = 20 * MEGABYTE
MAX_RATIO = 100
MAX_MARKS = 400_000  # opening brackets: what parsing costs, however the elements are named
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
_COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def xml_parts(content: bytes) -> dict[str, bytes]:
    """The XML parts of an office file by name. Raises Unreadable."""
    if len(content) > MAX_FILE:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_harmless(archive)
            parts = _read_parts(archive)
    except Unreadable:
        raise
    except _DAMAGE:
        raise Unreadable(DAMAGED) from None
    _require_plain(parts)
    return parts


def _require_harmless(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    names = [member.filename for member in members]
    if (
        len(members) > MAX_MEMBERS
        or unpacked > min(MAX_UNPACKED, MAX_RATIO * max(packed, 1))
        or any(member.file_size > MAX_MEMBER for member in members)
    ):
        raise Unreadable(TOO_LARGE_ARCHIVE)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(ENCRYPTED)
    if any(member.compress_type not in _COMPRESSION for member in members):
        raise Unreadable(DAMAGED)
    if any("vbaproject" in name.lower() for name in names):
        raise Unreadable(MACROS)
    if len(set(names)) < len(names):
        raise Unreadable(FORBIDDEN_PART)
    if WORD not in names and EXCEL not in names:
        raise Unreadable(UNKNOWN_FORMAT)


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    wanted = (m for m in archive.infolist() if m.filename.endswith((".xml", ".rels")))
    return {member.filename: archive.read(member) for member in wanted}


def _require_plain(parts: dict[str, bytes]) -> None:
    for part in parts.values():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
            raise Unreadable(FORBIDDEN_PART)
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise Unreadable(MACROS)
    if sum(part.count(b"<") for part in parts.values()) > MAX_MARKS:
        raise Unreadable(TOO_LARGE_ARCHIVE)
