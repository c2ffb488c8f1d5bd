"""How figures and texts are stored in a sheet, and what counts as unchanged when they come back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from reports.form.content import Figure, normal_text
from reports.rendering.xlsx import MAX_TEXT, ZERO_WIDTH_SPACE, safe_text

CONTINUED = "续"  # beside a line that continues the one above
MOST_DIGITS = 15  # significant digits that a spreadsheet keeps
_GUARDED = re.compile(f"^{ZERO_WIDTH_SPACE}(?=<r>)", re.MULTILINE)


def is_exact(figure: Figure) -> bool:
    """Whether a spreadsheet stores the number exactly; if not, it must be stored as text."""
    digits = len(Decimal(figure).normalize().as_tuple().digits)
    return digits <= MOST_DIGITS


def held_text(text: str) -> str:
    """Return a text as a workbook can store it, without characters it cannot hold."""
    return normal_text(without_guard(safe_text(text.replace("\r\n", "\n").replace("\r", ""))))


def without_guard(text: str) -> str:
    return _GUARDED.sub("", text)


def boxes_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a text with their marks; a line too long for a cell is split.

    The split never falls on a blank, which an office program might remove.
    """
    for line in held_text(text).split("\n"):
        mark = ""
        while len(line) > MAX_TEXT:
            cut = len(line[:MAX_TEXT].rstrip()) or MAX_TEXT
            yield mark, line[:cut]
            mark, line = CONTINUED, line[cut:]
        yield mark, line


def text_of(boxes: Iterable[tuple[str, str]]) -> str:
    """Rebuild the text from its lines and marks."""
    lines: list[str] = []
    for mark, line in boxes:
        if mark == CONTINUED and lines:
            lines[-1] += line
        else:
            lines.append(line)
    return normal_text(without_guard("\n".join(lines)))
