"""One section of a report, to fill in or to read."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import Actor, actor_of
from reports.drafts.access import HeldByAnother, get_own_report, get_writable_section
from reports.drafts.merging import Entry
from reports.drafts.storage import TEXT_LIMIT, ReportNotEditable, TextTooLong, write_into
from reports.entry.grid import parse_section
from reports.entry.mark_done import finish
from reports.entry.section_context import SaveRefusal
from reports.entry.section_page import RefusedOpening, section_page
from reports.entry.suspects import after_press, press_suspect
from reports.entry.text_actions import BY_PRESS, apply_text_action
from reports.form.edition import Section
from reports.models import Report, ReportSection
from reports.rules.overview_draft import drafted_sections
from reports.workflow.custody import note_opening


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, pk: int, code: str) -> HttpResponse:
    if request.method == "POST":
        return save(request, pk, code)
    report = get_own_report(request.user, pk)
    note_opening(report, request.user)
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
            actor = actor_of(request)
            refusal = write(stored, press.entry, actor, how=press.how)
            suspect = None if refusal else press_suspect(stored, request.POST.dict(), actor)
            finished = None if refusal else finish(request, stored, press.entry)
    except HeldByAnother as held:
        return held_by_another(request, held.section)
    if refusal:
        return page(request, report, section, refusal)
    if suspect:
        return after_press(request, report, code, suspect)
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
    except ReportNotEditable as closed:
        return SaveRefusal(entry, 409, locked=str(closed))
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
    wanted: RefusedOpening | None = None,
) -> HttpResponse:
    told = request.GET.dict()
    shown = section_page(report, section, request.user, told, refusal, wanted)
    status = refusal.status if refusal else 422 if wanted else 200
    return render_page(request, "entry/section.html", shown, status)
