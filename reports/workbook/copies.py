"""Copied sheets of a returned workbook: `二、… (2)`, filled in instead of the sheet itself.

What a copy holds that the sheet did not show when it went out is proposed, never unasked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reports.form.edition import Edition, Section
from reports.reading.labels import key
from reports.workbook.layout import section_sheet
from reports.workbook.notices import (
    COPY_DIFFERS,
    COPY_FILLED,
    IN_COPY,
    Weight,
    WorkbookRemark,
    number_words,
    short,
)
from reports.workbook.parts import Book, Sheet
from reports.workbook.stamp import Stamp
from reports.workbook.table_reading import read_table
from reports.workbook.text_reading import read_text

TITLE_ROWS = 5


@dataclass
class FromCopies:
    """Places by what a copy holds there and where, and what is to be told."""

    cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # cell -> figure, Sheet!D7
    texts: dict[str, str] = field(default_factory=dict)
    notices: list[WorkbookRemark] = field(default_factory=list)


def is_of(section: Section, sheet: Sheet) -> bool:
    """Whether a sheet has the section's title printed on it."""
    title = key(section.title)
    return any(key(b.text) == title for at, b in sheet.boxes.items() if at[0] < TITLE_ROWS)


def copies_of(book: Book, section: Section, own: Sheet) -> Iterator[Sheet]:
    name = section_sheet(section)
    for sheet in book.sheets.values():
        if sheet is not own and (is_of(section, sheet) or sheet.name.startswith(name)):
            yield sheet


def read_copy(
    edition: Edition, section: Section, sheet: Sheet, stamp: Stamp, found: Mapping[str, str]
) -> FromCopies:
    """Return what a copy holds beyond what was handed out and `found` in the sheet itself."""
    result = FromCopies()
    if section.is_narrative:
        _add_text(section, sheet, stamp, found, result)
    else:
        _add_cells(edition, section, sheet, stamp, found, result)
    if result.notices:
        at = (sheet.name, "", (), section.title, IN_COPY, COPY_FILLED)
        result.notices.insert(0, WorkbookRemark(Weight.REMARK, *at))
    return result


def _add_text(
    section: Section, sheet: Sheet, stamp: Stamp, found: Mapping[str, str], result: FromCopies
) -> None:
    text, _ = read_text(section, sheet, stamp.texts.get(section.code, ""))
    if text is None or text == found.get(section.code):
        return
    if section.code not in found:
        result.texts[section.code] = text
    at = (sheet.name, "", (section.code,), short(text), IN_COPY, COPY_DIFFERS)
    result.notices.append(WorkbookRemark(Weight.DOUBT, *at))


def _add_cells(
    edition: Edition,
    section: Section,
    sheet: Sheet,
    stamp: Stamp,
    found: Mapping[str, str],
    result: FromCopies,
) -> None:
    changed, told = read_table(edition, section, sheet, {}, stamp.cells)
    for cell, (shown, at) in changed.items():
        if found.get(cell) == shown:
            continue
        if cell not in found:
            result.cells[cell] = shown, f"{sheet.name}!{at}"
        told_of = (sheet.name, at, (cell,), shown)
        expected = number_words(found.get(cell, stamp.cells.get(cell, "")))
        result.notices.append(WorkbookRemark(Weight.DOUBT, *told_of, expected, COPY_DIFFERS))
    result.notices += [
        notice
        for notice in told
        if notice.weight is Weight.PROBLEM and notice.address and notice.found
    ]
