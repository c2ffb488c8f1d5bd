"""The desk: one submission as printed, preceded by what needs the reviewer's attention."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.display.downloads import download
from reports.drafts.access import get_desk_report
from reports.models import Report, Submission
from reports.records.receipts import check_code
from reports.rendering import RENDERERS
from reports.rendering.document import Document, build_document
from reports.rendering.html import document_html
from reports.review.desk_page import desk_page
from reports.workflow.custody import note_look


@require_safe
def desk(request: SignedIn, pk: int) -> HttpResponse:
    report = get_desk_report(request.user, pk)
    page = desk_page(request, report)
    note_look(page.submission, request.user)
    return render_page(request, "review/desk.html", page)


@dataclass(frozen=True)
class DeskPrintPage:
    report: Report
    submission: Submission
    document: str


@require_safe
def print_view(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """The submission as printed, on a page to print."""
    report = get_desk_report(request.user, pk)
    submission = get_object_or_404(Submission, report=report, number=number)
    html = mark_safe(document_html(_document(submission)))  # it escapes all text it prints
    return render_page(request, "review/print.html", DeskPrintPage(report, submission, html))


@require_safe
def submission_file(request: SignedIn, pk: int, number: int, name: str) -> HttpResponse:
    report = get_desk_report(request.user, pk)
    submission = get_object_or_404(Submission, report=report, number=number)
    if name not in RENDERERS:
        raise Http404
    with transaction.atomic():
        record(actor_of(request), "submission.download", report.trail_name,
               label=submission, after={"number": number, "format": name})  # fmt: skip
    return download(_document(submission), RENDERERS[name])


def _document(submission: Submission) -> Document:
    document = build_document(submission.edition, submission.content)
    if submission.report.is_historic:
        return document
    return replace(document, code=check_code(submission))  # by which /verify/ recognises it
