"""Reads the sheet of a part with tables: the figures that were changed, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accounts.spreadsheets.marks import without_struck
from reports.form.content import Figure, Words
from reports.form.edition import Cell, Edition, Section
from reports.form.equations import totals, with_totals
from reports.form.numbers import FigureError, parse_figure, shown_figure
from reports.reading.doubts import FAULTS, STRUCK_OUT
from reports.reading.labels import is_figure
from reports.rendering.xlsx import safe_text
from reports.workbook.layout import Place, address
from reports.workbook.locating import Located, Lost, locate
from reports.workbook.notices import (
    CLEARED,
    FORMULA,
    MERGED,
    NO_RESULT,
    NUMBER,
    OUTSIDE,
    SHOWN_AS,
    SORTED,
    SPLIT,
    TOTAL_DIFFERS,
    Weight,
    WorkbookRemark,
    number_words,
    of_label,
    short,
)
from reports.workbook.parts import Box, Sheet

MOST_OUTSIDE = 5  # numbers beside the table that are listed


@dataclass(frozen=True)
class Read:
    """One returned cell: its text as an input shows it, or why it cannot be accepted."""

    shown: str | None
    reason: Words | None = None
    expected: Words | None = None


def read_table(
    edition: Edition,
    section: Section,
    sheet: Sheet,
    names: Mapping[str, tuple[str, Place]],
    base: Mapping[str, str],
) -> tuple[dict[str, tuple[str, str]], list[WorkbookRemark]]:
    """Return what differs from `base`, with addresses, and remarks about the sheet."""
    located = locate(edition, section, sheet, names)
    notices = list(_lost(sheet, located, edition))
    shown: dict[str, str] = {}
    for cell in section.cells:
        if cell.computed or cell.id not in located.places:
            continue
        place = located.places[cell.id]
        before = base.get(cell.id, "")
        read = _read(sheet, place, cell, before)
        if read.shown is not None:
            shown[cell.id] = read.shown
        if read.reason and read.shown != before:
            notices.append(_notice(sheet, place, cell, read))
    notices += _totals(edition, section, sheet, located, shown)
    if located.is_sorted:
        notices.append(WorkbookRemark(Weight.REMARK, sheet.name, "", (), "", *SORTED))
    if not located.lost:
        notices += _outside(section, sheet, located)
    changed = {cell: value for cell, value in shown.items() if value != base.get(cell, "")}
    return {c: (value, address(located.places[c])) for c, value in changed.items()}, notices


def _lost(sheet: Sheet, located: Located, edition: Edition) -> Iterator[WorkbookRemark]:
    """Yield one remark for all cells lost for the same reason; totals need not be found."""
    grouped: dict[tuple[int, str], tuple[Lost, list[str]]] = {}
    for cell, lost in located.lost.items():
        if not edition.cells[cell].computed:
            single = id(lost.said), lost.label, lost.at if lost.at else None
            grouped.setdefault(single[:2], (lost, []))[1].append(cell)
    for lost, cells in grouped.values():
        expected, reason = lost.said
        at = address(lost.at) if lost.at else ""
        found = short(sheet.at(lost.at).text) if lost.at else ""
        expected = of_label(expected, lost.label)
        yield WorkbookRemark(Weight.PROBLEM, sheet.name, at, tuple(cells), found, expected, reason)


# One cell ----------------------------------------------------------------------------------


def _read(sheet: Sheet, place: Place, cell: Cell, before: str) -> Read:
    box = sheet.at(place)
    if not _stands_alone(sheet, place, cell.column.span):
        return Read(None, MERGED[1], MERGED[0])
    if any(sheet.at(beside).text.strip() for beside in _beside(place, cell)):
        return Read(None, SPLIT[1], SPLIT[0])
    if box.formula and not box.text:
        return Read(None, NO_RESULT)
    if before and box.text.strip() == safe_text(before).strip():
        return Read(before)
    return _figure(box, cell, before)


def _figure(box: Box, cell: Cell, before: str) -> Read:
    if box.kind in ("error", "truth"):
        return Read(None, SHOWN_AS[box.kind])
    text = without_struck(box.text)
    struck = text != box.text
    try:
        shown = shown_figure(parse_figure(text, cell.kind), cell.kind)
    except FigureError as error:
        return Read(None, FAULTS[error.fault])
    if struck:
        return Read(shown or None, STRUCK_OUT)
    if box.kind in SHOWN_AS and shown != before:
        return Read(None, SHOWN_AS[box.kind])
    if before and not shown:
        return Read("", CLEARED[1], CLEARED[0])
    return Read(shown, FORMULA if box.formula else None)


def _beside(place: Place, cell: Cell) -> Iterator[Place]:
    return ((place[0], place[1] + beside) for beside in range(1, cell.column.span))


def _stands_alone(sheet: Sheet, place: Place, span: int) -> bool:
    """Whether a place is merged with nothing but its own boxes."""
    row, column = place
    own = (place, (row, column + span - 1))
    return all(
        merged == own or not (_within(place, merged) or span > 1 and _within(own[1], merged))
        for merged in sheet.merges
    )


def _within(place: Place, merged: tuple[Place, Place]) -> bool:
    (top, left), (bottom, right) = merged
    return top <= place[0] <= bottom and left <= place[1] <= right


def _notice(sheet: Sheet, place: Place, cell: Cell, read: Read) -> WorkbookRemark:
    weight = Weight.PROBLEM if read.shown is None else Weight.DOUBT
    expected = read.expected or NUMBER[cell.kind]
    found = short(sheet.at(place).text)
    assert read.reason is not None
    return WorkbookRemark(
        weight, sheet.name, address(place), (cell.id,), found, expected, read.reason
    )


# Totals, and what stands outside ---------------------------------------------------------------


def _totals(
    edition: Edition, section: Section, sheet: Sheet, located: Located, shown: Mapping[str, str]
) -> Iterator[WorkbookRemark]:
    """Yield remarks about totals whose parts were all read."""
    figures: dict[str, Figure | None] = {
        cell.id: parse_figure(shown[cell.id], cell.kind)
        for cell in section.cells
        if _is_number(shown.get(cell.id), cell)
    }
    known = set(figures)
    for cell, parts in totals(edition):
        known |= {cell} if all(part in known for part in parts) else set()
    sums = with_totals(edition, figures)
    for total in section.cells:
        place = located.places.get(total.id)
        if not total.computed or total.id not in known or place is None:
            continue
        box, expected = sheet.at(place), shown_figure(sums[total.id], total.kind)
        if box.text.strip() not in ("", expected):
            at = (sheet.name, address(place), (total.id,), short(box.text))
            yield WorkbookRemark(Weight.REMARK, *at, number_words(expected), TOTAL_DIFFERS)


def _is_number(shown: str | None, cell: Cell) -> bool:
    if shown is None:
        return False
    try:
        parse_figure(shown, cell.kind)
    except FigureError:
        return False
    return True


def _outside(section: Section, sheet: Sheet, located: Located) -> Iterator[WorkbookRemark]:
    """Yield remarks about numbers written beside or below the table."""
    own = set(located.places.values())
    for cell in section.cells:
        if cell.id in located.places:
            own.update(_beside(located.places[cell.id], cell))
    others = [place for place, box in sheet.boxes.items() if place not in own and _is_figure(box)]
    for place in sorted(others)[:MOST_OUTSIDE]:
        at = (sheet.name, address(place), (), short(sheet.at(place).text))
        yield WorkbookRemark(Weight.REMARK, *at, *OUTSIDE)


def _is_figure(box: Box) -> bool:
    return box.kind in ("number", "date", "percent") or is_figure(box.text)
