"""The parts of a section's page, apart from its frame."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.display.findings import entry_links, grouped
from reports.display.text import ShownText, options, shown_text
from reports.display.threads import shown_threads
from reports.drafts.merging import Conflict, Entry, RefusedPlace, shown_values
from reports.drafts.progress import blank_cells
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
from reports.form.content import Finding, normal_text
from reports.form.edition import Edition, Section
from reports.form.loader import load_editions
from reports.models import Report
from reports.rendering.html import section_html
from reports.rules.error_localisation import localise_errors
from reports.rules.guidance import guidance
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
    locked: bool = False
    held: bool = False  # assigned to somebody else
    closed: bool = False  # a text that a partial return left closed

    @property
    def keeps_nothing(self) -> bool:
        return self.locked or self.held or self.closed


def errors(
    copy: WorkingCopy,
    section: Section,
    findings: Sequence[Finding],
    carried: Sequence[ShownCarryOver],
) -> dict[str, Any]:
    edition, reasons = copy.report.edition, reasons_in(carried)
    suspicion = localise_errors(
        edition, copy.content, copy.previous, typed_only=True, section=section.code
    )
    groups = grouped(edition, findings, entry_links(copy.report), reasons, suspicion)
    rows = [row for group in groups if group.name == "error" for row in group.findings]
    return {
        "groups": groups,
        "error_rows": rows,
        "error_count": len(rows),
        "has_errors": bool(rows),
    }


def filled_in(
    copy: WorkingCopy,
    section: Section,
    findings: Sequence[Finding],
    refusal: SaveRefusal | None,
    carried: Sequence[ShownCarryOver],
) -> dict[str, Any]:
    """Return the section's form, for those who may write."""
    return {
        "form": make_form(copy, section, carried, findings, refusal),
        "label_variants": label_variants(copy.report.edition, section.code),
        "guidance": guidance(copy.report.edition, section, copy.content, copy.around),
        "unfilled_tables": [t for t in section.tables if blank_cells(t, copy.content)],
        **(text_offers(copy, section) if section.is_narrative else {}),
    }


@cache
def label_variants(edition: Edition, code: str) -> str:
    """Return, as JSON, other spellings of the section's labels that a pasted block may have."""
    tables = edition.by_code[code].tables
    lines = (line for table in tables for line in (*table.rows, *table.columns))
    labels = {part.replace("\n", "") for line in lines for part in line.path}
    known = edition.label_variants
    return json.dumps({label: known[label] for label in sorted(labels & known.keys())})


def printed(copy: WorkingCopy, section: Section) -> dict[str, str | SafeString]:
    """Return the section as printed, for those who may only read."""
    if section.is_narrative:
        return {}  # its text is shown with its numbers
    return {"table": mark_safe(section_html(copy.report.edition, section, copy.content.figures))}


def text_as_shown(copy: WorkingCopy, section: Section, findings: Sequence[Finding]) -> ShownText:
    link = entry_links(copy.report)
    written = source(copy, section)
    return shown_text(copy.report.edition, copy.content, section.code, written, findings, link)


def text_offers(copy: WorkingCopy, section: Section) -> dict[str, Any]:
    """Return what can be inserted into a text."""
    return {
        "offered": options(copy.report.edition, copy.content, _("Often used")),
        "drafts": section.code in drafted_sections(),
    }


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
    form = SectionForm(copy.report.edition, section, content, marks, text=text)
    if section.is_narrative and refusal:
        form.initial["text"] = refusal.entry.text
    return form


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


def what_was_refused(
    copy: WorkingCopy, section: Section, refusal: SaveRefusal | None
) -> dict[str, Any]:
    if refusal is None:
        return {}
    cells = copy.report.edition.cells
    return {
        "refused_because": refusal.reason,
        "fixed": refused_words(copy.report.edition, refusal.fixed),
        "lost": unsaved(copy, section, refusal.entry) if refusal.keeps_nothing else (),
        "not_returned": refusal.closed,
        "choices": [
            ConflictChoice(conflict, cells[conflict.place].label if conflict.place in cells else "")
            for conflict in refusal.conflicts
        ],
    }


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


def neighbours(report: Report, section: Section) -> dict[str, Section | None]:
    sections = report.edition.sections
    at = sections.index(section)
    return {
        "before": sections[at - 1] if at else None,
        "after": sections[at + 1] if at + 1 < len(sections) else None,
    }


def comments_on(report: Report, section: Section) -> dict[str, object]:
    """Return the reviewer's comments on this section, once the agency may see them."""
    threads = shown_threads(report, asked_of_agency(report), entry_links(report))
    return {"threads": [one for one in threads if one.place.section == section]}


def beside(copy: WorkingCopy, section: Section) -> dict[str, object]:
    """Return what helps to fill the section in: last year's text, and the notes."""
    last_year = copy.previous
    return {
        "shows_last_year": last_year is not None,
        "last_year_text": last_year.texts.get(section.code) if last_year else None,
        "notes": notes(copy.report.edition.id, section.code),
        "wide": any(table.rows_side_by_side for table in section.tables),
    }
