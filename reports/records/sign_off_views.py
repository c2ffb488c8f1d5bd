"""The sign-off sheet, to be printed on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.records.approval_receipts import approval_code
from reports.records.receipts import check_code
from reports.records.register_views import report_of_either
from reports.records.sign_off import sign_off
from reports.rendering.document import report_title


@require_safe
def sign_off_sheet(request: SignedIn, pk: int, number: int | None = None) -> HttpResponse:
    """Show the sheet of a submission, by default the newest; before that, of what is signed."""
    report, is_own = report_of_either(request.user, pk)
    wanted = report.last_number if number is None else number
    filed = report.submissions.select_related("by").defer("figures", "texts", "findings")
    has_one = number is not None or report.last_number
    submission = get_object_or_404(filed, number=wanted) if has_one else None
    made = list(report.transitions.select_related("actor", "on_behalf_of"))
    sheet = sign_off(made, submission, at_desk=not is_own)
    approved = sheet.approved
    context = {
        "report": report,
        "is_own": is_own,
        "submission": submission,
        "agency_name": submission.agency_name if submission else report.agency.name,
        "report_title": report_title(report.campaign.year),
        "code": check_code(submission) if submission else "",
        "approval_code": approval_code(approved, submission) if approved and submission else "",
        "sheet": sheet,
        "others": [n for n in range(1, report.last_number + 1) if n != wanted],
        "now": timezone.now(),
    }
    return render(request, "records/sign_off.html", context)
