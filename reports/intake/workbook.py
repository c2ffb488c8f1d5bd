"""The offline workbook's page: download it, and upload it when filled in."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.page import refuse_form, render_page
from accounts.requests import SignedIn
from accounts.trail.presses import give_back, presser_of, take_press
from accounts.trail.record import Actor, actor_of, record
from reports.display.downloads import attachment
from reports.display.uploads import bounded_upload
from reports.drafts.access import get_writable_report
from reports.drafts.storage import why_closed
from reports.drafts.working_copy import working_copy
from reports.intake.offline import extract_of, read_back, workbook_of
from reports.intake.proposal import address, read_already
from reports.intake.proposal_context import in_words
from reports.intake.proposals import propose, tell_refused
from reports.models import Proposal, Report
from reports.reading import Unreadable
from reports.reading.doubts import BUSY, TOO_LARGE_ARCHIVE
from reports.reading.files import MAX_BYTES
from reports.rendering import RENDERERS
from reports.rendering.document import report_title
from reports.workbook.notices import NOT_OURS

LONGEST_NAME = 120


class WorkbookForm(forms.Form):
    """The form to upload the filled in workbook."""

    file = forms.FileField(
        label=gettext_lazy("The workbook you filled in (.xlsx)"),
        help_text=gettext_lazy("At most 5 MB."),
        error_messages={"required": gettext_lazy("Choose the workbook that you filled in.")},
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


@require_safe
def download(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    copy = working_copy(report)
    content = workbook_of(report, copy.as_written, copy.sections, copy.previous)
    with transaction.atomic():
        record(actor_of(request), "report.download", report.trail_name,
               label=report, after={"format": "workbook"})  # fmt: skip
    name = f"{report.agency.name}{report_title(report.campaign.year)}（离线填报表）.xlsx"
    return attachment(content, name, RENDERERS["xlsx"].content_type)


def too_large(request: SignedIn, pk: int) -> HttpResponse:
    report, form = get_writable_report(request.user, pk), WorkbookForm({})
    tell_refused(report, actor_of(request), TOO_LARGE_ARCHIVE, how=Proposal.Way.WORKBOOK)
    form.errors.clear()
    form.add_error("file", in_words(TOO_LARGE_ARCHIVE))
    return page(request, report, form, status=413)


@require_http_methods(["GET", "HEAD", "POST"])
@bounded_upload(too_large)
def upload(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    if request.method != "POST":
        return page(request, report, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not report.is_open:
        return page(request, report, form, status=409)
    if not form.is_valid():
        return page(request, report, form, status=422)
    actor, file = presser_of(request), form.cleaned_data["file"]
    if not take_press(actor):
        return read_already(request, report, file.name, "agency:report")
    try:
        kept = bring_back(report, file, actor)
    except Unreadable as refused:
        give_back(actor)
        refuse_form(form, refused, "file", in_words(refused.reason))
        status = 503 if refused.reason is BUSY else 422
        return page(request, report, form, status=status, is_foreign=refused.reason == NOT_OURS)
    return redirect(address(kept)) if kept else page(request, report, form, unchanged=True)


def bring_back(report: Report, file: UploadedFile, actor: Actor) -> Proposal | None:
    """Return a proposal of what was changed, if anything was. Raises Unreadable, which the trail
    then records."""
    name = (file.name or "")[:LONGEST_NAME]
    try:
        if (file.size or 0) > MAX_BYTES:
            raise Unreadable(TOO_LARGE_ARCHIVE)
        stamp, filled = read_back(report, file.read())
    except Unreadable as refused:
        if refused.reason is not BUSY:
            tell_refused(report, actor, refused.reason, name=name, how=Proposal.Way.WORKBOOK)
        raise
    if not (filled.cells or filled.texts or filled.notices):
        return None
    sections = report.sections.select_related("updated_by")
    statement = extract_of(report.edition, stamp, filled, list(sections))
    source = {"made_at": stamp.made_at}
    return propose(report, statement, actor, how=Proposal.Way.WORKBOOK, name=name, source=source)


@dataclass(frozen=True)
class WorkbookPage:
    report: Report
    form: WorkbookForm
    writable: bool
    why_closed: str  # why nothing can be read in, where somebody tried
    is_foreign: bool  # not a workbook of ours
    unchanged: bool


def page(
    request: SignedIn,
    report: Report,
    form: WorkbookForm,
    *,
    status: int = 200,
    is_foreign: bool = False,
    unchanged: bool = False,
) -> HttpResponse:
    shown = WorkbookPage(
        report=report,
        form=form,
        writable=report.is_open,
        why_closed=why_closed(report) if status == 409 else "",
        is_foreign=is_foreign,
        unchanged=unchanged,
    )
    return render_page(request, "intake/workbook.html", shown, status)
