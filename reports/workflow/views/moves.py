"""The buttons that move a report, and what they do."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import AGENCY_ROLES, Membership, User
from accounts.requests import SignedIn
from accounts.scope import reviewers_over
from accounts.trail import actor_of
from reports.access import get_desk_report, own_practice, own_reports
from reports.models import Report
from reports.workflow.forms import MoveForm
from reports.workflow.machine import make_move
from reports.workflow.moves import MOVE_NAMES, MOVES, done_in_words
from reports.workflow.offers import Offer, offers
from reports.workflow.phrases import with_phrase
from reports.workflow.refusals import MoveRefused, NotSubmittable

FORWARD = ("pass_on", "sign", "submit", "start_review", "approve", "publish")


def moves_context(report: Report, user: User) -> dict[str, Any]:
    """What `workflow/_moves.html` draws the buttons from."""
    offered = list(offers(report, user))
    open_to_them = (offer for offer in offered if offer.refusal is None)
    main = next((offer for offer in open_to_them if offer.move.name in FORWARD), None)
    return {
        "report": report,
        "offers": offered,
        "main_move": main.move if main else None,
        "colleagues": _colleagues(report, offered),
    }


def _colleagues(report: Report, offered: list[Offer]) -> list[User]:
    """To whom the review can be handed over, where that is offered: those who could decide."""
    if not any(offer.move.needs_reviewer for offer in offered):
        return []
    submitter = report.submissions.filter(number=report.last_number).values("by")
    own_people = Membership.objects.filter(agency=report.agency_id, role__in=AGENCY_ROLES)
    return list(
        reviewers_over(report.agency.region)
        .exclude(reviewing=report)
        .exclude(pk=report.first_reviewer_id or 0)
        .exclude(pk__in=submitter)
        .exclude(pk__in=own_people.values("user"))
    )


@require_POST
def move(request: SignedIn, pk: int, name: str) -> HttpResponse:
    own = own_reports(request.user).filter(pk=pk).first()
    own = own or own_practice(request.user).filter(pk=pk).first()  # refused, but in words
    report = own or get_desk_report(request.user, pk)
    if name not in MOVE_NAMES:
        raise Http404
    by_bureau = any(move.by_bureau for move in MOVES if move.name == name)
    page = "reports:report" if own and not by_bureau else "workflow:desk"
    sent = with_phrase(request.POST, "reason", request.user)
    form, reason = MoveForm(sent), sent.get("reason", "")
    if not form.is_valid():
        refuse(request, " ".join(map(str, chain.from_iterable(form.errors.values()))), reason)
        return redirect(page, pk=pk)
    try:
        made = make_move(report.pk, name, actor_of(request), **form.cleaned_data)
    except MoveRefused as refusal:
        refuse(request, str(refusal), reason)
        return redirect("reports:check" if isinstance(refusal, NotSubmittable) else page, pk=pk)
    messages.success(request, done_in_words(made))
    return redirect(page, pk=pk)


def refuse(request: SignedIn, why: str, written: str) -> None:
    """Says why, and gives back what was written, so that it can be sent once more."""
    messages.error(request, why)
    if written := written.strip():
        messages.warning(request, _("What you wrote: %(reason)s") % {"reason": written})
