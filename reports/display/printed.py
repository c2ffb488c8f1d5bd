"""A submission as the desk shows it: as printed, with last year's figures and marks added."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from reports.form.content import Content, Figures, Finding, paragraphs
from reports.form.edition import Cell, Edition, Section
from reports.form.numbers import format_figure
from reports.models import Submission
from reports.rendering.document import Grid, rows_grid, section_grid
from reports.rendering.html import grid_html, sized

LONG_TABLE = 15  # rows, from which on a table is folded
LONGEST_FOUND = 6  # characters of what is no figure that a cell shows


def place_link(section: str, cell: str) -> str:
    return f"#cell-{cell}" if cell else f"#section-{section}"


@dataclass(frozen=True)
class PrintedTable:
    """One of the six parts: a table, or paragraphs."""

    section: Section
    paragraphs: Sequence[str] = ()
    table: SafeString | None = None
    is_changed: bool = False
    idle: SafeString | None = None  # the rows of a long table that hold nothing, folded
    idle_count: int = 0


@dataclass(frozen=True)
class Marks:
    """What a table shows about single cells besides their figures."""

    severities: Mapping[str, str] = field(default_factory=dict)
    changed: Collection[str] = ()
    commented: Collection[str] = ()
    unusual: Collection[str] = ()
    last_year: Figures = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)  # what a file has there

    def of(self, cell: Cell) -> str:
        marks = (
            self.severities.get(cell.id, ""),
            "changed" if cell.id in self.changed else "",
            "commented" if cell.id in self.commented else "",
            "doubtful" if cell.id in self.doubtful else "",
            "total" if cell.computed else "",
        )
        return " ".join(filter(None, marks))


def severities_of(findings: Sequence[Finding]) -> dict[str, str]:
    """Map cells to their worst severity; findings come in with the most severe first."""
    return {cell: f.severity for f in reversed(findings) for cell in f.cells}


def sheets(
    submission: Submission,
    findings: Sequence[Finding],
    previous: Content | None,
    changed: Collection[str] = (),
    commented: Collection[str] = (),
    unusual: Collection[str] = (),
) -> list[PrintedTable]:
    """Return the printed parts; `previous` is last year's report. Marks places that were `changed`,
    and cells that are `commented` on or `unusual`."""
    last_year = previous.figures if previous else {}
    marks = Marks(severities_of(findings), changed, commented, unusual, last_year)
    return [
        PrintedTable(
            s, list(paragraphs(submission.texts.get(s.code, ""))), is_changed=s.code in changed
        )
        if s.is_narrative
        else _folded(submission, s, marks)
        for s in submission.edition.sections
    ]


def _folded(submission: Submission, section: Section, marks: Marks) -> PrintedTable:
    """Return the tables, a long one with its idle rows apart."""
    edition, figures = submission.edition, submission.figures
    idle = idle_rows(section, figures, marks)
    if not idle:
        return PrintedTable(section, table=marked_table(edition, section, figures, marks))
    rows = set(map(_row_of, section.cells))
    busy, rest = (
        marked_table(edition, section, figures, marks, rows_grid(edition, section.code, some))
        if some
        else None
        for some in (rows - idle, idle)
    )
    return PrintedTable(section, table=busy, idle=rest, idle_count=len(idle))


def idle_rows(section: Section, figures: Figures, marks: Marks) -> set[str]:
    """Return the rows, by `table.row`, of a long table's groups in which no figure but 0 stands,
    this year or last, and which nothing is said of."""
    if sum(len(table.rows) for table in section.tables) < LONG_TABLE:
        return set()
    told = {*marks.severities, *marks.changed, *marks.commented, *marks.unusual}
    busy = {
        _row_of(cell)
        for cell in section.cells
        if figures.get(cell.id)
        or marks.last_year.get(cell.id)
        or cell.id in told
        or len(cell.row.path) == 1
    }
    return set(map(_row_of, section.cells)) - busy - told


def _row_of(cell: Cell) -> str:
    return cell.id.rpartition(".")[0]


def marked_table(
    edition: Edition, section: Section, figures: Figures, marks: Marks, grid: Grid | None = None
) -> SafeString:
    """Return a section's tables as printed, or the `grid` of some of its rows; every cell can be
    linked to."""
    words, unusual = escape(gettext("Last year")), escape(gettext("unusual"))

    def value(cell_id: str) -> str:
        signed = edition.cells[cell_id].kind == "signed_count"
        shown = sized(format_figure(figures.get(cell_id), signed=signed, grouped=True)) or "—"
        if cell_id in marks.doubtful:
            shown = _doubtful(shown, marks.doubtful[cell_id], figures.get(cell_id) is None)
        if cell_id in marks.unusual:
            shown = f'<b class="unusual">{shown}<span class="visually-hidden"> {unusual}</span></b>'
        last = format_figure(marks.last_year.get(cell_id), signed=signed, grouped=True)
        return f"{shown}{_last_year(last, words)}" if last else shown

    def attributes(cell_id: str) -> str:
        states = marks.of(edition.cells[cell_id])
        return f'id="cell-{cell_id}"' + (f' data-state="{states}"' if states else "")

    grid = grid or section_grid(edition, section.code)
    # it contains only formatted figures, cell ids, our own words, and escaped what a file had
    return mark_safe(grid_html(grid, value, cell_attributes=attributes, caption=section.title))


def _doubtful(shown: str, found: str, unread: bool) -> str:
    """Return a doubtful figure, or what stands there instead, as far as it fits."""
    if unread and found:
        shown = escape(found[:LONGEST_FOUND] + "…" * (len(found) > LONGEST_FOUND))
    return f'{shown}<span class="visually-hidden"> {escape(gettext("doubtful"))}</span>'


def _last_year(shown: str, words: str) -> str:
    return f'<small class="last-year"><span class="visually-hidden">{words} </span>{shown}</small>'
