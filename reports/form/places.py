"""Places in a report that can be pointed at: the whole, a section, a row, a cell. Pure Python.

A key is empty, a section's code, `table.row` or a cell's id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reports.form.edition import Edition, Section


@dataclass(frozen=True)
class Place:
    key: str
    name: str  # as named in the form; "" for the whole report
    section: Section | None = None
    cells: tuple[str, ...] = ()  # all cells in this place

    @property
    def cell(self) -> str:
        """The cell to scroll to, a row's first; "" for a section, which has a heading."""
        is_section = self.section is not None and self.key == self.section.code
        return self.cells[0] if self.cells and not is_section else ""


WHOLE = Place("", "")


def find_place(edition: Edition, key: str) -> Place | None:
    return _places(edition).get(key)


def all_places(edition: Edition) -> list[Place]:
    """The whole report first, then each section with its rows and cells, in printed order."""
    return list(_places(edition).values())


def places_in(section: Section) -> list[Place]:
    """The section, its rows and its cells, in printed order."""
    return list(_of_section(section))


@cache
def _places(edition: Edition) -> dict[str, Place]:
    found = {WHOLE.key: WHOLE}
    for section in edition.sections:
        found |= {place.key: place for place in _of_section(section)}
    return found


def _of_section(section: Section) -> Iterator[Place]:
    yield Place(section.code, section.title, section, tuple(cell.id for cell in section.cells))
    for table in section.tables:
        for cell in table.cells:
            if len(table.columns) > 1 and cell.column == table.columns[0]:
                row = tuple(c.id for c in table.cells if c.row == cell.row)
                yield Place(f"{table.code}.{cell.row.code}", cell.row.label, section, row)
            yield Place(cell.id, cell.label, section, (cell.id,))
