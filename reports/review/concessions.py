"""The page on which the bureau grants an agency concessions and sees those it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.form_layout import inner_form_helper
from accounts.page import refuse_form, render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.campaigns.concessions import LONGEST, Kind, waivable_rules
from reports.campaigns.deadlines import Days, days_of
from reports.drafts.access import get_queued_report
from reports.form.content import Words
from reports.language import in_readers_language
from reports.models import FILED_STATES, Report
from reports.models.concession import REASON_LIMIT
from reports.workflow.grant_concession import (
    ConcessionRefused,
    ConcessionRequest,
    grant,
    refusal_for,
    reviews,
    withdraw,
)
from reports.workflow.views import refuse

REASONS: Mapping[str, Sequence[Any]] = {  # suggested, not required
    Kind.EXTENSION: (
        gettext_lazy("Agency being reorganised"),
        gettext_lazy("Figures await checking"),
    ),
    Kind.RELEASE: (gettext_lazy("Agency abolished"), gettext_lazy("Agency merged into another")),
    Kind.WAIVER: (
        gettext_lazy("Agency merged into another"),
        gettext_lazy("Duties moved to another agency"),
    ),
}
DAY_LABELS = {
    Kind.EXTENSION: gettext_lazy("New deadline"),
    Kind.RELEASE: gettext_lazy("Valid until"),
    Kind.WAIVER: gettext_lazy("Valid until"),
}
BUTTONS = {
    Kind.EXTENSION: gettext_lazy("Give the extension"),
    Kind.RELEASE: gettext_lazy("Release from filing this year"),
    Kind.WAIVER: gettext_lazy("Waive the rule"),
}


class ConcessionForm(forms.Form):
    """A concession to grant to one agency; all three kinds are on one page."""

    helper = inner_form_helper()
    rule = forms.ChoiceField(label=gettext_lazy("Rule"))
    day = forms.DateField(label=gettext_lazy("Until"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LIMIT)

    def __init__(self, kind: str, report: Report, asked: Any = None) -> None:
        super().__init__(asked, auto_id=f"id_{kind}_%s")
        self.kind = kind
        self.title, self.button = Kind(kind).label, BUTTONS[Kind(kind)]
        if kind == Kind.WAIVER:
            self.fields["rule"] = _rule_field(report)
        else:
            del self.fields["rule"]
        self.fields["day"].label = DAY_LABELS[Kind(kind)]
        self.fields["day"].widget = forms.DateInput(format="%Y-%m-%d", attrs=_days(kind, report))
        self.fields["reason"].widget.attrs["list"] = f"reasons-{kind}"

    @property
    def reasons(self) -> Sequence[Any]:
        return REASONS[Kind(self.kind)]

    @property
    def wanted(self) -> ConcessionRequest:
        return ConcessionRequest(self.kind, **self.cleaned_data)


def _rule_field(report: Report) -> forms.ChoiceField:
    rules = waivable_rules(report.edition)
    named = [(rule.id, f"{in_readers_language(Words(rule.title))}（{rule.id}）") for rule in rules]
    return forms.ChoiceField(
        label=gettext_lazy("Rule"), choices=[("", gettext_lazy("Choose a rule")), *named]
    )


def _days(kind: str, report: Report) -> dict[str, str]:
    """Return the days the browser offers; whether they are allowed is checked again."""
    today = timezone.localdate()
    last = days_of(report).by_law if kind == Kind.EXTENSION else today + LONGEST
    return {"type": "date", "min": today.isoformat(), "max": last.isoformat()}


class WithdrawalForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LIMIT)


@require_http_methods(["GET", "HEAD", "POST"])
def concessions(request: SignedIn, pk: int) -> HttpResponse:
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
    form = ConcessionForm(kind if kind in Kind else Kind.EXTENSION, report, request.POST)
    if not form.is_valid():
        return _page(request, report, form)
    try:
        made = grant(report.pk, form.wanted, actor_of(request))
    except ConcessionRefused as refusal:
        refuse_form(form, refusal, refusal.field)
        return _page(request, report, form)
    words = _("%(kind)s given. The agency has been told.")
    messages.success(request, words % {"kind": made.get_kind_display()})
    return redirect("review:concessions", pk=report.pk)


@dataclass(frozen=True)
class ConcessionsPage:
    report: Report
    days: Days
    refusal: str | Promise | None  # why this person can give none
    form: ConcessionForm | None  # that was refused
    forms: Sequence[ConcessionForm]
    may_withdraw: bool


def _page(request: SignedIn, report: Report, posted: ConcessionForm | None = None) -> HttpResponse:
    refusal = refusal_for(report, request.user)
    gives = refusal is None and report.status not in FILED_STATES
    forms = [
        posted if posted and posted.kind == kind else ConcessionForm(kind, report)
        for kind in Kind
        if gives
    ]
    page = ConcessionsPage(
        report=report,
        days=days_of(report),
        refusal=refusal,
        form=posted,
        forms=forms,
        may_withdraw=refusal is None,
    )
    return render_page(request, "review/concessions.html", page, status=422 if posted else 200)


@require_POST
def withdraw_concession(request: SignedIn, pk: int, number: int) -> HttpResponse:
    report = _required(request, get_queued_report(request.user, pk))
    one = get_object_or_404(report.concessions, pk=number)
    form, why = WithdrawalForm(request.POST), request.POST.get("why", "")
    if not form.is_valid():
        refuse(request, " ".join(map(str, chain.from_iterable(form.errors.values()))), why)
        return redirect("review:concessions", pk=pk)
    try:
        withdraw(one.pk, form.cleaned_data["why"], actor_of(request))
    except ConcessionRefused as refusal:
        refuse(request, refusal, why)
    else:
        messages.success(request, _("Withdrawn. The agency has been told."))
    return redirect("review:concessions", pk=pk)
