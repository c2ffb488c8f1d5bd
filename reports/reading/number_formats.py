"""What a spreadsheet's number format shows of a number: the number itself, or something else."""

from __future__ import annotations

import re
from functools import cache

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|!(.)|[_*](?:.)|\[[^\]]*\]|([¥￥$])')
_CONDITION = re.compile(r"\[[<>=]")
_PLAIN = re.compile(r"General|@|[0#?.,+\-() /]*[0#?][0#?.,+\-() ]*", re.IGNORECASE)
_SCALED = re.compile(r",(?![0#?,.])(?!,*[0#?])")  # a comma behind the digits divides by thousand
_UNITS = frozenset({"", "件", "项", "条", "宗", "个", "元", "万元"})


def shown_number(number: str, value: float, code: str) -> str:
    """Return a number as read: with the unit that the format adds, or with a question mark where
    the format shows another number, a date, a share, or nothing."""
    unit = _unit_shown(code, (value > 0) - (value < 0))
    return f"{number} ?" if unit is None else f"{number}{unit}"


@cache
def _unit_shown(code: str, sign: int) -> str | None:
    """Return the unit behind the number, or None if it is not the number that is shown."""
    if _CONDITION.search(code):
        return None
    part = _section(code, sign)
    said = "".join(a or b or c for a, b, c, _ in _LITERAL.findall(part))
    unit = re.sub(r"[\s()+-]", "", said)
    digits = _LITERAL.sub("", part)
    hides_nothing = sign == 0 and not re.search(r"[0#?]", digits)  # 0 shown as a dash
    if unit not in _UNITS or _SCALED.search(digits):
        return None
    return unit if hides_nothing or _PLAIN.fullmatch(digits.strip()) else None


def _section(code: str, sign: int) -> str:
    """Return the part of a format for positive numbers, negative ones or 0."""
    parts: list[str] = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)', code) or [""]
    at = {1: 0, -1: 1, 0: 2}[sign]
    return parts[at] if at < len(parts) else parts[0]
