"""Reads a returned workbook: what was changed since it was handed out, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reports.form.edition import Edition, Section
from reports.form.loader import load_editions
from reports.reading.doubts import Unreadable
from reports.workbook.copies import copies_of, is_of, read_copy
from reports.workbook.layout import ROW_MARK, STAMP_WORDS, name_of, section_sheet
from reports.workbook.notices import (
    NOT_OURS,
    OTHER_LAYOUT,
    SHEET_GONE,
    STAMP_GONE,
    Weight,
    WorkbookRemark,
    of_label,
)
from reports.workbook.parts import Book, Sheet, read_book
from reports.workbook.stamp import LAYOUT, BrokenSignature, Stamp, read_unverified_stamp
from reports.workbook.table_reading import read_table
from reports.workbook.text_reading import read_text


@dataclass(frozen=True)
class Filled:
    """What differs from what each place showed; `signed_stamp` still has to be verified."""

    signed_stamp: str
    cells: Mapping[str, str]  # cell -> the figure as an input shows it; "" if cleared
    texts: Mapping[str, str]
    origins: Mapping[str, str]  # cell -> its address, `三、…!D7`
    notices: tuple[WorkbookRemark, ...]


def read_workbook(content: bytes) -> Filled:
    """Read a returned workbook. Raises Unreadable."""
    book = read_book(content)
    signed_stamp = _signed_stamp(book)
    try:
        stamp = read_unverified_stamp(signed_stamp)
    except BrokenSignature:
        raise Unreadable(STAMP_GONE) from None
    edition = load_editions().get(stamp.edition)
    if edition is None or stamp.layout != LAYOUT:
        raise Unreadable(OTHER_LAYOUT)
    return _filled(book, signed_stamp, stamp, edition)


def _signed_stamp(book: Book) -> str:
    """Return the content of the hidden sheet, whatever it is called now. Raises Unreadable."""
    for sheet in book.sheets.values():
        if sheet.at((0, 0)).text == STAMP_WORDS:
            chunks = sorted(place for place in sheet.boxes if place[1] == 0 and place[0] > 0)
            return "".join(sheet.at(place).text for place in chunks)
    raise Unreadable(STAMP_GONE if _looks_like_ours(book) else NOT_OURS)


def _looks_like_ours(book: Book) -> bool:
    """Whether a table has marks in a hidden column, which the ordinary Excel file does not."""
    boxes = (box for sheet in book.sheets.values() for box in sheet.boxes.values())
    return any(box.text.startswith(ROW_MARK) for box in boxes)


def _filled(book: Book, signed_stamp: str, stamp: Stamp, edition: Edition) -> Filled:
    cells: dict[str, str] = {}
    texts: dict[str, str] = {}
    origins: dict[str, str] = {}
    notices: list[WorkbookRemark] = []
    for section in edition.sections:
        sheet = _sheet_of(book, section)
        if sheet is None:
            notices.append(_sheet_gone(section))
        elif section.is_narrative:
            found, told = read_text(section, sheet, stamp.texts.get(section.code, ""))
            texts |= {} if found is None else {section.code: found}
            notices += told
        else:
            changed, told = read_table(edition, section, sheet, book.names, stamp.cells)
            cells |= {cell: shown for cell, (shown, _) in changed.items()}
            origins |= {cell: f"{sheet.name}!{at}" for cell, (_, at) in changed.items()}
            notices += told
        for copy in copies_of(book, section, sheet) if sheet else ():
            more = read_copy(edition, section, copy, stamp, {**cells, **texts})
            cells |= {cell: shown for cell, (shown, _) in more.cells.items()}
            origins |= {cell: at for cell, (_, at) in more.cells.items()}
            texts |= more.texts
            notices += more.notices
    return Filled(signed_stamp, cells, texts, origins, tuple(notices))


def _sheet_of(book: Book, section: Section) -> Sheet | None:
    """Find a section's sheet by its cells' names, its own name, or the title printed on it."""
    names = (book.names.get(name_of(cell.id)) for cell in section.cells)
    named = Counter(found[0] for found in names if found and found[0] in book.sheets)
    for name, _ in named.most_common(1):
        return book.sheets[name]
    if section_sheet(section) in book.sheets:
        return book.sheets[section_sheet(section)]
    titled = [sheet for sheet in book.sheets.values() if is_of(section, sheet)]
    return titled[0] if len(titled) == 1 else None


def _sheet_gone(section: Section) -> WorkbookRemark:
    expected, reason = SHEET_GONE
    places = tuple(cell.id for cell in section.cells if not cell.computed) or (section.code,)
    expected = of_label(expected, section_sheet(section))
    return WorkbookRemark(Weight.PROBLEM, section_sheet(section), "", places, "", expected, reason)
