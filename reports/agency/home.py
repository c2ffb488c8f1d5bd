"""The home page: what the user must do now, and the reports they were involved in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.notifications.worker_health import Trouble, trouble_for
from accounts.page import render_page
from accounts.requests import SignedIn
from reports.agency.setting_up import SettingUpPage, left_to_set_up
from reports.agency.todo import (
    AT_DESK_SHOWN,
    TodoRow,
    handled_reports,
    next_deadline,
    todo_list,
    waiting_at_desk,
)
from reports.display.paging import ListPart, part_of
from reports.drafts.access import WRITERS
from reports.drafts.practice import is_newcomer
from reports.workflow.models import Transition

OTHERS = 20  # reports on a page of those for which nothing is to be done


@dataclass(frozen=True)
class HomePage:
    todo: ListPart[TodoRow]
    more_at_desk: int  # that wait too and are not listed
    trouble: Trouble | None
    handled: ListPart[TodoRow]  # waiting for others
    resting: ListPart[TodoRow]  # waiting for nobody today
    practises: bool
    is_newcomer: bool
    next_deadline: date | None
    setting_up: SettingUpPage | None  # before the county has begun to file


@require_safe
def home(request: SignedIn) -> HttpResponse:
    return render_page(request, "agency/home.html", home_page(request.user, request.GET))


def home_page(user: User, asked: QueryDict) -> HomePage:
    todo = todo_list(user)
    others = handled_reports(user, todo)
    return HomePage(
        todo=part_of(todo, "todo", asked),
        more_at_desk=_more_at_desk(user, todo),
        trouble=trouble_for(user),
        handled=part_of([row for row in others if not row.rests], "handled", asked, OTHERS),
        resting=part_of([row for row in others if row.rests], "resting", asked, OTHERS),
        practises=user.has_role(*WRITERS),
        is_newcomer=is_newcomer(user) and not Transition.objects.filter(actor=user).exists(),
        next_deadline=None if todo else next_deadline(user),
        setting_up=left_to_set_up(user),
    )


def _more_at_desk(user: User, todo: Sequence[TodoRow]) -> int:
    """Return how many reports wait at the desk beyond those listed; no query where few do."""
    if len(todo) < AT_DESK_SHOWN:
        return 0
    return max(0, waiting_at_desk(user).count() - AT_DESK_SHOWN)
