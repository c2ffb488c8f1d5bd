"""Reports as web pages print them, out of figures and texts of our own, in many layouts."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from reports.form.content import Figure
from reports.form.edition import Edition, Section, Table
from reports.form.numbers import format_figure

Grid = list[list[str]]
Writer = Callable[[Grid], Iterable[str]]
SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "report-2020-as-published.txt"
NBSP = "\N{NO-BREAK SPACE}"
TEXTS = {
    "s1_overview": "本年度按照条例做好政府信息公开各项工作。\n\n全年在网站发布信息36条，比上年多5条。",
    "s5_problems": "一是公开的内容还不够细。\n二是解读的形式不多，下一步增加图表。",
    "s6_other": "（一）本年没有收取信息处理费。\n（二）办理人大代表建议2件。",
}
PREAMBLE = "本报告按照规定的格式编制。"
PUBLISHED_TEXTS = {"s0_preamble": PREAMBLE, **TEXTS}  # as a page has them
AGENCY = "青石县水利局"


@dataclass(frozen=True)
class Layout:
    """How a page prints a report. The damage it may do stands in the last three lines."""

    rows: str = "own lines"
    broken_heads: bool = True
    padded: bool = False
    half_width: bool = False
    long_titles: bool = False
    signed: bool = True
    amount_unit: str = "万元"
    title: str = "{agency}\n\n{year}年度政府信息公开工作年度报告"
    relabelled: Mapping[str, str] = field(default_factory=dict)
    remarks: bool = False
    line_end: str = "\n"
    written: Mapping[str, str] = field(default_factory=dict)  # cell -> printed instead
    dropped: Collection[str] = ()  # cells that are left out, so that the row is short
    dropped_rows: Collection[str] = ()  # table.row


PLAIN = Layout()


def random_figures(edition: Edition, seed: int) -> dict[str, Figure | None]:
    """Every cell a number of its kind, mostly different from its neighbours."""
    rng = random.Random(seed)
    kinds: dict[str, Callable[[], Figure]] = {
        "count": lambda: rng.choice((0, rng.randrange(1, 2000))),
        "signed_count": lambda: rng.randrange(-300, 300),
        "money": lambda: Decimal(rng.randrange(10, 10**7) * 10 + 1).scaleb(-2),
    }
    return {cell.id: kinds[cell.kind]() for cell in edition.cells.values()}


def published(
    edition: Edition,
    figures: Mapping[str, Figure | None],
    layout: Layout = PLAIN,
    *,
    year: int,
    agency: str = AGENCY,
    texts: Mapping[str, str] = TEXTS,
) -> str:
    parts = [layout.title.format(agency=agency, year=year), PREAMBLE]
    for section in edition.sections:
        parts.append(_heading(section, layout))
        if section.is_narrative:
            parts.append(texts.get(section.code, ""))
            continue
        parts += ["下列数据截至12月31日，共3张表。"] * layout.remarks
        for table in section.tables:
            parts.append("\n".join(WRITERS[layout.rows](_grid(table, figures, layout))))
        parts += ["注：本表数据由业务股室核对。"] * layout.remarks
    page = "\n".join(parts)
    if layout.half_width:
        page = page.translate(str.maketrans("（）：“”", '():""'))
    return page.replace("\n", layout.line_end)


def _heading(section: Section, layout: Layout) -> str:
    return (layout.long_titles and section.long_title) or section.title


# Grids ---------------------------------------------------------------------------------------


def _grid(table: Table, figures: Mapping[str, Figure | None], layout: Layout) -> Grid:
    if table.rows_side_by_side:
        return _side_by_side(table, figures, layout)
    grid = _head(table, layout)
    shown: tuple[str, ...] = ()
    for row in table.rows:
        path = [_label(label, layout) for label in row.path]
        labels = ["" if label in shown else label for label in path]
        shown = tuple(path)
        if f"{table.code}.{row.code}" not in layout.dropped_rows:
            cells = [f"{table.code}.{row.code}.{column.code}" for column in table.columns]
            grid.append(labels + _values(cells, table, figures, layout))
    return grid


def _head(table: Table, layout: Layout) -> Grid:
    labels = [_label(column.printed, layout) for column in table.columns]
    if not table.caption:
        corner = [table.corner, table.columns[0].path[0]]
        upper = ["", labels[0], table.columns[1].path[1], labels[-1]]
        return [corner, upper, ["", "", *labels[1:-1], ""]]
    return [[_label(table.caption, layout)], [table.corner, *labels]]


def _side_by_side(table: Table, figures: Mapping[str, Figure | None], layout: Layout) -> Grid:
    labels = [_label(column.printed, layout) for column in table.columns]
    cells = [cell.id for cell in table.cells]
    return [
        ["行政复议", "行政诉讼"],
        [*labels, "未经复议直接起诉", "复议后起诉"],
        [*[""] * len(labels), *labels, *labels],
        _values(cells, table, figures, layout),
    ]


def _label(label: str, layout: Layout) -> str:
    plain = label.replace("\n", "")
    if plain in layout.relabelled:
        return layout.relabelled[plain]
    return label if layout.broken_heads else plain


def _values(
    cells: Iterable[str], table: Table, figures: Mapping[str, Figure | None], layout: Layout
) -> list[str]:
    kinds = {column.code: column.kind for column in table.columns}
    values = []
    for cell in cells:
        if cell not in layout.dropped:
            kind = kinds[cell.rpartition(".")[2]]
            value = layout.written.get(cell) or _printed(figures[cell], kind, layout)
            values.append("" if layout.written.get(cell) == "" else value)
    return [NBSP + value if layout.padded else value for value in values]


def _printed(figure: Figure | None, kind: str, layout: Layout) -> str:
    if kind == "money" and figure is not None:
        amount = figure * 10_000 if layout.amount_unit == "元" else figure
        return format_figure(amount) + layout.amount_unit
    return format_figure(figure, signed=layout.signed and kind == "signed_count")


# Rows as text ----------------------------------------------------------------------------------


def _own_lines(grid: Grid) -> Iterable[str]:
    for row in grid:
        yield ""
        yield from (f"\t{cell}" for cell in row)
    yield ""


def _own_lines_unbroken(grid: Grid) -> Iterable[str]:
    return (f"\t{cell}" for row in grid for cell in row)


def _tab_rows(grid: Grid) -> Iterable[str]:
    return ("\t".join(row) for row in grid)


def _pipes(grid: Grid) -> Iterable[str]:
    for number, row in enumerate(grid):
        yield "| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |"
        if number == 0:
            yield "|" + "---|" * len(row)


def _bare_lines(grid: Grid) -> Iterable[str]:
    return (cell for row in grid for cell in row if cell)


def _lines_apart(grid: Grid) -> Iterable[str]:
    return (f"{cell or NBSP}\n" for row in grid for cell in row)


def _spaced(grid: Grid) -> Iterable[str]:
    return ("　".join(cell for cell in row if cell) for row in grid)


WRITERS: Mapping[str, Writer] = {
    "own lines": _own_lines,
    "own lines unbroken": _own_lines_unbroken,
    "tab rows": _tab_rows,
    "pipes": _pipes,
    "bare lines": _bare_lines,
    "lines apart": _lines_apart,
    "spaced": _spaced,
}
