"""Merges what somebody entered in a section with what is stored there now.

Neither checks whether they may write, nor saves: see `drafts.storage`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from reports.drafts.carry_over import CarriedOver, carried_over_cells
from reports.form.content import Figure, normal_text
from reports.form.edition import Section
from reports.form.equations import carry_overs, with_totals
from reports.form.numbers import FigureError, format_figure, parse_figure, shown_figure
from reports.models import ReportSection


@dataclass(frozen=True)
class Entry:
    """What somebody entered in one section, and what the page had shown them (`base`).

    A cell counts as changed only if it differs from its base, so that two people working in
    different cells both succeed. For a text, `base` has its digest under the section's code.
    """

    figures: Mapping[str, Figure | None] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    base: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same place: what was just entered, and what is stored now."""

    place: str  # a cell id, or the section's code for its text
    mine: str
    theirs: str
    by: User | None
    at: datetime | None


@dataclass(frozen=True)
class RefusedPlace:
    """An entry that may not be written: in a carried over cell without a reason, or (`is_closed`)
    in a place that a partial return left closed."""

    place: str
    mine: str
    kept: str
    is_closed: bool = False


@dataclass
class MergeResult:
    """The result of a merge, place by place."""

    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[RefusedPlace] = field(default_factory=list)


def shown_values(section: Section, figures: Mapping[str, Figure | None],
                 unreadable: Mapping[str, str]) -> dict[str, str]:  # fmt: skip
    """Return what each cell of the section shows in an input."""
    return {
        cell.id: unreadable.get(cell.id) or shown_figure(figures.get(cell.id), cell.kind)
        for cell in section.cells
    }


def as_typed(section: Section, written: Mapping[str, str], base: Mapping[str, str]) -> Entry:
    """Return an entry of cells as an input shows them; what is not a figure stays as typed."""
    figures: dict[str, Figure | None] = {}
    unreadable: dict[str, str] = {}
    for cell in section.cells:
        if cell.id in written:
            try:
                figures[cell.id] = parse_figure(written[cell.id], cell.kind)
            except FigureError:
                figures[cell.id], unreadable[cell.id] = None, written[cell.id]
    return Entry(figures, unreadable, base=base)


def text_mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def merge(stored: ReportSection, entry: Entry) -> MergeResult:
    """Merge into `stored`, which the caller saves if there are changes."""
    section, found = stored.report.edition.by_code[stored.code], MergeResult()
    if section.is_narrative:
        _merge_text(stored, entry, found)
    else:
        _merge_cells(section, stored, entry, found)
        store_totals(section, stored)
    return found


def _merge_text(stored: ReportSection, entry: Entry, found: MergeResult) -> None:
    mine, theirs = normal_text(entry.text or ""), stored.text
    base = entry.base.get(stored.code, text_mark(theirs))
    if mine == theirs or text_mark(mine) == base:
        return
    if not stored.report.is_editable(stored.code):
        found.refused.append(RefusedPlace(stored.code, mine, theirs, is_closed=True))
    elif text_mark(theirs) == base:
        found.changes[stored.code] = (theirs, mine)
        stored.text = mine
    else:
        found.conflicts.append(_conflict(stored, stored.code, mine, theirs))


def _merge_cells(section: Section, stored: ReportSection, entry: Entry, found: MergeResult) -> None:
    """Merge cells, those that may be carried over last: some depend on this year's figures."""
    now = shown_values(section, stored.figures, stored.unreadable)
    entered = shown_values(section, entry.figures, entry.unreadable)
    may_carry = carry_overs(stored.report.edition)
    given = list(_given(section, entry))
    closed = [place for place in given if not stored.report.is_editable(place)]
    found.refused += [
        RefusedPlace(place, entered[place], now[place], is_closed=True)
        for place in closed
        if entered[place] not in (entry.base.get(place, ""), now[place])
    ]
    given = [place for place in given if place not in closed]
    for place in given:
        if place not in may_carry:
            _merge_cell(stored, entry, place, entered[place], now[place], found)
    changed = [p for p in given if p in may_carry and entered[p] != entry.base.get(p, "")]
    carried = carried_over_cells(stored.report, changed, stored.figures) if changed else {}
    for place in changed:
        one = carried.get(place)
        shown = now[place] or (format_figure(one.value) if one else "")
        if one and not one.lifted:
            _keep_last_year(stored, place, entered[place], shown, one, found)
        else:
            _merge_cell(stored, entry, place, entered[place], shown, found)


def _merge_cell(
    stored: ReportSection, entry: Entry, place: str, mine: str, theirs: str, found: MergeResult
) -> None:
    base = entry.base.get(place, "")
    saved_before = place in stored.figures  # otherwise it showed blank or last year's figure
    if saved_before and mine in (base, theirs):
        return
    if saved_before and theirs != base:
        found.conflicts.append(_conflict(stored, place, mine, theirs))
        return
    if mine != theirs:
        found.changes[place] = (theirs, mine)
    _store(stored, place, entry)


def _keep_last_year(
    stored: ReportSection, place: str, mine: str, theirs: str, one: CarriedOver, found: MergeResult
) -> None:
    """Accept only last year's figure, or a blank, which shows it."""
    kept = format_figure(one.value)
    if mine not in ("", kept):
        found.refused.append(RefusedPlace(place, mine, kept))
        return
    if theirs != kept:
        found.changes[place] = (theirs, kept)
    stored.figures[place] = None
    stored.unreadable.pop(place, None)


def _store(stored: ReportSection, place: str, entry: Entry) -> None:
    stored.figures[place] = entry.figures.get(place)
    stored.unreadable.pop(place, None)
    if place in entry.unreadable:
        stored.unreadable[place] = entry.unreadable[place]


def _given(section: Section, entry: Entry) -> Iterator[str]:
    """Yield the entered places of this section; computed cells are never accepted as typed."""
    for cell in section.cells:
        if not cell.computed and (cell.id in entry.figures or cell.id in entry.unreadable):
            yield cell.id


def store_totals(section: Section, stored: ReportSection) -> None:
    """Recompute totals from the stored parts; they are never accepted as typed."""
    totals = with_totals(stored.report.edition, stored.figures)
    for cell in section.cells:
        if cell.computed:
            stored.figures[cell.id] = totals[cell.id]


def _conflict(stored: ReportSection, place: str, mine: str, theirs: str) -> Conflict:
    return Conflict(place, mine, theirs, stored.updated_by, stored.updated_at)
