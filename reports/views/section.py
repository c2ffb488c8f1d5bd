"""One section of a report, to fill in or to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedIn
from accounts.trail import actor_of
from reports.access import WRITERS, get_own_report, get_writable_report
from reports.content import Finding
from reports.deadlines import deadline_of
from reports.edition import Section
from reports.equations import prefill
from reports.figures import (
    Conflict,
    Entry,
    ReportIsLocked,
    normal_text,
    shown_values,
    write_section,
)
from reports.forms import SectionForm
from reports.grid import CellMarks, parse_section
from reports.models import Report
from reports.progress import belongs, tasks
from reports.rendering.html import section_html
from reports.shown_findings import entry_links, grouped
from reports.workflow.working_copy import WorkingCopy, working_copy


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    if request.method == "POST":
        return save(request, get_writable_report(request.user, pk), code)
    report = get_own_report(request.user, pk)
    return page(request, report, section_of(report, code))


def section_of(report: Report, code: str) -> Section:
    try:
        return report.edition.by_code[code]
    except KeyError:
        raise Http404 from None


def save(request: SignedIn, report: Report, code: str) -> HttpResponse:
    section = section_of(report, code)
    entry = parse_section(section, request.POST)
    try:
        written = write_section(report, code, entry, actor_of(request))
    except ReportIsLocked:
        report.refresh_from_db(fields=["status"])
        return page(request, report, section, lost=entry, status=409)
    if written.conflicts:
        return page(request, report, section, conflicts=written.conflicts, status=409)
    messages.success(request, _("Saved at %(time)s") % {"time": f"{timezone.localtime():%H:%M}"})
    return redirect(after_saving(request.POST.get("then", ""), report, section, entry))


def after_saving(then: str, report: Report, section: Section, entry: Entry) -> str:
    """Where to go on: what could not be read keeps one on the page."""
    if then == "check" and not entry.unreadable:
        return reverse("reports:check", kwargs={"pk": report.pk})
    ahead = then == "next" and not entry.unreadable
    code = following(report, section).code if ahead else section.code
    page = reverse("reports:section", kwargs={"pk": report.pk, "code": code})
    return page if ahead else f"{page}?saved"


def following(report: Report, section: Section) -> Section:
    """The next section; after the last one it stays."""
    sections = report.edition.sections
    return sections[min(sections.index(section) + 1, len(sections) - 1)]


def page(
    request: SignedIn,
    report: Report,
    section: Section,
    *,
    conflicts: Sequence[Conflict] = (),
    lost: Entry | None = None,
    status: int = 200,
) -> HttpResponse:
    copy = working_copy(report)
    findings = copy.findings()
    here = [finding for finding in findings if belongs(finding, report.edition, section)]
    writable = report.is_open and request.user.has_role_at(report.agency_id, *WRITERS)
    context = {
        "report": report,
        "section": section,
        "tasks": tasks(report.edition, copy.content, findings, copy.sections),
        "stored": next(row for row in copy.sections if row.code == section.code),
        "choices": choices(report, conflicts),
        "lost": unsaved(copy, section, lost) if lost else (),
        "shows_last_year": copy.previous is not None,
        "last_year_text": copy.previous.texts.get(section.code) if copy.previous else None,
        "notes": notes(section),
        "wide": any(table.rows_side_by_side for table in section.tables),
        "writable": writable,
        "deadline": deadline_of(report),
        "just_saved": "saved" in request.GET,
        **errors(report, here),
        **neighbours(report, section),
        **(filled_in(copy, section, here, conflicts) if writable else printed(copy, section)),
    }
    return render(request, "reports/section.html", context, status=status)


def errors(report: Report, findings: Sequence[Finding]) -> dict[str, Any]:
    groups = grouped(report.edition, findings, entry_links(report))
    rows = [row for group in groups if group.name == "error" for row in group.findings]
    return {
        "groups": groups,
        "error_rows": rows,
        "error_count": len(rows),
        "has_errors": bool(rows),
    }


def filled_in(
    copy: WorkingCopy, section: Section, findings: Sequence[Finding], conflicts: Sequence[Conflict]
) -> dict[str, Any]:
    """The form of the section, for those who may write."""
    stored = {cell for row in copy.sections for cell in row.figures}
    carried = frozenset(prefill(copy.report.edition, copy.previous)) - stored
    return {
        "form": make_form(copy, section, carried, findings, conflicts),
        "carried": any(cell.id in carried for cell in section.cells),
    }


def printed(copy: WorkingCopy, section: Section) -> dict[str, str | SafeString]:
    """The section as it prints, for those who may only read."""
    if section.is_narrative:
        return {"text": copy.content.texts.get(section.code, "")}
    return {"table": mark_safe(section_html(copy.report.edition, section, copy.content.figures))}


def make_form(
    copy: WorkingCopy,
    section: Section,
    carried: frozenset[str],
    findings: Sequence[Finding],
    conflicts: Sequence[Conflict],
) -> SectionForm:
    """The form as stored. In a clash over a text it holds what this person typed."""
    previous, content = copy.previous, copy.content
    marks = CellMarks(
        faults={cell: f.severity for f in reversed(findings) if f.marks_cells for cell in f.cells},
        carried=carried,
        last_year=previous.figures if previous else {},
    )
    form = SectionForm(copy.report.edition, section, content, marks)
    if section.is_narrative and conflicts:
        form.initial["text"] = conflicts[0].mine
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


def choices(report: Report, conflicts: Sequence[Conflict]) -> list[Choice]:
    cells = report.edition.cells
    return [
        Choice(conflict, cells[conflict.place].label if conflict.place in cells else "")
        for conflict in conflicts
    ]


@dataclass(frozen=True)
class Unsaved:
    """What was typed into a report that had been passed on meanwhile."""

    label: str
    typed: str


def unsaved(copy: WorkingCopy, section: Section, entry: Entry) -> list[Unsaved]:
    if section.is_narrative:
        typed = normal_text(entry.text or "")
        same = typed == copy.content.texts.get(section.code, "")
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
