"""The parts of a section's page, apart from its frame."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.page import render_part
from reports.display.findings import Group, ShownFinding, entry_links, grouped
from reports.display.suspects import suspected
from reports.display.text import ShownText, options, shown_text
from reports.display.threads import ShownThread, shown_threads
from reports.drafts.merging import Conflict, Entry, RefusedPlace, shown_values
from reports.drafts.nil_return import cells_to_fill, has_figures
from reports.drafts.working_copy import WorkingCopy
from reports.entry.carry_over_context import (
    ShownCarryOver,
    carry_over_states,
    closed_cells,
    reasons_in,
    refused_words,
)
from reports.entry.grid import CellMarks
from reports.entry.section_form import SectionForm
from reports.entry.suspects import JustSet
from reports.form.content import Finding, normal_text
from reports.form.edition import Edition, Section, Table
from reports.form.loader import load_editions
from reports.models import Report
from reports.rendering.html import section_html
from reports.rules.guidance import Guidance, guidance
from reports.rules.overview_draft import drafted_sections
from reports.workflow.threads import asked_of_agency


@dataclass(frozen=True)
class SaveRefusal:
    """Why posted data was not stored, and the data, so that nothing typed is lost."""

    entry: Entry
    status: int
    reason: str = ""
    conflicts: Sequence[Conflict] = ()
    fixed: Sequence[RefusedPlace] = ()  # carried over
    locked: str = ""  # why nothing can be written in the report
    held: bool = False  # assigned to somebody else
    closed: bool = False  # a text that a partial return left closed

    @property
    def keeps_nothing(self) -> bool:
        return bool(self.locked) or self.held or self.closed


@dataclass(frozen=True)
class JustDone:
    """What the address says about the button press that led here."""

    saved: bool
    filled_with_zero: str  # the table whose blank cells were just filled with 0
    pressed: str  # the button beside the text
    set: JustSet | None  # the cell that was probably wrong


@dataclass(frozen=True)
class SectionFindings:
    """What the rules say of the section."""

    groups: Sequence[Group]
    errors: Sequence[ShownFinding]  # to correct, named above the form too


def section_findings(
    copy: WorkingCopy,
    section: Section,
    findings: Sequence[Finding],
    carried: Sequence[ShownCarryOver],
    user: User,
) -> SectionFindings:
    edition, reasons, links = copy.report.edition, reasons_in(carried), entry_links(copy.report)
    suspicion = suspected(copy, user, links, section.code)
    groups = grouped(edition, findings, links, reasons, suspicion, copy.content.texts)
    rows = [row for group in groups if group.name == "error" for row in group.findings]
    return SectionFindings(groups, rows)


@dataclass(frozen=True)
class SectionToFill:
    """Return the section's form, for those who may write."""

    form: SectionForm
    label_variants: str
    guidance: Guidance
    nil: Sequence[NilTool] = ()  # also after the table, for the keyboard
    figures_offered: str = ""  # the live figures that can be put into a text
    drafts: bool = False  # whether the portal drafts this text


def section_to_fill(
    copy: WorkingCopy,
    section: Section,
    findings: Sequence[Finding],
    refusal: SaveRefusal | None,
    carried: Sequence[ShownCarryOver],
    done: JustDone,
) -> SectionToFill:
    edition, content = copy.report.edition, copy.content
    is_text = section.is_narrative
    nil = list(nil_tools(copy, section, done.filled_with_zero))
    return SectionToFill(
        form=make_form(copy, section, carried, findings, refusal, nil),
        label_variants=label_variants(edition, section.code),
        guidance=guidance(edition, section, content, copy.around),
        nil=nil,
        figures_offered=options(edition, content, _("Often used")) if is_text else "",
        drafts=is_text and section.code in drafted_sections(),
    )


@cache
def label_variants(edition: Edition, code: str) -> str:
    """Return, as JSON, other spellings of the section's labels that a pasted block may have."""
    tables = edition.by_code[code].tables
    lines = (line for table in tables for line in (*table.rows, *table.columns))
    labels = {part.replace("\n", "") for line in lines for part in line.path}
    known = edition.label_variants
    return json.dumps({label: known[label] for label in sorted(labels & known.keys())})


def printed(copy: WorkingCopy, section: Section) -> str:
    """The section as it prints, for those who may only read; a text is shown with its numbers."""
    if section.is_narrative:
        return ""
    return mark_safe(section_html(copy.report.edition, section, copy.content.figures))


def text_as_shown(copy: WorkingCopy, section: Section, findings: Sequence[Finding]) -> ShownText:
    link = entry_links(copy.report)
    written = source(copy, section)
    return shown_text(copy.report.edition, copy.content, section.code, written, findings, link)


def source(copy: WorkingCopy, section: Section) -> str:
    """Return the section's text as written, with the names of live figures."""
    return next(row.text for row in copy.sections if row.code == section.code)


def faults(findings: Sequence[Finding], carried: Sequence[ShownCarryOver]) -> dict[str, str]:
    """Return each cell's mark: the most severe of its findings.

    Findings settled by a cell's reason are not marked again: the cell already shows that it is
    open.
    """
    settled = reasons_in(carried)
    told = [f for f in reversed(findings) if f.marks_cells and f.key not in settled]
    return {
        cell: "warning" if finding.needs_explanation else finding.severity
        for finding in told
        for cell in finding.cells
    }


def make_form(
    copy: WorkingCopy,
    section: Section,
    carried: Sequence[ShownCarryOver],
    findings: Sequence[Finding],
    refusal: SaveRefusal | None,
    nil: Sequence[NilTool],
) -> SectionForm:
    """Return the form as stored; a refused text stays in it as typed."""
    previous, content = copy.previous, copy.content
    marks = CellMarks(
        faults=faults(findings, carried),
        **carry_over_states(carried),
        closed=closed_cells(copy.report, section),
        last_year=previous.figures if previous else {},
    )
    text = source(copy, section)
    tools = {t.table.code: render_part("entry/_nil_tool.html", t) for t in nil}
    form = SectionForm(copy.report.edition, section, content, marks, text=text, tools=tools)
    if section.is_narrative and refusal:
        form.initial["text"] = refusal.entry.text
    return form


@dataclass(frozen=True)
class NilTool:
    """The button in a table's caption that fills its blank cells with 0, or empties them again."""

    table: Table
    kind: str  # nothing, rest or undo


def nil_tools(copy: WorkingCopy, section: Section, filled: str) -> Iterator[NilTool]:
    """Yield the buttons of the section's tables; `filled` is the table that was just filled."""
    for table in section.tables:
        if table.code == filled:
            yield NilTool(table, "undo")
        elif cells_to_fill(copy.report, table, copy.content):
            rest = has_figures(copy.report, table, copy.content)
            yield NilTool(table, "rest" if rest else "nothing")


@dataclass(frozen=True)
class ConflictChoice:
    """A conflict with the label of its place; a blank is shown as a word."""

    conflict: Conflict
    label: str

    @property
    def mine_shown(self) -> str:
        return self.conflict.mine or _("blank")

    @property
    def theirs_shown(self) -> str:
        return self.conflict.theirs or _("blank")


@dataclass(frozen=True)
class ShownRefusal:
    """Why something is not stored, as the page tells it."""

    why: str
    fixed: Sequence[dict[str, str]]  # cells that may not be changed, in words
    lost: Sequence[Unsaved]
    locked: str
    not_returned: bool
    choices: Sequence[ConflictChoice]


def shown_refusal(copy: WorkingCopy, section: Section, refusal: SaveRefusal) -> ShownRefusal:
    cells = copy.report.edition.cells
    return ShownRefusal(
        why=refusal.reason,
        fixed=refused_words(copy.report.edition, refusal.fixed),
        lost=unsaved(copy, section, refusal.entry) if refusal.keeps_nothing else (),
        locked=refusal.locked,
        not_returned=refusal.closed,
        choices=[
            ConflictChoice(conflict, cells[conflict.place].label if conflict.place in cells else "")
            for conflict in refusal.conflicts
        ],
    )


@dataclass(frozen=True)
class Unsaved:
    """What was typed into a report that had been passed on meanwhile."""

    label: str
    typed: str


def unsaved(copy: WorkingCopy, section: Section, entry: Entry) -> list[Unsaved]:
    if section.is_narrative:
        typed = normal_text(entry.text or "")
        same = typed == source(copy, section)
        return [] if same else [Unsaved(section.title, typed)]
    now = shown_values(section, copy.content.figures, copy.content.unreadable)
    typed_cells = shown_values(section, entry.figures, entry.unreadable)
    return [
        Unsaved(cell.label, typed_cells[cell.id])
        for cell in section.cells
        if cell.id in entry.figures and typed_cells[cell.id] != now[cell.id]
    ]


@dataclass(frozen=True)
class Note:
    label: str
    text: str
    source: str


@cache
def notes(edition: str, code: str) -> str:
    """Return the rendered filling notes of the section, its rows and columns, or "". Cached: they
    belong to the form, and rendering them takes a tenth of the page's time."""
    section = load_editions()[edition].by_code[code]
    lines = [line for table in section.tables for line in (*table.rows, *table.columns)]
    noted = [Note("", section.note, section.source)] if section.note else []
    noted += [Note(line.label, line.note, line.source) for line in lines if line.note]
    return render_to_string("entry/_row_notes.html", {"notes": noted}) if noted else ""


def comments_on(report: Report, section: Section) -> list[ShownThread]:
    """Return the reviewer's comments on this section, once the agency may see them."""
    threads = shown_threads(report, asked_of_agency(report), entry_links(report))
    return [one for one in threads if one.place.section == section]
