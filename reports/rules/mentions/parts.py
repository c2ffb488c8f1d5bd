"""Totals that a sentence breaks down: 共 30 条，其中 A 20 条、B 10 条。 Possibly on several levels.

Most lists in a report name only the notable parts, so a sum below the total means little: it is
wrong if the words promise a complete list, and worth a look if almost nothing is missing. A sum
above the total is wrong in any list, unless its parts overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from reports.rules.mentions.extraction import Mention, mentions, plain

Promise = Literal["whole", "plain", "open"]  # what the words say about the list
NEARLY_WHOLE = Decimal("0.8")  # a plain list with this share is meant to be whole
MOST_PARTS, LONGEST = 40, 600
_COUNTED = ("件", "条", "份", "宗", "篇", "起", "例", "件次", "次", "人次", "期", "场", "部", "个",
            "项", "元")  # fmt: skip
_ANCHOR = re.compile(
    r"(?P<bracket>[（(])(?P<of_them>其中)?[：:]?|(?P<among>其中)(?P<colon>[：:])?"
    r"|(?P<each>分别)(?:为|是|有)|(?P<open>包括|包含|含)(?P<colon_too>[：:])?|(?P<bare>[：:])"
)
_GAP = {"bracket": 3, "bare": 3}  # characters between the total and its list
_LONG_GAP = 12
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_OPEN = re.compile(
    r"包括|包含|等(?!级|待|候|保|额)|主要|如(?!期|下|实)|尤其|特别|重点(?!领域|民生|项目|工程)|含(?!量)|占|仅|居多|"
    r"[其剩]余(?![^，。；、]{0,12}\d)"
)
_WHOLE = re.compile(
    r"分别|均为|合计|全部为|[其剩]余[^，。；、]{0,12}\d|其[他它](?!处理|组织|结果)[^，。；、]{0,8}\d"
)
_OVERLAP = re.compile(r"同步|同时|转发|转载|重复|兼")
_ENDS = re.compile(
    r"[^，。；、]{0,6}(?:结转|转结)(?:至|到|入)?(?:下|次|明|\d)|全年|累计|总计|另|还|此外|除|为基础|[我本][局镇委办县单]|"
    r"(?:共|已|均)?(?:收到|受理|办理|办结|答复|回复|回应|处理|举办|召开|开展|组织|接待|发放|印发|发布|推送|编发)"
)
_NO_PART = re.compile(
    r"同比|环比|[较比]|增长|增加|减少|下降|上年(?!度?结转)|去年|占|平均|每|超过|至少|不少于|涉及|\d年"
)


@dataclass(frozen=True)
class Split:
    """A stated total and the parts it is said to consist of, with their positions."""

    start: int
    end: int
    total: Decimal
    parts: tuple[Decimal, ...]
    unit: str
    promise: Promise = "plain"

    @property
    def sum(self) -> Decimal:
        return sum(self.parts, Decimal(0))

    @property
    def fault(self) -> str:
        """`more`, `less`, or `rest` if the list may just lack a part; otherwise ""."""
        if self.sum > self.total:
            return "more"
        if self.sum == self.total or self.promise == "open" or len(self.parts) < 2:
            return ""
        if self.promise == "whole":
            return "less"
        return "rest" if self.sum >= self.total * NEARLY_WHOLE else ""


@dataclass(frozen=True)
class _List:
    """Where a list begins and ends, and the total before it."""

    anchor: re.Match[str]
    total: Mention
    end: int
    inner: bool  # breaks down a part of another list, without brackets


@lru_cache(maxsize=64)
def splits(text: str) -> tuple[Split, ...]:
    """Every total with its list, in text order. Cached, as it is asked at every save."""
    text = plain(text)
    found = [m for m in mentions(text) if m.unit not in ("%", "个百分点")]
    ends = [m.end for m in found]
    taken: set[int] = set()  # an inner list's parts are not the outer one's
    made = []
    anchors = list(_ANCHOR.finditer(text))
    for at in range(len(anchors) - 1, -1, -1):
        if listing := _list_at(text, anchors, at, found, ends):
            parts, others = _parts(text, listing, found, ends, taken)
            taken.update(m.start for m in parts)
            if parts and (split := _split(text, listing, parts, others, found, ends)):
                made.append(split)
    return tuple(reversed(made))


def _list_at(
    text: str, anchors: list[re.Match[str]], at: int, found: list[Mention], ends: list[int]
) -> _List | None:
    anchor = anchors[at]
    last = bisect_left(ends, anchor.start() + 1) - 1
    if last < 0:
        return None
    total, before = found[last], anchors[at - 1] if at else None
    gap = text[total.end : anchor.start()]
    if total.about or total.unit not in _COUNTED or re.search(r"[。；;！？!?\n]", gap):
        return None
    if len(gap) > _GAP.get(anchor.lastgroup or "", _LONG_GAP) and not anchor["among"]:
        return None
    if len(gap) > _LONG_GAP or (before and before.end() > total.end):
        return None
    since = text[before.end() : anchor.start()] if before else "。"
    inner = bool(before and not before["bracket"]) and not re.search(r"[。；;！？!?\n（(]", since)
    return _List(anchor, total, _end(text, anchor), inner and bool(anchor["among"]))


def _end(text: str, anchor: re.Match[str]) -> int:
    """Return where the list ends: at the closing bracket; past semicolons only after a colon."""
    marks = r"[。；;！？!?\n]"
    if anchor["bracket"]:
        marks = r"[）)。\n]"
    elif anchor["colon"] or anchor["colon_too"] or anchor["bare"]:
        marks = r"[。！？!?\n]"
    close = re.compile(marks).search(text, anchor.end(), anchor.end() + LONGEST)
    return close.start() if close else min(len(text), anchor.end() + LONGEST)


def _parts(
    text: str, listing: _List, found: list[Mention], ends: list[int], taken: set[int]
) -> tuple[list[Mention], bool]:
    """Return the parts, and whether the list also has other units or approximate numbers."""
    begin = listing.anchor.end()
    aside = [m.span() for m in _BRACKETS.finditer(text, begin, listing.end)]
    parts: list[Mention] = []
    others, last = False, begin
    for mention in found[bisect_left(ends, begin) :]:
        if mention.end > listing.end or len(parts) >= MOST_PARTS:
            break
        if mention.start in taken or any(a <= mention.start < b for a, b in aside):
            continue
        lead = _BRACKETS.sub("", text[last : mention.start]).lstrip("，,、；;和及 ")
        if parts and (_ENDS.match(lead) or (listing.inner and "，" in text[last : mention.start])):
            break
        last = mention.end
        if _NO_PART.search(re.split(r"[，,、；;]", lead)[-1]):
            continue
        if mention.unit != listing.total.unit or mention.about:
            others = True
            continue
        parts.append(mention)
        if len(parts) > 1 and sum(m.value for m in parts) == listing.total.value:
            break  # complete; what follows is something else
    return parts, others


def _split(
    text: str, listing: _List, parts: list[Mention], others: bool, found: list[Mention],
    ends: list[int],
) -> Split | None:  # fmt: skip
    anchor, total = listing.anchor, listing.total
    end = parts[-1].end
    words = text[anchor.start() : end + len(_to_mark(text, end, listing.end))]
    if _OVERLAP.search(words):
        return None
    if len(parts) == 1 and not (anchor["among"] or anchor["of_them"]):
        return None
    promise: Promise = "plain"
    if others or anchor["open"] or _OPEN.search(words):
        promise = "open"
    elif _WHOLE.search(words):
        promise = "whole"
    values = tuple(m.value for m in parts)
    split = Split(total.start, closed(text, end), total.value, values, total.unit, promise)
    if not anchor["bracket"] and not listing.inner:
        earlier = _totals_before(text, listing, found, ends)
        if split.sum in earlier or split.sum < max(earlier, default=Decimal(0)):
            return None  # it may break down the numbers before it
    return split


def closed(text: str, end: int) -> int:
    """Extend the end of a quotation over a closing bracket right behind it."""
    return end + (text[end : end + 1] in ("）", ")"))


def _to_mark(text: str, start: int, end: int) -> str:
    found = re.compile(r"[，,、；;。\n]").search(text, start, end)
    return text[start : found.start() if found else end]


def _totals_before(
    text: str, listing: _List, found: list[Mention], ends: list[int]
) -> set[Decimal]:
    """Return what else the list may break down: 新收 12 件，结转 2 件，其中…"""
    last = bisect_left(ends, listing.total.end)
    head = max(text.rfind(mark, 0, listing.total.start) for mark in "。；;！？!?\n") + 1
    near = [m for m in found[max(0, last - 4) : last] if m.start >= head]
    alike = [m.value for m in near if m.unit == listing.total.unit]
    return {*alike, *list(accumulate([listing.total.value, *reversed(alike)]))[1:]}
