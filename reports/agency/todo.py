"""What a person must do now, most urgent first: sections assigned to them, and reports whose next
step is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Role, User
from reports.agency.resting import latest_years, why_it_rests
from reports.agency.start import start_of
from reports.campaigns.concessions import prefetch_concessions
from reports.campaigns.deadlines import (
    Deadline,
    days_of,
    deadline_of,
    deadline_of_section,
    next_due,
)
from reports.drafts.access import (
    LEADERS,
    WRITERS,
    concerning,
    desk_reports,
    own_reports,
    reviewed_reports,
)
from reports.drafts.storage import read_report
from reports.drafts.where_to_start import SectionShare, share_of
from reports.drafts.working_copy import previous_contents
from reports.models import Report, ReportSection, State
from reports.review.queue import open_to, waiting_for
from reports.workflow.models import Transition
from reports.workflow.moves import FORWARD, Move, first_refusal, has_role_for
from reports.workflow.refusals import NotYours
from reports.workflow.states import DECIDING_ROLES, STATES

HANDLED_SHOWN = 12
AT_DESK_SHOWN = 10  # the queue has them all


@dataclass(frozen=True)
class AssignedSection:
    """The progress of a report's assigned sections."""

    sections: Sequence[ReportSection] = ()

    @property
    def held(self) -> int:
        return sum(section.is_handed_out for section in self.sections)

    @property
    def done(self) -> int:
        return sum(section.is_done for section in self.sections)

    @property
    def handed_back(self) -> int:
        return sum(bool(section.note) for section in self.sections)


@dataclass(frozen=True)
class TodoRow:
    """A report, or one section of it, in a person's list, with the page to work on it."""

    report: Report
    url: str
    action: str | Promise = ""
    deadline: Deadline | None = None
    section: str = ""  # its title
    absent: User | None = None  # whom they stand in for
    handed_out: AssignedSection = field(default_factory=AssignedSection)
    rests: str | Promise = ""  # why nobody has to work on it now
    whole: str = ""  # the report's page, if `url` leads on into it

    @property
    def due(self) -> date:
        return self.deadline.day if self.deadline else days_of(self.report).due


def todo_list(user: User) -> list[TodoRow]:
    """Return what they do at their agency, by its deadline, then what comes first at the desk."""
    today = timezone.localdate()
    own, at_desk = list(own_reports(user)), list(waiting_at_desk(user)[:AT_DESK_SHOWN])
    prefetch_concessions([*own, *at_desk])
    latest = latest_years(own, today)
    own = [report for report in own if not why_it_rests(report, today, latest)]
    shares = _shares(own, user)
    rows = [row for report in own for row in _own_rows(report, shares.get(report.pk), user, today)]
    to_review = [row for at in at_desk if (row := _todo(at, user, today))]
    return [*sorted(rows, key=_urgency), *to_review]


def _urgency(row: TodoRow) -> tuple[date, object]:
    return row.due, row.report.status_since


def _own_rows(
    report: Report, share: SectionShare | None, user: User, today: date
) -> Iterator[TodoRow]:
    """Yield the sections they hold, and the whole report if there is more for them to do."""
    if share and user.has_role_at(report.agency_id, *WRITERS):
        yield from (_section_row(report, section, today) for section in share.held)
    row = _todo(report, user, today)
    if row is None or share is None:
        yield from filter(None, [row])
    elif share.free or share.is_to_check or _came_back(report, share):
        yield replace(row, handed_out=AssignedSection(share.sections), **_lead_in(report, share))


def _came_back(report: Report, share: SectionShare) -> bool:
    return report.state == State.RETURNED and share.takes_the_rest


def _lead_in(report: Report, share: SectionShare) -> dict[str, Any]:
    """Return the page and the words that lead into a report in drafting; one that came back, or
    of which a section was handed back, begins with what was said of it, on its own page."""
    if report.state != State.DRAFTING or any(section.note for section in share.sections):
        return {}
    whole = reverse("agency:report", kwargs={"pk": report.pk})
    if not share.free:
        page = reverse("agency:check", kwargs={"pk": report.pk})
        return {"url": page, "action": _("Check and pass on"), "whole": whole}
    start = start_of(report, share.free[0])
    return {"url": start.page, "action": start.words, "whole": whole}


def _section_row(report: Report, section: ReportSection, today: date) -> TodoRow:
    title = report.edition.by_code[section.code].title
    page, whole = start_of(report, section).page, reverse("agency:report", args=[report.pk])
    deadline = deadline_of_section(section, today)
    return TodoRow(report, page, STATES[report.state].todo, deadline, title, whole=whole)


def _shares(reports: Iterable[Report], user: User) -> Mapping[int, SectionShare]:
    """Map open reports to what of them is this person's; two queries, or none."""
    still = [report for report in reports if report.is_open]
    sections: dict[int, list[ReportSection]] = defaultdict(list)
    for section in ReportSection.objects.filter(report__in=still) if still else ():
        sections[section.report_id].append(section)
    previous = previous_contents(still)
    return {
        report.pk: share_of(
            report, user, sections[report.pk],
            read_report(report, sections[report.pk], previous.get(report.pk)),
        )
        for report in still
    }  # fmt: skip


def waiting_at_desk(user: User) -> QuerySet[Report]:
    """What waits for a reviewer, in the order of the queue."""
    if not user.has_role(Role.REVIEWER):
        return Report.objects.none()
    return waiting_for(user, reviewed_reports(user).select_related("agency__region"))


def _todo(report: Report, user: User, today: date) -> TodoRow | None:
    move, action = FORWARD.get(report.state), STATES[report.state].todo
    if not (move and action and _is_for(move, report, user)):
        return None
    absent = user.stands_in_for(report.agency_id, *move.roles)
    deadline = deadline_of(report, today)
    return TodoRow(report, _page(report, move), action, deadline, absent=absent)


def _is_for(move: Move, report: Report, user: User) -> bool:
    held_by_another = move.name == "approve" and report.reviewer_id != user.pk
    if held_by_another or not has_role_for(move, report, user):
        return False
    decides = move.source in DECIDING_ROLES
    return not (decides and isinstance(first_refusal(move.guards, report, user), NotYours))


def _page(report: Report, move: Move) -> str:
    if move.by_bureau:
        name = "review:desk"
    else:
        name = "agency:decide" if set(move.roles) <= set(LEADERS) else "agency:report"
    return reverse(name, kwargs={"pk": report.pk})


def handled_reports(user: User, todo: Sequence[TodoRow]) -> list[TodoRow]:
    """Return reports of the user's agencies, or ones they moved, for which they need do nothing."""
    without = Q(pk__in=[row.report.pk for row in todo])
    own = own_reports(user).exclude(without).order_by("-status_since")[:HANDLED_SHOWN]
    moved = Transition.objects.filter(actor=user).values("report")
    at_desk = desk_reports(user).exclude(without | open_to(user))
    at_desk = at_desk.filter(pk__in=moved, last_number__gt=0)
    pages = {
        report: reverse(name, kwargs={"pk": report.pk})
        for name, reports in (
            ("review:desk", at_desk.order_by("-status_since")[:HANDLED_SHOWN]),
            ("agency:report", own),
        )
        for report in reports
    }
    prefetch_concessions(pages)
    newest_first = sorted(pages, key=lambda report: report.status_since, reverse=True)
    shown, today = newest_first[:HANDLED_SHOWN], timezone.localdate()
    handed_out, latest = _handed_out(shown), latest_years([*shown, *_of(todo)], today)
    return [
        TodoRow(report, pages[report], rests=why_it_rests(report, today, latest),
                handed_out=AssignedSection(handed_out[report.pk]))
        for report in shown
    ]  # fmt: skip


def _of(rows: Sequence[TodoRow]) -> list[Report]:
    return [row.report for row in rows]


def _handed_out(reports: Iterable[Report]) -> Mapping[int, Sequence[ReportSection]]:
    """Map open reports to their assigned sections, without the contents."""
    sections: dict[int, list[ReportSection]] = defaultdict(list)
    if still := [report.pk for report in reports if report.is_open]:
        held = Q(holder__isnull=False) | ~Q(note="")
        found = ReportSection.objects.filter(held, report__in=still)
        for section in found.defer("figures", "unreadable", "text"):
            sections[section.report_id].append(section)
    return sections


def next_deadline(user: User) -> date | None:
    """Return the next day on which a report concerning this person is due."""
    return next_due(concerning(user), timezone.localdate())
