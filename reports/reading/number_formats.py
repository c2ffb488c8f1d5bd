"""What a spreadsheet's number format shows of a number: the number with some words, or another."""

from __future__ import annotations

import re
from functools import cache

from accounts.spreadsheets.marks import OTHERWISE

_GENERAL = re.compile(
    r"G/通用格式|通用格式|常规|Standard", re.IGNORECASE
)  # as WPS and others say it
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<chinese>[\u4e00-\u9fff])'
    r"|(?P<digits>General|@|[0#?,.]+)"
    r"|(?P<space>[_*].|\[(?![<>=])[^\]]*\]|[¥￥$ +()-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SCALED = re.compile(r",(?![0#?,])(?!,*[0#?])")  # a comma behind the digits divides by thousand
_SIGNS = re.compile(r"[\s()（）+—-]")
Words = tuple[str, str]


def shown_number(number: str, value: float, code: str) -> str:
    """Return a number as read: with the words that the format adds, or with a mark where it shows
    another number, a date, a share, or nothing."""
    words = _words_shown(code, (value > 0) - (value < 0))
    return f"{number}{OTHERWISE}" if words is None else number.join(words)


@cache
def _words_shown(code: str, sign: int) -> Words | None:
    """Return the words before and behind the number, or None if it is not the number that is
    shown. A format may show 0 as a dash or not at all."""
    around, digits = ["", ""], ""
    for piece in _PIECE.finditer(_GENERAL.sub("General", _section(code, sign))):
        said = piece["quoted"] or piece["escaped"] or piece["chinese"] or ""
        if piece["other"] or (piece["digits"] and around[1]):
            return None
        digits += piece["digits"] or ""
        around[bool(digits)] += _SIGNS.sub("", said)
    if _SCALED.search(digits) or not (digits or (sign == 0 and around == ["", ""])):
        return None
    return around[0], around[1]


def _section(code: str, sign: int) -> str:
    """Return the part of a format for positive numbers, negative ones or 0."""
    parts: list[str] = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)', code) or [""]
    at = {1: 0, -1: 1, 0: 2}[sign]
    return parts[at] if at < len(parts) else parts[0]
