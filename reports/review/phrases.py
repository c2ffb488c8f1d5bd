"""The page on which a bureau's reviewers manage their phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Agency, Role
from accounts.page import refuse_form, render_page
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of
from accounts.trail.record import actor_of
from reports.drafts.access import require_role
from reports.workflow.models import Phrase
from reports.workflow.phrases import (
    MOST,
    PhraseRefused,
    add_phrase,
    change_phrase,
    phrases_of,
    remove_phrase,
    reviewing_bureau,
    shift_phrase,
)
from reports.workflow.views import refuse

SHIFTS = {"up": -1, "down": 1}


class PhraseForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Phrase"),
        max_length=Phrase._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class PhrasesPage:
    form: PhraseForm
    phrases: Sequence[Phrase]
    most: int
    full: bool
    bureau_name: Agency | None


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: SignedIn) -> HttpResponse:
    require_role(request.user, Role.REVIEWER)
    form = PhraseForm(request.POST) if request.method == "POST" else PhraseForm()
    if form.is_bound and form.is_valid() and _added(request, form):
        return redirect("review:phrases")
    kept = list(phrases_of(request.user))
    bureau = reviewing_bureau(request.user)
    page = PhrasesPage(form, kept, MOST, full=len(kept) >= MOST, bureau_name=bureau)
    return render_page(request, "review/phrases.html", page, 422 if form.is_bound else 200)


def _added(request: SignedIn, form: PhraseForm) -> bool:
    bureau = reviewing_bureau(request.user)
    assert bureau is not None
    try:
        add_phrase(bureau, form.cleaned_data["text"], actor_of(request))
    except PhraseRefused as refusal:
        refuse_form(form, refusal, "text")
        return False
    messages.success(request, _("Phrase added."))
    return True


@require_POST
def phrase(request: SignedIn, pk: int) -> HttpResponse:
    """Change a phrase, remove it, or move it up or down."""
    require_role(request.user, Role.REVIEWER)
    found, actor = _phrase(request, pk), presser_of(request)
    do = request.POST.get("do", "")
    if found is None:
        messages.warning(request, _("This phrase was removed already."))
        return redirect("review:phrases")
    if do in SHIFTS:
        shift_phrase(found, SHIFTS[do], actor)
    elif do == "remove":
        remove_phrase(found, actor)
        messages.success(request, _("Phrase removed."))
    else:
        _change(request, found)
    return redirect("review:phrases")


def _phrase(request: SignedIn, pk: int) -> Phrase | None:
    """Return a phrase of one's own bureau; None if it is gone. Raises Http404 for another's."""
    found = phrases_of(request.user).filter(pk=pk).first()
    if found is None and Phrase.objects.filter(pk=pk).exists():
        raise Http404
    return found


def _change(request: SignedIn, found: Phrase) -> None:
    form, written = PhraseForm(request.POST), request.POST.get("text", "")
    if not form.is_valid():
        refuse(request, " ".join(map(str, form.errors["text"])), written)
        return
    try:
        change_phrase(found, form.cleaned_data["text"], actor_of(request))
    except PhraseRefused as refusal:
        refuse(request, refusal, written)
    else:
        messages.success(request, _("Saved."))
