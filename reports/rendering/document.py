"""A report as readers see it: title, headings, paragraphs and the tables as printed.

The edition determines the printed layout: a line's path spreads over label columns (rows) or header
rows (columns); groups are merged, and the last element of a short path extends to the leaf.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import takewhile
from typing import Literal, NamedTuple

from reports.form.content import Content, Figures, paragraphs
from reports.form.edition import Edition, Section, Table

Role = Literal["caption", "head", "label", "value"]
FIRST_YEAR_WITHOUT_DU = 2021


@dataclass(frozen=True)
class Slot:
    """One printed box. Line feeds in `text` are printed line breaks; a slot without text or cell is
    filler that prints empty."""

    text: str = ""
    cell: str = ""
    colspan: int = 1
    rowspan: int = 1
    role: Role = "value"
    table: str = ""  # of a caption: the code of the table it names


@dataclass(frozen=True, eq=False)  # one grid per section, built once: compared by identity
class Grid:
    """A section's tables as one printed table."""

    code: str
    rows: tuple[tuple[Slot, ...], ...]
    columns: int
    label_columns: int
    head_rows: int  # repeated on each page; 0 if tables are stacked
    table: str = ""  # the code of its only table, if that has no printed caption

    def placed(self) -> Iterator[tuple[int, int, Slot]]:
        """Yield each slot with the row and column of its upper left corner, in printed order."""
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(self.rows):
            x = 0
            for slot in row:
                while (y, x) in taken:
                    x += 1
                yield y, x, slot
                below = range(y + 1, y + slot.rowspan)
                taken.update((i, x + j) for i in below for j in range(slot.colspan))
                x += slot.colspan


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class TableBlock:
    grid: Grid
    section: Section


Block = Heading | Paragraph | TableBlock


@dataclass(frozen=True)
class Document:
    """Everything a renderer needs."""

    title: tuple[str, ...]  # printed lines
    blocks: tuple[Block, ...]
    figures: Figures
    texts: Mapping[str, str]  # narrative section code -> text
    edition: Edition
    agency: str
    year: int
    code: str = ""  # by which its submission is found, see records/receipts.py


def build_document(edition: Edition, content: Content) -> Document:
    texts = {s.code: content.texts.get(s.code, "") for s in edition.sections if s.is_narrative}
    return Document(
        title=tuple(line for line in (content.agency, report_title(content.year)) if line),
        blocks=tuple(
            block for section in edition.sections for block in _blocks(edition, section, texts)
        ),
        figures={cell_id: content.figures.get(cell_id) for cell_id in edition.cells},
        texts=texts,
        edition=edition,
        agency=content.agency,
        year=content.year,
    )


def report_title(year: int) -> str:
    """Return the title, with `年度` until 2021, when the format became 机关名称+年份+名称."""
    written_year = f"{year}年度" if year < FIRST_YEAR_WITHOUT_DU else f"{year}年"
    return f"{written_year}政府信息公开工作年度报告"


def _blocks(edition: Edition, section: Section, texts: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(section.title)
    if section.is_narrative:
        yield from map(Paragraph, paragraphs(texts[section.code]))
    else:
        yield TableBlock(section_grid(edition, section.code), section)


# The printed grid --------------------------------------------------------------------------


class _Leaf(NamedTuple):
    """A printed column: the labels above it and its width."""

    path: tuple[str, ...]
    width: int = 1


class _Mark(NamedTuple):
    """A label that spans `along` the lines it groups and `across` the levels it fills."""

    line: int
    level: int
    text: str
    along: int
    across: int


@cache
def section_grid(edition: Edition, section_code: str) -> Grid:
    """Return the tables of a section, stacked as printed."""
    return _grid(edition.by_code[section_code].tables, section_code)


def rows_grid(edition: Edition, section_code: str, rows: Collection[str]) -> Grid:
    """Return the same with these rows alone, by `table.row`; at least one."""
    tables = edition.by_code[section_code].tables
    labels = max(_depth(_row_paths(table)) for table in tables)
    kept = (
        replace(t, rows=tuple(row for row in t.rows if f"{t.code}.{row.code}" in rows))
        for t in tables
    )
    return _grid(tuple(table for table in kept if table.rows), section_code, labels)


def _grid(tables: Sequence[Table], section_code: str, labels: int = 0) -> Grid:
    label_columns = labels or max(_depth(_row_paths(table)) for table in tables)
    columns = label_columns + max(_width(table) for table in tables)
    stacked = len(tables) > 1 or bool(tables[0].caption)
    return Grid(
        code=section_code,
        rows=tuple(row for table in tables for row in _table_rows(table, label_columns, columns)),
        columns=columns,
        label_columns=label_columns,
        head_rows=0 if stacked else _depth([leaf.path for leaf in _leaves(tables[0])]),
        table="" if stacked else tables[0].code,
    )


def _table_rows(table: Table, label_columns: int, columns: int) -> Iterator[tuple[Slot, ...]]:
    filler = columns - label_columns - _width(table)
    if table.caption:
        yield (Slot(table.caption, colspan=columns, role="caption", table=table.code),)
    yield from _head_rows(table, label_columns, filler)
    yield from _value_rows(table, label_columns, filler)


def _head_rows(table: Table, label_columns: int, filler: int) -> Iterator[tuple[Slot, ...]]:
    leaves = _leaves(table)
    depth = _depth([leaf.path for leaf in leaves])
    marks = list(_marks(leaves, depth))
    for level in range(depth):
        head = [
            Slot(mark.text, "", mark.along, mark.across, "head")
            for mark in marks
            if mark.level == level
        ]
        if level == 0:
            head = [*_corner(table, label_columns, depth), *head, *_filler(filler, depth)]
        yield tuple(head)


def _value_rows(table: Table, label_columns: int, filler: int) -> Iterator[tuple[Slot, ...]]:
    paths = _row_paths(table)
    marks = list(_marks([_Leaf(path) for path in paths], label_columns))
    leaves = _leaves(table)
    values = [
        Slot("", cell.id, leaf.width, 1, "value")
        for cell, leaf in zip(table.cells, leaves * len(paths), strict=True)
    ]
    for line in range(len(paths)):
        labels = [
            Slot(mark.text, "", mark.across, mark.along, "label")
            for mark in marks
            if mark.line == line
        ]
        row = values[line * len(leaves) : (line + 1) * len(leaves)]
        yield (*labels, *row, *_filler(filler, 1))


def _corner(table: Table, label_columns: int, depth: int) -> Iterator[Slot]:
    if label_columns:
        role: Role = "head" if table.corner else "value"
        yield Slot(table.corner, "", label_columns, depth, role)


def _filler(width: int, height: int) -> Iterator[Slot]:
    if width:
        yield Slot("", "", width, height)


def _row_paths(table: Table) -> Sequence[tuple[str, ...]]:
    return [()] if table.rows_side_by_side else [row.path for row in table.rows]


def _leaves(table: Table) -> list[_Leaf]:
    if not table.rows_side_by_side:
        return [_Leaf(column.path, column.span) for column in table.columns]
    return [_Leaf(c.row.path + c.column.path, c.column.span) for c in table.cells]


def _width(table: Table) -> int:
    return sum(leaf.width for leaf in _leaves(table))


def _depth(paths: Sequence[tuple[str, ...]]) -> int:
    return max(map(len, paths))


def _marks(leaves: Sequence[_Leaf], depth: int) -> Iterator[_Mark]:
    """Yield the labels over or beside the leaves, each once, where its group begins."""
    for line, leaf in enumerate(leaves):
        for level, text in enumerate(leaf.path):
            if line and _in_one_group(leaves[line - 1], leaf, level):
                continue
            if level == len(leaf.path) - 1:
                yield _Mark(line, level, text, leaf.width, depth - level)
                continue
            group = takewhile(partial(_in_one_group, leaf, level=level), leaves[line:])
            yield _Mark(line, level, text, sum(member.width for member in group), 1)


def _in_one_group(one: _Leaf, other: _Leaf, level: int) -> bool:
    """Whether both leaves have the same group label at this level."""
    inner = level + 1
    return min(len(one.path), len(other.path)) > inner and one.path[:inner] == other.path[:inner]
