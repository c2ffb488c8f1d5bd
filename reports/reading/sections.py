"""The six parts of a report: their headings as found, and the content of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from reports.form.edition import Edition, Section
from reports.reading.blocks import Piece
from reports.reading.labels import key, without_number

LONGEST_HEADING = 40
LIKENESS = 0.5  # least similarity, if the heading's number is right
LIKENESS_UNNUMBERED = 0.85


@dataclass(frozen=True)
class Parts:
    """A document split at its headings. A part without a heading has no entry."""

    opening: list[Piece]
    sections: dict[str, list[Piece]]
    titles: tuple[str, ...]  # in document order


@dataclass(frozen=True)
class _Heading:
    at: int
    title: str
    rest: str = ""  # text after the heading on the same line


def cut(edition: Edition, found: Sequence[Piece]) -> Parts:
    headings = _headings(edition, found)
    order = sorted(headings.items(), key=lambda item: item[1].at)
    ends = [heading.at for _, heading in order[1:]] + [len(found)]
    sections = {
        code: _under(found, heading, end) for (code, heading), end in zip(order, ends, strict=False)
    }
    first = order[0][1].at if order else len(found)
    return Parts(list(found[:first]), sections, tuple(h.title for _, h in order))


def _under(found: Sequence[Piece], heading: _Heading, end: int) -> list[Piece]:
    rest = [replace(found[heading.at], text=heading.rest, in_row=False)] if heading.rest else []
    return rest + list(found[heading.at + 1 : end])


def _headings(edition: Edition, found: Sequence[Piece]) -> dict[str, _Heading]:
    """Find official headings first (the last if repeated, as in a table of contents), then between
    them the lines most like the missing ones."""
    lines = [(at, piece.text.strip()) for at, piece in enumerate(found)]
    headings: dict[str, _Heading] = {}
    for section in edition.sections:
        for at, text in lines:
            if heading := _official(section, at, text):
                headings[section.code] = heading
    short = [(at, text) for at, text in lines if 2 < len(text) <= LONGEST_HEADING]
    labels = {key(line.path[0]) for table in edition.tables for line in table.rows}
    short = [(at, text) for at, text in short if "。" not in text and key(text) not in labels]
    for index, section in enumerate(edition.sections):
        if section.code not in headings:
            after, before = _neighbours(edition, index, headings, len(found))
            between = [(at, text) for at, text in short if after < at < before]
            if similar := _most_similar(section, between):
                headings[section.code] = similar
    return headings


def _official(section: Section, at: int, text: str) -> _Heading | None:
    for title in filter(None, (section.title, section.long_title)):
        if len(text) <= LONGEST_HEADING and key(text).rstrip(".。") == key(title):
            return _Heading(at, text)
        if text.startswith(title[0]) and (match := _followed_by_text(title).match(text)):
            return _Heading(at, match["title"], match["rest"].strip())
    return None


@cache
def _followed_by_text(title: str) -> re.Pattern[str]:
    number, _, words = title.partition("、")
    spaced = r"\s*".join(map(re.escape, words))
    return re.compile(
        rf"(?P<title>{number}\s*[、.．,，]\s*{spaced})\s*[:：。\s]\s*(?P<rest>\S.*)", re.S
    )


def _neighbours(
    edition: Edition, index: int, headings: dict[str, _Heading], end: int
) -> tuple[int, int]:
    def positions(sections: Sequence[Section]) -> list[int]:
        return [headings[s.code].at for s in sections if s.code in headings]

    before = positions(edition.sections[:index])
    after = [at for at in positions(edition.sections[index + 1 :]) if not before or at > before[-1]]
    return (before[-1] if before else -1), min(after, default=end)


def _most_similar(section: Section, lines: list[tuple[int, str]]) -> _Heading | None:
    best, heading = 0.0, None
    for at, text in lines:
        likeness = _likeness(section, key(text))
        if likeness > best:
            best, heading = likeness, _Heading(at, text)
    return heading


def _likeness(section: Section, found: str) -> float:
    """Return the similarity to the official heading; 0 if too low."""
    titles = [key(title) for title in (section.title, section.long_title) if title]
    number = titles[0].partition(".")[0]
    lowest = LIKENESS if re.match(rf"\(?{number}[.)]", found) else LIKENESS_UNNUMBERED
    words = without_number(found)
    ratio = max(_ratio(words, without_number(title), lowest) for title in titles)
    return ratio if ratio >= lowest else 0.0


def _ratio(found: str, title: str, lowest: float) -> float:
    matcher = SequenceMatcher(None, found, title)
    return matcher.ratio() if matcher.real_quick_ratio() >= lowest else 0.0
