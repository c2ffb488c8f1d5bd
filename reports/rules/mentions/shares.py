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
from reports.rules.mentions.context import clause_before, is_of_this_report, sentence_before, topic
from reports.rules.mentions.extraction import Mention, mentions, plain
from reports.rules.mentions.matching import Match, compared, total_of
from reports.rules.mentions.parts import closed
from reports.rules.mentions.targets import BEFORE, DONE, HANDLED, NEW, resolved

Known = Mapping[int, Match]  # by position: numbers that repeat cells
_SHARE = re.compile(r"占比?[^，。；、\n\d占]{0,14}$")
_TO_SHARE = re.compile(r"[^，。；、\n\d]{0,8}[，,（(]?[^，。；、\n\d]{0,6}")
_GROWTH = re.compile(
    r"(?:增长|增加|上升|提高|提升|(?P<down>下降|减少|降低|下滑))(?:了|率)?(?:为|达)?\s?$"
)
_YEARLY = re.compile(r"同比|上一?年|去年|\d{4}年")
_OTHER_PERIOD = re.compile(r"环比|月份|季度|上半年|前年|每年|年均")
_CHANGE = re.compile(r"(?:增加|多|增长|上升|(?P<down>减少|少|下降))了?\s?$")
_LAST_YEAR = re.compile(r"(?:上一?年度?|去年|(?P<year>\d{4})年度?)[^，。；\n\d]{0,10}$")
_OF_REQUESTS = ("N-R01", "N-R02")
_PARTS = ("granted", "partial", "denied", "unable", "not_processed", "other",
          "person", "enterprise", "organisation")  # fmt: skip
HUNDRED = Decimal(100)
LEAD = 24  # characters quoted before the count


@dataclass(frozen=True)
class Share:
    """What a percentage should be, and how it is calculated."""

    start: int
    right: Decimal
    reckoned: str


def shares_follow(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R07: percentages follow from counts in the sentence, in the tables, or from last year."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        percents = [m for m in mentions(plain(text)) if m.unit == "%" and not m.about]
        known = _known(checked, section.code) if percents else {}
        for percent in percents:
            shares = list(_shares(plain(text), percent, checked, known))
            if shares and not any(_follows(percent, share) for share in shares):
                yield _hit(text, percent, shares[0], section.code)


def _known(checked: Checked, section: str) -> Known:
    found = compared(checked.edition, checked.content)
    return {match.reading.start: match for match in found if match.section == section}


def _follows(percent: Mention, share: Share) -> bool:
    """Whether the percentage equals the share, rounded either way or truncated."""
    return abs(percent.value - share.right) < percent.step


def _hit(text: str, percent: Mention, share: Share, section: str) -> Violation:
    right = round(share.right, max(1, -int(percent.step.as_tuple().exponent)))
    lead = len(clause_before(plain(text), share.start)[-LEAD:])
    quote = text[share.start - lead : closed(plain(text), percent.end)].strip()
    values = {
        "quote": shortened(quote),
        "stated": f"{percent.value:f}%",
        "reckoned": share.reckoned,
        "right": f"{right:f}%",
    }
    return Violation(values, section=section, left=percent.value, right=right, quote=quote)


def _shares(text: str, percent: Mention, checked: Checked, known: Known) -> Iterator[Share]:
    """Yield every share it may correctly state; the first is the one to report."""
    sentence = sentence_before(text, percent.start)
    head = percent.start - len(sentence)
    counts = _counts(text, head, percent.start)
    if share := _SHARE.search(sentence):
        yield from _of_wholes(text, head + share.start(), counts, checked, known)
    elif growth := _GROWTH.search(sentence):
        near = sentence[max(0, growth.start() - 30) :]
        if _YEARLY.search(near) and not _OTHER_PERIOD.search(near):
            falls = bool(growth["down"])
            place = head + growth.start()
            yield from _against_last_year(text, place, counts, falls, checked, known)


def _counts(text: str, start: int, end: int) -> list[Mention]:
    """Return the exact counts in this stretch."""
    every = mentions(text)
    first, last = (bisect_left(every, place, key=lambda m: m.start) for place in (start, end))
    return [m for m in every[first:last] if not m.about and m.unit not in ("%", "个百分点")]


# A part of a whole -----------------------------------------------------------------------------


def _of_wholes(
    text: str, place: int, counts: Sequence[Mention], checked: Checked, known: Known
) -> Iterator[Share]:
    """予以公开 8 件，占 40%: of a count before it, or else of the requests in the tables."""
    part = counts[-1] if counts else None
    if part is None or not _TO_SHARE.fullmatch(text[part.end : place]):
        yield from _of_the_tables(text, place, checked)
        return
    wholes = [m.value for m in counts[:-1] if m.unit == part.unit and m.value >= part.value > 0]
    match = known.get(part.start)
    if not wholes and match and match.reading.target.rule in _OF_REQUESTS:
        wholes = [Decimal(total) for total in _requests(checked)]
    for whole in sorted(wholes, reverse=True):
        yield _share(part.start, part.value, whole)


def _of_the_tables(text: str, place: int, checked: Checked) -> Iterator[Share]:
    """自然人申请占 85%: both the part and the whole are in the tables."""
    words = clause_before(text, place)
    if topic(text, place, place) != "requests" or not is_of_this_report(
        text, place, place, checked.content.year, checked.content.is_government
    ):
        return
    target = next((t for t, p in BEFORE if t.code in _PARTS and p.search(words)), None)
    cells = resolved(target.cells, checked.edition) if target else ()
    part = total_of(cells, checked.figures) if cells else None
    if part is not None:
        for whole in _requests(checked):
            yield _share(place - len(words), Decimal(part), Decimal(whole))


def _requests(checked: Checked) -> list[int]:
    """Return the totals of which outcomes and applicants may be shares."""
    totals = [
        total_of(resolved(cells, checked.edition), checked.figures)
        for cells in (NEW, DONE, HANDLED)
    ]
    return [int(total) for total in dict.fromkeys(totals) if total]


def _share(start: int, part: Decimal, whole: Decimal) -> Share:
    return Share(start, part / whole * HUNDRED, f"{format_figure(part)} ÷ {format_figure(whole)}")


# Growth ----------------------------------------------------------------------------------------


def _against_last_year(
    text: str, place: int, counts: Sequence[Mention], falls: bool, checked: Checked, known: Known
) -> Iterator[Share]:
    now: Mention | None = None
    last: Decimal | None = None
    change: Decimal | None = None
    for count in counts:
        before = text[max(0, count.start - 16) : count.start]
        year = _LAST_YEAR.search(before)
        if changed := _CHANGE.search(before):
            change = -count.value if changed["down"] else count.value
        elif year and year["year"] in (None, str(checked.content.year - 1)):
            last = count.value
        else:
            now, last, change = count, None, None
    if now is None or re.search(r"[%率]", text[now.end : place]):
        return  # the rate itself grew
    if last is None:
        last = (
            now.value - change if change is not None else _in_last_years_tables(now, checked, known)
        )
    if last is not None and last > 0:
        more, less = (last, now.value) if falls else (now.value, last)
        reckoned = f"({format_figure(more)} - {format_figure(less)}) ÷ {format_figure(last)}"
        yield Share(now.start, (more - less) / last * HUNDRED, reckoned)


def _in_last_years_tables(now: Mention, checked: Checked, known: Known) -> Decimal | None:
    match = known.get(now.start)
    if match is None or checked.previous is None:
        return None
    total = total_of(match.cells, checked.last_figures)
    scale = 10_000 if match.reading.target.units == "元" else 1
    return None if total is None else Decimal(total) * scale
