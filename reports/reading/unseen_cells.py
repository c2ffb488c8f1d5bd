"""What a sheet holds and does not show by its colour or size: white on white, or a dot of a letter.

A hidden format (`;;;`) is told by `number_formats`, hidden rows and columns by `hidden`.
"""

from __future__ import annotations

from typing import Any

SMALLEST = 2  # points


def value_seen(cell: Any) -> Any:
    """Return the cell's value without what nobody sees of it; None if that is all."""
    value, font = cell.value, cell.font
    if isinstance(value, list):
        kept = [run for run in value if not _is_unseen(getattr(run, "font", None) or font, cell)]
        return type(value)(kept) if len(kept) < len(value) else value
    return None if value is not None and _is_unseen(font, cell) else value


def _is_unseen(font: Any, cell: Any) -> bool:
    if font is None:
        return False
    if font.sz is not None and font.sz < SMALLEST:
        return True
    return _is_white(font.color) and not _is_painted(cell.fill)


def _is_white(color: Any) -> bool:
    if color is None:
        return False
    if color.type == "theme":
        return bool(color.theme == 0 and not color.tint)
    return color.type == "rgb" and str(color.rgb)[-6:].upper() == "FFFFFF"


def _is_painted(fill: Any) -> bool:
    return fill is not None and fill.fill_type not in (None, "none") and not _is_white(fill.fgColor)
