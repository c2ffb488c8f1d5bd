"""Nobody is forgotten: who is reminded of what on a day, and the run that tells them.

A run may be repeated, or go twice at once: each person is told each reminder of a report once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from accounts.models import Notice, Role, User
from accounts.notifications.notify import Message, compose, notify
from accounts.trail.record import SYSTEM, record
from reports.analysis.reminder_schedule import Reminder, reminder_due
from reports.campaigns.concessions import is_released
from reports.campaigns.deadlines import Deadline, deadline_of, deadline_of_section, with_days
from reports.drafts.access import LEADERS, WRITERS
from reports.drafts.notify import people_by_role
from reports.models import FILED_STATES, Report, ReportSection
from reports.workflow.moves import MOVES

KIND = "reminder.send"
AT_A_TIME = 200


@dataclass(frozen=True)
class Planned:
    """A reminder with the people it is for and the words."""

    reminder: Reminder
    people: Sequence[User]
    letter: Message
    once: str


@dataclass
class ReminderTally:
    """What a run came to."""

    reports: int = 0
    notices: int = 0


def send_reminders(today: date) -> ReminderTally:
    """Tell everybody what is due today and was not told yet; each report in its transaction."""
    tally = ReminderTally()
    for report in open_reports().iterator(AT_A_TIME):
        if list(due_reminders(report, today)):
            told = _remind(report.pk, today)
            tally.reports += bool(told)
            tally.notices += len(told)
    return tally


def open_reports() -> QuerySet[Report]:
    """What is not filed yet; of the sections those are read that somebody still holds."""
    held = ReportSection.objects.filter(holder__isnull=False, done_at=None).select_related("holder")
    sections = held.defer("figures", "unreadable", "text").order_by("pk")
    return (
        with_days(Report.objects.exclude(status__in=FILED_STATES))
        .filter(agency__active=True)
        .exclude(is_released())
        .select_related("campaign__region", "agency")
        .prefetch_related(Prefetch("sections", sections))
        .order_by("pk")
    )


def _remind(pk: int, today: date) -> list[Notice]:
    """Once more under the report's lock: it may have been filed a moment ago."""
    with transaction.atomic():
        report = open_reports().select_for_update(of=("self",)).filter(pk=pk).first()
        plans = plan(report, today) if report else ()
        found = [(p, notify(p.people, p.letter, once=p.once)) for p in plans]
        new = [(planned, notices) for planned, notices in found if notices]
        if report and new:
            words = {p.letter.title: "、".join(str(n.user) for n in told) for p, told in new}
            record(SYSTEM, KIND, report.trail_name, label=str(report), after=words)
    return [notice for _planned, notices in new for notice in notices]


# What is due ------------------------------------------------------------------------------------


def due_reminders(report: Report, today: date) -> Iterator[Reminder]:
    """Of the report and of its sections, from what is read already."""
    whole = _of_report(report, today)
    if whole:
        yield whole[0]
    for _section, reminder, _deadline in _of_sections(report, today):
        yield reminder


def _of_report(report: Report, today: date) -> tuple[Reminder, Deadline] | None:
    deadline = deadline_of(report, today)
    if deadline is None:  # filed, or waived
        return None
    reminder = reminder_due(deadline.day, today, legal=deadline.by_law)
    return (reminder, deadline) if reminder else None


def _held(report: Report) -> Sequence[ReportSection]:
    """Of a report of `open_reports`."""
    return list(report.sections.all()) if report.is_open else ()


def _of_sections(report: Report, today: date) -> Iterator[tuple[ReportSection, Reminder, Deadline]]:
    for section in _held(report):
        deadline = deadline_of_section(section, today)
        reminder = deadline and reminder_due(deadline.day, today)
        if reminder and deadline:
            yield section, reminder, deadline


# Who is told, and how ---------------------------------------------------------------------------


def plan(report: Report, today: date) -> list[Planned]:
    """All that is due for a report of `open_reports`, whether or not it was told before."""
    plans = [_section_plan(report, *due) for due in _of_sections(report, today)]
    if whole := _of_report(report, today):
        plans += _report_plans(report, *whole)
    return [planned for planned in plans if planned.people]


def _report_plans(report: Report, reminder: Reminder, deadline: Deadline) -> list[Planned]:
    """The leaders, where it has come to that, read other words than those who write."""
    there = people_by_role(report.agency)
    leaders = _holding(there, LEADERS) if reminder.escalates else []
    others = [person for person in _concerned(report, there) if person not in leaders]
    once = f"report:{report.pk}:{reminder.name}"
    context = {
        "report": report,
        "deadline": deadline,
        "legal": deadline.by_law,
        "held": [(_title(report, section), section) for section in _held(report)],
    }
    link = reverse("agency:report", kwargs={"pk": report.pk})
    return [
        Planned(reminder, people, compose(KIND, template, context, link), once)
        for people, template in (
            (others, "workflow/reminder.txt"),
            (leaders, "workflow/escalation.txt"),
        )
    ]


def _holding(there: Mapping[str, Sequence[User]], roles: Iterable[str]) -> list[User]:
    """Who has one of the roles, each once and in the same order every time."""
    people = {person for role in roles for person in there.get(role, ())}
    return sorted(people, key=attrgetter("pk"))


def _concerned(report: Report, there: Mapping[str, Sequence[User]]) -> list[User]:
    """The office, those who write and do not have their own day, and whose step it is now."""
    step = next(move for move in MOVES if move.source == report.state)
    people = _holding(there, {*WRITERS, *step.roles})
    office = _holding(there, {Role.OFFICE, *step.roles} - {Role.REPORTER})
    holders = {section.holder for section in _held(report)}
    return [person for person in people if person in office or person not in holders]


def _section_plan(
    report: Report, section: ReportSection, reminder: Reminder, deadline: Deadline
) -> Planned:
    context = {"report": report, "title": _title(report, section), "deadline": deadline}
    link = reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})
    words = compose(KIND, "workflow/section_reminder.txt", context, link)
    people = [section.holder] if section.holder else []
    return Planned(reminder, people, words, f"section:{section.pk}:{reminder.name}")


def _title(report: Report, section: ReportSection) -> str:
    return report.edition.by_code[section.code].title
