"""The page on which the office assigns the six sections: to whom, and until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.campaigns.deadlines import deadline_of
from reports.drafts.access import get_assigned_report
from reports.drafts.assignments import ChangedMeanwhile, assign, possible_holders
from reports.drafts.storage import ReportNotEditable
from reports.entry.assignments_form import AssignmentsForm
from reports.models import Report, ReportSection


@require_http_methods(["GET", "HEAD", "POST"])
def assignments_page(request: SignedIn, pk: int) -> HttpResponse:
    report = get_assigned_report(request.user, pk)
    people = list(possible_holders(report))
    sections = list(report.sections.select_related("holder", "handed_back_by"))
    if request.method == "POST":
        form = AssignmentsForm(report, sections, people, request.POST)
        return save(request, report, form)
    return page(request, report, AssignmentsForm(report, sections, people))


def page(
    request: SignedIn, report: Report, form: AssignmentsForm, status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "rows": form.rows(),
        "deadline": deadline_of(report),
        "locked": not report.is_open,
    }
    return render(request, "entry/assignments.html", context, status=status)


def save(request: SignedIn, report: Report, form: AssignmentsForm) -> HttpResponse:
    if not form.is_valid():
        return page(request, report, form, status=422)
    try:
        changed = assign(report, form.wanted, form.shown, actor_of(request))
    except ReportNotEditable:
        report.refresh_from_db()
        return page(request, report, form, status=409)
    except ChangedMeanwhile as stale:
        _say_changed(form, stale)
        return page(request, report, form, status=409)
    _notify(request, report, form, changed)
    return redirect("agency:report", pk=report.pk)


def _say_changed(form: AssignmentsForm, stale: ChangedMeanwhile) -> None:
    """Report conflicts: the page shows the current state beside the choice, to be sent again."""
    for section in stale.sections:
        now = section.holder or _("nobody")
        words = _("Changed meanwhile, now with %(holder)s. Save again if yours shall stand.")
        form.add_error(f"{section.code}.holder", words % {"holder": now})
    form.show_anew(stale.sections)


def _notify(
    request: SignedIn, report: Report, form: AssignmentsForm, changed: list[ReportSection]
) -> None:
    count = len(changed)
    words = ngettext("%(count)d section changed.", "%(count)d sections changed.", count)
    messages.success(request, words % {"count": count})
    if late := [report.edition.by_code[code].title for code in form.late]:
        after = _("Due after the internal deadline: %(sections)s.")
        messages.warning(request, after % {"sections": "、".join(late)})
