"""The receipt of a submission, and the page on which anybody checks its code."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.access import get_desk_report, own_reports
from reports.workflow.receipts import find_by_code, receipt_of

LONGEST = 60  # characters of what is looked up


@require_safe
def receipt(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """For the agency, and for the bureau that has it."""
    own = own_reports(request.user).filter(pk=pk).first()
    report = own or get_desk_report(request.user, pk)
    submission = get_object_or_404(report.submissions, number=number)
    submission.report = report
    context = {
        "report": report,
        "is_own": own is not None,
        "receipt": receipt_of(submission),
        "exemptions": [e for e in report.exemptions_given if e.held_at(submission.at)],
    }
    return render(request, "workflow/receipt.html", context)


@require_safe
@login_not_required
def verify(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("code", "")[:LONGEST]
    found = find_by_code(code) if code else None
    context = {"code": code, "receipt": receipt_of(found) if found else None}
    return render(request, "workflow/verify.html", context)
