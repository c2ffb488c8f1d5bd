"""“Nothing this year”: one press writes 0 into what is still blank of a table.

That nothing happened is then said by somebody, whom the trail names, and is told apart from a
table that nobody has filled in.
"""

from __future__ import annotations

from accounts.models import Event
from accounts.trail.record import Actor
from reports.drafts.carry_over import last_approved
from reports.drafts.merging import Entry
from reports.drafts.progress import blank_cells
from reports.drafts.storage import Written, write_section
from reports.form.content import Content
from reports.form.edition import Cell, Table
from reports.form.equations import carried_over_figures, carry_overs
from reports.models import Report

HOW = "nothing"  # what the trail calls it


def not_zero_last_year(table: Table, previous: Content | None) -> list[Cell]:
    """The cells in which last year's approved report states something."""
    figures = previous.figures if previous else {}
    return [cell for cell in table.cells if not cell.computed and figures.get(cell.id)]


def file_nil_return(report: Report, table: Table, content: Content, actor: Actor) -> Written:
    """Write 0 where the table is blank; what stands there is kept, and what last year's report
    fixes follows from it. Raises ReportNotEditable."""
    carried = carry_overs(report.edition)
    last = last_approved(report) if any(cell.id in carried for cell in table.cells) else None
    known = carried_over_figures(report.edition, Content(content.year - 1, last)) if last else {}
    blank = [cell for cell in blank_cells(table, content) if cell not in known]
    entry = Entry(dict.fromkeys(blank, 0))
    return write_section(report, _section(report, table), entry, actor, how=HOW)


def take_back(report: Report, table: Table, actor: Actor) -> Written:
    """Make blank again what the last such press on this table filled, where it is still 0."""
    cells = _last_filled(report, table)
    entry = Entry(dict.fromkeys(cells), base=dict.fromkeys(cells, "0"))
    return write_section(report, _section(report, table), entry, actor, how=f"{HOW}.undo")


def _last_filled(report: Report, table: Table) -> list[str]:
    presses = Event.objects.filter(
        object=report.trail_name,
        action="section.write",
        after__section=_section(report, table),
        after__how=HOW,
    )
    for press in presses.order_by("-id")[: len(report.edition.tables)]:
        filled = (press.after or {})["values"]
        cells = [cell for cell in filled if cell.partition(".")[0] == table.code]
        if cells:
            return cells
    return []


def _section(report: Report, table: Table) -> str:
    return report.edition.section_of_table[table.code].code
