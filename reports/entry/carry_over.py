"""Opens carried over cells, with a reason, and closes them again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.page import show_not_saved
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.drafts.access import get_writable_report
from reports.drafts.explanations import NoReason, lift, put_back
from reports.drafts.storage import ReportNotEditable
from reports.drafts.working_copy import working_copy
from reports.entry.section import page, section_of
from reports.entry.section_page import RefusedOpening
from reports.form.equations import carry_overs
from reports.models import Report


@require_POST
def open_cells(request: SignedIn, pk: int, code: str) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    section = section_of(report, code)
    reason, carried = request.POST.get("reason", ""), working_copy(report).carried_over
    asked = request.POST.getlist("cell")
    cells = [cell for cell in asked if cell in carried and report.is_editable(cell)]
    try:
        opened = lift(report, code, cells, reason, actor_of(request)) if cells else []
    except ReportNotEditable as closed:
        return _locked(request, report, code, closed)
    except NoReason:
        opened = []
    if not opened:
        return page(request, report, section, wanted=RefusedOpening(cells, reason))
    words = ngettext(
        "%(count)d cell can be changed now; the reviewer will read the reason.",
        "%(count)d cells can be changed now; the reviewer will read the reason.",
        len(opened),
    )
    messages.success(request, words % {"count": len(opened)})
    return redirect(f"{_page(report, code)}#f-{opened[0]}")


@require_POST
def close_cell(request: SignedIn, pk: int, code: str) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    cell = request.POST.get("cell", "")
    if cell not in carry_overs(report.edition) or not report.is_editable(cell):
        raise Http404
    if report.edition.section_of(cell).code != code:
        raise Http404
    try:
        put_back(report, cell, actor_of(request))
    except ReportNotEditable as closed:
        return _locked(request, report, code, closed)
    messages.success(request, _("Last year's figure stands there again."))
    return redirect(f"{_page(report, code)}#f-{cell}")


def _locked(
    request: SignedIn, report: Report, code: str, closed: ReportNotEditable
) -> HttpResponse:
    show_not_saved(request, closed)
    return redirect(_page(report, code))


def _page(report: Report, code: str) -> str:
    return reverse("entry:section", kwargs={"pk": report.pk, "code": code})
