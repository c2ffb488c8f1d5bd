"""The receipts of a submission and of its approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.page import render_page
from accounts.requests import SignedIn
from reports.models import Concession, Report
from reports.records.approval_receipts import Approval, approval_of
from reports.records.receipts import Receipt, receipt_of
from reports.records.register_views import report_of_either


@dataclass(frozen=True)
class ReceiptPage:
    report: Report
    is_own: bool
    receipt: Receipt
    concessions: Sequence[Concession]  # that held when it was filed


@dataclass(frozen=True)
class ApprovalPage:
    report: Report
    is_own: bool
    approval: Approval


@require_safe
def receipt(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Show a submission's receipt to the agency and to the bureau in charge."""
    report, is_own = report_of_either(request.user, pk)
    submission = get_object_or_404(report.submissions, number=number, past=None)
    submission.report = report
    concessions = [one for one in report.concessions_given if one.held_at(submission.at)]
    page = ReceiptPage(report, is_own, receipt_of(submission), concessions)
    return render_page(request, "records/receipt.html", page)


@require_safe
def approval(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Show the approval of a submission to the agency and to the bureau in charge."""
    report, is_own = report_of_either(request.user, pk)
    submission = get_object_or_404(report.submissions, number=number)
    found = approval_of(submission, report)
    if found is None:
        raise Http404
    return render_page(request, "records/approval.html", ApprovalPage(report, is_own, found))
