"""What a section's page saves while somebody works in it, answered as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.page import render_part
from accounts.requests import SignedIn
from accounts.signin.idle import not_an_act
from accounts.trail.record import actor_of
from reports.display.findings import Group
from reports.display.text import ShownText
from reports.drafts.access import HeldByAnother, get_writable_section
from reports.drafts.merging import Conflict, shown_values, text_mark
from reports.drafts.progress import Task, belongs, tasks
from reports.drafts.working_copy import WorkingCopy, working_copy
from reports.entry.carry_over_context import (
    ShownCarryOver,
    carry_over_states,
    refused_words,
    shown_carry_overs,
)
from reports.entry.grid import parse_section
from reports.entry.section import section_of, write
from reports.entry.section_context import (
    SaveRefusal,
    faults,
    section_findings,
    source,
    text_as_shown,
)
from reports.form.content import Finding
from reports.form.edition import Section
from reports.models import Report, ReportSection

# How figures and words may be entered, as recorded in the trail.
WAYS = ("typed", "pasted", "undo", "corrected", "live", "inserted", "suggested")


def for_scripts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer scripts that are not signed in with 401, as they cannot follow to the sign-in page."""

    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, **named)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"signed_out": True}, status=401)
        return redirect("accounts:login")

    return answered


@not_an_act
@require_safe
@for_scripts
def session(request: SignedIn) -> JsonResponse:
    """Return who is signed in, and the CSRF token, which changes on signing in again."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@require_POST
@for_scripts
def autosave(request: SignedIn, pk: int, code: str) -> JsonResponse:
    try:
        with transaction.atomic():
            stored = get_writable_section(request.user, pk, code)
            section = section_of(stored.report, code)
            if section.is_narrative and "text" not in request.POST:
                return JsonResponse({"message": "no text"}, status=400)
            entry = parse_section(section, request.POST)
            refusal = write(stored, entry, actor_of(request), how=way(request))
    except HeldByAnother as held:
        message = _("Not saved: this section has been handed out to %(holder)s.")
        told = message % {"holder": held.section.holder}
        return JsonResponse({"locked": True, "message": told}, status=403)
    if refusal and refusal.locked:
        message = _("Not saved: %(why)s") % {"why": refusal.locked}
        return JsonResponse({"locked": True, "message": message}, status=409)
    if refusal and refusal.closed:
        message = _("Not saved: the reviewer did not return this part.")
        return JsonResponse({"locked": True, "message": message}, status=409)
    if refusal and refusal.reason:
        return JsonResponse({"message": refusal.reason}, status=422)
    return as_it_stands(stored, section, refusal, request.user)


def way(request: HttpRequest) -> str:
    how = request.POST.get("how", "")
    return how if how in WAYS else WAYS[0]


def as_it_stands(
    stored: ReportSection, section: Section, refusal: SaveRefusal | None, user: User
) -> JsonResponse:
    """Return the section after saving, for the page to show, with conflicts."""
    copy = working_copy(stored.report)
    carried = shown_carry_overs(copy, section)
    fixed = refusal.fixed if refusal else ()
    conflicts = refusal.conflicts if refusal else ()
    answer = {
        "saved_at": f"{timezone.localtime():%H:%M}",
        "version": stored.version,
        "done": stored.is_done,
        **places(copy, section),
        **found(copy, section, carried, user),
        **carry_over_states(carried),
        "refused": refused_words(copy.report.edition, fixed),
        "conflicts": [clash(copy, section, conflict) for conflict in conflicts],
    }
    return JsonResponse(answer, status=409 if conflicts else 200)


def places(copy: WorkingCopy, section: Section) -> dict[str, Any]:
    """Return what each cell shows, and the base of the next save."""
    if section.is_narrative:
        mark = text_mark(source(copy, section))
        return {"shown": {}, "base": {section.code: mark}, "unreadable": []}
    shown = shown_values(section, copy.content.figures, copy.content.unreadable)
    unreadable = [cell.id for cell in section.cells if cell.id in copy.content.unreadable]
    return {"shown": shown, "base": shown, "unreadable": unreadable}


@dataclass(frozen=True)
class SavedFindings:
    """The findings beside a section that has just been saved."""

    groups: Sequence[Group]
    saved: bool = True
    writable: bool = True


@dataclass(frozen=True)
class SectionLinks:
    """The list of the sections."""

    report: Report
    section: Section
    tasks: Sequence[Task]
    user: User


@dataclass(frozen=True)
class SavedText:
    """A text with its numbers, while somebody writes it."""

    shown: ShownText
    writable: bool = True


def found(
    copy: WorkingCopy, section: Section, carried: Sequence[ShownCarryOver], user: User
) -> dict[str, Any]:
    """Return the states of cells, the panel and the list of sections, as the page draws them."""
    report, findings = copy.report, copy.findings()
    here = [f for f in findings if belongs(f, report.edition, section)]
    told = section_findings(copy, section, here, carried, user)
    own = {cell.id for cell in section.cells}
    far = tasks(report.edition, copy.content, findings, copy.sections)
    return {
        "states": {cell: state for cell, state in faults(here, carried).items() if cell in own},
        "error_count": len(told.errors),
        "panel": render_part("entry/_section_findings.html", SavedFindings(told.groups)),
        "summary": render_part("entry/_error_list.html", told),
        "nav": render_part("entry/_section_links.html", SectionLinks(report, section, far, user)),
        **(text_marks(copy, section, here) if section.is_narrative else {}),
    }


def text_marks(copy: WorkingCopy, section: Section, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return a text's marks, the list of its numbers, and how it reads, for its script."""
    shown = text_as_shown(copy, section, findings)
    text = SavedText(shown)
    numbers = render_part("entry/_text_numbers.html", text)
    reads = render_part("entry/_text_reading.html", text)
    return {"text": {**shown.for_script(), "numbers": numbers, "reads": reads}}


def clash(copy: WorkingCopy, section: Section, conflict: Conflict) -> dict[str, str]:
    """Return a conflict; `base` is what to send along to make one's own value win."""
    cells = copy.report.edition.cells
    of_text = section.is_narrative
    return {
        "place": conflict.place,
        "label": section.title if of_text else cells[conflict.place].label,
        "mine": conflict.mine,
        "theirs": conflict.theirs,
        "base": text_mark(conflict.theirs) if of_text else conflict.theirs,
        "by": conflict.by.name if conflict.by else "",
        "at": f"{timezone.localtime(conflict.at):%H:%M}" if conflict.at else "",
    }
