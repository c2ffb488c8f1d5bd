"""Opens a PDF within limits."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import NoReturn

from reports.reading.blocks import Block
from reports.reading.doubts import (
    DAMAGED,
    ENCRYPTED,
    LONGEST_QUOTE,
    PICTURES,
    SCANNED,
    TOO_LONG,
    Doubt,
    Unreadable,
)
from reports.reading.pdf.flow import blocks_of
from reports.reading.pdf.pages import PageLine, PageTable, is_picture, page_parts

MAX_PAGES = 60


def pdf_blocks(content: bytes) -> tuple[list[Block], list[Doubt]]:
    """Return a document's blocks, and a doubt about pages that are pictures. Raises Unreadable."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    pictures: list[int] = []
    try:
        parts = list(_parts(content, pictures))
    except (Unreadable, MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever the file makes the parser stumble over
        _raise(error)
    if not parts:
        raise Unreadable(SCANNED)
    pages = "、".join(f"第 {number} 页" for number in pictures)[:LONGEST_QUOTE]
    return blocks_of(parts), [Doubt("", pages, PICTURES)] if pictures else []


def _parts(content: bytes, pictures: list[int]) -> Iterator[PageLine | PageTable]:
    """Yield what stands on the pages; the numbers of those that are pictures are told."""
    import pdfplumber  # only here: the other formats need not wait for it

    with pdfplumber.open(io.BytesIO(content)) as document:
        if len(document.pages) > MAX_PAGES:
            raise Unreadable(TOO_LONG)
        for page in document.pages:
            if is_picture(page):
                pictures.append(page.page_number)
            else:
                yield from page_parts(page)
            page.close()


def _raise(error: Exception) -> NoReturn:
    """Tell why a file cannot be opened; pdfplumber wraps what it met in an error of its own."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    met = (error, *error.args, error.__cause__, error.__context__)
    if any(isinstance(found, MemoryError) for found in met):
        raise MemoryError from None
    locked = any(isinstance(found, PDFEncryptionError | PDFPasswordIncorrect) for found in met)
    raise Unreadable(ENCRYPTED if locked else DAMAGED) from None
