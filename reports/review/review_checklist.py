"""Saves the ticks at the review points: all at once, or with a script one by one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.page import show_refusal
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.review.comments import desk_address, reviewed
from reports.workflow.machine import take_up
from reports.workflow.refusals import MoveRefused
from reports.workflow.review_checklist import ChecklistRefused, tick


class TicksForm(forms.Form):
    """Which submission the ticked points are for."""

    number = forms.IntegerField(min_value=0)
    seen = forms.IntegerField(min_value=0, required=False)  # where the review is to begin with it


@require_POST
def tick_points(request: SignedIn, pk: int) -> HttpResponse:
    report, form = reviewed(request, pk), TicksForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    every = "all" in request.POST
    wanted = report.campaign.points if every else request.POST.getlist("point")
    try:
        take_up(report, actor_of(request), said.get("seen"))
        tick(report.pk, wanted, actor_of(request), number=said.get("number", 0))
    except (ChecklistRefused, MoveRefused) as refusal:
        show_refusal(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect(desk_address(request, pk, "points"))
