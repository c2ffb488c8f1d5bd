"""Checks of figures other than equations, each named by a rule in the edition files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.form.content import Content, Figure
from reports.form.edition import Cell, Kind, Section
from reports.form.numbers import (
    Fault,
    FigureError,
    format_figure,
    offered_figure,
    parse_figure,
)
from reports.rules.context import Checked, Violation, listed, shortened

MOST_NAMED = 3


def figures_are_of_their_kind(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Figures are readable, whole, and non-negative where required. One violation per cell."""
    for section in checked.sections(options):
        for cell in section.cells:
            written = checked.content.unreadable.get(cell.id)
            fault = (
                _fault_of_figure(checked.figures.get(cell.id), cell.kind)
                if written is None
                else _fault_of_words(written, cell.kind)
            )
            if fault:
                found = format_figure(checked.figures.get(cell.id)) if written is None else written
                values = {"where": cell.name, "found": shortened(found), "unit": cell.unit}
                offer = offered_figure(written or "", cell.kind)
                yield Violation(values, (cell.id,), variant=fault.value, offer=offer)


def more_than_one_has(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Counts above the operator's limit, which are more often slips. One violation per cell."""
    most = checked.around.most
    for section in checked.sections(options):
        for cell in section.cells:
            found = checked.figures.get(cell.id)
            if cell.kind == "money" or cell.computed or found is None or -most <= found <= most:
                continue
            values = {"where": cell.name, "found": format_figure(found), "most": most}
            yield Violation(values, (cell.id,), left=found, right=most)


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


def no_blanks(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Nothing is blank: one violation per section, listing every blank cell."""
    for section in checked.sections(options):
        cells = [cell for cell in section.cells if _is_missing(cell, checked)]
        if cells:
            ids = tuple(cell.id for cell in cells)
            values = {
                "count": len(ids),
                "where": listed((cell.name for cell in cells), MOST_NAMED),
            }
            yield Violation(values, ids, section.code, blank=True)


def _is_missing(cell: Cell, checked: Checked) -> bool:
    """Whether a cell is blank, and not just a sum waiting for blank parts."""
    known = {**checked.content.unreadable, **checked.content.unread}
    if not _is_blank(cell.id, checked) or cell.id in known:
        return False
    return not cell.computed or not any(_is_blank(part, checked) for part in cell.parts)


def _is_blank(cell: str, checked: Checked) -> bool:
    return checked.figures.get(cell) is None


def every_cell_was_read(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Every cell of a file was read: one violation per section, listing those that were not."""
    unread = checked.content.unread
    for section in checked.sections(options):
        cells = [cell for cell in section.cells if cell.id in unread]
        if cells:
            named = (_with_found(cell, unread[cell.id]) for cell in cells)
            values = {"count": len(cells), "where": listed(named, MOST_NAMED)}
            yield Violation(values, tuple(cell.id for cell in cells), section.code)


def _with_found(cell: Cell, found: str) -> str:
    return f"{cell.name}“{shortened(found)}”" if found.strip() else cell.name


def only_rule_makers_have_rules(
    checked: Checked, options: Mapping[str, Any]
) -> Iterator[Violation]:
    """Bodies below city level make no 规章: one violation listing every such cell that is not 0."""
    if checked.content.makes_rules:
        return
    rows = tuple(f"{row}." for row in options["rows"])
    all_cells = checked.edition.cells.values()
    cells = [c for c in all_cells if c.id.startswith(rows) and checked.figures.get(c.id)]
    if cells:
        stated = [f"{c.column.name} {format_figure(checked.figures[c.id])}" for c in cells]
        yield Violation({"stated": listed(stated)}, tuple(cell.id for cell in cells))


def items_look_like_cases(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Every non-zero row could be read as last year's cases + change = this year's cases.

    That is lawful, as is the reading as items, so this only informs, and only if all rows fit.
    """
    rows = [[f"{row}.{column}" for column in options["columns"]] for row in options["rows"]]
    figures = [[checked.figures.get(cell) for cell in row] for row in rows]
    known = [[value for value in row if value is not None] for row in figures]
    used = [row for row in known if any(row)]
    if known == figures and used and all(items + change == n for items, change, n in used):
        yield Violation(cells=tuple(cell for row in rows for cell in row))


def both_or_neither(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Of two cells, either both are 0 or neither is."""
    first, second = (checked.edition.cells[cell] for cell in options["cells"])
    left, right = checked.figures.get(first.id), checked.figures.get(second.id)
    if left is not None and right is not None and bool(left) != bool(right):
        values = {
            "left": f"{first.column.name} {format_figure(left)}",
            "right": f"{second.column.name} {format_figure(right)}{second.unit}",
        }
        yield Violation(values, (first.id, second.id), left=left, right=right)


def disputes_without_requests(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """No review or litigation without requests this year or outcomes last year."""
    quiet = [checked.figures.get(cell) for cell in options["cells"]]
    quiet += [checked.last_figures.get(cell) for cell in options["last_year"]]
    disputes = [cell for cell in options["disputes"] if checked.figures.get(cell)]
    if disputes and all(value == 0 for value in quiet):
        cells = [checked.edition.cells[cell] for cell in disputes]
        stated = [f"{c.row.name} {format_figure(checked.figures[c.id])}" for c in cells]
        yield Violation({"stated": listed(stated)}, (*disputes, *options["cells"]))


def unusual_change(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Figures far from last year's, one violation per section."""
    for section in checked.sections(options) if checked.last_figures else ():
        cells = [cell for cell in _comparable(section) if _changed_much(cell, checked, options)]
        if cells:
            stated = [_against_last_year(cell, checked) for cell in cells]
            values = {"count": len(cells), "stated": listed(stated, MOST_NAMED)}
            yield Violation(values, tuple(cell.id for cell in cells), section.code)


def _comparable(section: Section) -> Iterator[Cell]:
    return (cell for cell in section.cells if cell.kind != "signed_count" and not cell.computed)


def _changed_much(cell: Cell, checked: Checked, options: Mapping[str, Any]) -> bool:
    return far_apart(checked.figures.get(cell.id), checked.last_figures.get(cell.id), options)


def far_apart(now: Figure | None, last: Figure | None, options: Mapping[str, Any]) -> bool:
    """Whether the figures differ by both the factor and the amount that the rule sets."""
    if now is None or last is None or abs(now - last) < options["at_least_more"]:
        return False
    return bool(max(now, last) >= options["at_least_times"] * min(now, last))


def _against_last_year(cell: Cell, checked: Checked) -> str:
    now, last = (format_figure(of[cell.id]) for of in (checked.figures, checked.last_figures))
    return f"{cell.name} {now}（{checked.content.year - 1}年 {last}）"


def carried_in_both_years(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """What was carried over is stated in one of two years only: one violation for each of them."""
    if checked.previous is None:
        return
    now = (checked.content, options["now"], checked.content.year)
    last = (checked.previous, options["last"], checked.content.year - 1)
    for (one, row, year), (another, other_row, other) in ((now, last), (last, now)):
        known = {c: one.figures.get(f"{row}.{c}") for c in _columns(checked, row)}
        alone = [c for c in known if known[c] and _was_left_blank(another, f"{other_row}.{c}")]
        if alone:
            first, second = (checked.edition.cells[f"{r}.{alone[0]}"] for r in (row, other_row))
            names = _columns(checked, row)
            words = [f"{names[c]} {format_figure(known[c])}" for c in alone]
            values = {"row": first.row.name, "other_row": second.row.name, "stated": listed(words)}
            own = tuple(f"{options['now']}.{column}" for column in alone)
            yield Violation({**values, "year": year, "other": other}, own)


def _was_left_blank(content: Content, cell: str) -> bool:
    """Whether nothing was written there: what could not be read is unknown."""
    unknown = cell in content.unread or cell in content.unreadable
    return content.figures.get(cell) is None and not unknown


def _columns(checked: Checked, row: str) -> dict[str, str]:
    """The names of a row's columns by their codes."""
    cells = checked.edition.cells.values()
    return {c.column.code: c.column.name for c in cells if c.id.rpartition(".")[0] == row}
