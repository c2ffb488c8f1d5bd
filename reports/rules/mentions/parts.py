"""Totals that a sentence breaks down, with what its words promise of the list, and what is wrong.

Most lists in a report name only the notable parts, so a sum below the total means little: it is
wrong if the words promise a complete list, and worth a look if almost nothing is missing. A sum
above the total is wrong in any list, unless its parts overlap. Rounded numbers are intervals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from reports.rules.mentions.extraction import Mention
from reports.rules.mentions.lists import Listing, listings_of
from reports.rules.mentions.pieces import KEPT, as_far_as_read, pieces
from reports.rules.mentions.spelling import spelled

Promise = Literal["whole", "plain", "open"]  # what the words say about the list
NEARLY_WHOLE = Decimal("0.8")  # a plain list with this share is meant to be whole
_COUNTED = ("件", "条", "份", "宗", "篇", "起", "例", "件次", "条次", "次", "人次", "期", "场",
            "部", "个", "项", "封", "张", "卷", "批", "元")  # fmt: skip
_OPEN = re.compile(
    r"包括|包含|等(?!级|待|候|保|额)|主要|如(?!期|下|实)|尤其|特别|重点(?!领域|民生|项目|工程)|含(?!量)|占|仅|居多|"
    r"[其剩]余(?![^，。；、]{0,12}\d)"
)
_WHOLE = re.compile(
    r"分别|均为|合计|全部为|[其剩]余[^，。；、]{0,12}\d|其[他它](?!处理|组织|结果)[^，。；、]{0,8}\d"
)
_OVERLAP = re.compile(r"同步|同时|转发|转载|重复|兼")
_AT_LEAST = "余多几上超逾达"


class Split(NamedTuple):
    """A stated total and the parts it is said to consist of, with their positions."""

    start: int
    end: int
    total: Decimal
    parts: tuple[Decimal, ...]
    unit: str
    promise: Promise = "plain"
    low: Decimal = Decimal(0)  # by how much the parts are more than the total, at least
    high: Decimal = Decimal(0)  # and at most: both 0 where nothing is rounded and the sum is right
    rounded: bool = False

    @property
    def sum(self) -> Decimal:
        return sum(self.parts, Decimal(0))

    @property
    def fault(self) -> str:
        """`more`, `less`, or `rest` if the list may just lack a part; otherwise ""."""
        if self.low > 0:
            return "more"
        if self.high >= 0 or self.promise == "open" or len(self.parts) < 2:
            return ""
        if self.promise == "whole":
            return "less"
        return "rest" if self.sum >= self.total * NEARLY_WHOLE and not self.rounded else ""


def splits(text: str) -> Iterator[Split]:
    """Yield every total with its list, in text order."""
    spelling = spelled(text)
    for piece in pieces(spelling.text):
        for split in _splits_of(piece.text):
            start, end = spelling.span(piece.start + split.start, piece.start + split.end)
            yield split._replace(start=start, end=end)


@lru_cache(maxsize=KEPT)
def _splits_of(text: str) -> tuple[Split, ...]:
    """The totals of a piece of a text, their places counted from its beginning."""
    text = as_far_as_read(text)
    found = ((listing, _split(text, listing)) for listing in listings_of(text))
    return tuple(_compared(listing, *split) for listing, split in found if split)


def _split(text: str, listing: Listing) -> tuple[int, int, Promise] | None:
    """Return where it stands and what its words promise; None if nothing can be said of it."""
    if listing.head.unit not in _COUNTED or not listing.parts:
        return None
    if listing.kind == "behind":
        return listing.begin, listing.head.end, "whole"
    end = listing.parts[-1].end
    words = text[listing.begin : end + len(_to_mark(text, end, listing.end))]
    if _OVERLAP.search(words):
        return None
    if len(listing.parts) == 1 and listing.kind not in ("among", "of_them"):
        return None
    return listing.head.start, closed(text, end), _promise(listing, words)


def _promise(listing: Listing, words: str) -> Promise:
    if listing.others or listing.kind == "open" or _OPEN.search(words):
        return "open"
    return "whole" if _WHOLE.search(words) else "plain"


def _compared(listing: Listing, start: int, end: int, promise: Promise) -> Split:
    outer = _outer(listing.parts, listing.head.value)
    head, parts = interval(listing.head), [interval(part) for part in outer]
    low, high = (sum((p[i] for p in parts), Decimal(0)) for i in (0, 1))
    return Split(
        start, end, listing.head.value, tuple(m.value for m in outer), listing.head.unit,
        promise, low - head[1], high - head[0], listing.head.about,
    )  # fmt: skip


def _outer(parts: Sequence[Mention], total: Decimal) -> list[Mention]:
    """Leave out, if the parts are more than the total, those that take the part before them apart:
    复议 7 件，维持 6 件，未审结 1 件."""
    if sum(part.value for part in parts) <= total:
        return list(parts)
    found: list[Mention] = []
    at = 0
    while at < len(parts):
        found.append(parts[at])
        at += 1 + _taken_apart(parts[at], parts[at + 1 :])
    return found


def _taken_apart(part: Mention, after: Sequence[Mention]) -> int:
    """How many of the next parts add up to this one; at least two."""
    left = part.value
    for count, inner in enumerate(after, 1):
        left -= inner.value
        if left <= 0:
            return count if left == 0 and count > 1 else 0
    return 0


def interval(mention: Mention) -> tuple[Decimal, Decimal]:
    """Return what a number may mean: 700 余 is 700 to 799, 近 60 is 51 to 60."""
    value, room = mention.value, _room(mention)
    if not mention.about:
        loose = mention.step if mention.step > 1 and mention.unit != "元" else Decimal(0)
        return value - loose, value + loose
    if mention.rounding[0] in _AT_LEAST or mention.rounding == "以上":
        return value, value + room - 1
    if mention.rounding in ("近", "不足", "以下", "以内"):
        return value - room + 1, value
    return value - room, value + room


def _room(mention: Mention) -> Decimal:
    """The value of the last digit that is not 0: 100 of 700, 10 of 60."""
    digits = str(int(mention.value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return max(mention.step, Decimal(10) ** zeros)


def closed(text: str, end: int) -> int:
    """Extend the end of a quotation over a closing bracket right behind it."""
    return end + (text[end : end + 1] in ("）", ")"))


def _to_mark(text: str, start: int, end: int) -> str:
    found = re.compile(r"[，、；。\n]").search(text, start, end)
    return text[start : found.start() if found else end]
