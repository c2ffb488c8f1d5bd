"""What each step of an import shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from import_export.results import Result, RowResult
from openpyxl.utils import get_column_letter

from accounts.admin_pages.importing.faults import SheetFault, faults_of, missing_columns
from accounts.admin_pages.importing.notes import notes_of
from accounts.admin_pages.importing.results import changed_rows, counts_of
from accounts.admin_pages.importing.steps import ImportDraft, Step
from accounts.spreadsheets.evening import shown

ROWS_SHOWN = 15  # to choose the heading row from
CELLS_SHOWN = 8
SAMPLES = 3
FAULTY_ROWS = 50  # a page
COLUMNS_AROUND = 12  # of a faulty row
LINES = 50  # of the preview, a page
LONGEST_SAMPLE = 40
PAGES_AROUND = 5
ORDER = list(Step)


@dataclass(frozen=True)
class Looked:
    """A draft, and what it would change as far as that is known."""

    draft: ImportDraft
    result: Result | None = None
    faults: Sequence[SheetFault] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    changed: Sequence[RowResult] = ()

    @property
    def furthest(self) -> Step:
        """Return the first step that is not settled."""
        if unsettled := self.draft.unsettled:
            return unsettled
        if not self.result or not self.result.base_errors and not self.faults:
            return Step.CONFIRM
        return Step.FAULTS


def looked_at(draft: ImportDraft, result: Result) -> Looked:
    return Looked(draft, result, faults_of(draft, result), counts_of(result), changed_rows(result))


def page_of(looked: Looked | None, posted: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the context of the step to be shown."""
    if looked is None:
        return {"step": Step.FILE, "steps": list(_steps(Step.FILE, Step.FILE))}
    posted = posted or {}
    step = _step(looked, posted)
    context: dict[str, Any] = {
        "step": step,
        "steps": list(_steps(step, looked.furthest)),
        "sheet_name": looked.draft.sheet.name,
        "notes": list(notes_of(looked.draft)),
        "result": looked.result,
        "faults": looked.faults,
    }
    return context | {
        Step.SHEET: _sheets,
        Step.HEADING: _heading_rows,
        Step.COLUMNS: _columns,
        Step.FAULTS: _faulty,
        Step.CONFIRM: _preview,
    }[step](looked, posted)


def _step(looked: Looked, posted: Mapping[str, Any]) -> Step:
    furthest, wanted = looked.furthest, posted.get("go", "")
    if wanted in ORDER[1:] and ORDER.index(Step(wanted)) < ORDER.index(furthest):
        return Step(wanted)
    was_asked = posted.get("at") in {Step.COLUMNS, Step.FAULTS}
    if furthest == Step.FAULTS and missing_columns(looked.faults) and not was_asked:
        return Step.COLUMNS
    return furthest


def _steps(step: Step, furthest: Step) -> Iterator[dict[str, Any]]:
    """Yield every step, with whether one can go there from here."""
    for at, one in enumerate(ORDER):
        reached = 0 < at <= ORDER.index(furthest) and one != step
        yield {"step": one, "is_current": one == step, "is_reached": reached,
               "is_done": at < ORDER.index(step)}  # fmt: skip


def _sample(value: Any) -> str:
    return shown(value)[:LONGEST_SAMPLE]


def _sheets(looked: Looked, _posted: Mapping[str, Any]) -> dict[str, Any]:
    draft = looked.draft
    return {
        "sheets": [
            {"number": at, "name": sheet.name, "rows": len(sheet.rows),
             "known": draft.scores[at], "is_chosen": at == draft.sheet_number}
            for at, sheet in enumerate(draft.book.sheets)
        ]
    }  # fmt: skip


def _heading_rows(looked: Looked, _posted: Mapping[str, Any]) -> dict[str, Any]:
    draft = looked.draft
    return {
        "rows": [
            {"number": number, "cells": [_sample(value) for value in row[:CELLS_SHOWN]],
             "is_chosen": number == draft.heading_row}
            for number, row in enumerate(draft.rows[:ROWS_SHOWN], 1)
            if any(value not in (None, "") for value in row)
        ],
        "has_no_rows": bool(draft.heading_row) and not draft.data.numbers,
    }  # fmt: skip


def _columns(looked: Looked, _posted: Mapping[str, Any]) -> dict[str, Any]:
    draft, resource = looked.draft, looked.draft.resource
    missing = missing_columns(looked.faults)
    repeated = {at for found in draft.columns.repeated.values() for at in found}
    labels = {id_: str(label) for id_, label in resource.read_labels.items()}
    return {
        "columns": [
            {"number": at, "letter": get_column_letter(at + 1), "heading": heading,
             "samples": [_sample(draft.cell(n, at)) for n in draft.data.numbers[:SAMPLES]],
             "meant": _meant(draft, at), "is_repeated": at in repeated,
             "is_foreign": at in draft.columns.foreign}
            for at, heading in enumerate(draft.headings)
            if heading or any(draft.cell(n, at) not in (None, "") for n in draft.data.numbers)
        ],
        "labels": list(labels.items()),
        "needed": [labels[id_] for id_ in resource.key] if draft.lacks_key else [],
        "missing": [
            {"id": id_, "label": labels[id_], "rows": [one.row for one in found][:SAMPLES * 4],
             "count": len(found), "words": found[0].words, "accepted": found[0].accepted,
             "value": draft.choices.values.get(id_, "")}
            for id_, found in missing.items()
        ],
    }  # fmt: skip


def _meant(draft: ImportDraft, at: int) -> str:
    return draft.choices.columns.get(at, draft.resource.known.meant(draft.headings[at]))


# Faults ------------------------------------------------------------------------------------


def _faulty(looked: Looked, posted: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the sheet: the rows with faults, each faulty cell to be written anew."""
    draft, by_row = looked.draft, _by_row(looked.faults)
    numbers, pages = _page(list(by_row), posted, FAULTY_ROWS)
    around = _around(draft, [fault for number in numbers for fault in by_row[number]])
    return {
        "base_errors": [error.error for error in looked.result.base_errors]
        if looked.result
        else [],
        "around": [(get_column_letter(at + 1), draft.headings[at]) for at in around],
        "faulty": [_row(draft, number, by_row[number], around) for number in numbers],
        "fault_count": len(looked.faults),
        "row_count": len(by_row),
        "pages": pages,
    }


def _by_row(faults: Sequence[SheetFault]) -> dict[int, list[SheetFault]]:
    found: dict[int, list[SheetFault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    return found


def _around(draft: ImportDraft, faults: Sequence[SheetFault]) -> list[int]:
    """Return the columns to show: those with faults, and of the others the first."""
    columns = draft.columns.by_id
    faulty = sorted({columns[fault.id_] for fault in faults if fault.letter})
    others = [at for at in sorted(columns.values()) if at not in faulty]
    return sorted([*faulty, *others[: max(3, COLUMNS_AROUND - len(faulty))]])


def _row(
    draft: ImportDraft, number: int, faults: Sequence[SheetFault], around: Sequence[int]
) -> Any:
    by_column = {draft.columns.by_id[fault.id_]: fault for fault in faults if fault.letter}
    return {
        "number": number,
        "cells": [(by_column.get(at), shown(draft.cell(number, at))) for at in around],
        "others": [fault for fault in faults if not fault.letter],
    }


def _page(items: list[Any], posted: Mapping[str, Any], size: int) -> tuple[list[Any], list[Any]]:
    """Return the items of the page that was asked for, and the pages to go to if there are more."""
    said, last = str(posted.get("page", "")), max(1, -(-len(items) // size))
    number = min(int(said), last) if said.isdecimal() and len(said) < 6 else 1
    number = max(1, number)
    near = {1, last, *range(max(1, number - PAGES_AROUND), min(last, number + PAGES_AROUND) + 1)}
    pages = [(one, one == number) for one in sorted(near)] if last > 1 else []
    return items[(number - 1) * size : number * size], pages


# Preview -----------------------------------------------------------------------------------


def _preview(looked: Looked, posted: Mapping[str, Any]) -> dict[str, Any]:
    lines, pages = _page(list(looked.changed), posted, LINES)
    return {
        "counts": looked.counts,
        "changed_rows": looked.changed,
        "lines": lines,
        "pages": pages,
        "left_out": sorted(looked.draft.choices.left_out),
    }
