"""The sign-off sheet, to be printed on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.page import render_page
from accounts.requests import SignedIn
from reports.models import Report, Submission
from reports.records.approval_receipts import approval_code
from reports.records.receipts import check_code
from reports.records.register_views import report_of_either
from reports.records.sign_off import SignOff, sign_off
from reports.rendering.document import report_title


@dataclass(frozen=True)
class SignOffPage:
    report: Report
    is_own: bool
    submission: Submission | None
    agency_name: str
    report_title: str
    code: str
    approval_code: str
    sheet: SignOff
    others: Sequence[int]  # submissions with sheets of their own
    now: datetime


@require_safe
def sign_off_sheet(request: SignedIn, pk: int, number: int | None = None) -> HttpResponse:
    """Show the sheet of a submission, by default the newest; before that, of what is signed."""
    report, is_own = report_of_either(request.user, pk)
    if report.is_historic:  # it was never signed here
        raise Http404
    page = sign_off_page(report, number, is_own=is_own)
    return render_page(request, "records/sign_off.html", page)


def sign_off_page(report: Report, number: int | None, *, is_own: bool) -> SignOffPage:
    wanted = report.last_number if number is None else number
    filed = report.submissions.select_related("by").defer("figures", "texts", "findings")
    has_one = number is not None or report.last_number
    submission = get_object_or_404(filed, number=wanted) if has_one else None
    made = list(report.transitions.select_related("actor", "on_behalf_of"))
    sheet = sign_off(made, submission, at_desk=not is_own)
    approved = sheet.approved
    return SignOffPage(
        report=report,
        is_own=is_own,
        submission=submission,
        agency_name=submission.agency_name if submission else report.agency.name,
        report_title=report_title(report.campaign.year),
        code=check_code(submission) if submission else "",
        approval_code=approval_code(approved, submission) if approved and submission else "",
        sheet=sheet,
        others=[n for n in range(1, report.last_number + 1) if n != wanted],
        now=timezone.now(),
    )
