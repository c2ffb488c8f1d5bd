"""Saves the ticks at the review points: all at once, or with a script one by one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.page import show_refusal
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.review.comments import reviewed
from reports.workflow.review_checklist import ChecklistRefused, tick


class TicksForm(forms.Form):
    """Which submission the ticked points are for."""

    number = forms.IntegerField(min_value=0)


@require_POST
def tick_points(request: SignedIn, pk: int) -> HttpResponse:
    report, form = reviewed(request, pk), TicksForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else 0
    try:
        tick(report.pk, request.POST.getlist("point"), actor_of(request), number=number)
    except ChecklistRefused as refusal:
        show_refusal(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('review:desk', kwargs={'pk': pk})}#points")
