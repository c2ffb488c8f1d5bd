"""One cell of a report over the years and with its rules; and a section's cells over the years."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.analysis.trends import EARLIER
from reports.drafts.access import get_own_report
from reports.drafts.storage import read_report
from reports.drafts.working_copy import earlier_contents
from reports.entry.autosave import for_scripts
from reports.entry.cell_context import notes_of, rules_of, shown_years
from reports.entry.section import section_of
from reports.form.content import Content
from reports.models import Report


@require_safe
@for_scripts
def cell(request: SignedIn, pk: int, cell: str) -> HttpResponse:
    """Show a cell: two fragments for scripts, a page for everybody else."""
    report = get_own_report(request.user, pk)
    found = report.edition.cells.get(cell)
    if found is None:
        raise Http404
    context = {
        "report": report,
        "section": report.edition.section_of(cell),
        "cell": found,
        "years": shown_years(report.edition, found, contents_of(report)),
        "notes": notes_of(found),
        "rules": rules_of(report.edition, found),
    }
    if request.headers.get("X-Requested-With") != "fetch":
        return render(request, "entry/cell.html", context)
    parts = {name: render_to_string(f"entry/_cell_{name}.html", context, request)
             for name in ("years", "notes")}  # fmt: skip
    return JsonResponse(parts)


@require_safe
def years(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Show every cell of a section beside its figures in earlier approved reports."""
    report = get_own_report(request.user, pk)
    section, contents = section_of(report, code), contents_of(report)
    if section.is_narrative:
        raise Http404
    rows = [(each, shown_years(report.edition, each, contents)) for each in section.cells]
    context = {"report": report, "section": section, "rows": rows, "contents": contents}
    return render(request, "entry/years.html", context)


def contents_of(report: Report) -> list[Content]:
    """Return this year's working copy and the approved reports before it; two queries."""
    earlier = earlier_contents(report, EARLIER)
    previous = next((one for one in earlier if one.year == report.campaign.year - 1), None)
    return [read_report(report, report.sections.all(), previous), *earlier]
