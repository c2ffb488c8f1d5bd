"""Turns Word documents (.docx) into blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from reports.reading.archive import WORD
from reports.reading.blocks import Block, RawParagraph
from reports.reading.doubts import DAMAGED, TOO_DEEP, Unreadable
from reports.reading.spans import FOOTNOTE, STRUCK, RawLine, cell_content, in_table, table_blocks

MAX_DEPTH = 60
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset({
    "del", "moveFrom", "delText", "instrText", "pPr", "rPr", "rt", "drawingFallback",
    "footnote", "endnote", "comment", "Fallback", "sectPr", "tblPr", "tblGrid",
})  # fmt: skip
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_OFF = ("0", "false", "off", "none")


def docx_blocks(parts: dict[str, bytes]) -> list[Block]:
    """Return a document's blocks. Raises Unreadable."""
    try:
        root = ElementTree.fromstring(parts[WORD], forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        raise Unreadable(DAMAGED) from None
    return list(_blocks(root, 0, count(1)))


def _name(element: Element) -> str:
    """Return the local name in either vocabulary; text in formulas and drawings is "foreign"."""
    space, _, name = element.tag.rpartition("}")
    if name == "t" and f"{space}}}" not in (_W, _STRICT):
        return "foreign"
    return name


def _blocks(container: Element, depth: int, tables: Iterator[int]) -> Iterator[Block]:
    """Yield the blocks in a container; `tables` numbers tables as they begin."""
    if depth > MAX_DEPTH:
        raise Unreadable(TOO_DEEP)
    for child in _children(container):
        name = _name(child)
        if name == "p":
            boxes: list[Block] = []
            yield RawParagraph("".join(_texts(child, boxes, depth + 1, tables)))
            yield from boxes
        elif name == "tbl":
            placing = in_table(next(tables))
            yield from table_blocks(list(_lines(child, depth + 1, tables)), placing)
        else:
            yield from _blocks(child, depth + 1, tables)


def _children(element: Element) -> Iterator[Element]:
    """Yield children that are not deleted, and fallbacks only where there is no choice."""
    for child in element:
        name = _name(child)
        if name == "AlternateContent":
            choices = [c for c in child if _name(c) == "Choice"]
            yield from choices[:1] or [f for c in child if _name(c) == "Fallback" for f in c]
        elif name not in _SKIPPED:
            yield child


# Paragraphs ------------------------------------------------------------------------------------


def _texts(
    element: Element, boxes: list[Block], depth: int, tables: Iterator[int]
) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise Unreadable(TOO_DEEP)
    for child in _children(element):
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name == "txbxContent":
            boxes.extend(_blocks(child, depth + 1, tables))
        elif name != "r":
            yield from _texts(child, boxes, depth + 1, tables)
        elif not _is_on(child, "vanish"):
            yield _mark(child)
            yield from _texts(child, boxes, depth + 1, tables)


def _mark(run: Element) -> str:
    if _is_on(run, "strike") or _is_on(run, "dstrike"):
        return STRUCK
    raised = _property(run, "vertAlign") in ("superscript", "subscript")
    return FOOTNOTE if raised and any(_name(child) == "t" for child in run) else ""


def _is_on(run: Element, name: str) -> bool:
    value = _property(run, name)
    return value is not None and value not in _OFF


def _property(element: Element, name: str) -> str | None:
    """Return a property's value, "" if it is set without one, None if it is not set."""
    for properties in element:
        if _name(properties) in ("rPr", "tcPr", "trPr"):
            for found in properties:
                if _name(found) == name:
                    return next((v for k, v in found.items() if k.endswith("}val")), "")
    return None


# Tables ----------------------------------------------------------------------------------------


def _lines(table: Element, depth: int, tables: Iterator[int]) -> Iterator[RawLine]:
    above: dict[int, str] = {}  # column -> text of the cell merged downwards from it
    for row in _within(table, "tr"):
        if _property(row, "del") is not None or _is_on(row, "hidden"):
            continue
        line, below = RawLine(), dict[int, str]()
        for cell in _within(row, "tc"):
            _add(cell, line, above, below, partial(_blocks, depth=depth + 1, tables=tables))
        above = below
        yield line


def _within(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, including those inside content controls."""
    for child in _children(element):
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "Choice"):
            yield from _within(child, name)


def _add(
    cell: Element,
    line: RawLine,
    above: dict[int, str],
    below: dict[int, str],
    blocks_of: Callable[[Element], Iterator[Block]],
) -> None:
    column, span = line.width, _span(cell)
    merge = _property(cell, "vMerge")
    if merge in ("", "continue") and column in above:
        below[column] = above[column]
        line.cover(span, above[column])
        return
    if _property(cell, "hMerge") in ("", "continue") and line.cells:
        line.cover(span, line.cells[-1].text)
        return
    added = line.add("", span)
    text, blocks = cell_content(list(blocks_of(cell)))
    line.cells[-1] = type(added)(text, column, span, blocks)
    if merge is not None:
        below[column] = text


def _span(cell: Element) -> int:
    written = _property(cell, "gridSpan") or "1"
    if not (written.isascii() and written.isdigit()):
        return 1
    return max(1, int(written[:5]))  # more than any table has, so refused later
