"""What can be done along with saving a section: mark it as done, hand it back, fill a table's
blank cells with 0."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.page import show_not_saved
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.drafts.access import get_writable_section
from reports.drafts.assignments import NoteMissing, hand_back, mark_done
from reports.drafts.merging import Entry
from reports.drafts.storage import ReportNotEditable
from reports.entry.nil_return import fill
from reports.models import ReportSection

ZERO = "zero."  # before the code of the table whose blank cells become 0


def finish(request: SignedIn, stored: ReportSection, entry: Entry) -> HttpResponse | None:
    """Handle the buttons that save first, so that nothing typed is lost; None for all others."""
    then = request.POST.get("then")
    if then == "done" and stored.is_handed_out:
        return _done(request, stored, entry)
    if then == "hand_back":
        return _hand_back(request, stored)
    section = stored.report.edition.by_code[stored.code]
    table = next((table for table in section.tables if then == f"{ZERO}{table.code}"), None)
    return fill(request, stored.report, table) if table else None


def _done(request: SignedIn, stored: ReportSection, entry: Entry) -> HttpResponse:
    if entry.unreadable:
        messages.warning(request, _("Saved, but not marked as done: not every figure is one."))
    else:
        mark_done(stored, actor_of(request))
        messages.success(request, _("Saved and marked as done."))
    return _page(stored)


def _hand_back(request: SignedIn, stored: ReportSection) -> HttpResponse:
    was_mine = stored.holder is None and stored.handed_back_by_id == request.user.pk
    if stored.holder_id != request.user.pk and not was_mine:
        raise PermissionDenied
    try:
        if not was_mine:  # pressed twice: it is with the office already
            hand_back(stored, request.POST.get("note", ""), actor_of(request))
    except NoteMissing:
        messages.error(request, _("Saved, but not handed back: write why, the office reads it."))
        return _page(stored)
    messages.success(request, _("Handed back to the office."))
    return redirect("agency:report", pk=stored.report_id)


@require_POST
def not_done(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Remove the done mark, as the holder or the office."""
    with transaction.atomic():
        stored = get_writable_section(request.user, pk, code)
        try:
            mark_done(stored, actor_of(request), done=False)
        except ReportNotEditable as closed:
            show_not_saved(request, closed)
    return _page(stored)


def _page(stored: ReportSection) -> HttpResponse:
    return redirect("entry:section", pk=stored.report_id, code=stored.code)
