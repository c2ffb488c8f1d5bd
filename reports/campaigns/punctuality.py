"""Whether reports were filed on time, as database conditions.

Days are counted in Beijing time, and the day of the deadline is still on time. What counts is the
first submission: a report returned later was filed all the same. `deadlines` has the due days.
"""

from __future__ import annotations

from django.db.models import Q
from django.db.models.lookups import LessThan
from django.utils import timezone

from reports.campaigns.concessions import is_released
from reports.campaigns.deadlines import due_in
from reports.models import Campaign


def is_on_time(campaign: Campaign) -> Q:
    return Q(first_filed_on__lte=due_in(campaign))


def is_filed_late(campaign: Campaign) -> Q:
    return Q(first_filed_on__gt=due_in(campaign))


def is_overdue(campaign: Campaign) -> Q:
    """Reports never filed although their due day has passed."""
    return Q(last_number=0) & Q(LessThan(due_in(campaign), timezone.localdate()))


def is_late(campaign: Campaign) -> Q:
    return (is_filed_late(campaign) | is_overdue(campaign)) & ~is_released()
