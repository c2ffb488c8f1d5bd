"""What a section's page is made of, besides its frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.content import Finding
from reports.culprit import suspects
from reports.edition import Section
from reports.equations import prefill
from reports.figures import Conflict, Entry, normal_text, shown_values
from reports.forms import SectionForm
from reports.grid import CellMarks
from reports.guidance import guidance
from reports.models import Report
from reports.overview_draft import drafted_sections
from reports.progress import blank_cells
from reports.rendering.html import section_html
from reports.shown_findings import entry_links, grouped
from reports.shown_text import ShownText, options, shown_text
from reports.workflow.working_copy import WorkingCopy


@dataclass(frozen=True)
class Refusal:
    """Why something posted is not stored, and what it was, so that nothing typed is lost."""

    entry: Entry
    status: int
    reason: str = ""
    conflicts: Sequence[Conflict] = ()
    locked: bool = False


def errors(copy: WorkingCopy, section: Section, findings: Sequence[Finding]) -> dict[str, Any]:
    edition = copy.report.edition
    suspicion = suspects(
        edition, copy.content, copy.previous, typed_only=True, section=section.code
    )
    groups = grouped(edition, findings, entry_links(copy.report), suspicion=suspicion)
    rows = [row for group in groups if group.name == "error" for row in group.findings]
    return {
        "groups": groups,
        "error_rows": rows,
        "error_count": len(rows),
        "has_errors": bool(rows),
    }


def filled_in(
    copy: WorkingCopy, section: Section, findings: Sequence[Finding], refusal: Refusal | None
) -> dict[str, Any]:
    """The form of the section, for those who may write."""
    stored = {cell for row in copy.sections for cell in row.figures}
    carried = frozenset(prefill(copy.report.edition, copy.previous)) - stored
    return {
        "form": make_form(copy, section, carried, findings, refusal),
        "carried": any(cell.id in carried for cell in section.cells),
        "guidance": guidance(copy.report.edition, section, copy.content, copy.around),
        "unfilled_tables": [t for t in section.tables if blank_cells(t, copy.content)],
        **(text_offers(copy, section) if section.is_narrative else {}),
    }


def printed(copy: WorkingCopy, section: Section) -> dict[str, str | SafeString]:
    """The section as it prints, for those who may only read."""
    if section.is_narrative:
        return {}  # its text is shown with its numbers
    return {"table": mark_safe(section_html(copy.report.edition, section, copy.content.figures))}


def text_as_shown(copy: WorkingCopy, section: Section, findings: Sequence[Finding]) -> ShownText:
    link = entry_links(copy.report)
    written = source(copy, section)
    return shown_text(copy.report.edition, copy.content, section.code, written, findings, link)


def text_offers(copy: WorkingCopy, section: Section) -> dict[str, Any]:
    """What can be put into a text."""
    return {
        "offered": options(copy.report.edition, copy.content, _("Often used")),
        "drafts": section.code in drafted_sections(),
    }


def source(copy: WorkingCopy, section: Section) -> str:
    """The section's text as it was written, with the names of live figures."""
    return next(row.text for row in copy.sections if row.code == section.code)


def faults(findings: Sequence[Finding]) -> dict[str, str]:
    """How the form marks its cells: each by the gravest of the findings that speak of it."""
    return {cell: f.severity for f in reversed(findings) if f.marks_cells for cell in f.cells}


def make_form(
    copy: WorkingCopy,
    section: Section,
    carried: frozenset[str],
    findings: Sequence[Finding],
    refusal: Refusal | None,
) -> SectionForm:
    """The form as stored; a text that was refused stands in it as it was typed."""
    previous, content = copy.previous, copy.content
    marks = CellMarks(
        faults=faults(findings),
        carried=carried,
        last_year=previous.figures if previous else {},
    )
    text = source(copy, section)
    form = SectionForm(copy.report.edition, section, content, marks, text=text)
    if section.is_narrative and refusal:
        form.initial["text"] = refusal.entry.text
    return form


@dataclass(frozen=True)
class Choice:
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
    copy: WorkingCopy, section: Section, refusal: Refusal | None
) -> dict[str, Any]:
    if refusal is None:
        return {}
    cells = copy.report.edition.cells
    return {
        "refused_because": refusal.reason,
        "lost": unsaved(copy, section, refusal.entry) if refusal.locked else (),
        "choices": [
            Choice(conflict, cells[conflict.place].label if conflict.place in cells else "")
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


def notes(section: Section) -> list[Note]:
    """The filling notes of the section, its rows and its columns."""
    lines = [line for table in section.tables for line in (*table.rows, *table.columns)]
    noted = [Note("", section.note, section.source)] if section.note else []
    return noted + [Note(line.label, line.note, line.source) for line in lines if line.note]


def neighbours(report: Report, section: Section) -> dict[str, Section | None]:
    sections = report.edition.sections
    at = sections.index(section)
    return {
        "before": sections[at - 1] if at else None,
        "after": sections[at + 1] if at + 1 < len(sections) else None,
    }
