"""What is displayed and accepted when a cell is selected, and the notes below a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from reports.form.content import Figure
from reports.form.edition import Cell, Section
from reports.form.numbers import MAX_DIGITS, shown_figure
from reports.rendering.document import section_grid
from reports.rendering.xlsx import LINE_HEIGHT, column_widths, lines_of
from reports.workbook.draft import Draft
from reports.workbook.layout import ABOVE

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # Excel's limits
_MOST = 10**MAX_DIGITS - 1
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "count": {"validate": "integer", "minimum": 0},
    "signed_count": {"validate": "integer", "minimum": -_MOST},
    "money": {"validate": "decimal", "minimum": 0},
}
_WANTED = {
    "count": "这里填 0 或正整数。没有发生填 0，还不清楚的先留空。",
    "signed_count": "这里填整数：增加填正数，减少填负数，没有变化填 0。",
    "money": "这里填金额，单位万元，最多四位小数。没有发生填 0。",
}


def validation(cell: Cell, last: Figure | None) -> dict[str, Any]:
    """Return what Excel accepts in the cell, and the message beside it."""
    said = "\n".join(_said(cell, last))
    return {
        **_KINDS[cell.kind],
        "criteria": "between",
        "maximum": _MOST,
        "ignore_blank": True,
        "input_title": _cut(cell.name, LONGEST_TITLE),
        "input_message": _cut(said, LONGEST_MESSAGE),
        "error_title": "请填数字",
        "error_message": _WANTED[cell.kind],
        "error_type": "stop",
    }


def _said(cell: Cell, last: Figure | None) -> Iterator[str]:
    if last is not None:
        yield f"上年：{shown_figure(last, cell.kind)} {cell.unit}"
    elif cell.unit:
        yield f"单位：{cell.unit}"
    for line in (cell.row, cell.column):
        if line.note:
            yield line.note


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def add_notes(draft: Draft, sheet: Worksheet, section: Section) -> None:
    """Write notes below the table, outside the print area."""
    grid, looks = section_grid(draft.edition, section.code), draft.looks
    width = sum(column_widths(grid, draft.figures))
    lines = [("填写说明", "note_head"), *((words, "note") for words in _notes(section))]
    for row, (words, look) in enumerate(lines, ABOVE + len(grid.rows) + 1):
        sheet.set_row(row, LINE_HEIGHT * lines_of(words, 1.15 * width) + 2)
        sheet.merge_range(row, 0, row, grid.columns - 1, "", looks[look])
        sheet.write_string(row, 0, words, looks[look])


def _notes(section: Section) -> Iterator[str]:
    """Yield each note once, as lines of several tables share some, and then their sources."""
    lines = [line for table in section.tables for line in (*table.rows, *table.columns)]
    if section.note:
        yield section.note
    yield from dict.fromkeys(f"{line.label}：{line.note}" for line in lines if line.note)
    sources = [section.source, *(line.source for line in lines)]
    yield f"依据：{'；'.join(dict.fromkeys(filter(None, sources)))}。"
