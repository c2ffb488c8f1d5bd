"""What a sheet holds and does not show by its colour or size: letters in the colour of what they
stand on, white on white as a rule, or a dot of a letter.

A format that shows nothing (`;;;`) is told by `number_formats`, hidden rows and columns by
`hidden`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SMALLEST = 2  # points
PAPER = "FFFFFF"
_WHITE = {("theme", "0"), ("indexed", "1"), ("indexed", "9")}


def value_seen(cell: Any) -> Any:
    """Return the cell's value without what nobody sees of it; None if that is all."""
    value, font, ground = cell.value, cell.font, ground_of(cell.fill)
    if isinstance(value, list):
        kept = [run for run in value if not _hides(getattr(run, "font", None) or font, ground)]
        return type(value)(kept) if len(kept) < len(value) else value
    return None if value is not None and _hides(font, ground) else value


def is_unseen(size: float | None, colour: str, ground: str) -> bool:
    """Whether letters of this size and colour are not seen on this ground."""
    return (size is not None and size < SMALLEST) or (colour != "" and colour == ground)


def colour_of_font(font: Any) -> str:
    """Return a font's colour as `colour_of` does, "" for the automatic one."""
    color = font.color if font is not None else None
    if color is None:
        return ""
    return colour_of({color.type: str(getattr(color, color.type)), "tint": str(color.tint or "")})


def colour_of(said: Mapping[str, str]) -> str:
    """Return a colour as the XML says it: six digits, or how it is called by theme or index."""
    shade = "" if said.get("tint", "") in ("", "0", "0.0") else said["tint"]
    for kind in ("rgb", "theme", "indexed"):
        if value := said.get(kind, ""):
            if kind == "rgb":
                return value[-6:].upper()
            return PAPER if (kind, value) in _WHITE and not shade else f"{kind}{value}{shade}"
    return ""


def ground_of(fill: Any) -> str:
    """Return the colour of a cell, that of paper if it has none."""
    if fill is None or fill.fill_type in (None, "none"):
        return PAPER
    color = fill.fgColor
    said = {color.type: str(getattr(color, color.type)), "tint": str(color.tint or "")}
    return colour_of(said) if fill.fill_type == "solid" else "pattern"


def _hides(font: Any, ground: str) -> bool:
    return font is not None and is_unseen(font.sz, colour_of_font(font), ground)
