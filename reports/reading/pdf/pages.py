"""One page of a PDF: its tables by their lines, and the lines of text around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.reading.doubts import TOO_LONG, Unreadable
from reports.reading.pdf.marks import Drawn, shown_signs, strokes_of, written
from reports.reading.spans import MAX_COLUMNS, MAX_ROWS, cell_text

MAX_SIGNS = 20_000
MAX_STROKES = 5_000
PICTURE = 0.7  # of a page: a scan, and text on it is what a program recognised
SPACE = 0.35  # of a sign's size: how far signs of one word are apart at most
ON_ONE_LINE = 0.3  # of the smaller sign's height, in common
NEIGHBOURS = 3  # signs of a line that are compared with
MARGIN = 0.1  # of a page's height, where page numbers stand
_PAGE_NUMBER = re.compile(
    r"[\s—–\-~·.]*(?:第\s*)?\d{1,3}(?:\s*[页/]\s*(?:共\s*)?\d{0,3}\s*页?)?[\s—–\-~·.]*"
)
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PageLine:
    """A line of text; where it begins, ends and stands, and how large it is."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    size: float


@dataclass(frozen=True)
class PageTable:
    """Rows of cells, each with where it begins."""

    page: int
    number: int  # on its page
    top: float
    x1: float
    rows: list[list[tuple[float, str]]] = field(default_factory=list)


def page_parts(page: Any) -> list[PageLine | PageTable]:
    """Return a page's tables and the lines around them, from top to bottom. Raises Unreadable."""
    if len(page.chars) > MAX_SIGNS or len(page.rects) + len(page.lines) > MAX_STROKES:
        raise Unreadable(TOO_LONG)
    signs = shown_signs(page.chars, page.rects)
    strokes = strokes_of(page.lines, page.rects)
    edges = {"explicit_horizontal_lines": _where_cut(page.edges)}
    found = [table for table in page.find_tables(edges) if len(table.cells) > 1]
    tables = [
        _table(page.page_number, number, table, signs, strokes)
        for number, table in enumerate(sorted(found, key=lambda table: table.bbox[1]), 1)
    ]
    around = [sign for sign in signs if not any(_is_in(sign, table.bbox) for table in found)]
    parts: list[PageLine | PageTable] = [*tables, *_lines(page, around, strokes)]
    return sorted(parts, key=lambda part: part.top)


def _where_cut(edges: Sequence[Drawn]) -> list[float]:
    """Return how far up and down upright lines reach: where a page cuts a row, none lies there."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    if not upright:
        return []
    return [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]


def is_picture(page: Any) -> bool:
    """Whether a page is a scan. Text on it is what a program recognised, and a guess."""
    whole = page.width * page.height
    return any(image["width"] * image["height"] > PICTURE * whole for image in page.images)


def _is_in(sign: Drawn, box: Box) -> bool:
    x, y = (sign["x0"] + sign["x1"]) / 2, (sign["top"] + sign["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])


# Tables ------------------------------------------------------------------------------------------


def _table(
    page: int, number: int, table: Any, signs: Sequence[Drawn], strokes: Sequence[Drawn]
) -> PageTable:
    rows = [[cell for cell in row.cells if cell] for row in table.rows]
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise Unreadable(TOO_LONG)
    inside = [sign for sign in signs if _is_in(sign, table.bbox)]
    return PageTable(
        page,
        number,
        table.bbox[1],
        table.bbox[2],
        [[(box[0], _text_in(box, inside, strokes)) for box in row] for row in rows],
    )


def _text_in(box: Box, signs: Sequence[Drawn], strokes: Sequence[Drawn]) -> str:
    own = [sign for sign in signs if _is_in(sign, box)]
    return cell_text(line.text for line in _text_lines(written(own, strokes), 0))


# Lines -------------------------------------------------------------------------------------------


def _lines(page: Any, signs: Sequence[Drawn], strokes: Sequence[Drawn]) -> list[PageLine]:
    """Return the lines of text, without the number of the page."""
    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
    return [
        line
        for line in _text_lines(_marked_lines(signs, strokes), page.page_number)
        if low < line.top < high or not _PAGE_NUMBER.fullmatch(line.text)
    ]


def _marked_lines(signs: Sequence[Drawn], strokes: Sequence[Drawn]) -> list[Drawn]:
    return [sign for line in _rows_of(signs) for sign in written(line, strokes)]


def _text_lines(signs: Sequence[Drawn], page: int) -> list[PageLine]:
    return [_line(line, page) for line in _rows_of(signs) if any(s["text"].strip() for s in line)]


def _rows_of(signs: Sequence[Drawn]) -> list[list[Drawn]]:
    """Return the signs line by line; what is raised beside others is on their line."""
    rows: list[list[Drawn]] = []
    for sign in sorted(signs, key=lambda sign: (sign["top"] + sign["bottom"]) / 2):
        if rows and any(_are_on_one_line(sign, other) for other in rows[-1][-NEIGHBOURS:]):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return [sorted(row, key=lambda sign: sign["x0"]) for row in rows]


def _are_on_one_line(one: Drawn, other: Drawn) -> bool:
    common = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return bool(common > ON_ONE_LINE * min(one["size"], other["size"]))


def _line(signs: Sequence[Drawn], page: int) -> PageLine:
    text, end = "", signs[0]["x0"]
    for sign in signs:
        apart = sign["x0"] - end > SPACE * sign["size"]
        text += f"{' ' * apart}{sign['text']}"
        end = max(end, sign["x1"])
    filled = [sign for sign in signs if sign["text"].strip()]
    size = max(sign["size"] for sign in filled)
    return PageLine(text, page, filled[0]["x0"], filled[-1]["x1"], signs[0]["top"], size)
