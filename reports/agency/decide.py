"""The page on which deputy and head decide on a report, within a minute and on a phone: its
content, what stands out, what changed, then sign or send back."""

from __future__ import annotations

from itertools import chain

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of
from reports.agency.decide_page import DECISIONS, RefusedDecision, decide_page
from reports.drafts.access import get_report_to_decide
from reports.models import Report
from reports.workflow.custody import note_opening
from reports.workflow.machine import make_move
from reports.workflow.questions import Asks
from reports.workflow.refusals import MoveRefused
from reports.workflow.views import MAX_REASON, confirm, told_of


class DecisionForm(forms.Form):
    """What deputy or head submit from the page on which they decide."""

    name = forms.ChoiceField(choices=[(name, name) for name in DECISIONS])
    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=MAX_REASON)
    shown = forms.CharField(required=False, max_length=200)  # what was confirmed


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, pk: int) -> HttpResponse:
    report = get_report_to_decide(request.user, pk)
    if request.method == "POST":
        return _make(request, report)
    note_opening(report, request.user)
    return _page(request, report)


def _make(request: SignedIn, report: Report) -> HttpResponse:
    """Make the move and redirect home, where the next report waits; if refused, show this page
    again with what was written."""
    form = DecisionForm(request.POST)
    sent = [request.POST.get(name, "").replace("\x00", "") for name in ("name", "reason")]
    if not form.is_valid():
        why = " ".join(map(str, chain.from_iterable(form.errors.values())))
        return _page(request, report, RefusedDecision(why, *sent))
    try:
        made = make_move(report.pk, actor=presser_of(request), **form.cleaned_data)
    except Asks as asked:
        return confirm(request, asked, sent[1])
    except MoveRefused as refusal:
        now = get_report_to_decide(request.user, report.pk)  # somebody may have moved it
        return _page(request, now, RefusedDecision(str(refusal), *sent))
    words = {"report": report, "done": told_of(made)}
    messages.success(request, _("%(report)s: %(done)s") % words)
    return redirect("agency:home")


def _page(
    request: SignedIn, report: Report, refused: RefusedDecision | None = None
) -> HttpResponse:
    page = decide_page(report, request.user, refused)
    return render_page(request, "agency/decide.html", page, status=422 if refused else 200)
