"""A text drafted from the tables: previewed, then added below what is there, never replacing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.presses import first_press, presser_of
from accounts.trail.record import actor_of
from reports.display.findings import entry_links
from reports.display.text import ShownText, shown_text
from reports.drafts.access import get_writable_report, get_writable_section
from reports.drafts.merging import Entry, text_mark
from reports.drafts.progress import blank_count
from reports.drafts.working_copy import WorkingCopy, working_copy
from reports.entry.section import page_of, write
from reports.entry.section_context import source
from reports.entry.text_actions import DRAFTED
from reports.form.edition import Section
from reports.form.equations import without_partial_totals
from reports.form.live_figures import read_live
from reports.models import Report
from reports.rules.overview_draft import draft, drafted_sections


@dataclass(frozen=True)
class DraftPage:
    report: Report
    section: Section
    shown: ShownText
    text: str  # that is there already
    unfilled: Sequence[Section]


@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: SignedIn, pk: int, code: str) -> HttpResponse:
    if request.method == "POST":
        return put_in(request, pk, code)
    report = get_writable_report(request.user, pk)
    section = drafted(report, code)
    copy = working_copy(report)
    sections = report.edition.sections
    page = DraftPage(
        report=report,
        section=section,
        shown=preview(copy, section),
        text=source(copy, section),
        unfilled=[s for s in sections if s.tables and blank_count(s, copy.content)],
    )
    return render_page(request, "entry/overview.html", page)


def drafted(report: Report, code: str) -> Section:
    if code not in drafted_sections() or code not in report.edition.by_code:
        raise Http404
    return report.edition.by_code[code]


def preview(copy: WorkingCopy, section: Section) -> ShownText:
    edition, content = copy.report.edition, copy.content
    written = draft(edition, content, section.code)
    read = read_live(written, edition, without_partial_totals(edition, content.figures)).text
    texts = {**content.texts, section.code: read}
    as_drafted = replace(content, texts=texts)
    return shown_text(edition, as_drafted, section.code, written, (), entry_links(copy.report))


def put_in(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Append the draft as of now, separated from the existing text by a blank line."""
    with transaction.atomic():
        stored = get_writable_section(request.user, pk, code)
        report, section = stored.report, drafted(stored.report, code)
        if not first_press(presser_of(request)):  # it stands there already
            return redirect(f"{page_of(report, section)}?pressed={DRAFTED}")
        written = draft(report.edition, working_copy(report).content, code)
        text = f"{stored.text}\n\n{written}" if stored.text.strip() else written
        entry = Entry(text=text, base={code: text_mark(stored.text)})
        refusal = write(stored, entry, actor_of(request), how=DRAFTED)
    if refusal:
        messages.error(request, refusal.reason or _("Not saved: %(why)s") % {"why": refusal.locked})
        return redirect(page_of(report, section))
    messages.success(
        request, _("The draft stands in the text. Read it, fill its gaps, change what is not so.")
    )
    return redirect(f"{page_of(report, section)}?pressed={DRAFTED}")
