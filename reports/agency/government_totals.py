"""Fills the tables of the government's own report with the sum of the agencies' reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import AgencyKind
from accounts.page import show_not_saved
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.drafts.access import HeldByAnother, get_writable_report, is_for
from reports.drafts.storage import ReportNotEditable
from reports.entry.carry_over_context import refused_words
from reports.oversight.aggregate import fill_from_sum


@require_POST
def fill_in(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    if report.agency.kind != AgencyKind.GOVERNMENT or report.is_practice:
        raise Http404
    for section in report.sections.all():
        of_tables = not report.edition.by_code[section.code].is_narrative
        if of_tables and not is_for(section, request.user, report.agency_id):
            raise HeldByAnother(section)
    try:
        filled = fill_from_sum(report, actor_of(request))
    except ReportNotEditable as closed:
        show_not_saved(request, closed)
        return redirect("agency:report", pk=pk)
    if filled.counted:
        words = ngettext(
            "The tables hold the sum of %(count)d approved report.",
            "The tables hold the sum of %(count)d approved reports.",
            filled.counted,
        )
        messages.success(request, words % {"count": filled.counted})
    else:
        messages.warning(request, _("Nothing was filled in: no agency's report is approved yet."))
    for refused in refused_words(report.edition, filled.refused):
        messages.warning(request, refused["message"])
    return redirect("agency:report", pk=pk)
