"""What a person must do now, most urgent first: sections assigned to them, and reports whose next
step is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Role, User
from reports.campaigns.concessions import prefetch_concessions, release_of
from reports.campaigns.deadlines import (
    Deadline,
    days_of,
    deadline_of,
    deadline_of_section,
    next_due,
)
from reports.drafts.access import LEADERS, WRITERS, concerning, desk_reports, own_reports
from reports.models import Report, ReportSection
from reports.review.queue import open_to
from reports.workflow.models import Transition
from reports.workflow.moves import FORWARD, Move, first_refusal, has_role_for
from reports.workflow.refusals import NotYours
from reports.workflow.states import DECIDING_ROLES, STATES

HANDLED_SHOWN = 12


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

    def of(self, user: User) -> list[ReportSection]:
        return [section for section in self.sections if section.holder_id == user.pk]


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

    @property
    def due(self) -> date:
        return self.deadline.day if self.deadline else days_of(self.report).due


def todo_list(user: User) -> list[TodoRow]:
    today = timezone.localdate()
    own, at_desk = list(own_reports(user)), list(_waiting_at_desk(user))
    prefetch_concessions([*own, *at_desk])
    own = [report for report in own if not release_of(report)]
    handed_out = _handed_out(own)
    rows = [row for report in own for row in _own_rows(report, handed_out[report.pk], user, today)]
    rows += [row for at in at_desk if (row := _todo(at, user, today))]
    return sorted(rows, key=_urgency)


def _urgency(row: TodoRow) -> tuple[date, object]:
    return row.due, row.report.status_since


def _handed_out(reports: Iterable[Report]) -> Mapping[int, AssignedSection]:
    """Map open reports to their assigned sections, without the contents."""
    still = [report.pk for report in reports if report.is_open]
    if not still:
        return defaultdict(AssignedSection)
    held = Q(holder__isnull=False) | ~Q(note="")
    found = ReportSection.objects.filter(held, report__in=still)
    sections: dict[int, list[ReportSection]] = defaultdict(list)
    for section in found.defer("figures", "unreadable", "text"):
        sections[section.report_id].append(section)
    return defaultdict(
        AssignedSection, {pk: AssignedSection(these) for pk, these in sections.items()}
    )


def _own_rows(
    report: Report, handed_out: AssignedSection, user: User, today: date
) -> Iterator[TodoRow]:
    """Yield the sections they hold, and the whole report if there is more for them to do."""
    if user.has_role_at(report.agency_id, *WRITERS):
        yield from (_section_row(report, section, today)
                    for section in handed_out.of(user) if not section.is_done)  # fmt: skip
    row = _todo(report, user, today)
    if row and _waits_as_a_whole(report, handed_out, user):
        yield replace(row, handed_out=handed_out)


def _section_row(report: Report, section: ReportSection, today: date) -> TodoRow:
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})
    title = report.edition.by_code[section.code].title
    deadline = deadline_of_section(section, today)
    return TodoRow(report, page, STATES[report.state].todo, deadline, title)


def _waits_as_a_whole(report: Report, handed_out: AssignedSection, user: User) -> bool:
    """Whether the whole report waits for them: always for the office; for others, while they hold
    nothing and not everything is assigned."""
    if not handed_out.held or user.has_role_at(report.agency_id, Role.OFFICE):
        return True
    return not handed_out.of(user) and handed_out.held < len(report.edition.sections)


def _waiting_at_desk(user: User) -> Iterable[Report]:
    if not user.has_role(Role.REVIEWER):
        return ()
    return desk_reports(user).filter(open_to(user)).select_related("agency__region")


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
    """Return reports of the user's agencies, or ones they moved, that wait for others."""
    without = Q(pk__in=[row.report.pk for row in todo])
    own = own_reports(user).exclude(without).order_by("-status_since")[:HANDLED_SHOWN]
    moved = Transition.objects.filter(actor=user).values("report")
    at_desk = desk_reports(user).exclude(without).filter(pk__in=moved, last_number__gt=0)
    rows = {
        report.pk: TodoRow(report, reverse(name, kwargs={"pk": report.pk}))
        for name, reports in (
            ("review:desk", at_desk.order_by("-status_since")[:HANDLED_SHOWN]),
            ("agency:report", own),
        )
        for report in reports
    }
    prefetch_concessions([row.report for row in rows.values()])
    newest_first = sorted(rows.values(), key=lambda row: row.report.status_since, reverse=True)
    return newest_first[:HANDLED_SHOWN]


def next_deadline(user: User) -> date | None:
    """Return the next day on which a report concerning this person is due."""
    return next_due(concerning(user), timezone.localdate())
