"""What belongs together: marks that open and close, and numbers of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_KINDS = tuple(zip("“‘《「【〔（", "”’》」】〕）", strict=True))
_ALIKE = str.maketrans("()［］", "（）〔〕")
_LIST_NUMBER = re.compile(
    r"(?<![^\s。；：，、])(?:\d{1,2}|[a-zA-Z一二三四五六七八九十①-⑳]{1,3})[)）]"
)
BEHIND = 8  # characters quoted with a mark

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_NUMBER = r"(?P<number>[一二三四五六七八九十]{1,3})"
_HEAD = r"(?:^|(?<=[。；：]))[ \t\u3000]*"  # of a line, or of what a mark sets apart
_LISTS = (
    re.compile(rf"(?:^|(?<=[。；：，、！？\s）)])){_NUMBER}[是要](?!否|么)"),
    re.compile(rf"{_HEAD}[（(]{_NUMBER}[）)](?!项|款|目)", re.MULTILINE),
    re.compile(rf"{_HEAD}第{_NUMBER}[，,、]", re.MULTILINE),
    re.compile(rf"{_HEAD}(?P<number>\d{{1,2}})[.、．](?!\d)", re.MULTILINE),
    re.compile(r"(?P<number>[①-⑳])"),
)


def unpaired(text: str) -> Iterator[str]:
    """Yield the first mark of each kind that has no partner, with some of what follows it."""
    plain = _LIST_NUMBER.sub(lambda match: "＊" * len(match.group()), text.translate(_ALIKE))
    for opens, closes in _KINDS:
        place = _without_partner(plain, opens, closes)
        if place is not None:
            yield _beginning(text, place)
    if text.count('"') % 2:
        yield _beginning(text, text.rindex('"'))


def _without_partner(text: str, opens: str, closes: str) -> int | None:
    """Return the first place where a kind of marks does not pair; a mark that opens within its own
    kind closes it where people typed the same sign twice."""
    if opens not in text and closes not in text:
        return None
    waiting: list[int] = []
    for match in re.finditer(f"[{opens}{closes}]", text):
        if match.group() == opens:
            waiting.append(match.start())
        elif not waiting:
            return match.start()
        else:
            waiting.pop()
    return waiting[0] if waiting else None


def _beginning(text: str, place: int) -> str:
    return text[place : place + BEHIND].split("\n")[0]


@dataclass
class _Count:
    """How far each list has come that is still open, the innermost last."""

    reached: list[int] = field(default_factory=list)

    def goes_on_with(self, number: int) -> bool:
        if number == 1 or not self.reached:
            self.reached.append(number)
            return True
        at = next((i for i in _from_behind(self.reached) if self.reached[i] == number - 1), None)
        if at is None:
            self.reached[-1] = number
            return False
        self.reached[at:] = [number]
        return True


def _from_behind(items: Sequence[int]) -> range:
    return range(len(items) - 1, max(-1, len(items) - 1 - 12), -1)  # nobody nests deeper


def out_of_order(text: str) -> Iterator[str]:
    """Yield the numbers of lists that do not follow the one before: 三是 behind 一是."""
    for pattern in _LISTS:
        count = _Count()
        for match in pattern.finditer(text):
            number = _value(match["number"])
            if number and not count.goes_on_with(number):
                yield match.group().strip()


def _value(words: str) -> int | None:
    if words.isdecimal():
        return int(words)
    if "①" <= words <= "⑳":
        return ord(words) - ord("①") + 1
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS.get(words)
    return 10 * _DIGITS.get(tens or "一", 0) + _DIGITS.get(ones or "零", 0)
