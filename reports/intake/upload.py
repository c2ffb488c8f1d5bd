"""Reads an existing report in, as a proposal that is not written before somebody confirms it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Agency
from accounts.page import refuse_form, render_page
from accounts.requests import SignedIn
from accounts.trail.presses import give_back, presser_of, take_press
from accounts.trail.record import Actor, actor_of
from reports.display.uploads import bounded_upload
from reports.drafts.access import get_writable_report
from reports.drafts.storage import why_closed
from reports.drafts.working_copy import working_copy
from reports.intake.extracted import extract_of_reading
from reports.intake.proposal import address, read_already
from reports.intake.proposal_context import in_words
from reports.intake.proposals import in_view, propose, tell_refused
from reports.models import Proposal, Report
from reports.reading import Reading, Unreadable, read_in_child
from reports.reading.doubts import BUSY, NO_FIGURES, TOO_LARGE_ARCHIVE
from reports.reading.files import MAX_BYTES

OLD = ".doc,.wps,.xls,.et"  # read where LibreOffice is installed, else told how to save anew
TAKEN = {"accept": f".docx,.pdf,.html,.htm,.xlsx,.json,.txt,{OLD}"}


class ReadingForm(forms.Form):
    """An existing report as a file or pasted text; `name` and `content` are what was given."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "Word (.docx), PDF, web page (.html), Excel (.xlsx), JSON or text; at most 5 MB."
        ),
        widget=forms.FileInput(attrs=TAKEN),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the report"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "Open it in the browser or in Word, select all, copy, and paste it here."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text", "").strip()
        if file and text:
            raise forms.ValidationError(gettext_lazy("Give a file or a text, not both."))
        if not (file or text) and not self.errors:
            raise forms.ValidationError(
                gettext_lazy("Choose a file, or paste the text of the report.")
            )
        return given

    @property
    def name(self) -> str:
        file = self.cleaned_data.get("file")
        return file.name if file else gettext("pasted text")

    @property
    def size(self) -> int:
        """Return the size of what was sent, even if it was too large to keep."""
        file = self.cleaned_data.get("file")
        return file.size if file else len(self.content)

    @property
    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        if file:
            file.seek(0)
            return bytes(file.read())
        return str(self.cleaned_data["text"]).encode()


def too_large(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    tell_refused(report, actor_of(request), TOO_LARGE_ARCHIVE)
    form = ReadingForm({})
    form.add_error(None, in_words(TOO_LARGE_ARCHIVE))
    return page(request, report, form, status=413)


@require_http_methods(["GET", "HEAD", "POST"])
@bounded_upload(too_large)
def read_in(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    if request.method != "POST":
        return page(request, report, ReadingForm())
    form = ReadingForm(request.POST, request.FILES)
    if not report.is_open:
        return page(request, report, form, status=409)
    if not form.is_valid():
        return page(request, report, form, status=422)
    actor = presser_of(request)
    if not take_press(actor):
        return read_already(request, report, form.name, "agency:report")
    try:
        return redirect(address(kept(report, form, actor)))
    except Unreadable as error:
        give_back(actor)
        refuse_form(form, error, words=in_words(error.reason))
        return page(request, report, form, status=503 if error.reason is BUSY else 422)


def kept(report: Report, form: ReadingForm, actor: Actor) -> Proposal:
    """Read the file and store a proposal. Raises Unreadable, which the trail records."""
    content = form.content
    digest = hashlib.sha256(content).hexdigest() if content else ""
    about: dict[str, str | int] = {"size": form.size, "digest": digest}
    try:
        if form.size > MAX_BYTES:
            raise Unreadable(TOO_LARGE_ARCHIVE)
        reading = read(content, report.campaign.year)
    except Unreadable as error:
        if error.reason is not BUSY:
            tell_refused(report, actor, error.reason, name=form.name[:120], **about)
        raise
    draft, names = working_copy(report).as_written, printed_names(report.agency)
    statement = extract_of_reading(report.edition, draft, reading, names)
    return propose(report, statement, actor, how=Proposal.Way.READ, name=form.name, source=about)


def printed_names(agency: Agency) -> tuple[str, ...]:
    """Return the names an agency's report may be printed under, the full one first."""
    region, name = agency.region.name, agency.name
    return name, agency.short_name, name if region in name else f"{region}{name}"


def read(content: bytes, year: int) -> Reading:
    """Read a report. Raises Unreadable, also without any figure: nothing could be confirmed."""
    reading = read_in_child(content, or_year=year)
    if all(figure is None for figure in reading.content.figures.values()):
        raise Unreadable(NO_FIGURES)
    return reading


@dataclass(frozen=True)
class UploadPage:
    report: Report
    form: ReadingForm
    writable: bool
    why_closed: str  # why nothing can be read in, where somebody tried
    proposals: Iterable[Proposal]


def page(request: SignedIn, report: Report, form: ReadingForm, status: int = 200) -> HttpResponse:
    shown = UploadPage(
        report=report,
        form=form,
        writable=report.is_open,
        why_closed=why_closed(report) if status == 409 else "",
        proposals=in_view(report),
    )
    return render_page(request, "intake/upload.html", shown, status)
