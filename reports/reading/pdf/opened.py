"""Opens a PDF within limits."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

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
        raise Unreadable(ENCRYPTED if _is_locked(error) else DAMAGED) from None
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


def _is_locked(error: BaseException | None) -> bool:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    locked = (PDFEncryptionError, PDFPasswordIncorrect)
    inner = (*error.args, error.__cause__, error.__context__) if error else ()
    return isinstance(error, locked) or any(isinstance(found, locked) for found in inner)
