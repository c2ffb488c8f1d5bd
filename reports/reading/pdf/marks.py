"""Which signs of a page are shown, and how: hidden, raised, struck out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.spreadsheets.marks import marked, visible

Drawn = Mapping[str, Any]  # a sign, line or box as pdfplumber describes it
SMALLEST = 1.0  # points; what is smaller nobody reads
RAISED_SIZE = 0.8  # of the largest sign beside it
THIN = 2.0  # points: a stroke, and no box
MIDDLE = (0.3, 0.7)  # of a sign's height: where a stroke strikes it out
# Radicals that some programs write for the characters of the same look. NFKC knows the others.
_RADICALS = str.maketrans(
    "⺁⺇⺋⺌⺎⺗⺝⺟⺠⺫⺬⺮⺶⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "厂几卩小兀心月母民目示竹羊肉虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)


def shown_signs(signs: Iterable[Drawn], boxes: Sequence[Drawn]) -> list[Drawn]:
    """Return the signs that a reader sees upright: not white on white, not tiny, no watermark
    across the page."""
    dark = [box for box in boxes if box.get("fill") and not _is_white(box)]
    return [
        sign
        for sign in signs
        if sign["upright"]
        and sign["size"] >= SMALLEST
        and (not _is_white(sign) or any(_holds(box, sign) for box in dark))
    ]


def written(signs: Sequence[Drawn], strokes: Sequence[Drawn]) -> list[Drawn]:
    """Return the signs of one cell or line with marks where they are raised or struck out."""
    largest = max((sign["size"] for sign in signs), default=0.0)
    return [
        {**sign, "text": _written(sign, largest, strokes)} if sign["text"].strip() else sign
        for sign in signs
    ]


def _written(sign: Drawn, largest: float, strokes: Sequence[Drawn]) -> str:
    text = character(sign["text"])
    small = sign["size"] < RAISED_SIZE * largest and text.isdigit()
    struck = any(_strikes(stroke, sign) for stroke in strokes)
    return marked(text, is_raised=small, is_struck=struck)


def character(text: str) -> str:
    """Return the character for a radical, in the sign's own width otherwise."""
    plain = visible(text).translate(_RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", sign) if "\u2f00" <= sign <= "\u2fdf" else sign
        for sign in plain
    )


def strokes_of(lines: Iterable[Drawn], boxes: Iterable[Drawn]) -> list[Drawn]:
    """Return what may strike something out: horizontal and thin."""
    drawn = (*lines, *boxes)
    return [d for d in drawn if d["height"] <= THIN and d["width"] > 2 * THIN]


def _strikes(stroke: Drawn, sign: Drawn) -> bool:
    height = sign["bottom"] - sign["top"]
    at = (stroke["top"] + stroke["bottom"]) / 2 - sign["top"]
    middle = (sign["x0"] + sign["x1"]) / 2
    within = MIDDLE[0] * height <= at <= MIDDLE[1] * height
    return bool(within and stroke["x0"] <= middle <= stroke["x1"])


def _is_white(drawn: Drawn) -> bool:
    colour = drawn.get("non_stroking_color")
    if not isinstance(colour, tuple | list) or not all(isinstance(c, int | float) for c in colour):
        return False
    return tuple(colour) in ((1,), (1, 1, 1), (0, 0, 0, 0))


def _holds(box: Drawn, sign: Drawn) -> bool:
    across = box["x0"] <= (sign["x0"] + sign["x1"]) / 2 <= box["x1"]
    return bool(across and box["top"] <= (sign["top"] + sign["bottom"]) / 2 <= box["bottom"])
