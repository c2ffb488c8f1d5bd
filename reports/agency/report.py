"""A report's page: its six sections as tasks, who has it, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.delegation.delegate import active_delegations
from accounts.models import AgencyKind, Role, User
from accounts.requests import SignedIn
from reports.campaigns.concessions import release_of
from reports.campaigns.deadlines import deadline_of
from reports.display.findings import entry_links
from reports.display.move_buttons import moves_context
from reports.display.threads import shown_threads
from reports.drafts.access import WRITERS, get_own_report, is_for
from reports.drafts.progress import tasks
from reports.drafts.working_copy import working_copy
from reports.intake.proposals import in_view
from reports.models import FILED_STATES, Proposal, Report, ReportSection, State
from reports.workflow.custody import current_holders
from reports.workflow.history import history_of
from reports.workflow.internal_review import deciding_role
from reports.workflow.models import Transition
from reports.workflow.notices_to_file import in_between, last_of
from reports.workflow.route import bureaus_way, route_of
from reports.workflow.states import STATES
from reports.workflow.threads import asked_of_agency

RELEASED = _("The bureau has released the agency from filing this year. Nothing is left to do.")


@require_safe
def report(request: SignedIn, pk: int) -> HttpResponse:
    report = get_own_report(request.user, pk)
    if report.is_practice:
        return redirect("entry:practice")
    copy = working_copy(report)
    findings = copy.findings()
    history = history_of(report, at_desk=False)
    standing = list(active_delegations([report.agency_id]))
    release = release_of(report)
    fills = report.is_open and not release  # a released agency need not fill anything in
    notices_to_file = list(report.notices_to_file.select_related("by").order_by("-pk"))
    context = {
        "report": report,
        "tasks": tasks(report.edition, copy.content, findings, copy.sections),
        "deadline": deadline_of(report),
        "holders": current_holders([report], standing)[report.pk],
        "standing_in": standing,
        "takes_totals": takes_totals(report, copy.sections, request.user),
        "hands_out": fills and request.user.has_role_at(report.agency_id, Role.OFFICE),
        "decides": deciding_role(report, request.user) is not None,
        "next": RELEASED if release else STATES[report.state].next,
        "route": route_line(report),
        "history": in_between(history, notices_to_file),
        "urged": None if report.state in FILED_STATES else last_of(notices_to_file),
        "returned": returned(report, history),
        "can_write": fills and request.user.has_role_at(report.agency_id, *WRITERS),
        "proposals": unconfirmed(report, request.user),
        "threads": shown_threads(report, asked_of_agency(report), entry_links(report)),
        **moves_context(report, request.user),
    }
    return render(request, "agency/report.html", context)


def unconfirmed(report: Report, user: User) -> Sequence[Proposal]:
    """Return proposals from files that still wait for somebody to write them."""
    if not (report.is_open and user.has_role_at(report.agency_id, *WRITERS)):
        return ()
    return list(in_view(report).filter(applied_at=None))


def takes_totals(report: Report, sections: Sequence[ReportSection], user: User) -> bool:
    """Whether this person may fill the sum of all agencies into the tables."""
    tables = [s for s in sections if not report.edition.by_code[s.code].is_narrative]
    every = all(is_for(section, user, report.agency_id) for section in tables)
    return report.agency.kind == AgencyKind.GOVERNMENT and every


def returned(report: Report, history: Sequence[Transition]) -> Transition | None:
    """Return the move by which the report came back, until it is moved on again."""
    if not report.is_open:
        return None
    back = (made for made in history if made.move in {"send_back", "return", "correct"})
    return next(back, None)


@dataclass(frozen=True)
class RouteStep:
    state: State
    place: str  # done, present or ahead


def route_line(report: Report) -> list[RouteStep]:
    """Return the route with the current step marked; a returned report is at its beginning."""
    way = (*route_of(report), *bureaus_way(report))
    here = State.DRAFTING if report.is_open else report.state
    at = way.index(here) if here in way else 0
    return [
        RouteStep(state, "done" if i < at else "present" if i == at else "ahead")
        for i, state in enumerate(way)
    ]
