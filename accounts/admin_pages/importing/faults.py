"""The faults of an import in the sheet's own rows and columns, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from import_export.results import Result

from accounts.admin_pages.importing.steps import ImportDraft
from accounts.spreadsheets.evening import shown


@dataclass(frozen=True)
class SheetFault:
    row: int  # of the sheet
    id_: str  # of the column, "" where it is the whole row
    letter: str  # "" where the sheet has no such column
    label: str
    found: str
    words: str
    accepted: Sequence[str] = ()
    alike: int = 1  # faults of the same words in the same column

    @property
    def place(self) -> str:
        return f"{self.letter}{self.row}" if self.letter else ""

    @property
    def column(self) -> str:
        return f"{self.letter} · {self.label}" if self.letter else self.label


def faults_of(draft: ImportDraft, result: Result) -> list[SheetFault]:
    """Return the faults by row, then column."""
    order = {id_: at for at, id_ in enumerate(draft.columns.by_id)}
    found = [*_of_cells(draft, result), *_of_rows(draft, result)]
    times = Counter((one.letter, one.found) for one in found if one.letter and one.found)
    found = [replace(one, alike=times.get((one.letter, one.found), 1)) for one in found]
    return sorted(found, key=lambda one: (one.row, order.get(one.id_, -1)))


def _of_cells(draft: ImportDraft, result: Result) -> Iterator[SheetFault]:
    resource, columns = draft.resource, draft.columns.by_id
    ids = resource.columns_by_place()
    accepted = cache(resource.accepted)  # may ask the database
    for row in result.invalid_rows:
        number = resource.numbers[row.number - 1]
        for place, errors in row.error_dict.items():
            id_ = "" if place == NON_FIELD_ERRORS else ids.get(place, "")
            at = columns.get(id_)
            yield SheetFault(
                number,
                id_,
                resource.letters.get(id_, ""),
                str(resource.read_labels.get(id_, "")),
                "" if at is None else shown(draft.cell(number, at)),
                " ".join(map(str, errors)),
                accepted(id_),
            )


def _of_rows(draft: ImportDraft, result: Result) -> Iterator[SheetFault]:
    """What is no fault of a cell: the row could not be written at all."""
    for number, errors in result.row_errors():
        row = draft.resource.numbers[number - 1]
        yield from (SheetFault(row, "", "", "", "", _in_words(error.error)) for error in errors)


def _in_words(error: Any) -> str:
    if isinstance(error, ValueError):
        return str(error)
    return _("This row cannot be written.")


def missing_columns(faults: Sequence[SheetFault]) -> dict[str, list[SheetFault]]:
    """Return, by id, the faults of columns that the sheet does not have."""
    found: dict[str, list[SheetFault]] = {}
    for fault in faults:
        if fault.id_ and not fault.letter:
            found.setdefault(fault.id_, []).append(fault)
    return found
