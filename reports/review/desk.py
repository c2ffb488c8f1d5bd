"""The desk: one submission as printed, preceded by what needs the reviewer's attention."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.display.downloads import download
from reports.drafts.access import get_desk_report
from reports.models import Submission
from reports.records.receipts import check_code
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from reports.review.desk_page import desk_page
from reports.workflow.custody import note_look


@require_safe
def desk(request: SignedIn, pk: int) -> HttpResponse:
    report = get_desk_report(request.user, pk)
    page = desk_page(request, report)
    note_look(page.submission, request.user)
    return render_page(request, "review/desk.html", page)


@require_safe
def submission_file(request: SignedIn, pk: int, number: int, name: str) -> HttpResponse:
    report = get_desk_report(request.user, pk)
    submission = get_object_or_404(Submission, report=report, number=number)
    if name not in RENDERERS:
        raise Http404
    with transaction.atomic():
        record(actor_of(request), "submission.download", report.trail_name,
               label=submission, after={"number": number, "format": name})  # fmt: skip
    document = build_document(submission.edition, submission.content)
    document = replace(document, code=check_code(submission))  # by which /verify/ recognises it
    return download(document, RENDERERS[name])
