"""The view behind a move's button."""

from __future__ import annotations

from itertools import chain

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.models.refusals import ActRefused
from accounts.page import render_page, show_refusal
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of
from reports.drafts.access import get_desk_report, own_practice, own_reports
from reports.models import State
from reports.workflow.confirm import confirm_page
from reports.workflow.custody import holders_at
from reports.workflow.machine import make_move
from reports.workflow.models import Transition
from reports.workflow.moves import MOVE_NAMES, MOVES, done_in_words
from reports.workflow.phrases import with_phrase
from reports.workflow.questions import Asks
from reports.workflow.refusals import MoveRefused, NotSubmittable

MAX_REASON = 2000
DECISIONS = {"approve", "return", "back_to_first"}  # after which one goes on to the next report


class MoveForm(forms.Form):
    """What a button that moves a report submits."""

    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=MAX_REASON)
    marked_only = forms.BooleanField(required=False)
    reviewer = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)
    checked = forms.BooleanField(required=False)
    shown = forms.CharField(required=False, max_length=200)  # what was confirmed
    takes_up = forms.BooleanField(required=False)


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
        return redirect(_address(request, page, pk))
    try:
        made = make_move(report.pk, name, presser_of(request), **form.cleaned_data)
    except Asks as asked:
        return confirm(request, asked, reason)
    except MoveRefused as refusal:
        refuse(request, refusal, reason)
        page = "agency:check" if isinstance(refusal, NotSubmittable) else page
        return redirect(_address(request, page, pk))
    if page == "review:desk" and name in DECISIONS and "then" in request.POST:
        page = "review:next"  # where it has to be said of which report this is told
        messages.success(request, f"{report.agency.short_name}：{told_of(made)}")
    else:
        messages.success(request, told_of(made))
    return redirect(_address(request, page, pk))


def _address(request: SignedIn, page: str, pk: int) -> str:
    """Return it with what the desk's address was asked with: the filters of the queue, and from
    which report one goes on."""
    asked = request.GET.copy() if page.startswith("review:") else QueryDict(mutable=True)
    if page == "review:next":
        asked["then"] = request.POST.get("then", "")
    return f"{reverse(page, args=[pk])}?{asked.urlencode()}".rstrip("?")


def told_of(made: Transition) -> str:
    """Return what was done and, within the agency, who has the report now."""
    done, people = done_in_words(made), holders_at(made.report, State(made.target))
    if made.move not in {"pass_on", "sign"} or not people:
        return done
    words = _("%(done)s Now with %(people)s. Until it is opened there, it can be taken back.")
    return words % {"done": done, "people": "、".join(people)}


def confirm(request: SignedIn, asked: Asks, reason: str) -> HttpResponse:
    page = confirm_page(asked, request.user, reason)
    return render_page(request, "workflow/confirm.html", page)


def refuse(request: SignedIn, why: str | ActRefused, written: str) -> None:
    """Show why, and give back what was written, so that it can be sent again."""
    show_refusal(request, why)
    if written := written.strip():
        messages.warning(request, _("What you wrote: %(reason)s") % {"reason": written})
