"""The offline workbook: to take along, and to bring back filled in."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedIn
from accounts.trail import actor_of, record
from reports.access import get_writable_report
from reports.content import DEFAULT_LANGUAGE
from reports.document import report_title
from reports.downloads import attachment
from reports.models import Proposal, Report
from reports.offline import read_back, statement_of, workbook_of
from reports.proposals import propose
from reports.reading import Unreadable
from reports.reading.archive import MAX_FILE
from reports.reading.doubts import TOO_LARGE_ARCHIVE
from reports.rendering import RENDERERS
from reports.workbook.notices import NOT_OURS
from reports.workflow.working_copy import working_copy

LONGEST_NAME = 120


@require_safe
def download(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    copy = working_copy(report)
    content = workbook_of(report, copy.content, copy.sections, copy.previous)
    with transaction.atomic():
        record(actor_of(request), "report.download", report.trail_name,
               label=str(report), after={"format": "workbook"})  # fmt: skip
    name = f"{report.agency.name}{report_title(report.campaign.year)}（离线填报表）.xlsx"
    return attachment(content, name, RENDERERS["xlsx"].content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    if request.method != "POST":
        return page(request, report)
    if not report.is_open:
        return page(request, report, status=409)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return page(request, report, _("Choose the workbook that you filled in."), status=422)
    try:
        return bring_back(request, report, file)
    except Unreadable as refused:
        reason = refused.reason.in_language(get_language() or DEFAULT_LANGUAGE)
        record_refusal(request, report, file, str(refused.reason))
        is_foreign = refused.reason == NOT_OURS
        return page(request, report, reason, is_foreign=is_foreign, status=422)


def bring_back(request: SignedIn, report: Report, file: UploadedFile) -> HttpResponse:
    """What was changed becomes a proposal. Raises Unreadable."""
    if (file.size or 0) > MAX_FILE:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    stamp, filled = read_back(report, file.read())
    sections = list(report.sections.select_related("updated_by"))
    if not (filled.cells or filled.texts or filled.notices):
        return page(request, report, unchanged=True)
    statement = statement_of(report.edition, stamp, filled, sections)
    kept = propose(
        report, statement, actor_of(request), how=Proposal.Way.WORKBOOK, name=file.name or "",
        source={"made_at": stamp.made_at},
    )  # fmt: skip
    return redirect("reports:proposal", pk=report.pk, number=kept.pk)


def record_refusal(request: SignedIn, report: Report, file: UploadedFile, reason: str) -> None:
    name = (file.name or "")[:LONGEST_NAME]
    with transaction.atomic():
        record(actor_of(request), "proposal.refuse", report.trail_name, label=f"{report} {name}",
               after={"name": name, "how": Proposal.Way.WORKBOOK, "reason": reason})  # fmt: skip


def page(
    request: SignedIn,
    report: Report,
    refused: str = "",
    *,
    is_foreign: bool = False,
    unchanged: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": report,
        "refused": refused,
        "has_errors": bool(refused),
        "is_foreign": is_foreign,
        "unchanged": unchanged,
        "writable": report.is_open,
        "megabytes": MAX_FILE // (1024 * 1024),
    }
    return render(request, "reports/workbook.html", context, status=status)
