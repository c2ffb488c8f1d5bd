"""Which template and which marked copy belong to a resource."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string

from accounts.admin_pages.importing.faults import SheetFault
from accounts.admin_pages.importing.steps import ImportDraft
from accounts.admin_pages.resource_base import SheetResource
from accounts.spreadsheets.sheet_copies import TemplateColumn, write_marked, write_template

EXAMPLE = "示例：{}"  # by which the import knows the row, in every language


def template_of(resource: SheetResource) -> bytes:
    """Return the template of a resource: an example, or rows that it brings itself."""
    example = resource.said.example
    columns = [
        TemplateColumn(
            resource.template_heading(id_, label),
            example.get(id_),
            id_ in resource.needed,
            resource.is_text(id_),
            resource.accepted(id_),
        )
        for id_, label in resource.labels.items()
    ]
    rows = resource.template_rows() or [_example(columns)]
    legend = _(
        "Columns with * must be filled in. The row that begins with 示例 is an example and is not"
        " imported. Where a list opens, choose from it."
    )
    return write_template(str(resource.sheet_name), columns, rows, legend)


def _example(columns: Sequence[TemplateColumn]) -> list[Any]:
    values = [column.example for column in columns]
    return [EXAMPLE.format(values[0] or ""), *values[1:]]


def marked_copy(draft: ImportDraft, faults: Sequence[SheetFault]) -> bytes:
    """Return the book's values with the faults marked; what is wrong with a whole row at its
    first column."""
    marks: dict[tuple[int, int], str] = {}
    first = min(draft.columns.ids, default=0)
    for fault in faults:
        at = column_index_from_string(fault.letter) - 1 if fault.letter else first
        words = fault.words if fault.letter else " ".join(filter(None, (fault.label, fault.words)))
        place = (fault.row - 1, at)
        marks[place] = "\n".join(filter(None, (marks.get(place), words, _accepted(fault))))
    sheets = [
        (sheet.name, draft.rows if sheet is draft.sheet else sheet.rows)
        for sheet in draft.book.sheets
    ]
    return write_marked(sheets, draft.sheet.name, marks)


def _accepted(fault: SheetFault) -> str:
    words = "、".join(fault.accepted[:20])
    return _("Accepted: %(words)s") % {"words": words} if words else ""
