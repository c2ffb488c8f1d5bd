"""What a spreadsheet's number format shows of a number: the number with some words, or another."""

from __future__ import annotations

import re
from functools import cache

from accounts.spreadsheets.marks import NOT_SHOWN, OTHERWISE

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
_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;])*')
_NUMBERS = 3  # sections of positive numbers, negative ones and 0; the next is that of texts
_WHITE = re.compile(r"\[(?:White|白色?)\]", re.IGNORECASE)
Words = tuple[str, str]


def shown_number(number: str, value: float, code: str) -> str:
    """Return a number as read: with the words that the format adds, or with a mark where it shows
    another number, a date or a share, and with two where it shows nothing."""
    sign, code = (value > 0) - (value < 0), code or "General"
    if _hides(code, sign):
        return f"{number}{NOT_SHOWN}"
    words = _words_shown(_section(code, sign), sign)
    return f"{number}{OTHERWISE}" if words is None else number.join(words)


def hides_text(code: str) -> bool:
    """Whether a format shows nothing of a text: `;;;`."""
    parts = _sections(code)
    return len(parts) > _NUMBERS and _is_nothing(parts[_NUMBERS])


@cache
def _hides(code: str, sign: int) -> bool:
    """Whether a format shows nothing of any number, or nothing but 0 of this one's kind: a 0 that
    is not shown is how many offices write it."""
    nothing = [_is_nothing(part) for part in _sections(code)[:_NUMBERS]]
    return all(nothing) or (sign != 0 and _is_nothing(_section(code, sign)))


def _is_nothing(section: str) -> bool:
    return not section.strip() or _WHITE.search(section) is not None


@cache
def _words_shown(section: str, sign: int) -> Words | None:
    """Return the words before and behind the number, or None if it is not the number that is
    shown. A format may show 0 as a dash or not at all."""
    around, digits = ["", ""], ""
    for piece in _PIECE.finditer(_GENERAL.sub("General", section)):
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
    parts = _sections(code)
    at = {1: 0, -1: 1, 0: 2}[sign]
    return parts[at] if at < len(parts) else parts[0]


@cache
def _sections(code: str) -> tuple[str, ...]:
    parts, at = list[str](), -1
    while at < len(code):
        match = _SECTION.match(code, at + 1)
        assert match is not None  # it may be empty
        parts.append(match.group())
        at = match.end()
    return tuple(parts)
