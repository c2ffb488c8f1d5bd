"""Reads a file as uploaded or published; its content decides its format."""

from __future__ import annotations

from dataclasses import replace

from reports.reading.archive import EXCEL, MAX_FILE, OLD_OFFICE, WORD, xml_parts
from reports.reading.blocks import Block
from reports.reading.codes import code_in_office_file, code_in_page, office_titles
from reports.reading.docx import docx_blocks
from reports.reading.doubts import (
    BINARY,
    HIDDEN_PARTS,
    OLD_OR_LOCKED,
    SCANNED,
    SHOWN_BY_SCRIPT,
    TOO_LARGE_ARCHIVE,
    UNKNOWN_FORMAT,
    Doubt,
    Unreadable,
)
from reports.reading.html import declared_encoding, html_page, looks_like_html
from reports.reading.json import looks_like_json, read_json
from reports.reading.opening import OwnTitles
from reports.reading.report import read_blocks
from reports.reading.result import Reading
from reports.reading.text import read_text

MAX_BYTES = MAX_FILE
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF"
_PDF_WITHIN = 1024  # bytes that may stand before it
_OTHERS = (b"{\\rtf", b"MIME-Version:", b"From: <Saved by", b"Rar!", b"7z\xbc\xaf", b"PK")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_file(content: bytes, *, year: int | None = None, or_year: int | None = None) -> Reading:
    """Read a report. `year` overrides what the file says, `or_year` is used if it says nothing.

    Raises Unreadable.
    """
    _require_readable(content)
    if content.startswith(_ZIP):
        parts = xml_parts(content)
        blocks, left_out = _office_blocks(parts, content)
        own = OwnTitles(of_properties=office_titles(parts))
        read = read_blocks(blocks, year=year, or_year=or_year, left_out=left_out, own=own)
        return replace(read, code=code_in_office_file(parts))
    if _PDF in content[:_PDF_WITHIN]:
        from reports.reading.pdf import pdf_blocks  # loads pdfplumber

        blocks, left_out = pdf_blocks(content)
        return read_blocks(blocks, year=year, or_year=or_year, left_out=left_out)
    text = _decode(content)
    if looks_like_json(text):
        return read_json(text, year=year, or_year=or_year)
    if looks_like_html(text) and "\x00" not in text:
        return replace(_read_page(text, year, or_year), code=code_in_page(text))
    return read_text(text, year=year, or_year=or_year)


def _read_page(text: str, year: int | None, or_year: int | None) -> Reading:
    """Read what a page shows at first; if that is no report, also the parts it hides."""
    page = html_page(text)
    own = OwnTitles(of_page=page.titles)
    try:
        read = read_blocks(page.blocks, year=year, or_year=or_year, own=own)
    except Unreadable:
        if not page.hides_tables:
            raise
        blocks, hidden = html_page(text, opened=True).blocks, [Doubt("", "", SHOWN_BY_SCRIPT)]
        return read_blocks(blocks, year=year, or_year=or_year, left_out=hidden, own=own)
    if page.hides_tables and any(doubt.cell for doubt in read.doubts):
        return replace(read, doubts=(Doubt("", "", HIDDEN_PARTS), *read.doubts))
    return read


def _require_readable(content: bytes) -> None:
    """Refuse at once what is too large, or by its first bytes nothing that is read."""
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    if content.startswith(OLD_OFFICE):
        raise Unreadable(OLD_OR_LOCKED)
    if content.startswith(_PICTURES):
        raise Unreadable(SCANNED)
    is_other = content.startswith(_OTHERS) and not content.startswith(_ZIP)
    if is_other and _PDF not in content[:_PDF_WITHIN]:
        raise Unreadable(UNKNOWN_FORMAT)


def _office_blocks(parts: dict[str, bytes], content: bytes) -> tuple[list[Block], list[Doubt]]:
    if WORD in parts:
        return docx_blocks(parts), []
    if EXCEL in parts:
        from reports.reading.xlsx import xlsx_blocks  # its openpyxl alone takes 0.2 s to import

        return xlsx_blocks(content)
    raise Unreadable(UNKNOWN_FORMAT)


def _decode(content: bytes) -> str:
    """Decode UTF-8 if it is that, else the encoding the page declares, else GB18030."""
    marked = content.startswith(_UTF16_MARKS)
    stated = declared_encoding(content)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", stated or "gb18030", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(BINARY)
