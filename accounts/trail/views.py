"""The auditor's page: the trail by day, person, act, object and cell; its verification; its files.
Each visit is itself a line of the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Event, Role, User
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.export import FILES, trail_file_of
from accounts.trail.filter import TrailFilterForm
from accounts.trail.lines import TrailLine, ValueChange
from accounts.trail.presses import presser_of, take_press
from accounts.trail.record import actor_of, record
from accounts.trail.values import place_in_words
from accounts.trail.verification import VerificationRun, latest_run, latest_whole_run, verify_on

LINES_A_PAGE = 50


def _require_auditor(user: User) -> None:
    if not user.has_role(Role.AUDITOR):
        raise Http404


@dataclass(frozen=True)
class TrailPage:
    form: TrailFilterForm
    lines: Sequence[TrailLine]
    run: VerificationRun | None
    whole_run: VerificationRun | None
    place: str  # in words; with one chosen the page is its history
    history: Sequence[tuple[TrailLine, ValueChange | None]]
    older: str
    newest: str
    filters: str


@require_safe
def trail(request: SignedIn) -> HttpResponse:
    """List the trail, newest first, paged by line number so that new lines do not shift pages."""
    _require_auditor(request.user)
    form = TrailFilterForm(request.GET)
    events = form.narrow(Event.objects.all()) if form.is_valid() else Event.objects.none()
    found = events.select_related("actor")[: LINES_A_PAGE + 1]
    page = trail_page(request, form, [TrailLine(event) for event in found])
    with transaction.atomic():
        record(actor_of(request), "trail.read", "trail", after=form.chosen or None)
    return render_page(request, "trail/trail.html", page)


def trail_page(request: HttpRequest, form: TrailFilterForm, lines: list[TrailLine]) -> TrailPage:
    """Return the page; `lines` has one more than it shows if there are older ones."""
    shown, place = lines[:LINES_A_PAGE], form.chosen.get("place", "")
    links = _links(request, lines)
    return TrailPage(
        form=form,
        lines=shown,
        run=latest_run(),
        whole_run=latest_whole_run(),
        place=place_in_words(place) or place if place else "",
        history=[(line, line.at(place)) for line in shown] if place else (),
        older=links.older,
        newest=links.newest,
        filters=links.filters,
    )


@dataclass(frozen=True)
class TrailLinks:
    """The links to older and newest lines, and the filters for the files."""

    older: str
    newest: str
    filters: str


def _links(request: HttpRequest, lines: list[TrailLine]) -> TrailLinks:
    query = request.GET.copy()
    is_newest = query.pop("before", None) is None
    filters, older = query.urlencode(), ""
    if len(lines) > LINES_A_PAGE:
        query["before"] = str(lines[LINES_A_PAGE - 1].event.pk)
        older = f"?{query.urlencode()}"
    return TrailLinks(older, "" if is_newest else f"?{filters}", filters)


@require_POST
def verify(request: SignedIn) -> HttpResponse:
    _require_auditor(request.user)
    actor = presser_of(request)
    if not take_press(actor):  # the page shows what the other press found
        return redirect("accounts:trail")
    run = verify_on(actor)
    if run.is_whole:
        words = _("Lines %(first)d to %(last)d are as they were written.")
        messages.success(request, words % {"first": run.first, "last": run.last})
    else:
        messages.error(request, _("The trail is broken: see below where."))
    return redirect("accounts:trail")


@require_safe
def trail_file(request: SignedIn, name: str) -> HttpResponseBase:
    """Download the filtered lines, oldest first, without the line for this download."""
    _require_auditor(request.user)
    if name not in FILES:
        raise Http404
    form, page = (
        TrailFilterForm(request.GET),
        f"{reverse('accounts:trail')}?{request.GET.urlencode()}",
    )
    if not form.is_valid():
        return redirect(page)
    newest = Event.objects.values_list("pk", flat=True).first() or 0
    events = form.narrow(Event.objects.filter(pk__lte=newest))
    most = FILES[name].most
    count = events.order_by()[: most + 1].count()
    if count > most:
        words = _("Not exported: more than %(most)d lines. Choose a shorter time or fewer acts.")
        messages.error(request, words % {"most": most})
        return redirect(page)
    with transaction.atomic():
        about = {**form.chosen, "format": name, "rows": count}
        record(actor_of(request), "trail.export", "trail", after=about)
    return trail_file_of(events, name)
