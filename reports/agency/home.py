"""The home page: what the user must do now, and the reports they were involved in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.notifications.worker_health import trouble_for
from accounts.requests import SignedIn
from reports.agency.todo import handled_reports, next_deadline, todo_list
from reports.drafts.access import WRITERS


@require_safe
def home(request: SignedIn) -> HttpResponse:
    todo = todo_list(request.user)
    context = {
        "todo": todo,
        "trouble": trouble_for(request.user),
        "handled": handled_reports(request.user, todo),
        "practises": request.user.has_role(*WRITERS),
        "next_deadline": None if todo else next_deadline(request.user),
    }
    return render(request, "agency/home.html", context)
