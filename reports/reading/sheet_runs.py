"""A workbook's text as the XML has it: in runs, each with a font of its own or with the cell's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from accounts.spreadsheets.marks import marked
from reports.reading.unseen_cells import colour_of, colour_of_font, is_unseen

_OFF = ("0", "false")


@dataclass(frozen=True)
class Font:
    raised: bool = False
    struck: bool = False
    size: float | None = None
    colour: str = ""

    def shown(self, text: str) -> str:
        return marked(text, is_raised=self.raised, is_struck=self.struck)

    def is_lost_on(self, ground: str | None) -> bool:
        return ground is not None and is_unseen(self.size, self.colour, ground)


PLAIN = Font()
Runs = tuple[tuple[str, Font | None], ...]  # None is the cell's font


def local_name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def font_of(properties: Element) -> Font:
    """Return what a font or the properties of a run say."""
    found = {local_name(child): child.attrib for child in properties}
    said = {name: attributes.get("val", "") for name, attributes in found.items()}
    raised = said.get("vertAlign") in ("superscript", "subscript")
    struck = "strike" in said and said["strike"] not in _OFF
    return Font(raised, struck, _size(said.get("sz", "")), colour_of(found.get("color", {})))


def _size(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None


def font_of_cell(font: Any) -> Font:
    """Return the same of a font as openpyxl gives it."""
    raised = font.vertAlign in ("superscript", "subscript")
    return Font(raised, bool(font.strike), font.sz, colour_of_font(font))


def runs_of(item: Element) -> Runs:
    """Return the runs of a text, without the phonetic guides some programs add."""
    return tuple(_runs(item))


def _runs(item: Element) -> Iterator[tuple[str, Font | None]]:
    for child in item:
        if local_name(child) == "t":
            yield child.text or "", None
        elif local_name(child) == "r":
            parts = {local_name(part): part for part in child}
            text = parts["t"].text or "" if "t" in parts else ""
            yield text, font_of(parts["rPr"]) if "rPr" in parts else None


def as_shown(runs: Runs, font: Font = PLAIN, ground: str | None = None) -> str:
    """Return a text as a cell of this font shows it; without what nobody sees on its ground, if
    that is given."""
    looks = ((text, own or font) for text, own in runs)
    return "".join(look.shown(text) for text, look in looks if not look.is_lost_on(ground))


def has_inline_runs(part: bytes) -> bool:
    """Whether a sheet may keep text in its own cells with fonts of its own."""
    return b"inlineStr" in part and b"rPr" in part


def inline_runs(part: bytes) -> dict[str, Runs]:
    """Return the texts that a sheet keeps in its own cells, by address. Openpyxl reads them without
    their fonts."""
    root = ElementTree.fromstring(part, forbid_dtd=True)
    cells = (cell for cell in root.iter() if local_name(cell) == "c" and "r" in cell.attrib)
    return {
        cell.attrib["r"]: runs_of(child)
        for cell in cells
        for child in cell
        if local_name(child) == "is"
    }
