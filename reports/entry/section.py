"""One section of a report, to fill in or to read."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedIn
from accounts.trail.record import Actor, actor_of
from reports.campaigns.deadlines import deadline_of, deadline_of_section
from reports.drafts.access import HeldByAnother, get_own_report, get_writable_section, may_write
from reports.drafts.merging import Entry
from reports.drafts.presence import mark_present
from reports.drafts.progress import belongs, tasks
from reports.drafts.storage import TEXT_LIMIT, ReportNotEditable, TextTooLong, write_into
from reports.drafts.working_copy import working_copy
from reports.entry.carry_over_context import carry_over_context, shown_carry_overs
from reports.entry.grid import parse_section
from reports.entry.mark_done import finish
from reports.entry.section_context import (
    SaveRefusal,
    beside,
    comments_on,
    errors,
    filled_in,
    neighbours,
    printed,
    text_as_shown,
    what_was_refused,
)
from reports.entry.text_actions import BY_PRESS, apply_text_action
from reports.form.edition import Section
from reports.models import Report, ReportSection
from reports.rules.overview_draft import drafted_sections


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    if request.method == "POST":
        return save(request, pk, code)
    report = get_own_report(request.user, pk)
    return page(request, report, section_of(report, code))


def section_of(report: Report, code: str) -> Section:
    try:
        return report.edition.by_code[code]
    except KeyError:
        raise Http404 from None


def save(request: SignedIn, pk: int, code: str) -> HttpResponse:
    try:
        with transaction.atomic():
            stored = get_writable_section(request.user, pk, code)
            report, section = stored.report, section_of(stored.report, code)
            entry = parse_section(section, request.POST)
            press = apply_text_action(stored, section, entry, request.POST.dict())
            refusal = write(stored, press.entry, actor_of(request), how=press.how)
            finished = None if refusal else finish(request, stored, press.entry)
    except HeldByAnother as held:
        return held_by_another(request, held.section)
    if refusal:
        return page(request, report, section, refusal)
    if finished:
        return finished
    messages.success(request, _("Saved at %(time)s") % {"time": f"{timezone.localtime():%H:%M}"})
    if press.told:
        messages.warning(request, str(press.told))
    if press.how in BY_PRESS:
        return redirect(f"{page_of(report, section)}?pressed={press.how}")
    return redirect(after_saving(request.POST.get("then", ""), report, section, entry))


def held_by_another(request: SignedIn, stored: ReportSection) -> HttpResponse:
    """Show back what was typed in a section that was assigned to somebody else meanwhile."""
    section = section_of(stored.report, stored.code)
    entry = parse_section(section, request.POST)
    return page(request, stored.report, section, SaveRefusal(entry, 403, held=True))


def write(
    stored: ReportSection, entry: Entry, actor: Actor, *, how: str = "typed"
) -> SaveRefusal | None:
    """Store what was entered; return a refusal with the response's status, or None."""
    try:
        written = write_into(stored, entry, actor, how=how)
    except ReportNotEditable:
        return SaveRefusal(entry, 409, locked=True)
    except TextTooLong as error:
        words = _("Not saved: the text has %(found)d characters, at most %(limit)d are kept.")
        return SaveRefusal(entry, 422, words % {"found": error.length, "limit": TEXT_LIMIT})
    if any(refused.place == stored.code for refused in written.refused):
        return SaveRefusal(entry, 409, closed=True)
    if written.conflicts or written.refused:
        return SaveRefusal(entry, 409, conflicts=written.conflicts, fixed=written.refused)
    return None


def after_saving(then: str, report: Report, section: Section, entry: Entry) -> str:
    """Return where to go next; an entry that could not be read keeps one on the page."""
    if then == "check" and not entry.unreadable:
        return reverse("agency:check", kwargs={"pk": report.pk})
    if then == "draft" and section.code in drafted_sections():
        return reverse("entry:draft", kwargs={"pk": report.pk, "code": section.code})
    ahead = then == "next" and not entry.unreadable
    page = page_of(report, following(report, section) if ahead else section)
    return page if ahead else f"{page}?saved"


def page_of(report: Report, section: Section) -> str:
    return reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})


def following(report: Report, section: Section) -> Section:
    """Return the next section, or the last one itself."""
    sections = report.edition.sections
    return sections[min(sections.index(section) + 1, len(sections) - 1)]


def page(
    request: SignedIn,
    report: Report,
    section: Section,
    refusal: SaveRefusal | None = None,
    *,
    wanted: tuple[list[str], str] | None = None,
) -> HttpResponse:
    """Show the section; `wanted` are cells to open and the reason, if either was missing."""
    copy = working_copy(report)
    carried = shown_carry_overs(copy, section)
    findings = copy.findings()
    here = [finding for finding in findings if belongs(finding, report.edition, section)]
    stored = next(row for row in copy.sections if row.code == section.code)
    writable = may_write(stored, request.user, report)
    context = {
        "section": section,
        "some_open": report.is_open and report.open_places is not None,
        "none_open": not report.has_open_in(section.code),
        "tasks": tasks(report.edition, copy.content, findings, copy.sections),
        "writable": writable,
        "wanted": wanted,
        **people_and_days(stored, request.user, writable=writable),
        **just_done(section, request.GET.dict()),
        **beside(copy, section),
        **comments_on(report, section),
        **carry_over_context(carried),
        **errors(copy, section, here, carried),
        **neighbours(report, section),
        **what_was_refused(copy, section, refusal),
        **(
            filled_in(copy, section, here, refusal, carried) if writable else printed(copy, section)
        ),
        "shown": text_as_shown(copy, section, here) if section.is_narrative else None,
    }
    status = refusal.status if refusal else 422 if wanted else 200
    return render(request, "entry/section.html", context, status=status)


def people_and_days(stored: ReportSection, user: User, *, writable: bool) -> dict[str, object]:
    """Return whose section it is and until when, marking those who can write as present."""
    return {
        "report": stored.report,
        "stored": stored,
        "others": mark_present(stored.pk, user) if writable else "",
        "is_mine": stored.holder_id == user.pk,
        "deadline": deadline_of(stored.report),
        "own_deadline": deadline_of_section(stored),
    }


def just_done(section: Section, told: Mapping[str, str]) -> dict[str, object]:
    """Return what the address says about the button press that led here."""
    filled = told.get("filled")  # the table of a nil return just filed
    return {
        "just_saved": "saved" in told,
        "filled_with_zero": next((t.code for t in section.tables if t.code == filled), ""),
        "pressed": told.get("pressed", ""),
    }
