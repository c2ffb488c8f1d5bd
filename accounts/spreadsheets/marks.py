"""Characters that are shown raised, struck out or not at all, in plain text.

Office files and web pages say beside the text how it is shown. Without that a footnote's number
would lengthen a figure, so the readers write it with the signs that Unicode has for it: 5 with a
raised 1 is 5¹, a 9 struck out is 9̶. Pure Python, imports `accounts.unseen` alone.
"""

from __future__ import annotations

import re
import unicodedata

from accounts import unseen

_VARIANTS = re.compile("[\ufe00-\ufe0f]")  # how a sign is to be drawn
_STROKES = "\u0335-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb"
_STROKE = re.compile(f"[{_STROKES}]")
_STRUCK = re.compile(f"[^{_STROKES}][{_STROKES}]+")
_STRUCK_WORDS = re.compile(f"[^{_STROKES}][{_STROKES}]+(?:\\s*[^{_STROKES}][{_STROKES}]+)*")
_UP = str.maketrans(
    "0123456789０１２３４５６７８９+-=()[]（）［］〔〕",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁽⁾⁽⁾⁽⁾⁽⁾",
)
_SIGNS = frozenset("⁺⁻⁼⁽⁾₊₋₌₍₎")
_FULL_WIDTH = frozenset("０１２３４５６７８９")
CIRCLE = "\u20dd"  # around the sign before it
OTHERWISE = (
    "\u20e4"  # behind a number that its cell shows otherwise, or alone: a formula without result
)
NOT_SHOWN = 2 * OTHERWISE  # behind what the format of its cell hides
UNREAD = "□"  # in place of a sign that only a font or a drawing shows


def visible(text: str) -> str:
    """Return the text without what nobody sees in a cell."""
    return _VARIANTS.sub("", unseen.visible(text))


def raised(text: str) -> str:
    """Return the text as it is written when raised; signs without such a form stay."""
    return text.translate(_UP)


def struck(text: str) -> str:
    return "".join(sign if sign.isspace() else f"{sign}\u0336" for sign in text)


def marked(text: str, *, is_raised: bool = False, is_struck: bool = False) -> str:
    shown = raised(text) if is_raised else text
    return struck(shown) if is_struck else shown


def has_struck(text: str) -> bool:
    return _STROKE.search(text) is not None


def without_struck(text: str) -> str:
    """Return the text without what is struck out."""
    return _STRUCK.sub("", text)


def struck_words(text: str) -> list[str]:
    """Return what is struck out in the text, run by run, as it was before."""
    return [unstruck(found) for found in _STRUCK_WORDS.findall(text)]


def unstruck(text: str) -> str:
    """Return the text as it was before it was struck out."""
    return _STROKE.sub("", text)


def is_raised(sign: str) -> bool:
    """Whether the sign is a number, or stands with one, although no figure is written with it: the
    ² of 5², a circle around a digit, a digit of another script."""
    if sign.isascii() or sign in _FULL_WIDTH:
        return False
    return sign in _SIGNS or unicodedata.category(sign) in ("Nd", "Nl", "No", "Me")


def without_raised(text: str) -> str:
    return "".join(sign for sign in text if not is_raised(sign))
