"""Parts of the printed table as programs put them on the clipboard, as text and as HTML.

Of Excel, WPS and LibreOffice the shape of the HTML is kept as those programs write it: styles of
classes within a comment in the head, many blank rows as one, a hidden row at the end that only sets
widths, `<br>` in blank cells. It is written by hand; none of the programs runs here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import escape
from itertools import groupby, product
from random import Random

from reports.form.edition import Edition
from reports.rendering.document import Grid, Slot, section_grid


@dataclass(frozen=True)
class Part:
    """A rectangle of the printed table; `figures` are as written, by cell."""

    grid: Grid
    rows: range
    columns: range
    figures: Mapping[str, str]

    @cached_property
    def boxes(self) -> list[tuple[int, int, Slot]]:
        """Those that begin in it."""
        return [
            (y, x, slot)
            for y, x, slot in self.grid.placed()
            if y in self.rows and x in self.columns
        ]

    @property
    def stated(self) -> dict[str, str]:
        """What is written in which cell; blanks say nothing."""
        cells = (slot.cell for _, _, slot in self.boxes if slot.cell)
        return {cell: self.figures[cell] for cell in cells if self.figures[cell]}

    @property
    def begins_with_a_figure(self) -> bool:
        y, x, slot = self.boxes[0]
        return bool(slot.cell) and (y, x) == (self.rows.start, self.columns.start)

    @property
    def first(self) -> str:
        """The first cell in it."""
        return next(slot.cell for _, _, slot in self.boxes if slot.cell)

    @property
    def has_names(self) -> bool:
        return any(slot.text for _, _, slot in self.boxes)

    @cached_property
    def is_unique(self) -> bool:
        """Whether what it has of labels and heads stands nowhere else in the table."""
        names = [(y, x, slot.text) for y, x, slot in self.boxes if slot.text]
        printed = {(y, x): slot.text for y, x, slot in self.grid.placed() if slot.text}
        height, width = len(self.grid.rows), self.grid.columns
        offsets = product(range(-height, height), range(-width, width))
        fits = [
            (dy, dx)
            for dy, dx in offsets
            if all(printed.get((y + dy, x + dx)) == text for y, x, text in names)
        ]
        return bool(names) and fits == [(0, 0)]

    def written(self, slot: Slot) -> str:
        return self.figures.get(slot.cell, "") if slot.cell else slot.text


def part_of(
    edition: Edition, section: str, corner: tuple[int, int, int, int], figures: Mapping[str, str]
) -> Part:
    """From row and column up to, not including, row and column."""
    top, left, bottom, right = corner
    grid = section_grid(edition, section)
    return Part(grid, range(top, bottom), range(left, right), figures)


# As people write them; most cells hold 0.
WRITTEN = ["0", "0", "0", "1", "7", "12", "345", "6789"]
ODD = ["1,234", "1.0", "５", "/", "—", "无", "未发生", "5①", "约5", "12 34"]


def some_part(rng: Random, edition: Edition, section: str) -> Part:
    """Any rectangle in which something is written; often it begins or ends where the table does."""
    grid = section_grid(edition, section)
    while True:
        (top, bottom), (left, right) = (_some_span(rng, n) for n in (len(grid.rows), grid.columns))
        blanks, odd = rng.choice([0, 0, 0.3, 0.8]), rng.choice([0, 0, 0.2])
        written = {
            cell.id: ""
            if rng.random() < blanks
            else rng.choice(ODD if rng.random() < odd else WRITTEN)
            for cell in edition.by_code[section].cells
        }
        part = part_of(edition, section, (top, left, bottom, right), written)
        if part.stated and (part.has_names or part.begins_with_a_figure):
            return part


def _some_span(rng: Random, length: int) -> tuple[int, int]:
    first = 0 if rng.random() < 0.4 else rng.randrange(length)
    return first, length if rng.random() < 0.3 else rng.randrange(first, length) + 1


def lines(part: Part) -> list[list[str]]:
    """As a spreadsheet copies it: what a span covers is blank."""
    found = {(y, x): part.written(slot) for y, x, slot in part.boxes}
    return [[found.get((y, x), "") for x in part.columns] for y in part.rows]


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set('\t\n"') else text


def spreadsheet_text(part: Part) -> str:
    return "".join("\t".join(map(_quoted, row)) + "\r\n" for row in lines(part))


def _at(part: Part, y: int, x: int) -> tuple[int, int, Slot] | None:
    """The box that covers a place, where it begins in the part."""
    covering = (
        (top, left, slot)
        for top, left, slot in part.boxes
        if top <= y < top + slot.rowspan and left <= x < left + slot.colspan
    )
    return next(covering, None)


def word_text(part: Part) -> str:
    """Merged columns take one cell, merged rows a blank one below the first."""
    out = []
    for y in part.rows:
        cells, x = [], part.columns.start
        while x < part.columns.stop:
            box = _at(part, y, x)
            cells.append(part.written(box[2]).replace("\n", "") if box and box[0] == y else "")
            x = box[1] + box[2].colspan if box else x + 1
        out.append("\t".join(cells) + "\r\n")
    return "".join(out)


def _spans(part: Part, y: int, x: int, slot: Slot) -> str:
    wide = min(slot.colspan, part.columns.stop - x)
    high = min(slot.rowspan, part.rows.stop - y)
    return (f" colspan={wide}" if wide > 1 else "") + (f" rowspan={high}" if high > 1 else "")


def _cells(part: Part, y: int, blank: str, kind: str) -> str:
    """One row's `td`; a place whose box begins outside the part is a blank cell of its own."""
    boxes = {at: slot for row, at, slot in part.boxes if row == y}
    html = ""
    for x in part.columns:
        if x in boxes:
            text = escape(part.written(boxes[x])).replace("\n", "<br>") or blank
            html += f"  <td{_spans(part, y, x, boxes[x])}{kind}>{text}</td>\n"
        elif not _at(part, y, x):
            html += f"  <td{kind}>{blank}</td>\n"
    return html


def _is_blank(part: Part, y: int) -> bool:
    """Whether Excel joins it with its neighbours: nothing stands there, and nothing is merged."""
    merged = [b for b in part.boxes if b[2].rowspan * b[2].colspan > 1]
    is_merged = any(top <= y < top + slot.rowspan for top, _, slot in merged)
    return not is_merged and not any(lines(part)[y - part.rows.start])


def _excel_rows(part: Part) -> str:
    html = ""
    for blank, found in groupby(part.rows, key=partial(_is_blank, part)):
        rows = list(found)
        if blank and len(rows) > 1:
            html += (
                f" <tr height={19 * len(rows)} style='mso-xlrowspan:{len(rows)}'>\n  <td height=19"
                f" colspan={len(part.columns)} style='mso-ignore:colspan'></td>\n </tr>\n"
            )
        else:
            cells = [_cells(part, y, "", " class=xl65") for y in rows]
            html += "".join(f" <tr height=19>\n{each} </tr>\n" for each in cells)
    return html


def excel_html(part: Part) -> str:
    fixes = "".join("  <td width=72></td>\n" for _ in part.columns)
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel">\n<head>\n<style>\n<!--table\n'
        '\t{mso-displayed-decimal-separator:"\\.";}\n.xl65\n\t{text-align:center;}\n-->\n</style>\n'
        "</head>\n<body>\n<table border=0 cellpadding=0 cellspacing=0>\n<!--StartFragment-->\n"
        f" <col width=72 span={len(part.columns)} style='width:54pt'>\n{_excel_rows(part)}"
        f" <![if supportMisalignedColumns]>\n <tr height=0 style='display:none'>\n{fixes} </tr>\n"
        " <![endif]>\n<!--EndFragment-->\n</table>\n</body>\n</html>\n"
    )


def wps_html(part: Part) -> str:
    cells = [_cells(part, y, "", ' class="et2"') for y in part.rows]
    rows = "".join(f'<tr height="19">{each}</tr>' for each in cells)
    return (
        '<html><head><meta name="Generator" content="Microsoft Excel"><style>\n<!--\n'
        ".et2{color:#000000;text-align:center;vertical-align:middle;}\n-->\n</style></head><body>"
        f'<!--StartFragment--><table style="width:487pt"><colgroup><col width="72"></colgroup>'
        f"{rows}</table><!--EndFragment--></body></html>"
    )


def libreoffice_html(part: Part) -> str:
    cells = [_cells(part, y, "<br>", ' align="left"') for y in part.rows]
    rows = "".join(f"\t<tr>\n{each}\t</tr>\n" for each in cells)
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n\t<style type="text/css">\n\t\tbody,div,table'
        '{ font-family:"Noto Sans CJK SC"; font-size:small }\n\t</style>\n</head>\n<body>\n'
        f'<table cellspacing="0" border="0">\n\t<colgroup span="{len(part.columns)}" width="85">'
        f"</colgroup>\n{rows}</table>\n</body>\n</html>\n"
    )


def whole_rows(part: Part) -> Part:
    """Word's text says nothing of columns that are left out."""
    return replace(part, columns=range(part.grid.columns))


def word(part: Part) -> tuple[str, str]:
    return word_text(part), ""


# What each program puts on the clipboard: text and HTML.
PROGRAMS: dict[str, Callable[[Part], tuple[str, str]]] = {
    "our own copy": lambda part: (spreadsheet_text(part), ""),
    "Excel": lambda part: (spreadsheet_text(part), excel_html(part)),
    "WPS": lambda part: (spreadsheet_text(part), wps_html(part)),
    "LibreOffice": lambda part: (spreadsheet_text(part), libreoffice_html(part)),
    "Word as text": word,
}
