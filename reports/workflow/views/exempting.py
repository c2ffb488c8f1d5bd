"""The page on which the bureau lets one agency off something, and sees what it has."""

from __future__ import annotations

from itertools import chain

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedIn
from accounts.trail import actor_of
from reports.access import get_queued_report
from reports.deadlines import days_of
from reports.exemptions import Kind
from reports.models import FILED_STATES, Report
from reports.workflow.exempting import (
    ExemptionRefused,
    grant,
    refusal_for,
    reviews,
    withdraw,
)
from reports.workflow.forms import ExemptionForm, WithdrawalForm
from reports.workflow.views.moves import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def exemptions(request: SignedIn, pk: int) -> HttpResponse:
    report = get_queued_report(request.user, pk)
    if request.method == "POST":
        return _give(request, _required(request, report))
    return _page(request, report)


def _required(request: SignedIn, report: Report) -> Report:
    if not reviews(request.user, report):
        raise PermissionDenied
    return report


def _give(request: SignedIn, report: Report) -> HttpResponse:
    kind = request.POST.get("kind", "")
    form = ExemptionForm(kind if kind in Kind else Kind.EXTENSION, report, request.POST)
    if not form.is_valid():
        return _page(request, report, form)
    try:
        made = grant(report.pk, form.wanted, actor_of(request))
    except ExemptionRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _page(request, report, form)
    words = _("%(kind)s given. The agency has been told.")
    messages.success(request, words % {"kind": made.get_kind_display()})
    return redirect("workflow:exemptions", pk=report.pk)


def _page(request: SignedIn, report: Report, posted: ExemptionForm | None = None) -> HttpResponse:
    refusal = refusal_for(report, request.user)
    gives = refusal is None and report.status not in FILED_STATES
    forms = [
        posted if posted and posted.kind == kind else ExemptionForm(kind, report)
        for kind in Kind
        if gives
    ]
    context = {
        "report": report,
        "days": days_of(report),
        "refusal": refusal,
        "form": posted,
        "forms": forms,
        "may_withdraw": refusal is None,
    }
    status = 422 if posted else 200
    return render(request, "workflow/exemptions.html", context, status=status)


@require_POST
def withdraw_exemption(request: SignedIn, pk: int, number: int) -> HttpResponse:
    report = _required(request, get_queued_report(request.user, pk))
    one = get_object_or_404(report.exemptions, pk=number)
    form, why = WithdrawalForm(request.POST), request.POST.get("why", "")
    if not form.is_valid():
        refuse(request, " ".join(map(str, chain.from_iterable(form.errors.values()))), why)
        return redirect("workflow:exemptions", pk=pk)
    try:
        withdraw(one.pk, form.cleaned_data["why"], actor_of(request))
    except ExemptionRefused as refusal:
        refuse(request, str(refusal), why)
    else:
        messages.success(request, _("Withdrawn. The agency has been told."))
    return redirect("workflow:exemptions", pk=pk)
