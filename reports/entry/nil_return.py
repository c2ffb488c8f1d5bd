"""A table's nil return button (“nothing this year”), the question before it, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.page import render_page, show_refusal
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.drafts.access import get_writable_report, get_writable_section
from reports.drafts.nil_return import file_nil_return, not_zero_last_year, take_back
from reports.drafts.storage import ReportNotEditable
from reports.drafts.working_copy import working_copy
from reports.form.edition import Section, Table
from reports.form.numbers import format_figure
from reports.models import Report


@dataclass(frozen=True)
class NilReturnPage:
    report: Report
    section: Section
    table: Table
    rows: Sequence[tuple[str, str]]  # cells with last year's figures


@require_POST
@transaction.atomic
def nil_return_page(request: SignedIn, pk: int, table: str) -> HttpResponse:
    """File a nil return; asks first if last year's figures were not 0."""
    report, found = _table(request, pk, table)
    copy = working_copy(report)
    stated = not_zero_last_year(found, copy.previous)
    if stated and copy.previous and "sure" not in request.POST:
        figures = copy.previous.figures
        rows = [(cell.label, format_figure(figures[cell.id], grouped=True)) for cell in stated]
        page = NilReturnPage(report, _section(report, found), found, rows)
        return render_page(request, "entry/nil_return.html", page)
    try:
        count = len(file_nil_return(report, found, copy.content, actor_of(request)).changes)
    except ReportNotEditable:
        return _locked(request, report, found)
    words = ngettext(
        "Nothing this year: %(count)d blank cell was filled with 0.",
        "Nothing this year: %(count)d blank cells were filled with 0.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect(f"{_page(report, found)}?filled={found.code}")


@require_POST
@transaction.atomic
def undo_nil_return(request: SignedIn, pk: int, table: str) -> HttpResponse:
    report, found = _table(request, pk, table)
    try:
        take_back(report, found, actor_of(request))
    except ReportNotEditable:
        return _locked(request, report, found)
    messages.success(request, _("Taken back: these cells are blank again."))
    return redirect(_page(report, found))


def _table(request: SignedIn, pk: int, code: str) -> tuple[Report, Table]:
    """Return the table, its section row-locked: it may have been assigned to somebody else."""
    report = get_writable_report(request.user, pk)
    for table in report.edition.tables:
        if table.code == code:
            get_writable_section(request.user, pk, _section(report, table).code)
            return report, table
    raise Http404


def _locked(request: SignedIn, report: Report, table: Table) -> HttpResponse:
    show_refusal(request, ReportNotEditable())
    return redirect(_page(report, table))


def _section(report: Report, table: Table) -> Section:
    return report.edition.section_of_table[table.code]


def _page(report: Report, table: Table) -> str:
    section = _section(report, table)
    return reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})
