"""Checks of the figures that are no equation, each named by a rule of the edition files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.form.content import Figure
from reports.form.edition import Cell, Kind, Section
from reports.form.numbers import Fault, FigureError, format_figure, parse_figure
from reports.rules.context import Case, Hit, listed, shortened

MOST_NAMED = 3


def figures_are_of_their_kind(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Whole numbers, not negative where that has no meaning; nothing unreadable. One hit a cell."""
    for section in case.sections(options):
        for cell in section.cells:
            written = case.content.unreadable.get(cell.id)
            fault = (
                _fault_of_figure(case.figures.get(cell.id), cell.kind)
                if written is None
                else _fault_of_words(written, cell.kind)
            )
            if fault:
                found = format_figure(case.figures.get(cell.id)) if written is None else written
                values = {"where": cell.name, "found": shortened(found)}
                yield Hit(values, (cell.id,), variant=fault.value)


def _fault_of_words(written: str, kind: Kind) -> Fault:
    try:
        parse_figure(written, kind)
    except FigureError as error:
        return error.fault
    return Fault.NOT_A_NUMBER


def _fault_of_figure(value: Figure | None, kind: Kind) -> Fault | None:
    if value is None:
        return None
    if kind != "money" and value != int(value):
        return Fault.NOT_WHOLE
    return Fault.NEGATIVE if kind != "signed_count" and value < 0 else None


def no_blanks(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """One hit a section, with every blank cell of it."""
    for section in case.sections(options):
        cells = [cell for cell in section.cells if _is_missing(cell, case)]
        if cells:
            ids = tuple(cell.id for cell in cells)
            values = {
                "count": len(ids),
                "where": listed((cell.name for cell in cells), MOST_NAMED),
            }
            yield Hit(values, ids, section.code, blank=True)


def _is_missing(cell: Cell, case: Case) -> bool:
    """Blank, and not a sum that waits for a part which is blank itself."""
    if not _is_blank(cell.id, case) or cell.id in case.content.unreadable:
        return False
    return not cell.computed or not any(_is_blank(part, case) for part in cell.parts)


def _is_blank(cell: str, case: Case) -> bool:
    return case.figures.get(cell) is None


def only_rule_makers_have_rules(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Bodies below the city make no 规章: one hit with every such cell that is not 0."""
    if case.content.makes_rules:
        return
    rows = tuple(f"{row}." for row in options["rows"])
    all_cells = case.edition.cells.values()
    cells = [c for c in all_cells if c.id.startswith(rows) and case.figures.get(c.id)]
    if cells:
        stated = [f"{c.column.name} {format_figure(case.figures[c.id])}" for c in cells]
        yield Hit({"stated": listed(stated)}, tuple(cell.id for cell in cells))


def items_look_like_cases(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Every row that is not 0 reads last year's cases + change = this year's cases.

    That is lawful, and so is the reading as items: this only informs, and only of the whole.
    """
    rows = [[f"{row}.{column}" for column in options["columns"]] for row in options["rows"]]
    figures = [[case.figures.get(cell) for cell in row] for row in rows]
    known = [[value for value in row if value is not None] for row in figures]
    used = [row for row in known if any(row)]
    if known == figures and used and all(items + change == n for items, change, n in used):
        yield Hit(cells=tuple(cell for row in rows for cell in row))


def both_or_neither(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Of two cells one is 0 and the other is not."""
    first, second = (case.edition.cells[cell] for cell in options["cells"])
    left, right = case.figures.get(first.id), case.figures.get(second.id)
    if left is not None and right is not None and bool(left) != bool(right):
        values = {
            "left": f"{first.column.name} {format_figure(left)}",
            "right": f"{second.column.name} {format_figure(right)}{second.unit}",
        }
        yield Hit(values, (first.id, second.id), left=left, right=right)


def disputes_without_requests(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Review or litigation where there were no requests this year and no outcomes last year."""
    quiet = [case.figures.get(cell) for cell in options["cells"]]
    quiet += [case.last_figures.get(cell) for cell in options["last_year"]]
    disputes = [cell for cell in options["disputes"] if case.figures.get(cell)]
    if disputes and all(value == 0 for value in quiet):
        cells = [case.edition.cells[cell] for cell in disputes]
        stated = [f"{c.row.name} {format_figure(case.figures[c.id])}" for c in cells]
        yield Hit({"stated": listed(stated)}, (*disputes, *options["cells"]))


def unusual_change(case: Case, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Figures far from last year's, one hit a section."""
    for section in case.sections(options) if case.last_figures else ():
        cells = [cell for cell in _comparable(section) if _changed_much(cell, case, options)]
        if cells:
            stated = [_against_last_year(cell, case) for cell in cells]
            values = {"count": len(cells), "stated": listed(stated, MOST_NAMED)}
            yield Hit(values, tuple(cell.id for cell in cells), section.code)


def _comparable(section: Section) -> Iterator[Cell]:
    return (cell for cell in section.cells if cell.kind != "signed_count" and not cell.computed)


def _changed_much(cell: Cell, case: Case, options: Mapping[str, Any]) -> bool:
    return far_apart(case.figures.get(cell.id), case.last_figures.get(cell.id), options)


def far_apart(now: Figure | None, last: Figure | None, options: Mapping[str, Any]) -> bool:
    """Whether the one is so many times the other, and by so much more, as the rule says."""
    if now is None or last is None or abs(now - last) < options["at_least_more"]:
        return False
    return bool(max(now, last) >= options["at_least_times"] * min(now, last))


def _against_last_year(cell: Cell, case: Case) -> str:
    now, last = (format_figure(of[cell.id]) for of in (case.figures, case.last_figures))
    return f"{cell.name} {now}（{case.content.year - 1}年 {last}）"
