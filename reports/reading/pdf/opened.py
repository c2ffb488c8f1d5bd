"""Opens a PDF within limits."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any, NoReturn

from reports.reading.blocks import Block
from reports.reading.doubts import DAMAGED, ENCRYPTED, SCANNED, TOO_LONG, Unreadable
from reports.reading.pdf.flow import blocks_of
from reports.reading.pdf.pages import PageLine, PageTable, page_parts

MAX_PAGES = 60


def pdf_blocks(content: bytes) -> list[Block]:
    """Return a document's blocks. Raises Unreadable."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        parts = list(_parts(content))
    except (Unreadable, MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever the file makes the parser stumble over
        _raise(error)
    if not parts:
        raise Unreadable(SCANNED)
    return blocks_of(parts)


def _parts(content: bytes) -> Iterator[PageLine | PageTable]:
    import pdfplumber  # only here: the other formats need not wait for it

    with pdfplumber.open(io.BytesIO(content)) as document:
        for number, page in enumerate(_pages(document), 1):
            if number > MAX_PAGES:
                raise Unreadable(TOO_LONG)
            yield from page_parts(page)
            page.close()


def _pages(document: Any) -> Iterator[Any]:
    yield from document.pages


def _raise(error: Exception) -> NoReturn:
    """Tell why a file cannot be opened; pdfplumber wraps what it met in an error of its own."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    met = (error, *error.args, error.__cause__, error.__context__)
    if any(isinstance(found, MemoryError) for found in met):
        raise MemoryError from None
    locked = any(isinstance(found, PDFEncryptionError | PDFPasswordIncorrect) for found in met)
    raise Unreadable(ENCRYPTED if locked else DAMAGED) from None
