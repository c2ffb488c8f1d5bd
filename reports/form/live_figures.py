"""Live figures in a text: `{本年新收·总计}` reads as the cell's current figure.

A section's text is stored with these names, as it was written. `drafts.storage` returns it with the
figures in place, so that findings, submissions and prints never see a name in braces: a name
without a value becomes a gap in words, which a rule finds. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

from reports.form.content import Figure, Figures
from reports.form.edition import Cell, Edition, Line, Table
from reports.form.equations import without_partial_totals
from reports.form.numbers import format_figure

NAME = re.compile(r"[{｛]([^{}｛｝\n]{1,60})[}｝]")  # full-width braces too
GAP = "【{}：{}】"
NOT_FILLED_IN, NO_SUCH_FIGURE, TO_BE_WRITTEN = "待填", "表中没有", "请补充"
GAPS = re.compile(rf"【(?:{NOT_FILLED_IN}|{NO_SUCH_FIGURE}|{TO_BE_WRITTEN})(?:[：:][^【】\n]*)?】")
TOTAL = "·总计"  # ends a name: the whole row is counted
_DOTS = str.maketrans("・•‧∙", "····")  # other keyboards' dots in a name
BRACKETS = re.compile(r"[{}｛｝]")
# Sums of rows that texts mention but no line of the form provides.
JOINT_ROWS = (
    ("requests", ("new_received", "carried_over"), "本年新收加上年结转"),
    ("disputes", ("review", "litigation_direct", "litigation_after_review"), "行政复议和行政诉讼"),
)


@dataclass(frozen=True)
class LiveFigure:
    """What a name stands for: a cell, or the sum of several."""

    name: str
    cells: tuple[str, ...]
    section: str  # code of the section its table is in
    unit: str

    @property
    def written(self) -> str:
        return f"{{{self.name}}}"

    def value(self, figures: Figures) -> Figure | None:
        """The sum of its cells, or None while one of them is blank."""
        known = [value for cell in self.cells if (value := figures.get(cell)) is not None]
        return sum(known) if len(known) == len(self.cells) else None


@cache
def live_figures(edition: Edition) -> Mapping[str, LiveFigure]:
    """Live figures by name, in printed order; sums of a group come after its lines."""
    found: dict[str, LiveFigure] = {}
    for table in edition.tables:
        for row_name, rows in _lines(table.rows, _joint(table)):
            for column_name, columns in _lines(table.columns):
                cells = [Cell(table, row, column) for row in rows for column in columns]
                figure = LiveFigure(
                    f"{row_name}·{column_name}",
                    tuple(cell.id for cell in cells),
                    edition.section_of_table[table.code].code,
                    cells[0].unit,
                )
                found.setdefault(figure.name, figure)
    return found


def _lines(
    lines: tuple[Line, ...], joint: Mapping[str, tuple[Line, ...]] | None = None
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Yield each line by its name, and each printed group that has no sum line of its own."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        yield line.name, (line,)
        if len(line.path) > 1:
            groups.setdefault(line.path[-2], []).append(line)
    for label, members in groups.items():
        if len(members) > 1 and not any(line.sum_of for line in members):
            yield Line("", (label,)).name, tuple(members)
    yield from (joint or {}).items()


def _joint(table: Table) -> Mapping[str, tuple[Line, ...]]:
    rows = {row.code: row for row in table.rows}
    return {
        name: tuple(rows[code] for code in codes)
        for of_table, codes, name in JOINT_ROWS
        if of_table == table.code and all(code in rows for code in codes)
    }


@cache
def _by_cells(edition: Edition) -> Mapping[frozenset[str], LiveFigure]:
    found: dict[frozenset[str], LiveFigure] = {}
    for figure in live_figures(edition).values():
        found.setdefault(frozenset(figure.cells), figure)
    return found


@cache
def _by_word(edition: Edition) -> Mapping[str, LiveFigure]:
    """Live figures by name, and by a cell's full label as printed."""
    labels = {figure.name: figure for figure in live_figures(edition).values()}
    cells = {frozenset((cell.id,)): cell.label for cell in edition.cells.values()}
    return {cells[key]: f for key, f in _by_cells(edition).items() if key in cells} | labels


def figure_of(edition: Edition, cells: tuple[str, ...]) -> LiveFigure | None:
    """Return the live figure that stands for exactly these cells, if any."""
    return _by_cells(edition).get(frozenset(cells))


# Reading a text ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Insert:
    """A name in a text and its replacement; `figure` is None if the form has no such figure."""

    start: int
    end: int
    words: str
    figure: LiveFigure | None
    value: Figure | None


@dataclass(frozen=True)
class LiveText:
    """A text as written, and as it reads with its figures in place."""

    source: str
    inserts: tuple[Insert, ...] = ()

    @cached_property
    def text(self) -> str:
        at, parts = 0, []
        for insert in self.inserts:
            parts += [self.source[at : insert.start], insert.words]
            at = insert.end
        return "".join([*parts, self.source[at:]])

    @cached_property
    def placed(self) -> tuple[tuple[int, int, Insert], ...]:
        """Each insert with its start and end in the text as it reads."""
        grown = [len(i.words) - (i.end - i.start) for i in self.inserts]
        before = [0, *accumulate(grown)]
        return tuple(
            (i.start + shift, i.start + shift + len(i.words), i)
            for i, shift in zip(self.inserts, before, strict=False)
        )

    def in_source(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the text as it reads to the text as written; names are never split."""
        return self._back(start, end=False), self._back(end, end=True)

    @cached_property
    def _starts(self) -> list[int]:
        return [first for first, _last, _insert in self.placed]

    def inserts_at(self, start: int, end: int) -> list[Insert]:
        """The inserts within a span of the text as it reads."""
        at = max(0, bisect_right(self._starts, start) - 1)
        near = self.placed[at : bisect_left(self._starts, end)]
        return [insert for _first, last, insert in near if start < last]

    def _back(self, place: int, *, end: bool) -> int:
        behind = (bisect_left if end else bisect_right)(self._starts, place)
        if behind == 0:
            return place
        _first, last, insert = self.placed[behind - 1]
        if place < last:
            return insert.end if end else insert.start
        return place + insert.end - last


def read_live(source: str, edition: Edition, figures: Figures) -> LiveText:
    """Replace the live figures in a text; `figures` must not contain partial sums, since these
    would print like whole ones."""
    if not NAME.search(source):
        return LiveText(source)
    known = _by_word(edition)
    inserts = [_insert(match, known, figures) for match in NAME.finditer(source)]
    return LiveText(source, tuple(inserts))


def _insert(match: re.Match[str], known: Mapping[str, LiveFigure], figures: Figures) -> Insert:
    name = match[1].strip().translate(_DOTS)
    figure = known.get(name)
    value = figure.value(figures) if figure else None
    gap = GAP.format(NOT_FILLED_IN if figure else NO_SUCH_FIGURE, name)
    return Insert(*match.span(), format_figure(value) or gap, figure, value)


def read_texts(
    sources: Mapping[str, str], edition: Edition, figures: Figures
) -> dict[str, str]:  # section -> text with its figures in place
    if not any(NAME.search(source) for source in sources.values()):
        return dict(sources)
    known = without_partial_totals(edition, figures)
    return {code: read_live(text, edition, known).text for code, text in sources.items()}
