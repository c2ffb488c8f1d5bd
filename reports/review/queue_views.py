"""The queue: every report of a campaign, most urgent first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.notifications.worker_health import trouble_for
from accounts.requests import SignedIn
from reports.display.paging import page_of
from reports.drafts.access import campaigns_for, desk_reports, require_role
from reports.models import FILED_STATES
from reports.review.queue import chosen_campaign, counts, in_state, narrowed, number_of, queue, rows
from reports.review.queue_form import QueueForm

READERS = (Role.REVIEWER, Role.ADMINISTRATOR)


@require_safe
def queue_page(request: SignedIn) -> HttpResponse:
    require_role(request.user, *READERS)
    campaigns = list(campaigns_for(request.user, *READERS))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        nothing = {"campaign": None, "trouble": trouble_for(request.user)}
        return render(request, "review/queue.html", nothing)
    form = QueueForm(request.GET.dict(), campaigns, campaign)
    found = narrowed(queue(desk_reports(request.user), campaign), form.filters)
    tallies = counts(found)
    number = number_of(tallies, form.filters.state)
    page = page_of(in_state(found, form.filters), number, request.GET.get("page"))
    context = {
        "campaign": campaign,
        "trouble": trouble_for(request.user),
        "form": form,
        "filters": form.filters,
        "counts": tallies,
        "page": page,
        "rows": rows(page),
        "query": request.GET.urlencode(),
        "approves": request.user.has_role(Role.REVIEWER),
        "filed": FILED_STATES,
    }
    return render(request, "review/queue.html", context)
