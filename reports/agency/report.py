"""A report's page: its six sections as tasks, who has it, and what happens next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.delegation.delegate import active_delegations
from accounts.models import AgencyKind, Delegation, Role, User
from accounts.page import render_page
from accounts.requests import SignedIn
from reports.agency.start import Start, start_of
from reports.campaigns.concessions import release_of
from reports.campaigns.deadlines import Deadline, deadline_of
from reports.display.findings import entry_links
from reports.display.move_buttons import WithMoves, offered_moves
from reports.display.threads import ShownThread, shown_threads
from reports.display.verdict import MoveVerdict, verdict_of
from reports.drafts.access import WRITERS, get_own_report, is_for
from reports.drafts.explanations import explanations_of
from reports.drafts.progress import Task, tasks
from reports.drafts.where_to_start import share_of
from reports.drafts.working_copy import WorkingCopy, working_copy
from reports.intake.proposals import in_view
from reports.models import FILED_STATES, PastReport, Proposal, Report, ReportSection, State
from reports.workflow.custody import current_holders, note_opening
from reports.workflow.history import history_of
from reports.workflow.internal_review import deciding_role
from reports.workflow.models import Transition
from reports.workflow.notices_to_file import NoticesSent, Step, in_between, last_of
from reports.workflow.past_reports import past_report_of
from reports.workflow.refusals import NotOpenYet
from reports.workflow.route import bureaus_way, route_of
from reports.workflow.states import STATES
from reports.workflow.submissions import in_the_way
from reports.workflow.threads import asked_of_agency

RELEASED = _("The bureau has released the agency from filing this year. Nothing is left to do.")


@dataclass(frozen=True, kw_only=True)
class ReportPage(WithMoves):
    tasks: Sequence[Task]
    start: Start | None
    deadline: Deadline | None
    holders: Sequence[str]
    standing_in: Sequence[Delegation]
    takes_totals: bool
    hands_out: bool
    decides: bool
    next: str | Promise
    verdict: MoveVerdict | None  # None where the sentence above says it
    route: Sequence[RouteStep]
    history: Sequence[Step]
    past: PastReport | None
    urged: NoticesSent | None
    returned: Transition | None
    can_write: bool
    proposals: Sequence[Proposal]
    threads: Sequence[ShownThread]


@require_safe
def report(request: SignedIn, pk: int) -> HttpResponse:
    report = get_own_report(request.user, pk)
    if report.is_practice:
        return redirect("entry:practice")
    note_opening(report, request.user)
    return render_page(request, "agency/report.html", report_page(report, request.user))


def report_page(report: Report, user: User) -> ReportPage:
    copy, moves = working_copy(report), offered_moves(report, user)
    history = history_of(report, at_desk=False)
    standing = list(active_delegations([report.agency_id]))
    release = release_of(report)
    fills = report.is_open and not release  # a released agency need not fill anything in
    can_write = fills and user.has_role_at(report.agency_id, *WRITERS)
    threads = shown_threads(report, asked_of_agency(report), entry_links(report))
    notices_to_file = list(report.notices_to_file.select_related("by").order_by("-pk"))
    return ReportPage(
        report=report,
        tasks=with_comments(
            tasks(report.edition, copy.content, copy.findings(), copy.sections), threads
        ),
        start=start(copy, threads, user) if can_write else None,
        deadline=deadline_of(report),
        holders=current_holders([report], standing)[report.pk],
        standing_in=standing,
        takes_totals=takes_totals(report, copy.sections, user),
        hands_out=fills and user.has_role_at(report.agency_id, Role.OFFICE),
        decides=deciding_role(report, user) is not None,
        next=RELEASED if release else next_words(report),
        verdict=None if release or report.opens_later else told_verdict(report, copy, moves, fills),
        route=route_line(report),
        history=in_between(history, notices_to_file),
        past=past_report_of(report),
        urged=None if report.state in FILED_STATES else last_of(notices_to_file),
        returned=returned(report, history),
        can_write=can_write,
        proposals=unconfirmed(report, user),
        threads=threads,
        offers=moves.offers,
        main_move=moves.main_move,
        colleagues=moves.colleagues,
    )


def with_comments(rows: Sequence[Task], threads: Sequence[ShownThread]) -> list[Task]:
    """Add how many comments on a section, or places in it, wait for the agency's answer."""
    waiting = Counter(code for code in map(_asked_about, threads) if code)
    return [replace(row, comments=waiting[row.section.code]) for row in rows]


def _asked_about(one: ShownThread) -> str:
    waits = one.state == "open" and one.place.section
    return one.place.section.code if waits and one.place.section else ""


def start(copy: WorkingCopy, threads: Sequence[ShownThread], user: User) -> Start | None:
    """Return where this person goes on: what the reviewer asks about first, then what is still to
    be filled in; None if nothing of it is theirs."""
    share = share_of(copy.report, user, copy.sections, copy.content)
    asked = set(map(_asked_about, threads))
    about = (s for s in copy.sections if s.code in asked and is_for(s, user, copy.report.agency_id))
    section = next(about, None) or share.start
    return start_of(copy.report, section) if section else None


def next_words(report: Report) -> str | Promise:
    if day := report.opens_later:
        return str(NotOpenYet(day))
    return STATES[report.state].next


def told_verdict(
    report: Report, copy: WorkingCopy, moves: WithMoves, fills: bool
) -> MoveVerdict | None:
    """Return the verdict for whose move it is; while they fill in, only what hinders it."""
    findings = copy.findings(submitting=True) if moves.offers and not fills else []
    stopping = in_the_way(findings, explanations_of(report, findings)) if findings else []
    verdict = verdict_of(report, moves.offers, stopping, copy.sections)
    told = {"refused"} if fills else {"refused", "later", "clean"}
    return verdict if verdict.level in told else None


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
    if not report.is_with_drafters:
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
    here = State.DRAFTING if report.is_with_drafters else report.state
    at = way.index(here) if here in way else 0
    return [
        RouteStep(state, "done" if i < at else "present" if i == at else "ahead")
        for i, state in enumerate(way)
    ]
