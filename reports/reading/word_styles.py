"""How a Word document shows its runs: by their own properties, or those of a style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from accounts.spreadsheets.marks import marked
from reports.reading.doubts import DAMAGED, Unreadable

STYLES = "word/styles.xml"
MAX_BASED = 20  # styles based on one another
_OFF = ("0", "false", "off", "none")
_WHITE = ("FFFFFF", "FEFEFE")
_UNPAINTED = ("", "none", "auto", "ffffff", "white", "clear", "nil")
_LOOKS = (
    "strike", "dstrike", "vanish", "webHidden", "specVanish", "vertAlign", "position", "color",
    "sz", "shd", "highlight",
)  # fmt: skip
_SMALLEST = 4  # half points; smaller letters are dots
Looks = Mapping[str, str]  # property -> value, "" if it is set without one


@dataclass(frozen=True)
class Styles:
    own: Mapping[str, Looks] = field(default_factory=dict)  # by style
    based_on: Mapping[str, str] = field(default_factory=dict)

    def looks(self, style: str) -> Looks:
        """Return a style's looks, those of the styles it is based on included."""
        found: dict[str, str] = {}
        for _ in range(MAX_BASED):
            found = {**self.own.get(style, {}), **found}
            style = self.based_on.get(style, "")
        return found

    def of_run(self, run: Element, of_paragraph: Looks) -> Looks:
        """Return how a run looks in a paragraph whose style has these looks."""
        own = dict(_own_looks(run))
        return {**of_paragraph, **self.looks(property_of(run, "rStyle") or ""), **own}

    def of_paragraph(self, paragraph: Element) -> Looks:
        return self.looks(property_of(paragraph, "pStyle") or "")


def local_name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def value_of(found: Element) -> str:
    return next((v for k, v in found.items() if k.endswith("}val")), "")


def property_of(element: Element, name: str) -> str | None:
    """Return a property's value, "" if it is set without one, None if it is not set."""
    for properties in element:
        if local_name(properties) in ("rPr", "pPr", "tcPr", "trPr"):
            for found in properties:
                if local_name(found) == name:
                    return fill_of(found) if name == "shd" else value_of(found)
    return None


def is_on(value: str | None) -> bool:
    return value is not None and value not in _OFF


def is_hidden(looks: Looks, *, on_paper: bool = True) -> bool:
    """Whether nobody sees a run: it is hidden, white on white paper, or too small."""
    if any(is_on(looks.get(name)) for name in ("vanish", "webHidden", "specVanish")):
        return True
    size = looks.get("sz", "")
    if size.isascii() and size.isdigit() and int(size[:6]) < _SMALLEST:
        return True
    painted = any(looks.get(name, "none") not in _UNPAINTED for name in ("shd", "highlight"))
    return on_paper and not painted and looks.get("color", "").upper() in _WHITE


def is_painted(element: Element) -> bool:
    """Whether a cell, a row's or a table's properties give it another colour than paper's."""
    for properties in element:
        if local_name(properties) in ("tcPr", "tblPr", "pPr"):
            for found in properties:
                if local_name(found) == "shd" and fill_of(found) not in _UNPAINTED:
                    return True
    return False


def fill_of(shading: Element) -> str:
    return next((v for k, v in shading.items() if k.endswith("}fill")), "none").lower()


def as_shown(text: str, looks: Looks) -> str:
    """Return the text with the marks it is shown with."""
    raised = looks.get("vertAlign") in ("superscript", "subscript")
    lifted = looks.get("position", "0").lstrip("+-0") != ""
    struck = is_on(looks.get("strike")) or is_on(looks.get("dstrike"))
    return marked(text, is_raised=raised or lifted, is_struck=struck)


def styles_of(parts: Mapping[str, bytes]) -> Styles:
    """Return a document's styles. Raises Unreadable."""
    if STYLES not in parts:
        return Styles()
    try:
        root = ElementTree.fromstring(parts[STYLES], forbid_dtd=True)
    except (ParseError, ValueError):
        raise Unreadable(DAMAGED) from None
    own: dict[str, Looks] = {}
    based_on: dict[str, str] = {}
    for style in (child for child in root if local_name(child) == "style"):
        name = next((v for k, v in style.items() if k.endswith("}styleId")), "")
        own[name] = dict(_own_looks(style))
        based_on[name] = next((value_of(c) for c in style if local_name(c) == "basedOn"), "")
    return Styles(own, based_on)


def _own_looks(element: Element) -> Iterator[tuple[str, str]]:
    for name in _LOOKS:
        if (value := property_of(element, name)) is not None:
            yield name, value
