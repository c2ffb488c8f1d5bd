"""The queue: every report of a campaign, most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.notifications.worker_health import Trouble, trouble_for
from accounts.page import render_page
from accounts.requests import SignedIn
from reports.display.paging import page_of
from reports.drafts.access import campaigns_for, desk_reports, require_role
from reports.models import FILED_STATES, Campaign, Report, State
from reports.review.compared import compare_anew
from reports.review.queue import (
    Filters,
    QueueRow,
    StatusCount,
    chosen_campaign,
    counts,
    in_state,
    narrowed,
    number_of,
    queue,
    rows,
)
from reports.review.queue_form import ColumnHead, QueueForm, heads

READERS = (Role.REVIEWER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class EmptyQueue:
    """Before any year is opened."""

    trouble: Trouble | None
    campaign: None = None


@dataclass(frozen=True)
class QueuePage:
    campaign: Campaign
    trouble: Trouble | None
    form: QueueForm
    filters: Filters
    counts: Sequence[StatusCount]
    page: Page[Report]
    rows: Sequence[QueueRow]
    query: str
    heads: Sequence[ColumnHead]
    approves: bool
    to_publish: int
    filed: Collection[State]


@require_safe
def queue_page(request: SignedIn) -> HttpResponse:
    require_role(request.user, *READERS)
    campaigns = list(campaigns_for(request.user, *READERS))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        return render_page(request, "review/queue.html", EmptyQueue(trouble_for(request.user)))
    compare_anew(campaign)
    form = QueueForm(request.GET.dict(), campaigns, campaign)
    return render_page(request, "review/queue.html", shown_queue(request, campaign, form))


def shown_queue(request: SignedIn, campaign: Campaign, form: QueueForm) -> QueuePage:
    found = narrowed(queue(desk_reports(request.user), campaign), form.filters)
    tallies = counts(found)
    number = number_of(tallies, form.filters.state)
    page = page_of(in_state(found, form.filters), number, request.GET.get("page"))
    return QueuePage(
        campaign=campaign,
        trouble=trouble_for(request.user),
        form=form,
        filters=form.filters,
        counts=tallies,
        page=page,
        rows=rows(page),
        query=request.GET.urlencode(),
        heads=heads(form.filters.sort),
        approves=request.user.has_role(Role.REVIEWER),
        to_publish=number_of(tallies, State.APPROVED),
        filed=FILED_STATES,
    )
