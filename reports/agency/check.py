"""The check page before passing on: every finding, the reasons, and the report as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.page import render_page, show_not_saved
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.display.findings import Group, entry_links, grouped
from reports.display.move_buttons import WithMoves, offered_moves
from reports.display.outliers import Unusual, to_check
from reports.display.peers import beside
from reports.display.suspects import suspected
from reports.display.verdict import MoveVerdict, verdict_of
from reports.drafts.access import WRITERS, get_own_report, get_writable_report
from reports.drafts.explanations import explain, explanations_of
from reports.drafts.storage import ReportNotEditable
from reports.drafts.working_copy import working_copy
from reports.entry.suspects import set_suspect
from reports.form.content import Finding
from reports.models import Report
from reports.rendering.document import build_document
from reports.rendering.html import document_html
from reports.rules.check import checks_made
from reports.workflow.custody import note_opening
from reports.workflow.submissions import in_the_way


@dataclass(frozen=True, kw_only=True)
class CheckPage(WithMoves):
    groups: Sequence[Group]
    unusual: Unusual
    in_the_way: Sequence[Finding]
    verdict: MoveVerdict
    has_errors: bool
    asks_reasons: bool
    checks_made: int
    writable: bool
    document: str


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedIn, pk: int) -> HttpResponse:
    if request.method == "POST":
        return save_explanations(request, get_writable_report(request.user, pk))
    report = get_own_report(request.user, pk)
    note_opening(report, request.user)
    return render_page(request, "agency/check.html", check_page(report, request.user))


def check_page(report: Report, user: User) -> CheckPage:
    copy, links = working_copy(report), entry_links(report)
    findings = copy.findings(submitting=True)
    unusual = to_check(report.edition, copy.known, beside(report), findings, links)
    explained = explanations_of(report, findings)
    stopping = in_the_way(findings, explained)
    suspicion, texts = suspected(copy, user, links), copy.content.texts
    document = build_document(report.edition, copy.content)
    moves = offered_moves(report, user)
    verdict = verdict_of(report, moves.offers, stopping, copy.sections)
    return CheckPage(
        report=report,
        groups=grouped(report.edition, unusual.findings, links, explained, suspicion, texts),
        unusual=unusual,
        in_the_way=stopping,
        verdict=verdict,
        has_errors=verdict.level == "refused",
        asks_reasons=any(finding.needs_explanation for finding in findings),
        checks_made=checks_made(report.edition),
        writable=report.is_open and user.has_role_at(report.agency_id, *WRITERS),
        # document_html escapes all text it prints
        document=mark_safe(document_html(document, top_level=2)),
        offers=moves.offers,
        main_move=moves.main_move,
        colleagues=moves.colleagues,
    )


def save_explanations(request: SignedIn, report: Report) -> HttpResponse:
    findings = working_copy(report).findings(submitting=True)
    texts = {
        name.removeprefix("explain."): text
        for name, text in request.POST.items()
        if name.startswith("explain.") and isinstance(text, str)
    }
    try:
        changed = explain(report, findings, texts, actor_of(request))
    except ReportNotEditable as closed:
        show_not_saved(request, closed)
        return redirect("agency:check", pk=report.pk)
    if "set" in request.POST:
        return set_suspect(request, report, request.POST["set"])
    words = ngettext("%(count)d reason saved.", "%(count)d reasons saved.", changed)
    messages.success(request, words % {"count": changed})
    return redirect("agency:check", pk=report.pk)
