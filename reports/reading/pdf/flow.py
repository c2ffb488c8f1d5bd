"""The pages of a PDF put together: paragraphs out of lines, and columns that go through."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from reports.reading.blocks import Block, RawParagraph, RawRow
from reports.reading.labels import is_figure
from reports.reading.origins import Origin
from reports.reading.pdf.pages import PageLine, PageTable

SAME_COLUMN = 3.0  # points between the beginnings of cells of one column
FULL = 2.0  # signs that may be missing at the end of a full line
INDENTED = 0.8  # signs
_BEGINS = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)"
)


def blocks_of(parts: Sequence[PageLine | PageTable]) -> list[Block]:
    """Return the parts as blocks. A table that goes on over the page keeps its columns, for these
    are counted by where they begin, through all tables."""
    tables = [part for part in parts if isinstance(part, PageTable)]
    starts = _starts(x0 for table in tables for row in table.rows for x0, _ in row)
    left = min((part.x0 for part in parts if isinstance(part, PageLine)), default=0.0)
    edges = left, max(part.x1 for part in parts)
    blocks: list[Block] = []
    for are_lines, run in groupby(parts, key=lambda part: isinstance(part, PageLine)):
        if are_lines:
            blocks += _paragraphs((part for part in run if isinstance(part, PageLine)), edges)
        else:
            blocks += (
                row for part in run if isinstance(part, PageTable) for row in _rows(part, starts)
            )
    return blocks


def _starts(found: Iterable[float]) -> list[float]:
    """Return where columns begin."""
    starts: list[float] = []
    last = float("-inf")
    for x0 in sorted(found):
        if x0 - last > SAME_COLUMN:
            starts.append(x0)
        last = x0
    return starts


def _rows(table: PageTable, starts: Sequence[float]) -> Iterator[Block]:
    for y, row in enumerate(table.rows, 1):
        if any(text for _, text in row):
            yield RawRow(
                tuple(text for _, text in row),
                tuple(Origin("page", (table.page, table.number, y, x)) for x in _from_one(row)),
                tuple(bisect_right(starts, x0) - 1 for x0, _ in row),
            )


def _from_one(row: Sequence[object]) -> range:
    return range(1, len(row) + 1)


def _paragraphs(lines: Iterable[PageLine], edges: tuple[float, float]) -> Iterator[Block]:
    """Yield paragraphs: a line goes on in the next where it is full and that is not indented."""
    group: list[PageLine] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, edges):
            yield _paragraph(group)
            group = []
        group.append(line)
    if group:
        yield _paragraph(group)


def _paragraph(lines: Sequence[PageLine]) -> RawParagraph:
    text = "".join(line.text.strip() for line in lines)
    return RawParagraph(text, Origin("page", (lines[0].page,)))


def _goes_on(line: PageLine, following: PageLine, edges: tuple[float, float]) -> bool:
    full = line.x1 > edges[1] - FULL * line.size
    flush = following.x0 < edges[0] + INDENTED * following.size
    same = abs(line.size - following.size) < 1 and not _BEGINS.match(following.text)
    return full and flush and same and not _is_row(line) and not _is_row(following)


def _is_row(line: PageLine) -> bool:
    """Whether a line is one of a table without lines."""
    return is_figure(line.text.split()[-1])
