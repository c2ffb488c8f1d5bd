"""The nil return (“Nothing this year”): one button writes 0 into a table's blank cells.

So somebody, whom the trail names, has stated that nothing happened, and the table differs from one
that nobody has filled in. Where figures stand already, the same button fills the rest with 0.
"""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Event
from accounts.trail.record import Actor
from reports.drafts.carry_over import last_approved
from reports.drafts.merging import Entry
from reports.drafts.progress import blank_cells
from reports.drafts.storage import Written, write_section
from reports.form.content import Content
from reports.form.edition import Table
from reports.form.equations import carried_over_figures, carry_overs
from reports.models import Report

HOW, REST = "nothing", "rest"  # the trail's words for it


def cells_to_fill(report: Report, table: Table, content: Content) -> list[str]:
    """Return the blank cells, without those that the reviewer did not return."""
    return [cell for cell in blank_cells(table, content) if report.is_editable(cell)]


def has_figures(report: Report, table: Table, content: Content) -> bool:
    """Whether anything was entered, so that not nothing has happened; what last year's report fixes
    was not."""
    fixed = carry_overs(report.edition)
    typed = [cell.id for cell in table.cells if not cell.computed and cell.id not in fixed]
    return any(content.figures.get(id_) is not None or id_ in content.unreadable for id_ in typed)


def not_zero_last_year(cells: Iterable[str], previous: Content | None) -> list[str]:
    """Return the cells with a non-zero figure in last year's approved report."""
    figures = previous.figures if previous else {}
    return [cell for cell in cells if figures.get(cell)]


def file_nil_return(report: Report, table: Table, content: Content, actor: Actor) -> Written:
    """Write 0 into blank cells, keeping what is there; carried over cells are left to last year's
    report. Raises ReportNotEditable."""
    carried = carry_overs(report.edition)
    last = last_approved(report) if any(cell.id in carried for cell in table.cells) else None
    known = carried_over_figures(report.edition, Content(content.year - 1, last)) if last else {}
    blank = [cell for cell in cells_to_fill(report, table, content) if cell not in known]
    entry = Entry(dict.fromkeys(blank, 0))
    how = REST if has_figures(report, table, content) else HOW
    return write_section(report, _section(report, table), entry, actor, how=how)


def take_back(report: Report, table: Table, actor: Actor) -> Written:
    """Blank the cells that this table's last nil return filled, if they are still 0."""
    how, cells = _last_filled(report, table)
    entry = Entry(dict.fromkeys(cells), base=dict.fromkeys(cells, "0"))
    return write_section(report, _section(report, table), entry, actor, how=f"{how}.undo")


def _last_filled(report: Report, table: Table) -> tuple[str, list[str]]:
    """Return how it was filled, and the cells."""
    presses = Event.objects.filter(
        object=report.trail_name,
        action="section.write",
        after__section=_section(report, table),
        after__how__in=(HOW, REST),
    )
    for press in presses.order_by("-id")[: len(report.edition.tables)]:
        after = press.after or {}
        filled = after["values"]
        cells = [cell for cell in filled if cell.partition(".")[0] == table.code]
        if cells:
            return after["how"], cells
    return HOW, []


def _section(report: Report, table: Table) -> str:
    return report.edition.section_of_table[table.code].code
