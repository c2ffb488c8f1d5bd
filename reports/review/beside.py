"""From one report to the next, within the queue as it was filtered and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import Lag, Lead
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from reports.drafts.access import desk_reports, get_desk_report
from reports.models import Report
from reports.review.queue import WAITING, in_state, narrowed, open_to, queue
from reports.review.queue_form import QueueForm


@dataclass(frozen=True)
class Neighbours:
    before: int | None
    after: int | None


def neighbours(reports: QuerySet[Report], report: Report) -> Neighbours:
    """Return the filed reports next to this one; once decided, the most urgent one is next."""
    filed = reports.filter(last_number__gt=0)
    beside = _beside(filed, report.pk) if report.status in WAITING else None
    if beside is None:
        others = filed.exclude(pk=report.pk)
        return Neighbours(None, others.values_list("pk", flat=True).first())
    return beside


def _beside(filed: QuerySet[Report], pk: int) -> Neighbours | None:
    """Find neighbours in the database, which alone sees the whole queue; None if not in it."""
    order: Any = list(filed.query.order_by)  # typed so as to fit a window too
    previous, following = (Window(step("pk"), order_by=order) for step in (Lag, Lead))
    placed = filed.order_by().annotate(previous=previous, following=following)
    # a condition on the key alone would be applied before the window
    found = placed.filter(Q(pk=pk) | Q(previous=pk) | Q(following=pk))
    rows = found.values_list("pk", "previous", "following")
    return next((Neighbours(*sides) for at, *sides in rows if at == pk), None)


def filtered_queue(request: SignedIn, report: Report) -> QuerySet[Report]:
    """Return the queue of the report's year as the reviewer had it when they opened the report."""
    form = QueueForm(request.GET.dict(), [report.campaign], report.campaign)
    found = narrowed(queue(desk_reports(request.user), report.campaign), form.filters)
    return in_state(found, form.filters)


@require_safe
def next_report(request: SignedIn, pk: int) -> HttpResponse:
    """Lead on after a decision: to the next report of the same filter that waits for this reviewer,
    first of all `then`, the one that stood below; back to the queue if there is none."""
    report = get_desk_report(request.user, pk)
    asked = request.GET.copy()
    then = asked.pop("then", [""])[-1]
    found = filtered_queue(request, report).filter(open_to(request.user)).exclude(pk=pk)
    waiting = [str(key) for key in found.values_list("pk", flat=True)]
    chosen = then if then in waiting else next(iter(waiting), "")
    asked.setdefault("campaign", str(report.campaign_id))
    if chosen:
        return redirect(f"{reverse('review:desk', args=[chosen])}?{asked.urlencode()}")
    messages.info(request, _("Nothing else waits for you in this list."))
    return redirect(f"{reverse('review:queue')}?{asked.urlencode()}")
