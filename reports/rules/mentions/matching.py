"""Which cells the numbers in a text repeat, and which ones its denials refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from reports.form.content import Content, Figure, Figures
from reports.form.edition import Edition
from reports.rules.mentions import context
from reports.rules.mentions.extraction import Mention, mentions, plain
from reports.rules.mentions.targets import AFTER, BEFORE, BY_CODE, Target, resolved

YUAN_PER_UNIT = 10_000
_NOT = r"(?:未曾|尚未|从未|未|没有|无|不存在|零)"
_GAP = r"[^，。；、！？\n\d]"
_DENIALS = (
    (("new",), re.compile(
        rf"{_NOT}(?:收到|接到|受理|新收|有|新增|发生)[^，。；！？\n\d]{{0,24}}申请(?!行政复议|复议|人|费)(?:公开)?"
        rf"|(?:无|零|没有)(?:任何)?(?:政府)?(?:信息公开申请|依申请公开|公开申请)|零申请")),
    (("review", "litigation"), re.compile(
        rf"{_NOT}{_GAP}{{0,24}}复议(?:案件|申请|情况)?[、和及与或以]{{1,2}}{_GAP}{{0,8}}诉讼")),
    (("review",), re.compile(rf"{_NOT}{_GAP}{{0,24}}复议(?![、和及与或以后机])")),
    (("litigation",), re.compile(rf"{_NOT}{_GAP}{{0,24}}诉讼")),
    (("carried_over",), re.compile(r"(?:无|没有)(?:上一?年度?|去年)结转")),
    (("carried_forward",), re.compile(r"(?:无|没有)(?:申请)?结转(?:至|到)?(?:下一?年|明年|次年)")),
    (("made",), re.compile(rf"(?:未|没有|无)(?:制发|制定|出台|印发){_GAP}{{0,6}}规范性文件")),
    (("fees",), re.compile(
        r"(?:未|没有|无|不)(?:收取|征收|发生)?(?:任何)?行政事业性收费(?!项目|标准)")),
    (("licensing",), re.compile(r"(?:未|没有|无)(?:作出|办理|发生)行政许可(?!事项)")),
    (("penalty",), re.compile(r"(?:未|没有|无)(?:作出|实施|发生)行政处罚(?!事项)")),
    (("coercion",), re.compile(r"(?:未|没有|无)(?:作出|实施|采取|发生)行政强制")),
)  # fmt: skip
_NOT_DENIED = re.compile(r"逾期|异议|投诉|未经|败诉|纠正|纠错|超期|超时|无关|无正当|撤销")
_NO_DENIED_REQUEST = re.compile(r"复议|诉讼|许可|补正|收费|延期|听证")
_BOTH_NONE = re.compile(
    r"复议(?:案件)?[、和及与](?:行政)?诉讼(?:案件)?(?:数量|数)?(?:均|都|皆)?(?:为|是)?"
    r"(?:0\s?件|零|0(?![\d.])|未发生|没有发生)"
)


@dataclass(frozen=True)
class Interpretation:
    """A passage about a target, with its number as written."""

    target: Target
    start: int
    end: int
    value: Decimal
    step: Decimal = Decimal(1)
    denial: bool = False


@dataclass(frozen=True)
class Match:
    """An interpretation compared with the table; `expected` is None if a cell is blank."""

    section: str
    reading: Interpretation
    cells: tuple[str, ...]
    expected: Figure | None

    @property
    def agrees(self) -> bool | None:
        if self.expected is None:
            return None
        stated, table = self.reading.value, Decimal(self.expected)
        if self.reading.target.code != "fees":
            return stated == table
        return abs(stated - table * YUAN_PER_UNIT) * 2 <= self.reading.step


def matches(
    edition: Edition, content: Content
) -> list[tuple[str, int, int, Decimal, tuple[str, ...], Figure | None]]:
    """Every number that repeats cells: section, start, end, value, cells, and the cells' figure."""
    return [
        (m.section, m.reading.start, m.reading.end, m.reading.value, m.cells, m.expected)
        for m in compared(edition, content)
    ]


def compared(edition: Edition, content: Content) -> Iterator[Match]:
    for section in edition.sections:
        text = content.texts.get(section.code, "")
        if not section.is_narrative or not text:
            continue
        for reading in readings(text, content.year, content.is_government):
            if match := _beside_the_table(section.code, reading, edition, content.figures):
                yield match


def _beside_the_table(
    section: str, reading: Interpretation, edition: Edition, figures: Figures
) -> Match | None:
    """Return the first possible sum that agrees, or else the first possible sum."""
    found = []
    for patterns in (reading.target.cells, *reading.target.also):
        if cells := resolved(patterns, edition):
            found.append(Match(section, reading, cells, total_of(cells, figures)))
    return next((m for m in found if m.agrees is not False), found[0] if found else None)


def total_of(cells: tuple[str, ...], figures: Figures) -> Figure | None:
    total: Figure = 0
    for cell in cells:
        value = figures.get(cell)
        if value is None:
            return None
        total += value
    return total


@lru_cache(maxsize=256)
def readings(text: str, year: int, is_government: bool = False) -> tuple[Interpretation, ...]:
    """What a text says about the tables, in text order. Cached, as several rules ask."""
    text = plain(text)
    found = [
        reading
        for mention in mentions(text)
        if (reading := _reading(text, mention))
        and context.is_of_this_report(text, mention.start, mention.end, year, is_government)
    ]
    denied = [
        reading
        for reading in _denials(text)
        if context.is_of_this_report(text, reading.start, reading.end, year, is_government)
    ]
    return tuple(sorted(found + denied, key=lambda reading: (reading.start, reading.end)))


def _reading(text: str, mention: Mention) -> Interpretation | None:
    if mention.about or mention.unit == "%" or (mention.unit != "元" and mention.value % 1):
        return None
    target = _target(text, mention)
    if target is None or _stopped(target, text, mention):
        return None
    return Interpretation(target, mention.start, mention.end, mention.value, mention.step)


def _target(text: str, mention: Mention) -> Target | None:
    before = context.clause_before(text, mention.start)[-60:]
    if re.search(r"[、和及与]$", text[: mention.start - len(before)][-1:]) and "诉讼" in before:
        lead = text[max(0, mention.start - len(before) - 8) : mention.start - len(before)]
        before = (re.search(r"复议(?:案件)?、$", lead) or [""])[0] + before
    after = context.clause_after(text, mention.end)
    topic = ""
    for targets, words, method in ((BEFORE, before, "search"), (AFTER, after, "match")):
        for target, pattern in targets:
            if mention.unit not in _units(target) or not getattr(pattern, method)(words):
                continue
            topic = topic or context.topic(text, mention.start, mention.end)
            if not target.topic or target.topic == topic:
                return target
    return None


def _units(target: Target) -> tuple[str, ...]:
    return (*target.units, "件次")


def _stopped(target: Target, text: str, mention: Mention) -> bool:
    place = (text, mention.start, mention.end)
    if target.whole and (
        context.is_part(*place) or context.is_of_something_else(text, mention.start)
    ):
        return True
    if target.code in ("licensing", "penalty", "coercion") and context.is_publishing(*place):
        return True
    return target.rule == "N-R04" and context.is_courts_work(*place, bool(target.topic))


def _denials(text: str) -> Iterator[Interpretation]:
    taken: list[tuple[int, int]] = []
    for codes, pattern in (*_DENIALS, (("review", "litigation"), _BOTH_NONE)):
        for match in pattern.finditer(text):
            around = match.group() + context.clause_after(text, match.end())
            if _NOT_DENIED.search(around) or any(
                a < match.end() and match.start() < b for a, b in taken
            ):
                continue
            if codes == ("new",) and _NO_DENIED_REQUEST.search(around):
                continue
            taken.append(match.span())
            for code in codes:
                yield Interpretation(BY_CODE[code], *match.span(), Decimal(0), denial=True)
