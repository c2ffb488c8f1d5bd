"""N-R07: percentages in a text against the counts they refer to: 占 40%, 同比增长 20%."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.form.numbers import format_figure
from reports.rules.context import Checked, Violation, shortened
from reports.rules.mentions.checks import compared_once
from reports.rules.mentions.extraction import Mention, mentions
from reports.rules.mentions.lists import alike, heads, listings
from reports.rules.mentions.matching import Match, total_of
from reports.rules.mentions.parts import closed
from reports.rules.mentions.reading import understood
from reports.rules.mentions.spelling import Spelling, clause_before, sentence_before, spelled
from reports.rules.mentions.targets import IN_YUAN, Target, by_act, resolved

Known = Mapping[int, Match]  # by position in the one spelling: numbers that repeat cells
_SHARE = re.compile(r"占比?(?:为)?(?P<of>[^，。；、\n占]{0,14})$")
_TO_SHARE = re.compile(r"[^，。；、\n\d]{0,8}[，（]?[^，。；、\n\d]{0,6}")
_GROWTH = re.compile(
    r"(?:增长|增加|上升|提高|提升|(?P<down>下降|减少|降低|下滑))(?:了|率)?(?:为|达)?$"
)
_YEARLY = re.compile(r"同比|上一?年|去年|\d{4}年")
_OTHER_PERIOD = re.compile(r"环比|月份|季度|上半年|前年|每年|年均")
_CHANGE = re.compile(r"(?:增加|多|增长|上升|(?P<down>减少|少|下降))了?$")
_LAST_YEAR = re.compile(r"(?:上一?年度?|去年|(?P<year>\d{4})年度?)[^，。；\n\d]{0,10}$")
_OF_REQUESTS = ("N-R01", "N-R02")
_WHOLES = ("receive", "handled", "finish")  # of which outcomes and applicants may be shares
HUNDRED = Decimal(100)
LEAD = 24  # characters quoted before the count
NEAR = 12  # counts before a rate of growth that it may be reckoned from


@dataclass(frozen=True)
class Share:
    """What a percentage should be, and how it is calculated."""

    start: int
    right: Decimal
    reckoned: str


@dataclass(frozen=True)
class _Place:
    """A percentage in a text in one spelling, with what is known around it."""

    text: str
    percent: Mention
    counts: Sequence[Mention]  # before it in its sentence
    checked: Checked
    known: Known
    heads: Mapping[int, Mention]
    named: Target | None  # what the words before 占 name, if no count stands there

    sentence: str = ""  # up to the percentage

    @property
    def head(self) -> int:
        return self.percent.start - len(self.sentence)


def shares_follow(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R07: percentages follow from counts in the sentence, in the tables, or from last year."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        spelling = spelled(text)
        for place in _places(checked, section.code, text, spelling):
            shares = list(_shares(place))
            if shares and not any(_follows(place.percent, share) for share in shares):
                yield _hit(text, spelling, place.percent, shares[0], section.code)


def _places(checked: Checked, section: str, text: str, spelling: Spelling) -> Iterator[_Place]:
    every = mentions(spelling.text)
    percents = [m for m in every if m.unit == "%" and not m.about]
    if not percents:
        return
    content = checked.content
    named = understood(text, content.year, content.is_government, checked.edition).shares
    known, above = _known(checked, section, spelling), heads(listings(spelling.text))
    starts = [mention.start for mention in every]
    for percent in percents:
        sentence = sentence_before(spelling.text, percent.start)
        head = percent.start - len(sentence)
        first, last = bisect_left(starts, head), bisect_left(starts, percent.start)
        counts = _counts(every[first:last])
        yield _Place(spelling.text, percent, counts, checked, known, above,
                     named.get(percent.start), sentence)  # fmt: skip


def _known(checked: Checked, section: str, spelling: Spelling) -> Known:
    places = {place: at for at, place in enumerate(spelling.places)}
    found = compared_once(checked)
    return {places[m.reading.start]: m for m in found if m.section == section}


def _follows(percent: Mention, share: Share) -> bool:
    """Whether the percentage equals the share, rounded either way or truncated."""
    return abs(percent.value - share.right) < percent.step


def _hit(text: str, spelling: Spelling, percent: Mention, share: Share, section: str) -> Violation:
    right = round(share.right, max(1, -int(percent.step.as_tuple().exponent)))
    lead = len(clause_before(spelling.text, share.start)[-LEAD:])
    start, end = spelling.span(share.start - lead, closed(spelling.text, percent.end))
    quote = text[start:end].strip()
    values = {
        "quote": shortened(quote),
        "stated": f"{percent.value:f}%",
        "reckoned": share.reckoned,
        "right": f"{right:f}%",
    }
    return Violation(values, section=section, left=percent.value, right=right, quote=quote)


def _shares(place: _Place) -> Iterator[Share]:
    """Yield every share it may correctly state; the first is the one to report."""
    sentence = place.sentence
    if share := _SHARE.search(sentence):
        yield from _of_wholes(place, place.head + share.start())
    elif growth := _GROWTH.search(sentence):
        near = sentence[max(0, growth.start() - 30) :]
        if _YEARLY.search(near) and not _OTHER_PERIOD.search(near):
            yield from _against_last_year(place, place.head + growth.start(), bool(growth["down"]))


def _counts(every: Sequence[Mention]) -> list[Mention]:
    """Return the exact counts of these."""
    return [m for m in every if not m.about and m.unit not in ("%", "个百分点")]


# A part of a whole -----------------------------------------------------------------------------


def _of_wholes(place: _Place, at: int) -> Iterator[Share]:
    """予以公开 8 件，占 40%: of the head of its list, of a count before it, or of the requests."""
    behind = [m for m in place.counts if m.start > at]  # 占申请 20 件的 40%
    before = [m for m in place.counts if m.end <= at]
    part = before[-1] if before else None
    if part is None or not _TO_SHARE.fullmatch(place.text[part.end : at]):
        if not behind:
            yield from _of_the_tables(place, at)
        return
    wholes = [m.value for m in behind] or _wholes_before(place, part, before[:-1])
    match = place.known.get(part.start)
    if not wholes and match and match.reading.target.rule in _OF_REQUESTS:
        wholes = sorted(map(Decimal, _requests(place.checked)), reverse=True)
    for whole in dict.fromkeys(wholes):
        yield _share(part.start, part.value, whole)


def _wholes_before(place: _Place, part: Mention, before: Sequence[Mention]) -> list[Decimal]:
    head = place.heads.get(part.start)
    if head is not None and head.value >= part.value > 0 and not head.about:
        above = place.heads.get(head.start)
        return [head.value, *([above.value] if above and alike(above, part) else [])]
    found = [m.value for m in before if alike(m, part) and m.value >= part.value > 0]
    return sorted(found, reverse=True)


def _of_the_tables(place: _Place, at: int) -> Iterator[Share]:
    """自然人申请占 85%: both the part and the whole are in the tables."""
    edition, figures = place.checked.edition, place.checked.figures
    cells = resolved(place.named.cells, edition) if place.named else ()
    part = total_of(cells, figures) if cells else None
    if part is not None:
        words = clause_before(place.text, at)
        for whole in _requests(place.checked):
            yield _share(at - len(words), Decimal(part), Decimal(whole))


def _requests(checked: Checked) -> list[int]:
    """Return the totals of which outcomes and applicants may be shares."""
    wholes = [by_act()["request", act].cells for act in _WHOLES]
    totals = [total_of(resolved(cells, checked.edition), checked.figures) for cells in wholes]
    return [int(total) for total in dict.fromkeys(totals) if total]


def _share(start: int, part: Decimal, whole: Decimal) -> Share:
    return Share(start, part / whole * HUNDRED, f"{format_figure(part)} ÷ {format_figure(whole)}")


# Growth ----------------------------------------------------------------------------------------


def _against_last_year(place: _Place, at: int, falls: bool) -> Iterator[Share]:
    now: Mention | None = None
    last: Decimal | None = None
    change: Decimal | None = None
    for count in reversed(place.counts[-NEAR:]):
        before = place.text[max(0, count.start - 16) : count.start]
        year = _LAST_YEAR.search(before)
        if changed := _CHANGE.search(before):
            if change is None:
                change = -count.value if changed["down"] else count.value
        elif year and year["year"] in (None, str(place.checked.content.year - 1)):
            last = count.value if last is None else last
        else:
            now = count
            break
    if now is None or re.search(r"[%率]", place.text[now.end : at]):
        return  # the rate itself grew
    if last is None:
        last = now.value - change if change is not None else _in_last_years_tables(now, place)
    if last is not None and last > 0:
        more, less = (last, now.value) if falls else (now.value, last)
        reckoned = f"({format_figure(more)} - {format_figure(less)}) ÷ {format_figure(last)}"
        yield Share(now.start, (more - less) / last * HUNDRED, reckoned)


def _in_last_years_tables(now: Mention, place: _Place) -> Decimal | None:
    match = place.known.get(now.start)
    if match is None or place.checked.previous is None:
        return None
    total = total_of(match.cells, place.checked.last_figures)
    scale = 10_000 if match.reading.target.units == IN_YUAN else 1
    return None if total is None else Decimal(total) * scale
