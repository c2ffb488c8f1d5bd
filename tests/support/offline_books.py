"""Offline workbooks as people send them back: filled in, moved about, damaged, saved elsewhere."""

import io
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from reports.form.content import Figures
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.loader import load_editions
from reports.form.numbers import shown_figure
from reports.workbook import Stamp, sign_stamp, write_workbook
from reports.workbook.layout import name_of
from tests.support.balanced import balanced_figures

YEARS = {"2019": 2020, "2021": 2026}
EDITIONS = load_editions()
S2, S3, S4 = (section.title for section in EDITIONS["2021"].sections[1:4])
OVERVIEW = "一、总体情况"
LINES = (
    "　　一、主动公开。全年公开信息 120 条。",
    "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "＝1", "{=1}", "<r><t>x</t></r>", "'引号",
    "㐂𠮷（龘）", "_x0041_ 与 _x000D_", "  前后有空格  ", "tab\t在中间", "2026", "1.5", "TRUE", "#REF!", "",
    "x&y <b> \"q\"", "第二段", "https://example.org/", "\u200b零宽", "长" * 700,
)  # fmt: skip
UNREADABLE = ("/", "—", "无", "约12", "=1+1", "+", "１２a", "<r>", "@x")
Damage = Callable[[Workbook], None]


def sign(payload: str) -> str:
    return f"{sum(map(ord, payload)):x}"


def random_stamp(edition: Edition, rng: Random) -> Stamp:
    """A valid report with blanks, with things that are no numbers, and with difficult texts."""
    figures = balanced_figures(edition, rng)
    figures |= {c: None for c in figures if rng.random() < 0.2}
    shown = shown_of(edition, figures)
    for cell in edition.cells.values():
        if not cell.computed and rng.random() < 0.03:
            shown[cell.id] = rng.choice(UNREADABLE)
        elif cell.kind == "money" and rng.random() < 0.3:
            shown[cell.id] = rng.choice(("999999999999.9999", "0.0001", "1571.55"))
        elif not cell.computed and rng.random() < 0.02:
            shown[cell.id] = "999999999999"
    texts = {s.code: random_text(rng) for s in edition.sections if s.is_narrative}
    return make_stamp(edition, shown, texts)


def random_text(rng: Random) -> str:
    lines = [rng.choice(LINES) for _ in range(rng.randrange(8))]
    long = ["很长" * 9000 + "𠮷"] if rng.random() < 0.05 else []
    return "\n".join(line.rstrip() for line in (*lines, *long)).strip("\n")


def shown_of(edition: Edition, figures: Figures) -> dict[str, str]:
    full = with_totals(edition, figures)
    return {c.id: shown_figure(full.get(c.id), c.kind) for c in edition.cells.values()}


def make_stamp(
    edition: Edition, shown: Mapping[str, str], texts: Mapping[str, str], **fields: Any
) -> Stamp:
    cells = {cell: value for cell, value in shown.items() if value}
    known = {
        "report": 7, "agency_code": "11430000000000001A", "agency": "云岭县交通运输局",
        "year": YEARS[edition.id], "edition": edition.id, "made_at": "2027-01-05 10:32",
        "versions": {section.code: 3 for section in edition.sections},
    }  # fmt: skip
    return Stamp(**{**known, **fields}, cells=cells, texts=dict(texts))


def written(stamp: Stamp, last: Figures | None = None) -> bytes:
    return write_workbook(EDITIONS[stamp.edition], stamp, sign_stamp(stamp, sign), last or {})


def plain(edition_id: str = "2021", **shown: str) -> bytes:
    """A report of tens, or of `shown` (dots written as two underscores), with one text."""
    edition = EDITIONS[edition_id]
    figures = {cell.id: 10 for cell in edition.cells.values() if not cell.computed}
    given = {name.replace("__", "."): value for name, value in shown.items()}
    texts = {"s1_overview": "第一段\n第二段", "s5_problems": "问题"}
    return written(make_stamp(edition, {**shown_of(edition, figures), **given}, texts))


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def damaged(content: bytes, *damages: Damage) -> bytes:
    book = opened(content)
    for damage in damages:
        damage(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def at(book: Workbook, cell_id: str) -> Any:
    """The cell that the workbook's name says."""
    sheet, place = next(book.defined_names[name_of(cell_id)].destinations)
    return book[sheet][place.replace("$", "")]


def put(cell_id: str, value: Any, number_format: str = "") -> Damage:
    def damage(book: Workbook) -> None:
        cell = at(book, cell_id)
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return damage


def type_in(sheet: str, address: str, value: Any) -> Damage:
    return lambda book: setattr(book[sheet][address], "value", value)


# What spreadsheets do when rows and columns come and go: names and merged cells go along ----------


def shift(sheet: str, *, row: int = 0, column: int = 0, by: int) -> Damage:
    """Insert (`by` > 0) before, or delete from, a row or column counted from 1."""

    def damage(book: Workbook) -> None:
        page = book[sheet]
        merged = [str(found) for found in page.merged_cells.ranges]
        for found in merged:
            page.merged_cells.remove(found)
        first, past = (row, row + max(-by, 0)) if row else (column, column + max(-by, 0))
        _move_cells(page, bool(row), first, by)
        for found in merged:
            new = _moved(range_boundaries(found), bool(row), first, past, by)
            if new and new[:2] != new[2:]:
                page.merged_cells.add(
                    CellRange(min_col=new[0], min_row=new[1], max_col=new[2], max_row=new[3]).coord
                )
        for name, defined in list(book.defined_names.items()):
            where, place = next(defined.destinations, ("", ""))
            if where == sheet and re.fullmatch(r"\$[A-Z]+\$\d+", place):
                new = _moved(range_boundaries(place.replace("$", "")), bool(row), first, past, by)
                text = (
                    f"'{sheet}'!${get_column_letter(new[0])}${new[1]}"
                    if new
                    else f"'{sheet}'!#REF!"
                )
                book.defined_names[name] = DefinedName(name, attr_text=text)

    return damage


def _move_cells(page: Worksheet, rows: bool, first: int, by: int) -> None:
    if rows:
        page.insert_rows(first, by) if by > 0 else page.delete_rows(first, -by)
    else:
        page.insert_cols(first, by) if by > 0 else page.delete_cols(first, -by)


def _moved(bounds: Any, rows: bool, first: int, past: int, by: int) -> tuple[int, ...] | None:
    left, top, right, bottom = bounds
    start, end = (top, bottom) if rows else (left, right)
    if by < 0 and first <= start and end < past:
        return None
    start = start + by if start >= past else min(start, first) if by < 0 else start
    end = end + by if end >= past else min(end, first - 1) if by < 0 else end
    return (left, start, right, end) if rows else (start, top, end, bottom)


def swap_rows(sheet: str, one: int, other: int, columns: str) -> Damage:
    """As sorting does: what stands in the columns changes places, names stay."""

    def damage(book: Workbook) -> None:
        for column in columns:
            a, b = book[sheet][f"{column}{one}"], book[sheet][f"{column}{other}"]
            a.value, b.value = b.value, a.value

    return damage


def without_names(book: Workbook) -> None:
    for name in list(book.defined_names):
        del book.defined_names[name]


def without_name(cell_id: str) -> Damage:
    return lambda book: book.defined_names.pop(name_of(cell_id)) and None


def dragged(source: str, target: str) -> Damage:
    """One cell cut and pasted into another: its name goes along, the other's is lost."""

    def damage(book: Workbook) -> None:
        a, b = at(book, source), at(book, target)
        b.value, a.value = a.value, None
        text = book.defined_names[name_of(target)].attr_text
        book.defined_names[name_of(source)] = DefinedName(name_of(source), attr_text=text)
        book.defined_names[name_of(target)] = DefinedName(name_of(target), attr_text="#REF!")

    return damage


def merged(sheet: str, cells: str) -> Damage:
    return lambda book: book[sheet].merge_cells(cells)


def unmerged(sheet: str, cells: str) -> Damage:
    return lambda book: book[sheet].unmerge_cells(cells)


def renamed(sheet: str, name: str) -> Damage:
    """As Excel does it: the names of cells go along."""

    def damage(book: Workbook) -> None:
        book[sheet].title = name
        for defined in book.defined_names.values():
            defined.attr_text = defined.attr_text.replace(f"'{sheet}'!", f"'{name}'!")

    return damage
