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

from accounts.page import render_page, show_not_saved
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.drafts.access import get_writable_report, get_writable_section
from reports.drafts.nil_return import (
    cells_to_fill,
    file_nil_return,
    has_figures,
    not_zero_last_year,
    take_back,
)
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
    rest: bool  # whether figures stand in the table


@require_POST
@transaction.atomic
def nil_return_page(request: SignedIn, pk: int, table: str) -> HttpResponse:
    report, found = _table(request, pk, table)
    try:
        return fill(request, report, found, sure="sure" in request.POST)
    except ReportNotEditable as closed:
        return _locked(request, report, found, closed)


def fill(request: SignedIn, report: Report, table: Table, *, sure: bool = False) -> HttpResponse:
    """Fill the table's blank cells with 0; ask first if last year's figures there were not 0.

    The caller's transaction has locked the section. Raises ReportNotEditable.
    """
    copy = working_copy(report)
    stated = not_zero_last_year(cells_to_fill(report, table, copy.content), copy.previous)
    if stated and copy.previous and not sure:
        figures, cells = copy.previous.figures, report.edition.cells
        rows = [(cells[id_].label, format_figure(figures[id_], grouped=True)) for id_ in stated]
        rest = has_figures(report, table, copy.content)
        page = NilReturnPage(report, _section(report, table), table, rows, rest)
        return render_page(request, "entry/nil_return.html", page)
    rest = has_figures(report, table, copy.content)
    count = len(file_nil_return(report, table, copy.content, actor_of(request)).changes)
    messages.success(request, _filled(count, rest=rest))
    return redirect(f"{_page(report, table)}?filled={table.code}")


def _filled(count: int, *, rest: bool) -> str:
    if rest:
        words = ngettext(
            "%(count)d blank cell was filled with 0; what stood there was kept.",
            "%(count)d blank cells were filled with 0; what stood there was kept.",
            count,
        )
    else:
        words = ngettext(
            "Nothing this year: %(count)d blank cell was filled with 0.",
            "Nothing this year: %(count)d blank cells were filled with 0.",
            count,
        )
    return words % {"count": count}


@require_POST
@transaction.atomic
def undo_nil_return(request: SignedIn, pk: int, table: str) -> HttpResponse:
    report, found = _table(request, pk, table)
    try:
        take_back(report, found, actor_of(request))
    except ReportNotEditable as closed:
        return _locked(request, report, found, closed)
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


def _locked(
    request: SignedIn, report: Report, table: Table, closed: ReportNotEditable
) -> HttpResponse:
    show_not_saved(request, closed)
    return redirect(_page(report, table))


def _section(report: Report, table: Table) -> Section:
    return report.edition.section_of_table[table.code]


def _page(report: Report, table: Table) -> str:
    section = _section(report, table)
    return reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})
