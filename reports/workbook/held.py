"""How figures and texts stand in the boxes of a sheet, and what is the same when they come back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from reports.form.content import Figure, normal_text
from reports.rendering.xlsx import MAX_TEXT, ZERO_WIDTH_SPACE, safe_text

CONTINUED = "续"  # beside a line that is the rest of the one above, too long for one box
MOST_DIGITS = 15  # significant ones that a spreadsheet keeps
_GUARDED = re.compile(f"^{ZERO_WIDTH_SPACE}(?=<r>)", re.MULTILINE)


def is_exact(figure: Figure) -> bool:
    """Whether a spreadsheet keeps the number as it is; else it has to stand there as text."""
    digits = len(Decimal(figure).normalize().as_tuple().digits)
    return digits <= MOST_DIGITS


def held_text(text: str) -> str:
    """A text as a workbook can hold it: what is no character there is left out."""
    return normal_text(without_guard(safe_text(text.replace("\r\n", "\n").replace("\r", ""))))


def without_guard(text: str) -> str:
    return _GUARDED.sub("", text)


def boxes_of(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text with the mark beside each; a line too long for a box is cut in several.

    The cut never falls on a blank, which an office program might take away.
    """
    for line in held_text(text).split("\n"):
        mark = ""
        while len(line) > MAX_TEXT:
            cut = len(line[:MAX_TEXT].rstrip()) or MAX_TEXT
            yield mark, line[:cut]
            mark, line = CONTINUED, line[cut:]
        yield mark, line


def text_of(boxes: Iterable[tuple[str, str]]) -> str:
    """Back from the lines with their marks."""
    lines: list[str] = []
    for mark, line in boxes:
        if mark == CONTINUED and lines:
            lines[-1] += line
        else:
            lines.append(line)
    return normal_text(without_guard("\n".join(lines)))
