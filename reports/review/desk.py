"""The desk: one submission as printed, preceded by what needs the reviewer's attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.delegation.delegate import active_delegations
from accounts.models import User
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.display.changes import Change, Turned, changes_between, turned, with_threads
from reports.display.downloads import download
from reports.display.findings import grouped
from reports.display.move_buttons import moves_context
from reports.display.outliers import to_review, without_jumps
from reports.display.peers import beside
from reports.display.printed import place_link, sheets
from reports.display.threads import ShownThread, shown_threads
from reports.drafts.access import desk_reports, get_desk_report
from reports.drafts.rule_context import likenesses
from reports.form.edition import Section
from reports.form.places import places_in
from reports.models import REVIEW_STATES, Report, Submission
from reports.records.receipts import check_code
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from reports.review.queue import (
    Neighbours,
    first_reviewer_of,
    in_state,
    narrowed,
    neighbours,
    queue,
    queue_status_of,
)
from reports.review.queue_form import QueueForm
from reports.workflow.history import history_of
from reports.workflow.models import Transition
from reports.workflow.notices_to_file import in_between
from reports.workflow.phrases import phrases_of
from reports.workflow.review_checklist import checklist
from reports.workflow.submissions import explained_when_filed, found_when_filed

COPIES_SHOWN = 4
ASKED_BACK = ("return", "reopen", "correct")


@require_safe
def desk(request: SignedIn, pk: int) -> HttpResponse:
    report = get_desk_report(request.user, pk)
    filed = list(report.submissions.select_related("by").order_by("-number")[:2])
    newest, before = filed[0], filed[1] if filed[1:] else None
    history = history_of(report, at_desk=True)
    notices_to_file = report.notices_to_file.select_related("by")
    threads = shown_threads(report, report.threads.all(), place_link)
    context = {
        "submission": newest,
        "before": before,
        "place": queue_status_of(report),
        "first_reviewer": first_reviewer_of(report),
        "copies": _copies(request.user, report, newest),
        "history": in_between(history, notices_to_file),
        "submitted": next((made for made in history if made.submission_id == newest.pk), None),
        "standing_in": active_delegations([report.agency_id]),
        "asked_back": asked_back(report, history),
        "neighbours": _neighbours(request, report),
        "threads": threads,
        **_form(report, newest, before, threads),
        **_comment_form(report, request.user),
        **_points(report, request.user),
        "phrases": phrases_of(request.user),  # lazy: queried only where somebody can write
        "query": request.GET.urlencode(),
        **moves_context(report, request.user),
    }
    return render(request, "review/desk.html", context)


def asked_back(report: Report, history: Sequence[Transition]) -> list[Transition]:
    """Return what was sent back, newest first; returns between reviewers only until settled."""
    latest = history[0] if history else None
    return [
        made
        for made in history
        if made.move in ASKED_BACK or (made is latest and made.move == "back_to_first")
    ]


def _form(
    report: Report, newest: Submission, before: Submission | None, threads: Sequence[ShownThread]
) -> dict[str, object]:
    """Return the submission as printed, with findings, changes and comments."""
    held, reasons = beside(report), explained_when_filed(newest)
    findings = found_when_filed(newest)
    unusual = to_review(newest.edition, newest.content, held, findings, place_link, reasons)
    previous = next((one for one in held.earlier if one.year == newest.year - 1), None)
    changes = _changes(before, newest, threads) if before else []
    changed = [change.place for change in changes]
    unsettled = [one.place for one in threads if one.state != "resolved"]
    commented = [place.cell for place in unsettled]
    found = (changed, commented, unusual.cells)
    return {
        "shows_last_year": previous is not None,
        "unusual": unusual,
        "groups": grouped(newest.edition, unusual.findings, place_link, reasons),
        "changes": changes,
        "turned": _turned(before, newest) if before else None,
        "sheets": sheets(newest, unusual.findings, previous, *found),
        "marked": list(dict.fromkeys(place.name for place in unsettled if place.name)),
    }


def _changes(
    before: Submission, newest: Submission, threads: Sequence[ShownThread]
) -> list[Change]:
    """Return changes with the threads on the previous submission, and unsettled earlier ones."""
    found = changes_between(newest.edition, before.content, newest.content, place_link)
    asked = (one for one in threads if one.thread.number < newest.number)
    return with_threads(
        found, [o for o in asked if o.thread.number == before.number or o.state != "resolved"]
    )


def _turned(before: Submission, newest: Submission) -> Turned:
    """Compare findings, without those listed under the newest submission's outliers."""
    was, now = (without_jumps(s.edition, found_when_filed(s)) for s in (before, newest))
    return turned(was, now)


def _comment_form(report: Report, user: User) -> dict[str, object]:
    """Return the comment form, for any place, if the user holds the review."""
    if report.state not in REVIEW_STATES or report.reviewer_id != user.pk:
        return {"may_comment": False}
    sections = report.edition.sections
    return {"may_comment": True, "places": [(s.title, places_in(s)) for s in sections]}


def _points(report: Report, user: User) -> dict[str, object]:
    """Return the campaign's review points; whoever holds the review may tick them."""
    if report.state not in REVIEW_STATES or report.reviewer is None:
        return {"points": []}
    points = checklist(report, report.reviewer)
    done = sum(point.at is not None for point in points)
    return {"points": points, "points_done": done, "may_tick": report.reviewer == user}


@dataclass(frozen=True)
class Copy:
    """How much of a section is copied verbatim from another agency's report, and whose it is."""

    section: Section
    percent: int
    other: Report


def _copies(user: User, report: Report, submission: Submission) -> list[Copy]:
    """Return copies from reports on the reviewer's own desk; agencies are told no names (N-R12)."""
    found = likenesses(report, submission.content)[:COPIES_SHOWN]
    others = desk_reports(user).in_bulk([like.report for like in found]) if found else {}
    sections = submission.edition.by_code
    return [
        Copy(sections[like.section], round(like.share * 100), others[like.report])
        for like in found
        if like.report in others
    ]


def _neighbours(request: SignedIn, report: Report) -> Neighbours:
    """Return neighbours in the queue as filtered before the reviewer opened this report."""
    form = QueueForm(request.GET.dict(), [report.campaign], report.campaign)
    found = narrowed(queue(desk_reports(request.user), report.campaign), form.filters)
    return neighbours(in_state(found, form.filters), report)


@require_safe
def submission_file(request: SignedIn, pk: int, number: int, name: str) -> HttpResponse:
    report = get_desk_report(request.user, pk)
    submission = get_object_or_404(Submission, report=report, number=number)
    if name not in RENDERERS:
        raise Http404
    with transaction.atomic():
        record(actor_of(request), "submission.download", report.trail_name,
               label=str(submission), after={"number": number, "format": name})  # fmt: skip
    document = build_document(submission.edition, submission.content)
    document = replace(document, code=check_code(submission))  # by which /verify/ recognises it
    return download(document, RENDERERS[name])
