"""The page where people name a stand-in for their absence and see for whom they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.delegation.delegate import (
    STANDING_IN,
    DelegationRefused,
    colleagues,
    delegable_memberships,
    delegate,
    delegations_of,
    end_delegation,
)
from accounts.delegation.forms import REASONS, DelegationForm
from accounts.models import Delegation, Membership
from accounts.page import refuse_form, render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of

PAST_SHOWN = 20


@dataclass(frozen=True)
class DelegationsPage:
    form: DelegationForm | None  # None for who holds no role that can be lent
    reasons: Sequence[str | Promise]  # offered, not required
    groups: Sequence[tuple[str, Sequence[Delegation]]]


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: SignedIn) -> HttpResponse:
    if not request.user.has_role(*STANDING_IN):
        raise Http404
    roles = delegable_memberships(request.user)
    if request.method == "POST":
        return _make(request, roles)
    return _page(request, _form(request, roles) if roles else None)


def _form(request: SignedIn, roles: Sequence[Membership]) -> DelegationForm:
    people = colleagues(request.user, roles)
    return DelegationForm(roles, people, request.POST if request.method == "POST" else None)


def _make(request: SignedIn, roles: Sequence[Membership]) -> HttpResponse:
    if not roles:
        raise PermissionDenied
    form = _form(request, roles)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = delegate(form.wanted, actor_of(request))
    except DelegationRefused as refusal:
        refuse_form(form, refusal, refusal.field)
        return _page(request, form, status=422)
    words = _("%(person)s stands in for you. They have been told.")
    messages.success(request, words % {"person": made.to})
    return redirect("accounts:delegations")


def _page(request: SignedIn, form: DelegationForm | None, status: int = 200) -> HttpResponse:
    rows = list(delegations_of(request.user))
    past = [row for row in rows if row.place == "past"]
    page = DelegationsPage(
        form=form,
        reasons=REASONS,
        groups=[
            (_("Now"), _in_place(rows, "current")),
            (_("To come"), _in_place(rows, "coming")),
            (_("Past"), past[:PAST_SHOWN]),
        ],
    )
    return render_page(request, "delegation/delegations.html", page, status)


def _in_place(rows: Sequence[Delegation], place: str) -> list[Delegation]:
    return [row for row in reversed(rows) if row.place == place]


@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """End one's own delegation; the stand-in can see it but may not end it."""
    found = get_object_or_404(delegations_of(request.user), pk=pk)
    if found.user != request.user:
        raise PermissionDenied
    if end_delegation(pk, actor_of(request)):
        messages.success(request, _("Ended. %(person)s has been told.") % {"person": found.to})
    else:
        messages.warning(request, _("It was over already."))
    return redirect("accounts:delegations")
