"""Where everything is in the workbook, shared by writing and reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from xlsxwriter.utility import xl_rowcol_to_cell

from reports.form.edition import Edition, Section
from reports.rendering.document import section_grid
from reports.rendering.xlsx import sheet_name

Place = tuple[int, int]  # row and column, from 0

GUIDE_SHEET = "填表说明"
STAMP_SHEET = "校验页"
STAMP_WORDS = "供网站识别本表，请勿修改或删除本页"
ABOVE = 3  # rows above a table: report title, part title, instructions
TEXT_HEAD_ROW = 3  # above the lines of a text
TEXT_HEAD = "正文（每段一行）"
SPARE_LINES = 30
ROW_MARK, CHUNK = "row:", 30_000


def section_sheet(section: Section) -> str:
    return sheet_name(section.title)


def name_of(cell_id: str) -> str:
    """Return the name by which Excel knows a cell."""
    return cell_id.replace(".", "_")


@cache
def places(edition: Edition, code: str) -> Mapping[str, Place]:
    """Map each cell of a section to where it is written."""
    grid = section_grid(edition, code)
    return {slot.cell: (ABOVE + y, x) for y, x, slot in grid.placed() if slot.cell}


def row_mark(edition: Edition, code: str, line: int) -> str:
    """Return the text in the hidden column that identifies a row, even after it is moved."""
    cells = (slot.cell for slot in section_grid(edition, code).rows[line] if slot.cell)
    return ROW_MARK + next(cells).rpartition(".")[0]


def mark_column(edition: Edition, code: str) -> int:
    return section_grid(edition, code).columns


def address(place: Place, *, fixed: bool = False) -> str:
    return str(xl_rowcol_to_cell(*place, row_abs=fixed, col_abs=fixed))


def addresses(found: Iterable[Place]) -> str:
    """Return `D8:I8,D10`: adjacent cells in a row or column as one range, for formulas."""
    return ",".join(_range(run) for run in _runs(sorted(found)))


def _runs(found: Sequence[Place]) -> Iterator[list[Place]]:
    run: list[Place] = []
    for place in found:
        if run and not _goes_on(run, place):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _goes_on(run: Sequence[Place], place: Place) -> bool:
    step = (place[0] - run[-1][0], place[1] - run[-1][1])
    before = (run[-1][0] - run[0][0], run[-1][1] - run[0][1])
    return (step == (0, 1) and before[0] == 0) or (step == (1, 0) and before[1] == 0)


def _range(run: Sequence[Place]) -> str:
    return address(run[0]) if len(run) == 1 else f"{address(run[0])}:{address(run[-1])}"
