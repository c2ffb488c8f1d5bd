"""Numbers with a unit, as people write them in a text, each with its position.

Years, dates, document and article numbers, ordinals and telephone numbers have none of the units,
or have a mark before them, and so are not mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from reports.rules.mentions.spelling import plain

__all__ = ["Mention", "in_chinese", "mentions", "plain"]

_UNITS = "件次|条次|件|条|份|宗|篇|起|例|项|封|个百分点|个|部|人次|次|期|场|张|卷|批|元|%"
_NUMBER = re.compile(
    r"(?<![\d.,])(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,4})?"
    r"|\d(?:[ \u3000]?\d){0,11}(?:\.\d{1,6})?)"
    r"\s{0,2}(?P<scale>[万亿]?)(?P<about>[余多几来]?)\s{0,2}(?P<unit>" + _UNITS + ")"
)
_CHINESE = "零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_PLAIN_DIGITS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_IN_CHINESE = re.compile(
    rf"(?<![{_CHINESE}\d.])(?P<digits>[{_CHINESE}]{{1,9}})"
    r"(?P<about>[余多几来]?)(?P<unit>件|条|份|宗|篇|起|例|项|封|元)(?!件)"
)
_ORDINAL = re.compile(r"(?:第|每|任|某|逐|这|那)\s?$")
_ABOUT = re.compile(r"(?:约|近|超过?|逾|不足|大约|上|达)\s?$")
_BOUND = re.compile(r"以上|以下|左右|上下|以内")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}


class Mention(NamedTuple):
    """A number in a text: `value` is in 元 if the unit is; `rounding` says how it is rounded."""

    start: int
    end: int
    value: Decimal
    unit: str
    step: Decimal  # the value of its last written digit
    rounding: str = ""

    @property
    def about(self) -> bool:
        return bool(self.rounding)

    def moved(self, by: int) -> Mention:
        return self._replace(start=self.start + by, end=self.end + by)


@lru_cache(maxsize=2048)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return every number with a unit, in text order; `text` is as `plain` returns it."""
    found = [*_with_digits(text), *_with_characters(text)]
    return tuple(sorted(found, key=lambda mention: mention.start))


def _with_digits(text: str) -> Iterator[Mention]:
    for match in _NUMBER.finditer(text):
        yield from _mention(text, match, *_value(match["digits"], match["scale"]))


@lru_cache(maxsize=1024)
def _value(digits: str, scale: str) -> tuple[Decimal, Decimal]:
    """Return a number, and the value of its last written digit."""
    times = {"万": 10**4, "亿": 10**8}.get(scale, 1)
    number = Decimal(re.sub(r"[\s,，]", "", digits))
    step = Decimal((0, (1,), number.as_tuple().exponent))  # type: ignore[arg-type]
    return number * times, step * times


def _with_characters(text: str) -> Iterator[Mention]:
    for match in _IN_CHINESE.finditer(text):
        value = in_chinese(match["digits"])
        if value is not None:
            yield from _mention(text, match, Decimal(value), Decimal(1))


def _mention(text: str, match: re.Match[str], value: Decimal, step: Decimal) -> Iterator[Mention]:
    start, end = match.span()
    is_ordinal, rounding = _rounded(text[max(0, start - 3) : start], match["about"])
    if not is_ordinal:
        after = None if rounding else _BOUND.match(text, end)
        rounding = after.group() if after else rounding
        yield Mention(start, end, value, match["unit"], step, rounding)


@lru_cache(maxsize=1024)
def _rounded(before: str, about: str) -> tuple[bool, str]:
    """Return whether the words before a number make it an ordinal, and how it is rounded."""
    rounded = _ABOUT.search(before)
    words = about or (rounded.group().strip() if rounded else "")
    return bool(_ORDINAL.search(before)), "" if words == "达" and not about else words


def in_chinese(digits: str) -> int | None:
    """Return the value of `一百二十三`; None for what is not a number, such as 百千."""
    digits = digits.translate(_PLAIN_DIGITS).replace("廿", "二十").replace("卅", "三十")
    whole, found, rest = digits.rpartition("万")
    if found and not whole:
        return None
    high, low = _below_ten_thousand(whole) if whole else 0, _below_ten_thousand(rest) if rest else 0
    return None if high is None or low is None else high * 10_000 + low


def _below_ten_thousand(digits: str) -> int | None:
    total, digit = 0, None
    for place, char in enumerate(digits):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char not in _SCALES or (digit is None and (place or char != "十")):
            return None
        else:
            total, digit = total + (1 if digit is None else digit) * _SCALES[char], None
    return total + (digit or 0)
