"""A report's register, on screen and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.spreadsheets.writing import write_book
from accounts.trail.record import actor_of, record
from reports.display.downloads import attachment
from reports.drafts.access import get_desk_report, own_reports
from reports.models import Report
from reports.records.register import RegisterLine, register_of
from reports.rendering import XLSX_TYPE


@dataclass(frozen=True)
class RegisterPage:
    report: Report
    is_own: bool
    lines: Sequence[RegisterLine]


@require_safe
def register_page(request: SignedIn, pk: int) -> HttpResponse:
    """Show the newest step first, as is usual on screen; the file begins with the oldest."""
    report, is_own = report_of_either(request.user, pk)
    lines = register_of(report, at_desk=not is_own)
    return render_page(request, "records/register.html", RegisterPage(report, is_own, lines[::-1]))


@require_safe
def register_file(request: SignedIn, pk: int) -> HttpResponse:
    report, is_own = report_of_either(request.user, pk)
    with transaction.atomic():
        lines = register_of(report, at_desk=not is_own)
        words = _("%(agency)s %(year)d steps of the annual report")
        name = words % {"agency": report.agency.name, "year": report.campaign.year}
        sheet = (_("Register"), _headers(), [_row(line) for line in lines])
        content = write_book([sheet], name)
        record(actor_of(request), "register.export", report.trail_name,
               label=report, after={"lines": len(lines)})  # fmt: skip
    return attachment(content, f"{name}.xlsx", XLSX_TYPE)


def report_of_either(user: User, pk: int) -> tuple[Report, bool]:
    """Return the report, for its agency and the bureau in charge, and whether it is their own."""
    own = own_reports(user).filter(pk=pk).first()
    return own or get_desk_report(user, pk), own is not None


def _headers() -> list[str]:
    return [
        _("No."),
        _("Time"),
        _("Person"),
        _("Step"),
        _("State before"),
        _("State after"),
        _("Reason or words"),
        _("Place or file"),
        _("Quoted words"),
        _("Returned for these places only"),
        _("Handed over to"),
        _("Confidentiality check"),
        _("Submission number"),
        _("Digest (SHA-256)"),
    ]


def _row(line: RegisterLine) -> Sequence[Any]:
    return (
        line.number,
        date_format(localtime(line.at), "SECONDS_FORMAT"),
        line.who,
        line.act,
        line.source,
        line.target,
        line.words,
        line.place,
        line.quote,
        "；".join(line.opened),
        line.to,
        _("done") if line.checked else "",
        line.submission,
        line.digest,
    )
