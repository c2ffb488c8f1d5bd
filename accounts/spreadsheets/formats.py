"""The two formats of the admin's import and export: bounded readers, typed and safe writers."""

from __future__ import annotations

from typing import Any

import tablib
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from openpyxl.utils import get_column_letter

from accounts.spreadsheets.reading import BookRead, FileRefused, NoValue, Rows, read_book, read_csv
from accounts.spreadsheets.writing import write_csv, write_xlsx
from accounts.unseen import visible


class _BoundedFormat(Format):
    extension = ""
    content_type = ""

    def read(self, content: bytes) -> BookRead:
        """Return every sheet as it is. Raises FileRefused."""
        raise NotImplementedError

    def create_dataset(self, in_stream: bytes, **_options: Any) -> tablib.Dataset:
        """Return a well-made sheet. Raises FileRefused."""
        sheets = self.read(in_stream).sheets
        return dataset_of(sheets[0].rows if sheets else [])

    def __init__(self, encoding: str | None = None) -> None:
        """Accept the encoding the library passes, and ignore it: each format knows its own."""

    def get_title(self) -> str:
        return self.extension.upper()

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class Xlsx(_BoundedFormat):
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def read(self, content: bytes) -> BookRead:
        return read_book(content)

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> bytes:
        return write_xlsx(dataset.headers, dataset)


class Csv(_BoundedFormat):
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def read(self, content: bytes) -> BookRead:
        return read_csv(content)

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> bytes:
        return write_csv(dataset.headers, dataset)


FORMATS: list[type[_BoundedFormat]] = [Xlsx, Csv]


def dataset_of(rows: Rows) -> tablib.Dataset:
    """Build a dataset; row 1 is the heading, and a value below no heading is refused.

    Raises FileRefused.
    """
    if len(rows) < 2:
        raise FileRefused(_("The sheet is empty: row 1 holds the headings, the rows below data."))
    for number, row in enumerate(rows, 1):
        _require_values(row, number)
    headers = [visible(str(value)).strip() if value is not None else "" for value in rows[0]]
    while headers and not headers[-1]:
        headers.pop()
    dataset = tablib.Dataset(headers=headers)
    for number, row in enumerate(rows[1:], 2):
        dataset.append(_fitted(row, headers, number))
    return dataset


def _require_values(row: list[Any], number: int) -> None:
    for place, value in enumerate(row, 1):
        if isinstance(value, NoValue):
            raise FileRefused(
                _("%(place)s holds %(found)s, %(why)s.")
                % {"place": f"{get_column_letter(place)}{number}", "found": value.found,
                   "why": value.why}
            )  # fmt: skip


def _fitted(row: list[Any], headers: list[str], number: int) -> list[Any]:
    width = len(headers)
    for place, value in enumerate(row):
        if value not in (None, "") and not (place < width and headers[place]):
            raise FileRefused(
                _("%(place)s holds %(found)s, but row 1 has no heading for this column.")
                % {"place": f"{get_column_letter(place + 1)}{number}", "found": str(value)[:20]}
            )
    return [*row[:width], *[None] * (width - len(row))]
