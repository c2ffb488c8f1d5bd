"""The auditor's page: the trail by day, person, act, object and cell; its verification; its files.
Each visit is itself a line of the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Event, Role, User
from accounts.requests import SignedIn
from accounts.trail.export import FILES, trail_file_of
from accounts.trail.filter import TrailFilterForm
from accounts.trail.lines import TrailLine
from accounts.trail.record import actor_of, record
from accounts.trail.values import place_in_words
from accounts.trail.verification import latest_run, latest_whole_run, verify_on

LINES_A_PAGE = 50


def _require_auditor(user: User) -> None:
    if not user.has_role(Role.AUDITOR):
        raise Http404


@require_safe
def trail(request: SignedIn) -> HttpResponse:
    """List the trail, newest first, paged by line number so that new lines do not shift pages."""
    _require_auditor(request.user)
    form = TrailFilterForm(request.GET)
    events = form.narrow(Event.objects.all()) if form.is_valid() else Event.objects.none()
    found = events.select_related("actor")[: LINES_A_PAGE + 1]
    lines = [TrailLine(event) for event in found]
    context = {
        "form": form,
        "lines": lines[:LINES_A_PAGE],
        "run": latest_run(),
        "whole_run": latest_whole_run(),
        **_place(form.chosen, lines[:LINES_A_PAGE]),
        **_links(request, lines),
    }
    with transaction.atomic():
        record(actor_of(request), "trail.read", "trail", after=form.chosen or None)
    return render(request, "trail/trail.html", context)


def _place(chosen: dict[str, Any], lines: list[TrailLine]) -> dict[str, Any]:
    """Return the history of the chosen place, or nothing if none is chosen."""
    if "place" not in chosen:
        return {}
    place = chosen["place"]
    history = [(line, line.at(place)) for line in lines]
    return {"place": place_in_words(place) or place, "history": history}


def _links(request: HttpRequest, lines: list[TrailLine]) -> dict[str, str]:
    """Return the links to older and newest lines, and the filters for the files."""
    query = request.GET.copy()
    is_newest = query.pop("before", None) is None
    filters, older = query.urlencode(), ""
    if len(lines) > LINES_A_PAGE:
        query["before"] = str(lines[LINES_A_PAGE - 1].event.pk)
        older = f"?{query.urlencode()}"
    return {"older": older, "newest": "" if is_newest else f"?{filters}", "filters": filters}


@require_POST
def verify(request: SignedIn) -> HttpResponse:
    _require_auditor(request.user)
    run = verify_on(actor_of(request))
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
