"""The check page before passing on: every finding, the reasons, and the report as printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.display.findings import entry_links, grouped
from reports.display.move_buttons import moves_context
from reports.display.outliers import to_check
from reports.display.peers import beside
from reports.drafts.access import WRITERS, get_own_report, get_writable_report
from reports.drafts.explanations import explain, explanations_of
from reports.drafts.storage import ReportNotEditable
from reports.drafts.working_copy import working_copy
from reports.models import Report
from reports.rendering.document import build_document
from reports.rendering.html import document_html
from reports.rules.check import checks_made
from reports.rules.error_localisation import localise_errors
from reports.workflow.submissions import in_the_way


@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: SignedIn, pk: int) -> HttpResponse:
    if request.method == "POST":
        return save_explanations(request, get_writable_report(request.user, pk))
    report = get_own_report(request.user, pk)
    copy, links = working_copy(report), entry_links(report)
    findings = copy.findings(submitting=True)
    unusual = to_check(report.edition, copy.known, beside(report), findings, links)
    explained = explanations_of(report, findings)
    stopping = in_the_way(findings, explained)
    suspicion = localise_errors(report.edition, copy.content, copy.previous, typed_only=True)
    document = build_document(report.edition, copy.content)
    context = {
        "report": report,
        "groups": grouped(report.edition, unusual.findings, links, explained, suspicion),
        "unusual": unusual,
        "in_the_way": stopping,
        "has_errors": bool(stopping),
        "asks_reasons": any(finding.needs_explanation for finding in findings),
        "checks_made": checks_made(report.edition),
        "writable": report.is_open and request.user.has_role_at(report.agency_id, *WRITERS),
        # document_html escapes all text it prints
        "document": mark_safe(document_html(document, top_level=2)),
        **moves_context(report, request.user),
    }
    return render(request, "agency/check.html", context)


def save_explanations(request: SignedIn, report: Report) -> HttpResponse:
    findings = working_copy(report).findings(submitting=True)
    texts = {
        name.removeprefix("explain."): text
        for name, text in request.POST.items()
        if name.startswith("explain.") and isinstance(text, str)
    }
    try:
        changed = explain(report, findings, texts, actor_of(request))
    except ReportNotEditable:
        messages.error(request, _("Not saved: the report has been passed on meanwhile."))
        return redirect("agency:check", pk=report.pk)
    words = ngettext("%(count)d reason saved.", "%(count)d reasons saved.", changed)
    messages.success(request, words % {"count": changed})
    return redirect("agency:check", pk=report.pk)
