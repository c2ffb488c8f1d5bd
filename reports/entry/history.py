"""Who changed which cell of a section, when, from what to what, and how."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.page import render_page
from accounts.requests import SignedIn
from reports.drafts.access import get_own_report
from reports.drafts.section_history import CellChange, changes_of
from reports.entry.section import section_of
from reports.form.edition import Cell, Section
from reports.models import Report

ON_A_PAGE = 50


@dataclass(frozen=True)
class HistoryPage:
    report: Report
    section: Section
    cell: Cell | None  # the only one that is asked for
    page: Page[CellChange]


@require_safe
def history(request: SignedIn, pk: int, code: str) -> HttpResponse:
    report = get_own_report(request.user, pk)
    section = section_of(report, code)
    cell = request.GET.get("cell", "")
    cell = cell if cell in report.edition.cells else ""
    changes = Paginator(changes_of(report, section, cell), ON_A_PAGE)
    page = HistoryPage(
        report=report,
        section=section,
        cell=report.edition.cells.get(cell),
        page=changes.get_page(request.GET.get("page")),
    )
    return render_page(request, "entry/history.html", page)
