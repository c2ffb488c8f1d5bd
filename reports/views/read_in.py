"""A report that exists is read in: shown as a proposal, and not written before one confirms it."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedIn
from accounts.trail import Actor, actor_of
from reports.access import get_writable_report
from reports.forms import ReadingForm
from reports.models import Proposal, Report
from reports.proposals import in_view, propose, tell_refused
from reports.reading import Reading, Unreadable, read_in_child
from reports.reading.doubts import NO_FIGURES, TOO_LARGE_ARCHIVE
from reports.reading.files import MAX_BYTES
from reports.stated import statement_of_reading
from reports.uploads import arrives_whole
from reports.views.proposal import address
from reports.views.proposal_parts import in_words
from reports.workflow.working_copy import working_copy


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def read_in(request: SignedIn, pk: int) -> HttpResponse:
    """What arrives is bounded before the token in it is looked for, which would read it all."""
    if request.method == "POST" and not arrives_whole(request):
        report = get_writable_report(request.user, pk)
        tell_refused(report, actor_of(request), TOO_LARGE_ARCHIVE)
        form = ReadingForm({})
        form.add_error(None, in_words(TOO_LARGE_ARCHIVE))
        return page(request, report, form, status=413)
    return checked(request, pk)


@csrf_protect
def checked(request: SignedIn, pk: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    if request.method != "POST":
        return page(request, report, ReadingForm())
    form = ReadingForm(request.POST, request.FILES)
    if not report.is_open:
        return page(request, report, form, status=409)
    if not form.is_valid():
        return page(request, report, form, status=422)
    try:
        return redirect(address(kept(report, form, actor_of(request))))
    except Unreadable as error:
        form.add_error(None, in_words(error.reason))
        return page(request, report, form, status=422)


def kept(report: Report, form: ReadingForm, actor: Actor) -> Proposal:
    """Raises Unreadable, which the trail then tells of."""
    content = form.content
    digest = hashlib.sha256(content).hexdigest() if content else ""
    about: dict[str, str | int] = {"size": form.size, "digest": digest}
    try:
        if form.size > MAX_BYTES:
            raise Unreadable(TOO_LARGE_ARCHIVE)
        reading = read(content, report.campaign.year)
    except Unreadable as error:
        tell_refused(report, actor, error.reason, name=form.name[:120], **about)
        raise
    agency, draft = report.agency, working_copy(report).as_written
    names = (agency.name, agency.short_name)
    statement = statement_of_reading(report.edition, draft, reading, names)
    return propose(report, statement, actor, how=Proposal.Way.READ, name=form.name, source=about)


def read(content: bytes, year: int) -> Reading:
    """Raises Unreadable, also where no figure was read: then there is nothing to confirm."""
    reading = read_in_child(content, or_year=year)
    if all(figure is None for figure in reading.content.figures.values()):
        raise Unreadable(NO_FIGURES)
    return reading


def page(request: SignedIn, report: Report, form: ReadingForm, status: int = 200) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "writable": report.is_open,
        "refused": status == 409,
        "proposals": in_view(report),
    }
    return render(request, "reports/read_in.html", context, status=status)
