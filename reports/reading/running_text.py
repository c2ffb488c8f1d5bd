"""Running text as an office would type it: paragraphs whole, without page numbers, and with the
commas and brackets of Chinese.

Text copied out of a PDF is broken where the page was full. Such a break is seen by the width of
the lines: many of them end at one margin, and in the middle of a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

from reports.reading.origins import Origin

Placed = tuple[str, Origin]
NARROWEST, WIDEST = 40, 140  # a full line, where a Chinese character counts 2
RAGGED = 8  # how much less than full a broken line may be
FEWEST_FULL, FEWEST_BROKEN = 3, 2
_ENDS = re.compile(r"[。！？；：!?;:][”’」）)》]*$")
_BEGINS = re.compile(
    r"\s|\u3000|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+[、.．是]|\d{1,2}[、.．](?!\d)"
    r"|第[一二三四五六七八九十]+[章条、，,]|[①-⑳]|(?:附件|注|备注)[:：]"
)
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－~·]+\s*\d{1,3}\s*[-—–－~·]+|第\s*\d{1,3}\s*页(?:[，,/]?\s*共\s*\d{1,3}\s*页)?"
    r"|\d{1,3}\s*/\s*\d{1,3}|\d{1,2})\s*"
)
_LETTERS = re.compile(r"[A-Za-z]$"), re.compile(r"^[A-Za-z]")
_CHINESE = r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff60“”‘’]"
_EVENED = dict(zip(",;:?!", "，；：？！", strict=True))
_HALF = re.compile(
    rf"(?<={_CHINESE})[,;:?!]|(?<!\d)[,;:?!](?={_CHINESE})|(?<=\d)[,;](?={_CHINESE})"
)
_IS_CHINESE = re.compile(_CHINESE)


def paragraphs(lines: Sequence[Placed], margin: int | None = None) -> list[Placed]:
    """Return the paragraphs of a text: lines broken at the margin joined, page numbers left out,
    punctuation evened."""
    kept = [(line.rstrip(), at) for line, at in lines if not _PAGE_NUMBER.fullmatch(line)]
    return [(even(line.strip()), at) for line, at in _joined(kept, margin) if line.strip()]


def margin_of(lines: Iterable[str]) -> int | None:
    """Return the width at which a file's lines are broken; None if they are whole paragraphs."""
    found = [(_width(line), _ENDS.search(line)) for line in lines]
    widest = max((width for width, _ in found), default=0)
    full = [ended for width, ended in found if width >= widest - RAGGED]
    broken = sum(ended is None for ended in full)
    if NARROWEST <= widest <= WIDEST and len(full) >= FEWEST_FULL and broken >= FEWEST_BROKEN:
        return widest
    return None


def even(text: str) -> str:
    """Return the text with the half-width marks beside Chinese made full-width, in place."""
    signs = list(_HALF.sub(lambda mark: _EVENED[mark[0]], text))
    opened: list[int] = []
    for at, sign in enumerate(signs):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            first = opened.pop()
            beside = (*signs[max(0, first - 1) : first + 2], *signs[at - 1 : at + 2])
            if any(map(_IS_CHINESE.match, beside)):
                signs[first], signs[at] = "（）"
    return "".join(signs)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line.rstrip())


def _joined(lines: Iterable[Placed], margin: int | None) -> Iterator[Placed]:
    group: list[Placed] = []
    full = False
    for line, at in lines:
        if not full or _BEGINS.match(line):
            yield from _whole(group)
            group = []
        group.append((line, at))
        full = bool(margin) and _width(line) >= (margin or 0) - RAGGED and not _ENDS.search(line)
    yield from _whole(group)


def _whole(group: list[Placed]) -> Iterator[Placed]:
    """Yield a paragraph out of its lines, or these where no sentence ends: a list of titles."""
    if len(group) > 1 and _ENDS.search(group[-1][0]):
        first, *rest = (line for line, _ in group)
        yield reduce(_together, (line.strip() for line in rest), first), group[0][1]
    else:
        yield from group


def _together(first: str, second: str) -> str:
    words = _LETTERS[0].search(first) and _LETTERS[1].search(second)
    return f"{first} {second}" if words else first + second
