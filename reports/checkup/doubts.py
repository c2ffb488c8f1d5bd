"""What the reader was unsure of, as the check-up lists it: once for all cells that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.display.links import Link
from reports.display.printed import place_link
from reports.language import in_readers_language
from reports.reading import Doubt, Reading

LINKS_SHOWN = 6


@dataclass(frozen=True)
class DoubtGroup:
    reason: str
    found: str
    where: str  # in the file
    cells: Sequence[Link]  # the first of them
    count: int  # places, the file as a whole being one

    @property
    def left_out(self) -> int:
        return max(0, self.count - len(self.cells)) if self.cells else 0


def doubt_groups(reading: Reading) -> list[DoubtGroup]:
    """Return doubts in the order of the file's reader: of the whole file, then of cells."""
    alike: dict[tuple[str, str, str], list[Doubt]] = {}
    for doubt in reading.doubts:
        at = reading.origins.get(doubt.cell) if doubt.cell else None
        where = in_readers_language(at) if at else ""
        alike.setdefault((in_readers_language(doubt.reason), doubt.found, where), []).append(doubt)
    return [_group(reading, *key, doubts) for key, doubts in alike.items()]


def _group(
    reading: Reading, reason: str, found: str, where: str, doubts: Sequence[Doubt]
) -> DoubtGroup:
    cells = [doubt.cell for doubt in doubts if doubt.cell in reading.edition.cells]
    links = [Link(_name(reading, cell), _url(reading, cell)) for cell in cells[:LINKS_SHOWN]]
    return DoubtGroup(reason, found, where, links, len(doubts))


def _name(reading: Reading, cell: str) -> str:
    return reading.edition.cells[cell].name


def _url(reading: Reading, cell: str) -> str:
    return place_link(reading.edition.section_of(cell).code, cell)
