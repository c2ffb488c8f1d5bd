"""Step 5: lists in a text: 共 30 条，其中 A 20 条、B 10 条. Possibly on several levels.

The head stands before its parts, in the sentence or at the end of the one before (。其中，), or
behind them (A 20 条，B 10 条，共计 30 条).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from reports.rules.mentions.extraction import Mention, mentions
from reports.rules.mentions.pieces import KEPT, as_far_as_read, pieces

MOST_PARTS, LONGEST = 40, 600
PERCENT = ("%", "个百分点")
_ALIKE = ("条", "件", "篇", "份", "条次", "件次")  # units of one class: 信息 30 条, 其中公告 20 篇
_STOPS = "。；！？\n"
_ANCHOR = re.compile(
    r"(?P<bracket>（)(?P<of_them>其中)?[：]?|(?P<stop>。)?(?P<among>其中)(?!有关)(?P<colon>[：])?"
    r"|(?P<each>分别)(?:为|是|有)|(?P<open>包括|包含|含)(?P<colon_too>[：])?|(?P<bare>[：])"
)
_GAP = {"bracket": 3, "bare": 3, "each": 40}  # characters between the head and its list
_LONG_GAP = 12
_BRACKETS = re.compile(r"（[^（）]*）")
_BEHIND = re.compile(r"[，；](?:以上)?(?:共计|合计|总计)(?:为|是)?$")
_ENDS = re.compile(
    r"[^，。；、]{0,6}(?:结转|转结|转(?!载))(?:至|到|入)?(?:下|次|明|翌|\d)|全年|累计|总计|合计|共计|另|还|此外|除|为基础|[我本][局镇委办县单]|"
    r"(?:共|已|均|现)?(?:收到|受理|办理|办结|答复|回复|回应|处理|举办|召开|开展|组织|接待|发放|印发|发布|推送|编发|制发)"
    r"|[^，。；、\d]{0,6}(?:已|均已|共)(?:办结|办理|答复|回复)|[^，。；、\d]{0,6}办结(?:件?数|量)"
)
_NO_PART = re.compile(
    r"同比|环比|[较比]|增长|增加|减少|下降|上年(?!度?结转)|去年|占|平均|每|超过|至少|不少于|涉及|\d年"
)


@dataclass(frozen=True)
class Listing:
    """A head with its parts, in text order; `others` if there are also numbers of other units."""

    head: Mention
    parts: tuple[Mention, ...]
    members: tuple[Mention, ...]  # the parts, with those that a sum leaves out: 含上年结转 3 件
    begin: int  # of the words of the list
    end: int
    kind: str  # how it is introduced
    others: bool = False
    inner: bool = False  # breaks down a part of another list, without brackets

    def moved(self, by: int) -> Listing:
        """Return the list of a piece that begins at this place of a text."""
        if not by:
            return self
        head, parts, members = (
            tuple(one.moved(by) for one in those)
            for those in ((self.head,), self.parts, self.members)
        )
        begin, end = self.begin + by, self.end + by
        return Listing(head[0], parts, members, begin, end, self.kind, self.others, self.inner)


@dataclass(frozen=True)
class _Text:
    """A text in one spelling with its numbers."""

    text: str
    numbers: tuple[Mention, ...]
    ends: tuple[int, ...]

    def sentence(self, place: int) -> int:
        """Where the sentence of a place begins, or as far back as a list may be."""
        back = max(0, place - LONGEST)
        return max(back, *(self.text.rfind(mark, back, place) + 1 for mark in _STOPS))

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        first, last = bisect_left(self.ends, start), bisect_left(self.ends, end + 1)
        return self.numbers[first:last]


@lru_cache(maxsize=64)
def listings(text: str) -> tuple[Listing, ...]:
    """Every list of a text in one spelling, in text order. Cached, as several rules ask."""
    return tuple(
        listing.moved(piece.start)
        for piece in pieces(text)
        for listing in listings_of(as_far_as_read(piece.text))
    )


@lru_cache(maxsize=KEPT)
def listings_of(text: str) -> tuple[Listing, ...]:
    """Every list of a piece of a text."""
    numbers = tuple(m for m in mentions(text) if m.unit not in PERCENT)
    known = _Text(text, numbers, tuple(m.end for m in numbers))
    found = [*_introduced(known), *_summed_up(known)]
    return tuple(sorted(found, key=lambda listing: listing.head.start))


def _introduced(known: _Text) -> Iterator[Listing]:
    """Lists behind their head, the inner ones first: their parts are not the outer one's."""
    anchors = list(_ANCHOR.finditer(known.text))
    taken: set[int] = set()
    for at in range(len(anchors) - 1, -1, -1):
        if (head := _head(known, anchors, at)) is None:
            continue
        listing = _listing(known, anchors, at, head, taken)
        taken.update(m.start for m in listing.parts)
        if listing.members and not _breaks_down_several(known, listing):
            yield listing


def _head(known: _Text, anchors: Sequence[re.Match[str]], at: int) -> Mention | None:
    anchor = anchors[at]
    last = bisect_left(known.ends, anchor.start() + 1) - 1
    if last >= 0 and known.text[known.ends[last] : anchor.start()].startswith("）"):
        opened = known.text.rfind("（", 0, known.ends[last])  # of a list of its own, now closed
        last = bisect_left(known.ends, opened + 1) - 1
    if last < 0:
        return None
    head = known.numbers[last]
    gap = _BRACKETS.sub("", known.text[head.end : anchor.start()])
    before = next((a for a in reversed(anchors[max(0, at - 3) : at]) if not a["bracket"]), None)
    inside = before is not None and "）" in known.text[before.end() : anchor.start()]
    if any(mark in gap for mark in _STOPS) or (before and not inside and before.end() > head.end):
        return None
    most = _GAP.get(anchor.lastgroup or "", _LONG_GAP)
    return head if len(gap) <= (_LONG_GAP if anchor["among"] else most) else None


def _listing(
    known: _Text, anchors: Sequence[re.Match[str]], at: int, head: Mention, taken: set[int]
) -> Listing:
    anchor, before = anchors[at], anchors[at - 1] if at else None
    since = known.text[before.end() : anchor.start()] if before else "。"
    inner = bool(before and not before["bracket"]) and not re.search(r"[。；！？\n（）]", since)
    inner = inner and bool(anchor["among"]) and not anchor["stop"]
    end = _end(known.text, anchor)
    members: list[Mention] = []
    parts, others = _parts(known, anchor.end(), end, head, inner, taken, members)
    kind = next(n for n in ("among", "of_them", "each", "open", "bracket", "bare") if anchor[n])
    return Listing(head, tuple(parts), tuple(members), anchor.start(), end, kind, others, inner)


def _end(text: str, anchor: re.Match[str]) -> int:
    """Return where the list ends: at the closing bracket; past semicolons only after a colon."""
    if anchor["bracket"]:
        marks = r"[）。\n]"
    elif anchor["colon"] or anchor["colon_too"] or anchor["bare"]:
        marks = r"[。！？\n]"
    else:
        marks = r"[。！？\n]|(?<!%)；"  # a share ends a part, not the list
    close = re.compile(marks).search(text, anchor.end(), anchor.end() + LONGEST)
    return close.start() if close else min(len(text), anchor.end() + LONGEST)


def _parts(
    known: _Text,
    begin: int,
    end: int,
    head: Mention,
    inner: bool,
    taken: set[int],
    members: list[Mention],
) -> tuple[list[Mention], bool]:
    aside = [m.span() for m in _BRACKETS.finditer(known.text, begin, end)]
    parts: list[Mention] = []
    others, last = False, begin
    for mention in known.between(begin, end):
        if len(parts) >= MOST_PARTS:
            break
        if mention.start in taken or any(a <= mention.start < b for a, b in aside):
            continue
        gap = known.text[last : mention.start]
        lead = _BRACKETS.sub("", gap).lstrip("，、；和及")
        done = sum(m.value for m in parts)
        goes_on = parts and done + mention.value == head.value  # 其他处理 3 件，结转下年 2 件
        if parts and not goes_on and (_ends(lead) or (inner and "，" in gap)):
            break
        last = mention.end
        members.append(mention)
        if _NO_PART.search(re.split(r"[，、；]", lead)[-1]):
            continue
        if not alike(mention, head):
            others = True
            continue
        parts.append(mention)
        if len(parts) > 1 and sum(m.value for m in parts) == head.value:
            break  # complete; what follows is something else
    return parts, others


def _ends(lead: str) -> bool:
    """Whether the words before a number, or the last clause of them, are about something else."""
    return bool(_ENDS.match(lead) or _ENDS.match(re.split(r"[，；]", lead)[-1]))


def alike(one: Mention, other: Mention) -> bool:
    return one.unit == other.unit or (one.unit in _ALIKE and other.unit in _ALIKE)


def _breaks_down_several(known: _Text, listing: Listing) -> bool:
    """Whether it may break down the numbers before its head too: 新收 12 件，结转 2 件，其中…"""
    if listing.kind in ("bracket", "of_them") or listing.inner:
        return False
    head = listing.head
    start = known.sentence(head.start)
    aside = [m.span() for m in _BRACKETS.finditer(known.text, start, head.start)]
    near = [
        m.value
        for m in known.between(start, head.start)[-4:]
        if alike(m, head)
        and m.value != head.value  # 收到 10 件，答复 10 件，其中…
        and not any(a <= m.start < b for a, b in aside)
    ]
    sums = {*near, *list(accumulate([head.value, *reversed(near)]))[1:]}
    total = sum(m.value for m in listing.parts)
    return total in sums or total < max(sums, default=0)


def heads(found: Sequence[Listing]) -> dict[int, Mention]:
    """The head before each number that is a part of a list, by where the part begins."""
    before = [listing for listing in found if listing.kind != "behind"]
    return {part.start: listing.head for listing in before for part in listing.members}


# The head behind --------------------------------------------------------------------------------


def _summed_up(known: _Text) -> Iterator[Listing]:
    for at, head in enumerate(known.numbers):
        if not _BEHIND.search(known.text[max(0, head.start - 8) : head.start]):
            continue
        parts = _summed(known, at)
        if len(parts) > 1:
            yield Listing(head, tuple(parts), tuple(parts), parts[0].start, head.end, "behind")


def _summed(known: _Text, at: int) -> list[Mention]:
    """The numbers before a sum, back to the beginning of its sentence; none if it has a list."""
    head = known.numbers[at]
    start = known.sentence(head.start)
    parts = [m for m in known.numbers[max(0, at - MOST_PARTS) : at] if m.start >= start]
    if len(parts) == MOST_PARTS:
        return []
    words = known.text[start : head.start]
    if _ANCHOR.search(words) or not all(alike(m, head) for m in parts) or _NO_PART.search(words):
        return []
    return parts
