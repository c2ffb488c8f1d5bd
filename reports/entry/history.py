"""Who changed which cell of a section, when, from what to what, and how."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.drafts.access import get_own_report
from reports.drafts.section_history import changes_of
from reports.entry.section import section_of

ON_A_PAGE = 50


@require_safe
def history(request: SignedIn, pk: int, code: str) -> HttpResponse:
    report = get_own_report(request.user, pk)
    section = section_of(report, code)
    cell = request.GET.get("cell", "")
    cell = cell if cell in report.edition.cells else ""
    changes = Paginator(changes_of(report, section, cell), ON_A_PAGE)
    context = {
        "report": report,
        "section": section,
        "cell": report.edition.cells.get(cell),
        "page": changes.get_page(request.GET.get("page")),
    }
    return render(request, "entry/history.html", context)
