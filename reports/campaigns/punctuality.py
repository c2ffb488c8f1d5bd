"""Whether reports were filed on time, as database conditions.

Days are counted in Beijing time, and the day of the deadline is still on time. What counts is the
first submission: a report returned later was filed all the same. `deadlines` has the due days.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from django.db.models import Case, Q, Value, When
from django.db.models.lookups import LessThan
from django.utils import timezone

from reports.campaigns.concessions import is_released
from reports.campaigns.deadlines import due_in
from reports.models import Campaign, Report

NOBODY = Q(pk__lt=0)


def is_on_time(campaign: Campaign) -> Q:
    return Q(first_filed_on__lte=due_in(campaign))


def is_filed_late(campaign: Campaign) -> Q:
    return NOBODY if campaign.made_late else Q(first_filed_on__gt=due_in(campaign))


def is_overdue(campaign: Campaign) -> Q:
    """Reports never filed although their due day has passed."""
    if campaign.made_late:
        return NOBODY
    return Q(last_number=0) & Q(LessThan(due_in(campaign), timezone.localdate()))


@runtime_checkable
class ReadWithLateness(Protocol):
    """A report whose query asked too whether it is late."""

    is_late: bool


def lateness(campaign: Campaign) -> Case:
    """Return the annotation `is_late`."""
    return Case(When(is_late(campaign), then=Value(True)), default=Value(False))


def found_late(report: Report) -> bool:
    """Return whether the report is late, as its query found; it must have asked."""
    assert isinstance(report, ReadWithLateness)
    return report.is_late


def is_late(campaign: Campaign) -> Q:
    return (is_filed_late(campaign) | is_overdue(campaign)) & ~is_released()
