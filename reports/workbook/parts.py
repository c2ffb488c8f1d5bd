"""Turns a workbook's parts into sheets with their cells' unprocessed content.

Read from the XML itself, in one pass: formulas with stored results, numbers as written, merged
cells and defined names all matter here, and no single library call provides them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import coordinate_to_tuple, range_boundaries

from reports.reading.archive import EXCEL, OLD_OFFICE, xml_parts
from reports.reading.doubts import DAMAGED, OLD_OR_LOCKED, TOO_WIDE, Unreadable
from reports.reading.sheet_runs import PLAIN, Font, Runs, as_shown, font_of, runs_of
from reports.rendering.xlsx import without_controls
from reports.workbook.layout import Place
from reports.workbook.notices import NOT_OURS

MAX_SHEETS, MAX_MERGES = 40, 5000
ZIP_MARK = b"PK\x03\x04"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NAMED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})")
_KINDS = {"e": "error", "b": "truth", "d": "date"}
_DAMAGE = (ArithmeticError, AttributeError, LookupError, ParseError, TypeError, ValueError)


@dataclass(frozen=True)
class Box:
    """The content of one cell in the file."""

    text: str
    kind: str = "text"  # text, number, date, percent, error, truth
    formula: bool = False  # `text` is then the stored result, if any


BLANK = Box("")


@dataclass(frozen=True)
class Sheet:
    name: str
    boxes: Mapping[Place, Box]
    merges: tuple[tuple[Place, Place], ...]  # (upper left, lower right)

    def at(self, place: Place) -> Box:
        return self.boxes.get(place, BLANK)


@dataclass(frozen=True)
class Book:
    sheets: Mapping[str, Sheet]
    names: Mapping[str, tuple[str, Place]] = field(default_factory=dict)


def read_book(content: bytes) -> Book:
    """Read the workbook. Raises Unreadable."""
    if content.startswith(OLD_OFFICE):
        raise Unreadable(OLD_OR_LOCKED)
    if not content.startswith(ZIP_MARK):
        raise Unreadable(NOT_OURS)
    parts = xml_parts(content)
    if EXCEL not in parts:
        raise Unreadable(NOT_OURS)
    try:
        return _book(parts)
    except Unreadable:
        raise
    except _DAMAGE:
        raise Unreadable(DAMAGED) from None


def _book(parts: Mapping[str, bytes]) -> Book:
    root = _root(parts[EXCEL])
    targets = _targets(parts)
    strings = _strings(parts, targets)
    styles = _styles(parts, targets)
    sheets: dict[str, Sheet] = {}
    for found in _named(root, "sheet"):
        part = targets.get(_attribute(found, "id"), "")
        if part.startswith("xl/worksheets/") and len(sheets) < MAX_SHEETS:
            name = found.attrib["name"]
            sheets[name] = _sheet(name, _root(parts[part]), strings, styles)
    names = {name: found for name, found in _names(root) if found[0] in sheets}
    return Book(sheets, names)


def _root(part: bytes) -> Element:
    root: Element = ElementTree.fromstring(part, forbid_dtd=True)
    return root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element.iter() if _local(child) == name)


def _attribute(element: Element, name: str) -> str:
    """Return a namespaced attribute in any vocabulary, as strict files use another one."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name
                 and key.startswith("{")), "")  # fmt: skip


def _targets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Map relation ids to parts; `strings` and `styles` name the parts of these types."""
    found: dict[str, str] = {}
    for relation in _named(_root(parts["xl/_rels/workbook.xml.rels"]), "Relationship"):
        target = relation.attrib["Target"]
        part = target[1:] if target.startswith("/") else normpath(join("xl", target))
        found[relation.attrib["Id"]] = part
        found[relation.attrib["Type"].rpartition("/")[2]] = part
    return found


def _names(root: Element) -> Iterator[tuple[str, tuple[str, Place]]]:
    """Yield names of single cells; names local to a sheet only come from copied sheets."""
    for name in _named(root, "definedName"):
        match = _NAMED.fullmatch(name.text or "")
        if match and "localSheetId" not in name.attrib:
            sheet = match[1].replace("''", "'") if match[1] else match[2]
            yield name.attrib["name"], (sheet, _place(match[3] + match[4]))


def _place(address: str) -> Place:
    row, column = coordinate_to_tuple(address)
    return row - 1, column - 1


# Texts and formats -------------------------------------------------------------------------


def _strings(parts: Mapping[str, bytes], targets: Mapping[str, str]) -> list[Runs]:
    part = parts.get(targets.get("sharedStrings", ""))
    return [_unescaped_runs(item) for item in _named(_root(part), "si")] if part else []


def _unescaped_runs(item: Element) -> Runs:
    return tuple((unescaped(text), font) for text, font in runs_of(item))


def unescaped(text: str) -> str:
    """Resolve escapes, dropping what is not a character: NUL, unpaired surrogates."""
    if "_x" not in text:
        return text
    units = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    whole = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return without_controls(whole)


@dataclass(frozen=True)
class _Style:
    """How a cell's style shows a number: as number, date or percent; and in which font."""

    shows: str = "number"
    font: Font = PLAIN


def _styles(parts: Mapping[str, bytes], targets: Mapping[str, str]) -> list[_Style]:
    part = parts.get(targets.get("styles", ""))
    if not part:
        return []
    root = _root(part)
    codes = {int(f.attrib["numFmtId"]): f.attrib["formatCode"] for f in _named(root, "numFmt")}
    fonts = [font_of(font) for font in next(_named(root, "fonts"), ())]
    found = []
    for xf in next(_named(root, "cellXfs"), ()):
        number, font = int(xf.attrib.get("numFmtId", 0)), int(xf.attrib.get("fontId", 0))
        code = codes.get(number) or BUILTIN_FORMATS.get(number, "General")
        found.append(_Style(_shows(code, number), fonts[font] if font < len(fonts) else PLAIN))
    return found


def _shows(code: str, number: int) -> str:
    if 27 <= number <= 36 or 50 <= number <= 58 or is_date_format(code):  # ranges: East Asian
        return "date"
    return "percent" if "%" in code else "number"


# Cells -------------------------------------------------------------------------------------


def _sheet(name: str, root: Element, strings: list[Runs], styles: list[_Style]) -> Sheet:
    boxes: dict[Place, Box] = {}
    row = -1
    for line in _named(root, "row"):
        row = int(line.attrib.get("r", row + 2)) - 1
        column = -1
        for cell in line:
            if _local(cell) != "c":
                continue
            place = _place(cell.attrib["r"]) if "r" in cell.attrib else (row, column + 1)
            column = place[1]
            box = _box(cell, strings, styles)
            if box != BLANK:
                boxes[place] = box
    return Sheet(name, boxes, tuple(_merges(root)))


def _merges(root: Element) -> Iterator[tuple[Place, Place]]:
    for count, merged in enumerate(_named(root, "mergeCell")):
        if count >= MAX_MERGES:
            raise Unreadable(TOO_WIDE)
        left, top, right, bottom = range_boundaries(merged.attrib["ref"])
        if left and top and right and bottom:
            yield (top - 1, left - 1), (bottom - 1, right - 1)


def _box(cell: Element, strings: list[Runs], styles: list[_Style]) -> Box:
    children = {_local(child): child for child in cell}
    formula, kind = "f" in children, cell.attrib.get("t", "n")
    value = (children["v"].text or "") if "v" in children else ""
    number = int(cell.attrib.get("s", 0))
    style = styles[number] if number < len(styles) else _Style()
    if kind == "n" and value:
        return Box(style.font.shown(plain_number(value)), style.shows, formula)
    if kind == "s" and value:
        text = as_shown(strings[int(value)], style.font)
    elif kind == "inlineStr":
        text = as_shown(_unescaped_runs(children["is"]) if "is" in children else (), style.font)
    elif kind == "b":
        text = "TRUE" if value == "1" else "FALSE"
    else:
        text = style.font.shown(unescaped(value))
    return Box(text, _KINDS.get(kind, "text"), formula)


def plain_number(value: str) -> str:
    """Round to the fifteen digits a spreadsheet shows: 1571.5499999999999 is 1571.55."""
    number = float(value)
    return str(int(number)) if number == int(number) else f"{number:.15g}"
