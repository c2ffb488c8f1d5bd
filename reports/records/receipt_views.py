"""The receipts of a submission and of its approval."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.records.approval_receipts import approval_of
from reports.records.receipts import receipt_of
from reports.records.register_views import report_of_either


@require_safe
def receipt(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Show a submission's receipt to the agency and to the bureau in charge."""
    report, is_own = report_of_either(request.user, pk)
    submission = get_object_or_404(report.submissions, number=number)
    submission.report = report
    context = {
        "report": report,
        "is_own": is_own,
        "receipt": receipt_of(submission),
        "concessions": [e for e in report.concessions_given if e.held_at(submission.at)],
    }
    return render(request, "records/receipt.html", context)


@require_safe
def approval(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Show the approval of a submission to the agency and to the bureau in charge."""
    report, is_own = report_of_either(request.user, pk)
    submission = get_object_or_404(report.submissions, number=number)
    found = approval_of(submission, report)
    if found is None:
        raise Http404
    context = {"report": report, "is_own": is_own, "approval": found}
    return render(request, "records/approval.html", context)
