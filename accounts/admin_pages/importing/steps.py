"""The steps by which an uploaded sheet becomes rows of a resource: sheet, heading row, columns,
rows.

Each step is guessed where one reading is clear, and asked where it is not. What was chosen on a
page stands in `Choices`; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tablib
from django.db import models
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from accounts.admin_pages.resource_base import SheetResource
from accounts.spreadsheets.choices import Choices, with_cells
from accounts.spreadsheets.data_rows import DataRows, data_rows
from accounts.spreadsheets.evening import shown
from accounts.spreadsheets.headings import (
    Columns,
    guess_heading_row,
    headings_of,
    match_columns,
)
from accounts.spreadsheets.reading import BookRead, SheetRead


class Step(models.TextChoices):
    FILE = "file", _("File")
    SHEET = "sheet", _("Sheet")
    HEADING = "heading", _("Heading row")
    COLUMNS = "columns", _("Columns")
    FAULTS = "faults", _("Faults")
    CONFIRM = "confirm", _("Confirm")


@dataclass(frozen=True)
class ImportDraft:
    """A book on its way into a resource."""

    book: BookRead
    choices: Choices
    resource: SheetResource

    # Sheet ---------------------------------------------------------------------------------

    @cached_property
    def scores(self) -> list[int]:
        """Return how many columns are known in each sheet."""
        return [self._known_in(sheet) for sheet in self.book.sheets]

    def _known_in(self, sheet: SheetRead) -> int:
        known = self.resource.known
        row = guess_heading_row(sheet.rows, known)
        return len(match_columns(headings_of(sheet.rows, row), known).ids) if row else 0

    @property
    def sheet_number(self) -> int:
        chosen = self.choices.sheet
        if chosen is not None and chosen < len(self.book.sheets):
            return chosen
        return max(range(len(self.scores)), key=lambda at: (self.scores[at], -at))

    @property
    def is_sheet_clear(self) -> bool:
        """Whether there is one sheet, or one was chosen, or one alone fits best."""
        chosen, best = self.choices.sheet is not None, max(self.scores)
        return chosen or len(self.scores) == 1 or (best > 0 and self.scores.count(best) == 1)

    @property
    def sheet(self) -> SheetRead:
        return self.book.sheets[self.sheet_number]

    @cached_property
    def rows(self) -> list[list[Any]]:
        return with_cells(self.sheet.rows, self.choices.cells)

    # Heading row and columns ---------------------------------------------------------------

    @cached_property
    def heading_row(self) -> int:
        chosen = self.choices.heading or 0
        if 0 < chosen <= len(self.rows):
            return chosen
        return guess_heading_row(self.rows, self.resource.known)

    @cached_property
    def headings(self) -> Sequence[str]:
        return headings_of(self.rows, self.heading_row) if self.heading_row else ()

    @cached_property
    def columns(self) -> Columns:
        return match_columns(self.headings, self.resource.known, self.choices.columns)

    @property
    def lacks_key(self) -> bool:
        return not set(self.resource.key).intersection(self.columns.by_id)

    @property
    def letters(self) -> Mapping[str, str]:
        return {id_: get_column_letter(at + 1) for at, id_ in sorted(self.columns.ids.items())}

    # Rows ----------------------------------------------------------------------------------

    @cached_property
    def data(self) -> DataRows:
        return data_rows(
            self.rows, self.heading_row, self.columns, self.sheet.filled, self.choices.left_out
        )

    def cell(self, row: int, column: int) -> Any:
        line = self.rows[row - 1]
        return line[column] if column < len(line) else None

    def dataset(self) -> tablib.Dataset:
        """Return the rows for the resource, evened out; the resource notes what it cannot read."""
        for_all = {
            id_: value
            for id_, value in self.choices.values.items()
            if value and id_ in self.resource.read_labels and id_ not in self.columns.by_id
        }
        rows = {
            number: {id_: self.cell(number, at) for at, id_ in sorted(self.columns.ids.items())}
            | for_all
            for number in self.data.numbers
        }
        return self.resource.dataset_of(self.letters, rows)

    def spread(self, places: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
        """Return what was mended at these places for every row whose cell said the same there."""
        mended: dict[str, str] = {}
        for place in places:
            letters, number = coordinate_from_string(place)
            column = column_index_from_string(letters) - 1
            if place in words and number in self.data.numbers:
                before = shown(self.cell(number, column))
                alike = [n for n in self.data.numbers if shown(self.cell(n, column)) == before]
                mended |= {f"{letters}{n}": words[place] for n in alike}
        return mended

    # The first step that wants somebody ----------------------------------------------------

    @property
    def unsettled(self) -> Step | None:
        """Return the first step before the rows that nobody has settled."""
        if not self.is_sheet_clear:
            return Step.SHEET
        if not self.heading_row:
            return Step.HEADING
        if self.lacks_key or self.columns.repeated or self.columns.foreign:
            return Step.COLUMNS
        return None if self.data.numbers else Step.HEADING
