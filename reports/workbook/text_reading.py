"""The sheet of a narrative part -> its text, where it was changed."""

from __future__ import annotations

from collections.abc import Iterator

from reports.edition import Section
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
    Notice,
    Weight,
    short,
    words,
)
from reports.workbook.parts import Box, Sheet

PLAIN_TEXT = words("文字", "plain text")


def read_text(section: Section, sheet: Sheet, base: str) -> tuple[str | None, list[Notice]]:
    """None where it is as it was, or cannot be told; with what is to be said of the sheet."""
    heads = [p for p, box in sheet.boxes.items() if key(box.text) == key(TEXT_HEAD)]
    if len(heads) != 1:
        found = "" if not heads else TEXT_HEAD
        return None, [
            Notice(Weight.PROBLEM, sheet.name, "", (section.code,), found, *TEXT_HEAD_GONE)
        ]
    row, column = heads[0]
    below = {place: box for place, box in sheet.boxes.items() if place[0] > row}
    lines = {place: box for place, box in below.items() if place[1] == column}
    notices = list(_line_notices(section, sheet, lines)) + list(
        _beside(section, sheet, {place: box for place, box in below.items() if place not in lines})
    )
    if any(told.reason not in (FORMULA, TEXT_BESIDE[1]) for told in notices):
        return None, notices
    text = _text(sheet, (row, column), max((place[0] for place in lines), default=row), base)
    if text is not None and not text:
        notices.append(
            Notice(
                Weight.DOUBT,
                sheet.name,
                address((row + 1, column)),
                (section.code,),
                "",
                *TEXT_CLEARED,
            )
        )
    changed_nothing = text is None
    return text, [n for n in notices if not (changed_nothing and n.weight is Weight.DOUBT)]


def _text(sheet: Sheet, head: Place, last: int, base: str) -> str | None:
    """The text where it differs from `base`. Lines emptied in a text without any are taken out."""
    row, column = head
    rows = range(row + 1, last + 1)
    boxes = [
        (sheet.at((r, column - 1)).text.strip() if column else "", sheet.at((r, column)).text)
        for r in rows
    ]
    text, kept = text_of(boxes), held_text(base)
    if text != kept and "\n\n" not in kept:
        text = text_of((mark, line) for mark, line in boxes if line.strip())
    return None if text == kept else text


def _line_notices(section: Section, sheet: Sheet, lines: dict[Place, Box]) -> Iterator[Notice]:
    for place, box in sorted(lines.items(), key=lambda line: line[0]):
        at = (sheet.name, address(place), (section.code,), short(box.text), PLAIN_TEXT)
        if box.kind in SHOWN_AS:
            yield Notice(Weight.PROBLEM, *at, SHOWN_AS[box.kind])
        elif box.formula:
            told = (Weight.DOUBT, FORMULA) if box.text else (Weight.PROBLEM, NO_RESULT)
            yield Notice(told[0], *at, told[1])


def _beside(section: Section, sheet: Sheet, others: dict[Place, Box]) -> Iterator[Notice]:
    for place, box in sorted(others.items(), key=lambda other: other[0]):
        if box.text.strip() not in ("", CONTINUED):
            at = (sheet.name, address(place), (section.code,), short(box.text))
            yield Notice(Weight.PROBLEM, *at, *TEXT_BESIDE)
