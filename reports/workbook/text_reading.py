"""Reads the sheet of a narrative part: its text, if it was changed."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.spreadsheets.marks import has_struck, without_struck
from reports.form.edition import Section
from reports.reading.doubts import STRUCK_OUT
from reports.reading.labels import key
from reports.workbook.held import CONTINUED, held_text, text_of
from reports.workbook.layout import TEXT_HEAD, Place, address
from reports.workbook.notices import (
    FORMULA,
    NO_RESULT,
    SHOWN_AS,
    TEXT_BESIDE,
    TEXT_CLEARED,
    TEXT_HEAD_GONE,
    Weight,
    WorkbookRemark,
    short,
    words,
)
from reports.workbook.parts import Box, Sheet

PLAIN_TEXT = words("文字", "plain text")


def read_text(section: Section, sheet: Sheet, base: str) -> tuple[str | None, list[WorkbookRemark]]:
    """Return the text, None if unchanged or undeterminable, and remarks about the sheet."""
    heads = [place for place, box in sheet.boxes.items() if key(box.text) == key(TEXT_HEAD)]
    if len(heads) != 1:
        at = (sheet.name, "", (section.code,), "")
        return None, [WorkbookRemark(Weight.PROBLEM, *at, *TEXT_HEAD_GONE)]
    row, column = heads[0]
    below = {place: box for place, box in sheet.boxes.items() if place[0] > row}
    lines = {place: box for place, box in below.items() if place[1] == column}
    beside = {place: box for place, box in below.items() if place[1] != column}
    told = list(_line_notices(section, sheet, lines))
    misplaced = list(_beside(section, sheet, beside))
    if any(notice.weight is Weight.PROBLEM for notice in told):
        return None, told + misplaced
    text = _text(sheet, heads[0], max((place[0] for place in lines), default=row), base)
    if text is None:
        return None, misplaced
    if not text:
        at = (sheet.name, address((row + 1, column)), (section.code,), "")
        told.append(WorkbookRemark(Weight.DOUBT, *at, *TEXT_CLEARED))
    return text, told + misplaced


def _text(sheet: Sheet, head: Place, last: int, base: str) -> str | None:
    """Return the text if it differs from `base`; emptied lines go if `base` has no blank ones."""
    row, column = head
    rows = range(row + 1, last + 1)
    boxes = [
        (sheet.at((r, column - 1)).text.strip() if column else "", _line(sheet, (r, column)))
        for r in rows
    ]
    text, kept = text_of(boxes), held_text(base)
    if text != kept and "\n\n" not in kept:
        text = text_of((mark, line) for mark, line in boxes if line.strip())
    return None if text == kept else text


def _line(sheet: Sheet, place: Place) -> str:
    return without_struck(sheet.at(place).text)


def _line_notices(
    section: Section, sheet: Sheet, lines: dict[Place, Box]
) -> Iterator[WorkbookRemark]:
    for place, box in sorted(lines.items(), key=lambda line: line[0]):
        at = (sheet.name, address(place), (section.code,), short(box.text), PLAIN_TEXT)
        if box.kind in SHOWN_AS:
            yield WorkbookRemark(Weight.PROBLEM, *at, SHOWN_AS[box.kind])
        elif box.formula:
            told = (Weight.DOUBT, FORMULA) if box.text else (Weight.PROBLEM, NO_RESULT)
            yield WorkbookRemark(told[0], *at, told[1])
        elif has_struck(box.text):
            yield WorkbookRemark(Weight.DOUBT, *at, STRUCK_OUT)


def _beside(section: Section, sheet: Sheet, others: dict[Place, Box]) -> Iterator[WorkbookRemark]:
    for place, box in sorted(others.items(), key=lambda other: other[0]):
        if box.text.strip() not in ("", CONTINUED):
            at = (sheet.name, address(place), (section.code,), short(box.text))
            yield WorkbookRemark(Weight.PROBLEM, *at, *TEXT_BESIDE)
