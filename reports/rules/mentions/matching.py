"""Which cells the numbers in a text repeat, and which ones its denials refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.form.content import Content, Figure, Figures
from reports.form.edition import Edition
from reports.form.loader import edition_for
from reports.rules.mentions.reading import Interpretation, Unbound, understood
from reports.rules.mentions.targets import IN_YUAN, resolved

YUAN_PER_UNIT = 10_000


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
        if self.reading.target.units != IN_YUAN:
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
        known = understood(text, content.year, content.is_government, edition)
        for reading in known.found:
            if match := _beside_the_table(section.code, reading, edition, content.figures):
                yield match


def unbound(edition: Edition, content: Content, section: str) -> tuple[Unbound, ...]:
    """The numbers of a text that were not compared with the tables, with the reason for each."""
    text = content.texts.get(section, "")
    return understood(text, content.year, content.is_government, edition).unbound


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


def readings(text: str, year: int, is_government: bool = False) -> tuple[Interpretation, ...]:
    """What a text says about the tables of its year's form, in text order."""
    return understood(text, year, is_government, edition_for(year)).found
