"""The view behind a move's button."""

from __future__ import annotations

from itertools import chain

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of
from reports.drafts.access import get_desk_report, own_practice, own_reports
from reports.workflow.machine import make_move
from reports.workflow.moves import MOVE_NAMES, MOVES, done_in_words
from reports.workflow.phrases import with_phrase
from reports.workflow.refusals import MoveRefused, NotSubmittable

MAX_REASON = 2000


class MoveForm(forms.Form):
    """What a button that moves a report submits."""

    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=MAX_REASON)
    marked_only = forms.BooleanField(required=False)
    reviewer = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)
    checked = forms.BooleanField(required=False)


@require_POST
def move(request: SignedIn, pk: int, name: str) -> HttpResponse:
    own = own_reports(request.user).filter(pk=pk).first()
    own = own or own_practice(request.user).filter(pk=pk).first()  # refused, but with a message
    report = own or get_desk_report(request.user, pk)
    if name not in MOVE_NAMES:
        raise Http404
    by_bureau = any(move.by_bureau for move in MOVES if move.name == name)
    page = "agency:report" if own and not by_bureau else "review:desk"
    sent = with_phrase(request.POST, "reason", request.user)
    form, reason = MoveForm(sent), sent.get("reason", "")
    if not form.is_valid():
        refuse(request, " ".join(map(str, chain.from_iterable(form.errors.values()))), reason)
        return redirect(page, pk=pk)
    try:
        made = make_move(report.pk, name, presser_of(request), **form.cleaned_data)
    except MoveRefused as refusal:
        refuse(request, str(refusal), reason)
        return redirect("agency:check" if isinstance(refusal, NotSubmittable) else page, pk=pk)
    messages.success(request, done_in_words(made))
    return redirect(page, pk=pk)


def refuse(request: SignedIn, why: str, written: str) -> None:
    """Show why, and give back what was written, so that it can be sent again."""
    messages.error(request, why)
    if written := written.strip():
        messages.warning(request, _("What you wrote: %(reason)s") % {"reason": written})
