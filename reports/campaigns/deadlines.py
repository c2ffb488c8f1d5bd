"""When a report is due; nothing else decides that.

Agencies work to the internal deadline; the law sets the legal one. Lists and sums use SQL
(`due_on`, `with_days`), single reports `deadline_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from django.db.models import (
    Case,
    DateField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from accounts.models import AgencyKind
from reports.campaigns.concessions import extended_to, has_any, is_extended, is_released, release_of
from reports.models import FILED_STATES, Campaign, CampaignDate, Report, ReportSection

SOON = 7  # days


@dataclass(frozen=True)
class Deadline:
    day: date
    days_left: int  # negative when late
    by_law: date | None = None  # for reports; sections have none

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= SOON

    @property
    def late_by(self) -> int:
        return -self.days_left


# In SQL --------------------------------------------------------------------------------------


def legally_due_on(at: str = "") -> Case:
    """The legal deadline: 31 March for the government's own report, 31 January for all others."""
    return _unless_governments(at, F(f"{at}campaign__legal_deadline"))


def due_on(at: str = "") -> Case:
    """The due day of each report, in SQL; `at` is the path to reports from another model.

    An extension counts as `concessions.extended` says.
    """
    return _or_extended(_usually_due_on(at), legally_due_on(at), f"{at}pk")


def _or_extended(usual: Case | Coalesce, by_law: Case, report: str) -> Case:
    later = Greatest(usual, Least(extended_to(report), by_law))
    return Case(When(is_extended(report), then=later), default=usual, output_field=DateField())


def _usually_due_on(at: str) -> Coalesce:
    """The bureau's date for this kind of agency, or else the campaign's.

    The government's own report cannot be written before the others are in, so it has until the
    legal deadline.
    """
    own = CampaignDate.objects.filter(
        campaign=OuterRef(f"{at}campaign"), kind=OuterRef(f"{at}agency__kind")
    )
    usual = _unless_governments(at, F(f"{at}campaign__internal_deadline"))
    return Coalesce(Subquery(own.values("day")[:1]), usual)


def due_in(campaign: Campaign) -> Case:
    """Like `due_on` for one campaign, whose dates are read once: for counts over many reports."""
    prefetch_related_objects([campaign], "dates")
    own = [When(agency__kind=date.kind, then=Value(date.day)) for date in campaign.dates.all()]
    by_law = When(agency__kind=AgencyKind.GOVERNMENT, then=Value(campaign.government_deadline))
    usual = Value(campaign.internal_deadline)
    due = Case(*own, by_law, default=usual, output_field=DateField())
    last = Value(campaign.legal_deadline)
    return _or_extended(due, Case(by_law, default=last, output_field=DateField()), "pk")


def _unless_governments(at: str, day: F) -> Case:
    is_governments = Q(**{f"{at}agency__kind": AgencyKind.GOVERNMENT})
    by_law = When(is_governments, then=F(f"{at}campaign__government_deadline"))
    return Case(by_law, default=day, output_field=DateField())


def with_days(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Annotate `due_day` and `legal_day`, which save `deadline_of` a query each, and `excused`."""
    return reports.annotate(due_day=due_on(), legal_day=legally_due_on(), has_concessions=has_any())


def next_due(reports: QuerySet[Report], today: date) -> date | None:
    """Return the next day on which one of these reports, not filed yet, is due."""
    waited_for = reports.exclude(status__in=FILED_STATES).filter(~is_released())
    ahead = waited_for.annotate(next_day=due_on())
    found = ahead.filter(next_day__gte=today).order_by().aggregate(day=Min("next_day"))
    day: date | None = found["day"]
    return day


# Of one report ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Days:
    """A report's internal and legal due days, whatever its state."""

    due: date
    by_law: date


@runtime_checkable
class ReadWithDays(Protocol):
    """A report as `with_days` gives it."""

    due_day: date
    legal_day: date


def days_of(report: Report) -> Days:
    """Return a report's due days; no query if it was read `with_days`."""
    if not isinstance(report, ReadWithDays):
        return days_of(with_days(Report.with_practice.all()).get(pk=report.pk))
    return Days(report.due_day, report.legal_day)


def deadline_of(report: Report, today: date | None = None) -> Deadline | None:
    """Return the internal deadline; None once the report is filed, if its agency is released, or
    where its year was past before it was opened."""
    if report.status in FILED_STATES or report.campaign.made_late or release_of(report):
        return None
    days = days_of(report)
    return Deadline(days.due, _until(days.due, today), days.by_law)


def deadline_of_section(section: ReportSection, today: date | None = None) -> Deadline | None:
    """Return when the section's holder must be done; None without a holder, or if they are done."""
    if section.due_on is None or section.is_done:
        return None
    return Deadline(section.due_on, _until(section.due_on, today))


def _until(day: date, today: date | None) -> int:
    return (day - (today or timezone.localdate())).days
