"""The page on which deputy and head decide on a report, within a minute and on a phone: its
content, what stands out, what changed, then sign or send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.delegation.delegate import active_delegations
from accounts.models import Role, User
from accounts.requests import SignedIn
from accounts.trail.record import actor_of
from reports.analysis.key_figures import KeyFigure, key_figures
from reports.campaigns.deadlines import deadline_of
from reports.display.changes import Change, changes_between
from reports.display.findings import entry_links, grouped
from reports.display.outliers import to_review
from reports.display.peers import beside
from reports.display.threads import shown_threads
from reports.drafts.access import get_report_to_decide
from reports.drafts.as_of import content_at
from reports.drafts.explanations import explanations_of
from reports.drafts.working_copy import WorkingCopy, working_copy
from reports.models import Report, State
from reports.rendering.document import build_document
from reports.rendering.html import document_html
from reports.workflow.available_moves import available_moves
from reports.workflow.custody import current_holders
from reports.workflow.guards import reviews_since_drafted
from reports.workflow.history import history_of
from reports.workflow.internal_review import deciding_role, drafters, last_seen, returned_by_bureau
from reports.workflow.machine import make_move
from reports.workflow.models import Transition
from reports.workflow.moves import find_move
from reports.workflow.refusals import MoveRefused
from reports.workflow.states import STATES
from reports.workflow.submissions import in_the_way
from reports.workflow.threads import asked_of_agency
from reports.workflow.views import MAX_REASON

DECISIONS = ("pass_on", "sign", "send_back")  # the moves of deputy and head


class DecisionForm(forms.Form):
    """What deputy or head submit from the page on which they decide."""

    name = forms.ChoiceField(choices=[(name, name) for name in DECISIONS])
    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=MAX_REASON)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedIn, pk: int) -> HttpResponse:
    report = get_report_to_decide(request.user, pk)
    if request.method == "POST":
        return _make(request, report)
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
        made = make_move(report.pk, actor=actor_of(request), **form.cleaned_data)
    except MoveRefused as refusal:
        now = get_report_to_decide(request.user, report.pk)  # somebody may have moved it
        return _page(request, now, RefusedDecision(str(refusal), *sent))
    move = find_move(made.move, State(made.source))
    words = {"report": report, "done": move.done if move else ""}
    messages.success(request, _("%(report)s: %(done)s") % words)
    return redirect("agency:home")


@dataclass(frozen=True)
class RefusedDecision:
    """Why nothing was done, and what had been sent."""

    why: str
    move: str
    written: str


def _page(
    request: SignedIn, report: Report, refused: RefusedDecision | None = None
) -> HttpResponse:
    role = deciding_role(report, request.user)
    shown = _look(report, request.user, role) if role else _standing(report)
    context = {
        "report": report,
        "role": role,
        "deadline": deadline_of(report),
        "refused": refused,
        "has_errors": bool(refused),
        **shown,
    }
    return render(request, "agency/decide.html", context, status=422 if refused else 200)


def _standing(report: Report) -> dict[str, object]:
    """Return where the report is, for people whose turn it is not."""
    held = current_holders([report], active_delegations([report.agency_id]))
    return {"holders": held[report.pk], "next": STATES[report.state].next}


def _look(report: Report, user: User, role: Role) -> dict[str, object]:
    history = history_of(report, at_desk=False)
    copy = working_copy(report)
    document = build_document(report.edition, copy.content)
    found, changed = _found(report, copy), _changed(report, user, copy, history)
    return {
        "absent": user.stands_in_for(report.agency_id, role),
        "drafters": drafters(report),
        "looks": reviews_since_drafted(history),
        "history": history,
        "offers": list(available_moves(report, user)),
        # document_html escapes all text it prints
        "document": mark_safe(document_html(document, top_level=2)),
        "glances": _glances(found, changed),
        **found,
        **changed,
    }


@dataclass(frozen=True)
class Glance:
    """The number of things that need a look, and where on the page they are."""

    kind: str
    words: str | Promise
    count: int
    place: str


def _glances(found: dict[str, Any], changed: dict[str, Any]) -> list[Glance]:
    unusual, comments = len(found["unusual"].shown), len(changed["threads"])
    counted = (
        *(Glance(g.name, g.heading, len(g.findings), "findings") for g in found["groups"]),
        Glance("warning", _("Unusual figures"), unusual, "outliers"),
        Glance("changes", _("What changed"), len(changed["changes"]), "changes"),
        Glance("comments", _("Comments of the reviewer"), comments, "comments"),
    )
    return [glance for glance in counted if glance.count]


def _found(report: Report, copy: WorkingCopy) -> dict[str, Any]:
    """Return the figures, and what the rules and those who filled them in say about them."""
    edition, links = report.edition, entry_links(report)
    findings = copy.findings(submitting=True)
    explained = explanations_of(report, findings)
    unusual = to_review(edition, copy.known, beside(report), findings, links, explained)
    figures = key_figures(edition, copy.known, copy.previous)
    return {
        "figures": figures,
        "standing_out": _standing_out(figures, unusual.cells),
        "last_year": copy.previous,
        "unusual": unusual,
        "groups": grouped(edition, unusual.findings, links, explained),
        "in_the_way": in_the_way(findings, explained),
    }


def _standing_out(figures: Sequence[KeyFigure], unusual: set[str]) -> list[KeyFigure]:
    return [figure for figure in figures if unusual.intersection(figure.cells)]


def _changed(
    report: Report, user: User, copy: WorkingCopy, history: Sequence[Transition]
) -> dict[str, Any]:
    """Return what changed since this person, or the bureau, had the report; nothing at first."""
    links, seen = entry_links(report), last_seen(history, report, user)
    open_threads = asked_of_agency(report).filter(resolved_at=None)
    return {
        "seen": seen,
        "changes": _changes(report, copy, seen) if seen else [],
        "returned": returned_by_bureau(history),
        "threads": shown_threads(report, open_threads, links),
    }


def _changes(report: Report, copy: WorkingCopy, seen: Transition) -> list[Change]:
    """Return changes without sums, which only follow."""
    before = content_at(copy, seen.at)
    found = changes_between(report.edition, before, copy.content, entry_links(report))
    return [change for change in found if not change.is_sum]
