"""A proposal's page: what a file states, place by place; one button writes it, one undoes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.drafts.access import get_writable_report
from reports.drafts.merging import Conflict
from reports.drafts.storage import ReportNotEditable
from reports.drafts.working_copy import working_copy
from reports.intake.comparison import Comparison, compare
from reports.intake.proposal_context import (
    Differences,
    ProposedChange,
    changes_of,
    differences,
    sentences,
)
from reports.intake.proposals import (
    LONGEST_NAME,
    SHOWN_FOR,
    Clash,
    NotSure,
    ProposalOutcome,
    apply,
    discard,
    extract_of,
    get_proposal,
    in_view,
)
from reports.intake.proposals import undo as take_back
from reports.intake.returned_cells import uneditable_places
from reports.models import Proposal, Report

DOUBTFUL = "doubtful"
TAKE, CHOOSE, SEEN, SURE = "take", "choose.", "seen.", "sure"  # field names on the page


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SignedIn, pk: int, number: int) -> HttpResponse:
    kept = get_proposal(request.user, pk, number)
    return write(request, kept) if request.method == "POST" else page(request, kept)


def write(request: SignedIn, kept: Proposal) -> HttpResponse:
    chosen, seen = chosen_places(request.POST, kept), seen_values(request.POST)
    ticked = answered(request.POST, kept)
    try:
        outcome = apply(kept, chosen, seen, actor_of(request), answered=ticked)
    except Clash as clash:
        return page(request, kept, chosen, clash.conflicts, status=409)
    except NotSure:
        return page(request, kept, chosen, not_sure=True, status=422)
    except ReportNotEditable as closed:
        return page(request, kept, chosen, why_closed=str(closed), status=409)
    _say_written(request, outcome)
    return redirect(address(kept))


def chosen_places(posted: QueryDict, kept: Proposal) -> set[str]:
    """Return the ticked and chosen places, and all doubtful ones if ticked together, except blanks,
    which would empty the draft."""
    by_hand = {
        name.removeprefix(CHOOSE)
        for name, value in posted.items()
        if name.startswith(CHOOSE) and value == "file"
    }
    doubtful = {
        place
        for place in (kept.doubts if DOUBTFUL in posted else ())
        if kept.figures.get(place) is not None or place in kept.unreadable
    }
    return {*posted.getlist(TAKE), *by_hand, *doubtful}


def answered(posted: QueryDict, kept: Proposal) -> int:
    return len({str(number) for number in range(1, len(kept.asks) + 1)} & {*posted.getlist(SURE)})


def seen_values(posted: QueryDict) -> dict[str, str]:
    return {
        name.removeprefix(SEEN): str(value)
        for name, value in posted.items()
        if name.startswith(SEEN)
    }


def _say_written(request: SignedIn, outcome: ProposalOutcome) -> None:
    count = len(outcome.changes)
    if count:
        words = ngettext("%(count)d place was written.", "%(count)d places were written.", count)
        messages.success(request, words % {"count": count})
    elif not outcome.left:
        messages.warning(request, _("Nothing was written: nothing was chosen, or it is there."))
    if outcome.left:
        left = len(outcome.left)
        words = ngettext(
            "%(count)d place cannot be written now and was left as it is.",
            "%(count)d places cannot be written now and were left as they are.",
            left,
        )
        messages.warning(request, words % {"count": left})


@require_POST
def undo(request: SignedIn, pk: int, number: int) -> HttpResponse:
    kept = get_proposal(request.user, pk, number)
    try:
        outcome = take_back(kept, actor_of(request))
    except ReportNotEditable as closed:
        return page(request, kept, why_closed=str(closed), status=409)
    _say_undone(request, outcome)
    return redirect(address(kept))


def _say_undone(request: SignedIn, outcome: ProposalOutcome) -> None:
    count, left = len(outcome.changes), len(outcome.left)
    if count:
        words = ngettext("%(count)d place was put back.", "%(count)d places were put back.", count)
        messages.success(request, words % {"count": count})
    if left:
        words = ngettext(
            "%(count)d place was changed or closed since and was left as it is.",
            "%(count)d places were changed or closed since and were left as they are.",
            left,
        )
        messages.warning(request, words % {"count": left})


@require_POST
def let_go(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Discard a proposal; pressing twice is fine, as it is then gone anyway."""
    report = get_writable_report(request.user, pk)
    kept = in_view(report).filter(pk=number).first()
    if kept:
        discard(kept, actor_of(request))
        messages.success(request, _("“%(name)s” was let go.") % {"name": kept.name})
    return redirect("agency:report", pk=pk)


def read_already(request: SignedIn, report: Report, name: str, page: str) -> HttpResponse:
    """Answer a press that was done before: with its proposal, if it is read to the end."""
    made = in_view(report).filter(by=request.user, name=name[:LONGEST_NAME]).first()
    if made:
        return redirect(address(made))
    messages.info(request, _("This file is being read. Load the page again in a moment."))
    return redirect(page, pk=report.pk)


def address(kept: Proposal) -> str:
    return reverse("intake:proposal", kwargs={"pk": kept.report_id, "number": kept.pk})


@dataclass(frozen=True)
class ProposalPage:
    report: Report
    proposal: Proposal
    remarks: Sequence[str]
    asks: Sequence[str]  # what is to be said to be meant
    until: datetime  # it is kept
    writable: bool
    why_closed: str  # why nothing was written, where the report takes nothing now
    not_sure: bool  # nor here, for something asked was not ticked
    conflicts: Sequence[Conflict]
    changes: Sequence[ProposedChange]  # that were written
    found: Differences


def page(
    request: SignedIn,
    kept: Proposal,
    chosen: Collection[str] | None = None,
    conflicts: Sequence[Conflict] = (),
    *,
    why_closed: str = "",
    not_sure: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = ProposalPage(
        report=kept.report,
        proposal=kept,
        remarks=sentences(kept.remarks),
        asks=sentences(kept.asks),
        until=kept.at + SHOWN_FOR,
        writable=kept.report.is_open,
        why_closed=why_closed,
        not_sure=not_sure,
        conflicts=conflicts,
        changes=changes_of(kept),
        found=differences(kept.report, compared(kept, request.user), chosen),
    )
    return render_page(request, "intake/proposal.html", shown, status)


def compared(kept: Proposal, user: User) -> Comparison:
    report, copy = kept.report, working_copy(kept.report)
    closed = uneditable_places(report, copy.sections, user)
    return compare(report.edition, extract_of(kept), copy.as_written, closed)
