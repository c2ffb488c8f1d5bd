"""What a workbook's cell shows raised or struck out, written into its text.

Openpyxl is asked for rich text, so that a cell's value may be a list of runs with fonts of their
own; a run without one has the cell's. Called wherever openpyxl reads a workbook.
"""

from __future__ import annotations

import re
from typing import Any

from accounts.spreadsheets.marks import marked

_INLINE = re.compile(rb"<(?:\w+:)?is>.*?</(?:\w+:)?is>", re.DOTALL)
_RUN_MARK = re.compile(rb"<(?:\w+:)?(?:vertAlign|strike)\b")


def as_shown(value: Any, font: Any) -> Any:
    """Return the value itself, or text where some of it is raised or struck out."""
    if value is None:
        return None
    runs = value if isinstance(value, list) else [value]
    texts = [_marked(run, font) for run in runs]
    if isinstance(value, list) or texts != [_plain(value)]:
        return "".join(texts)
    return value


def _marked(run: Any, font: Any) -> str:
    if hasattr(run, "font"):
        return _with_marks(run.text, run.font)
    return _with_marks(_plain(run), font)


def _with_marks(text: str, font: Any) -> str:
    raised = font is not None and font.vertAlign in ("superscript", "subscript")
    return marked(text, is_raised=raised, is_struck=font is not None and bool(font.strike))


def _plain(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def has_marked_inline_text(part: bytes) -> bool:
    """Whether a sheet keeps marked text in its own cells, which openpyxl reads without marks."""
    return any(_RUN_MARK.search(found) for found in _INLINE.findall(part))
