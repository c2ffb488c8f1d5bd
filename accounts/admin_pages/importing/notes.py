"""What an import tells of a sheet besides its faults: what was not read, what was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.admin_pages.importing.steps import ImportDraft
from accounts.spreadsheets.data_rows import WhyNot
from accounts.spreadsheets.evening import shown

MOST_NAMED = 12


@dataclass(frozen=True)
class SheetNote:
    kind: str
    words: str


def notes_of(draft: ImportDraft) -> Iterator[SheetNote]:
    """Yield what somebody should know before confirming."""
    yield from _of_book(draft)
    yield from _of_columns(draft)
    if draft.heading_row:
        yield from _of_rows(draft)


def _of_book(draft: ImportDraft) -> Iterator[SheetNote]:
    book, others = draft.book, [sheet.name for sheet in draft.book.sheets if sheet != draft.sheet]
    if others:
        yield SheetNote(
            "sheets", _("Other sheets, not imported: %(names)s.") % {"names": _list(others)}
        )
    if book.hidden:
        words = _("Hidden sheets, not imported: %(names)s.")
        yield SheetNote("hidden_sheets", words % {"names": _list(book.hidden)})
    for name, why in book.refused.items():
        yield SheetNote(
            "refused", _("Sheet “%(name)s” is not read: %(why)s") % {"name": name, "why": why}
        )


def _of_columns(draft: ImportDraft) -> Iterator[SheetNote]:
    columns = draft.columns
    named = [f"{get_column_letter(at + 1)} {word}" for at, word in sorted(columns.ignored.items())]
    if named:
        words = _("Columns that are not imported: %(names)s.")
        yield SheetNote("ignored", words % {"names": _list(named)})
    hidden = draft.sheet.marks.hidden_columns
    seen = [at + 1 for at in columns.ids if at + 1 in hidden]
    if seen:
        words = _("Columns hidden in the sheet, imported all the same: %(names)s.")
        yield SheetNote("hidden_columns", words % {"names": _list(map(get_column_letter, seen))})


def _of_rows(draft: ImportDraft) -> Iterator[SheetNote]:
    numbers = frozenset(draft.data.numbers)
    filled = sorted(row + 1 for row, at in draft.sheet.filled
                    if at in draft.columns.ids and row + 1 in numbers)  # fmt: skip
    if filled:
        words = _("Merged cells, filled in downwards in rows %(rows)s.")
        yield SheetNote("filled", words % {"rows": ranges(filled)})
    hidden = [n for n in draft.data.numbers if n in draft.sheet.marks.hidden_rows]
    if hidden:
        words = _("Rows hidden in the sheet, imported all the same: %(rows)s.")
        yield SheetNote("hidden_rows", words % {"rows": ranges(hidden)})
    for why, words in _reasons().items():
        rows = [number for number, found in draft.data.without.items() if found == why]
        if rows:
            first = next((shown(v) for v in draft.rows[rows[0] - 1] if v not in (None, "")), "")
            yield SheetNote(why, words % {"rows": ranges(rows), "first": first[:20]})


def _reasons() -> dict[str, str]:
    return {
        WhyNot.HEADINGS: _("Headings once more, not imported: rows %(rows)s."),
        WhyNot.SUM: _("Sums, not imported: rows %(rows)s (“%(first)s”)."),
        WhyNot.NOTE: _("Notes and signatures, not imported: rows %(rows)s (“%(first)s”)."),
        WhyNot.EXAMPLE: _("Examples, not imported: rows %(rows)s."),
        WhyNot.LEFT_OUT: _("Left out by you: rows %(rows)s."),
    }


def _list(names: Iterable[str]) -> str:
    found = list(names)
    more = f"… ({len(found)})" if len(found) > MOST_NAMED else ""
    return "、".join(found[:MOST_NAMED]) + more


def ranges(numbers: Iterable[int]) -> str:
    """Return `3–5、8` for 3, 4, 5, 8."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return _list(str(first) if first == last else f"{first}–{last}" for first, last in runs)
