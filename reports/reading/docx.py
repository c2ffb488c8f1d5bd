"""Turns Word documents (.docx) into blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from accounts.spreadsheets.marks import CIRCLE, UNREAD, visible
from reports.reading.archive import WORD
from reports.reading.blocks import Block, RawParagraph
from reports.reading.doubts import DAMAGED, TOO_DEEP, Unreadable
from reports.reading.spans import RawLine, cell_content, in_table, table_blocks
from reports.reading.word_styles import (
    Looks,
    Styles,
    as_shown,
    is_hidden,
    is_on,
    is_painted,
    property_of,
    styles_of,
    value_of,
)

MAX_DEPTH = 60
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset({
    "del", "moveFrom", "delText", "instrText", "pPr", "rPr", "rt", "drawingFallback",
    "footnote", "endnote", "comment", "Fallback", "sectPr", "tblPr", "tblGrid",
})  # fmt: skip
_SIGNS = {
    "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "",
    "sym": UNREAD, "oMath": UNREAD,
}  # fmt: skip
_CIRCLED = re.compile(r"\s*eq\b", re.IGNORECASE)  # the field that draws a sign in a circle


@dataclass
class _Document:
    styles: Styles
    on_paper: bool = True  # or on a cell of another colour, where white is seen
    tables: Iterator[int] = field(default_factory=lambda: count(1))  # numbered as they begin


def docx_blocks(parts: dict[str, bytes]) -> list[Block]:
    """Return a document's blocks. Raises Unreadable."""
    try:
        root = ElementTree.fromstring(parts[WORD], forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        raise Unreadable(DAMAGED) from None
    return list(_blocks(root, 0, _Document(styles_of(parts))))


def _name(element: Element) -> str:
    """Return the local name in either vocabulary; text in formulas and drawings is "foreign"."""
    space, _, name = element.tag.rpartition("}")
    if name == "t" and f"{space}}}" not in (_W, _STRICT):
        return "foreign"
    return name


def _blocks(container: Element, depth: int, document: _Document) -> Iterator[Block]:
    """Yield the blocks in a container."""
    if depth > MAX_DEPTH:
        raise Unreadable(TOO_DEEP)
    for child in _children(container):
        name = _name(child)
        if name == "p":
            boxes: list[Block] = []
            looks, around = document.styles.of_paragraph(child), _on(child, document)
            yield RawParagraph("".join(_texts(child, boxes, depth + 1, around, looks)))
            yield from boxes
        elif name == "tbl":
            placing = in_table(next(document.tables))
            around = _on(child, document)
            yield from table_blocks(list(_lines(child, depth + 1, around)), placing)
        else:
            yield from _blocks(child, depth + 1, document)


def _children(element: Element, *, placeholders: bool = False) -> Iterator[Element]:
    """Yield children that are not deleted, and fallbacks only where there is no choice; controls in
    which nothing was written only with `placeholders`."""
    for child in element:
        name = _name(child)
        if name == "AlternateContent":
            choices = [c for c in child if _name(c) == "Choice"]
            yield from choices[:1] or [f for c in child if _name(c) == "Fallback" for f in c]
        elif name not in _SKIPPED and (placeholders or not _shows_placeholder(child)):
            yield child


def _on(element: Element, document: _Document) -> _Document:
    return replace(document, on_paper=False) if is_painted(element) else document


def _shows_placeholder(element: Element) -> bool:
    """Whether a content control shows what is to be written in it, and nothing was."""
    if _name(element) != "sdt":
        return False
    properties = (found for child in element if _name(child) == "sdtPr" for found in child)
    return any(_name(p) == "showingPlcHdr" and is_on(value_of(p)) for p in properties)


# Paragraphs ------------------------------------------------------------------------------------


def _texts(
    element: Element, boxes: list[Block], depth: int, document: _Document, looks: Looks
) -> Iterator[str]:
    """Yield the texts of a paragraph whose style has these looks, or of what is in it."""
    if depth > MAX_DEPTH:
        raise Unreadable(TOO_DEEP)
    for child in _children(element):
        name = _name(child)
        if name == "t":
            yield visible(child.text or "")
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "txbxContent":
            boxes.extend(_blocks(child, depth + 1, document))
        elif name != "r":
            yield from _texts(child, boxes, depth + 1, document, looks)
        elif not is_hidden(
            shown := document.styles.of_run(child, looks), on_paper=document.on_paper
        ):
            yield as_shown("".join(_texts(child, boxes, depth + 1, document, looks)), shown)
            yield _circles(child)


def _circles(run: Element) -> str:
    fields = (child.text or "" for child in run if _name(child) == "instrText")
    return CIRCLE * any(map(_CIRCLED.match, fields))


# Tables ----------------------------------------------------------------------------------------


def _lines(table: Element, depth: int, document: _Document) -> Iterator[RawLine]:
    above: set[int] = set()  # columns of cells that are merged downwards
    for row in _within(table, "tr"):
        if property_of(row, "del") is not None or is_on(property_of(row, "hidden")):
            continue
        line, below = RawLine(), set[int]()
        for cell in _within(row, "tc"):
            around = _on(cell, document)
            _add(cell, line, above, below, partial(_blocks, depth=depth + 1, document=around))
        above = below
        yield line


def _within(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, including those inside content controls."""
    for child in _children(element, placeholders=True):
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "Choice"):
            found = _within(child, name)
            yield from map(_emptied, found) if _shows_placeholder(child) else found


def _emptied(cell: Element) -> Element:
    """Return a cell with its place in the table, but nothing in it."""
    made = Element(cell.tag)
    made.extend(child for child in cell if _name(child) in ("tcPr", "trPr"))
    return made


def _add(
    cell: Element,
    line: RawLine,
    above: set[int],
    below: set[int],
    blocks_of: Callable[[Element], Iterator[Block]],
) -> None:
    column, span = line.width, _span(cell)
    merge = property_of(cell, "vMerge")
    if merge in ("", "continue") and column in above:
        below.add(column)
        line.advance(span)
        return
    if property_of(cell, "hMerge") in ("", "continue") and line.cells:
        line.advance(span)
        return
    added = line.add("", span)
    text, blocks = cell_content(list(blocks_of(cell)))
    line.cells[-1] = type(added)(text, column, span, blocks)
    if merge is not None:
        below.add(column)


def _span(cell: Element) -> int:
    written = property_of(cell, "gridSpan") or "1"
    if not (written.isascii() and written.isdigit()):
        return 1
    return max(1, int(written[:5]))  # more than any table has, so refused later
