"""The report to print, and as files to download."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.display.downloads import download
from reports.drafts.access import get_own_report, get_real_report
from reports.drafts.working_copy import working_copy
from reports.models import Report
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from reports.rendering.html import document_html
from reports.workflow.custody import note_opening


@dataclass(frozen=True)
class PrintPage:
    report: Report
    document: str


@require_safe
def print_view(request: SignedIn, pk: int) -> HttpResponse:
    report = get_own_report(request.user, pk)
    note_opening(report, request.user)
    document = build_document(report.edition, working_copy(report).content)
    html = mark_safe(document_html(document))  # it escapes all text it prints
    return render_page(request, "agency/print.html", PrintPage(report, html))


@require_safe
def file(request: SignedIn, pk: int, name: str) -> HttpResponse:
    report = get_real_report(request.user, pk)
    if name not in RENDERERS:
        raise Http404
    note_opening(report, request.user)
    document = build_document(report.edition, working_copy(report).content)
    with transaction.atomic():
        record(actor_of(request), "report.download", report.trail_name,
               label=report, after={"format": name})  # fmt: skip
    return download(document, RENDERERS[name])
