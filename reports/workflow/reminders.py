"""Daily reminders: who is reminded of what, and the run that sends them.

A run may be repeated, or run twice at once: each person gets each reminder about a report once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from accounts.models import AGENCY_ROLES, Notice, Role, User
from accounts.notifications.notify import Message, compose, notify
from accounts.trail.record import SYSTEM, record
from reports.analysis.reminder_schedule import Reminder, opening_due, reminder_due
from reports.campaigns.concessions import is_released
from reports.campaigns.deadlines import Deadline, deadline_of, deadline_of_section, with_days
from reports.drafts.access import LEADERS, WRITERS
from reports.drafts.notify import people_by_role, sections_of
from reports.models import FILED_STATES, Report, ReportSection
from reports.workflow.moves import FORWARD

KIND = "reminder.send"
AT_A_TIME = 200


@dataclass(frozen=True)
class Planned:
    """A reminder with its recipients and its words."""

    reminder: Reminder
    people: Sequence[User]
    letter: Message
    once: str


@dataclass
class ReminderTally:
    """The totals of a run."""

    reports: int = 0
    notices: int = 0


def send_reminders(today: date) -> ReminderTally:
    """Send everybody what is due today and was not sent yet; one transaction per report."""
    tally = ReminderTally()
    for report in open_reports().iterator(AT_A_TIME):
        if list(due_reminders(report, today)):
            told = _remind(report.pk, today)
            tally.reports += bool(told)
            tally.notices += len(told)
    return tally


def open_reports() -> QuerySet[Report]:
    """Return the reports not filed yet; of their sections, only those still held are read."""
    held = ReportSection.objects.filter(holder__isnull=False, done_at=None).select_related("holder")
    sections = held.defer("figures", "unreadable", "text").order_by("pk")
    return (
        with_days(Report.objects.exclude(status__in=FILED_STATES))
        .filter(agency__active=True, campaign__made_late=False)
        .exclude(is_released())
        .select_related("campaign__region", "agency")
        .prefetch_related(Prefetch("sections", sections))
        .order_by("pk")
    )


def _remind(pk: int, today: date) -> list[Notice]:
    """Plan again with the report row-locked, as it may have been filed a moment ago, and notify."""
    with transaction.atomic():
        report = open_reports().select_for_update(of=("self",)).filter(pk=pk).first()
        plans = plan(report, today) if report else ()
        found = [(p, notify(p.people, p.letter, once=p.once)) for p in plans]
        new = [(planned, notices) for planned, notices in found if notices]
        if report and new:
            words = {p.letter.title: "、".join(str(n.user) for n in told) for p, told in new}
            record(SYSTEM, KIND, report.trail_name, label=report, after=words)
    return [notice for _planned, notices in new for notice in notices]


# What is due ------------------------------------------------------------------------------------


def due_reminders(report: Report, today: date) -> Iterator[Reminder]:
    """Yield the reminders for a report and its sections, without further queries."""
    campaign = report.campaign
    if campaign.opens_on > today:
        return
    if opening := opening_due(campaign.opens_on, today):
        yield opening
    whole = _of_report(report, today)
    if whole:
        yield whole[0]
    for _section, reminder, _deadline in _of_sections(report, today):
        yield reminder


def _of_report(report: Report, today: date) -> tuple[Reminder, Deadline] | None:
    deadline = deadline_of(report, today)
    if deadline is None:  # filed, or released
        return None
    reminder = reminder_due(deadline.day, today, legal=deadline.by_law)
    return (reminder, deadline) if reminder else None


def _held(report: Report) -> Sequence[ReportSection]:
    """Return the sections still held of a report of `open_reports`."""
    return list(report.sections.all()) if report.is_open else ()


def _of_sections(report: Report, today: date) -> Iterator[tuple[ReportSection, Reminder, Deadline]]:
    for section in _held(report):
        deadline = deadline_of_section(section, today)
        reminder = deadline and reminder_due(deadline.day, today)
        if reminder and deadline:
            yield section, reminder, deadline


# Who is reminded, and how-----------------------------------------------------------------------


def plan(report: Report, today: date) -> list[Planned]:
    """Return everything due for one of the `open_reports`, whether or not it was sent before."""
    if report.campaign.opens_on > today:
        return []
    plans = [_section_plan(report, *due) for due in _of_sections(report, today)]
    if opening := opening_due(report.campaign.opens_on, today):
        plans.append(_opening_plan(report, opening))
    if whole := _of_report(report, today):
        plans += _report_plans(report, *whole)
    return [planned for planned in plans if planned.people]


def _opening_plan(report: Report, reminder: Reminder) -> Planned:
    """Plan to tell everybody of the agency that its year can be filled in."""
    context = {"report": report, "due": deadline_of(report)}
    link = reverse("agency:report", kwargs={"pk": report.pk})
    words = compose(KIND, "workflow/opening.txt", context, link)
    people = _holding(people_by_role(report.agency), AGENCY_ROLES)
    return Planned(reminder, people, words, f"report:{report.pk}:{reminder.name}")


def _report_plans(report: Report, reminder: Reminder, deadline: Deadline) -> list[Planned]:
    """Plan reminders about the report; leaders, once involved, get other words than writers."""
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
        Planned(reminder, people, _asking(template, context, link, report.trail_name), once)
        for people, template in (
            (others, "workflow/reminder.txt"),
            (leaders, "workflow/escalation.txt"),
        )
    ]


def _asking(template: str, context: Mapping[str, Any], link: str, wants: str) -> Message:
    """Return what stays open until the step is made that it asks for."""
    return compose(KIND, template, context, link, wants=wants)


def _holding(there: Mapping[str, Sequence[User]], roles: Iterable[str]) -> list[User]:
    """Return who has one of the roles, each person once and always in the same order."""
    people = {person for role in roles for person in there.get(role, ())}
    return sorted(people, key=attrgetter("pk"))


def _concerned(report: Report, there: Mapping[str, Sequence[User]]) -> list[User]:
    """Return the office, writers without a section of their own, and whose step it is now."""
    step = FORWARD[report.state].roles
    people = _holding(there, {*WRITERS, *step})
    office = _holding(there, {Role.OFFICE, *step} - {Role.REPORTER})
    holders = {section.holder for section in _held(report)}
    return [person for person in people if person in office or person not in holders]


def _section_plan(
    report: Report, section: ReportSection, reminder: Reminder, deadline: Deadline
) -> Planned:
    context = {"report": report, "title": _title(report, section), "deadline": deadline}
    link = reverse("entry:section", kwargs={"pk": report.pk, "code": section.code})
    people = [section.holder] if section.holder else []
    wants = sections_of(report, section.holder_id)
    words = _asking("workflow/section_reminder.txt", context, link, wants)
    return Planned(reminder, people, words, f"section:{section.pk}:{reminder.name}")


def _title(report: Report, section: ReportSection) -> str:
    return report.edition.by_code[section.code].title
