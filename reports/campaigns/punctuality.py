"""Whether reports were filed on time, as conditions for the database.

Days count as in Beijing, and the day of the deadline is still on time. What counts is the first
submission: what comes back later was filed all the same. `deadlines` says when each is due.
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
    """Never filed, although the day is over."""
    return Q(last_number=0) & Q(LessThan(due_in(campaign), timezone.localdate()))


def is_late(campaign: Campaign) -> Q:
    return (is_filed_late(campaign) | is_overdue(campaign)) & ~is_released()
