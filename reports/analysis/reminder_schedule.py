"""Which reminder is due on a day. Pure Python: dates in, a reminder or nothing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

AHEAD = (1, 3, 7, 30)  # days before the deadline, the nearest first
CATCH_UP = timedelta(days=2)  # for a run that was missed, over a weekend say
DAILY_FOR = timedelta(days=60)  # who is later than that hears of it on Mondays
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """`kind` and `day` name it: the same reminder found in two runs is sent once."""

    kind: str
    day: date
    escalates: bool = False  # the agency's leaders hear of it as well

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.day.isoformat()}"


def reminder_due(
    due: date, today: date, *, legal: date | None = None, filed: bool = False
) -> Reminder | None:
    """What is to be said today of something due on a day, and by law on a later one perhaps.

    30, 7, 3 and 1 days before, on the eve of the legal deadline, and daily when late. What is
    filed is never spoken of.
    """
    if filed:
        return None
    if legal is not None and due < legal and today == legal - ONE_DAY:
        return Reminder("law_1", today, escalates=True)
    return _late(due, today) if today > due else _ahead(due, today)


def _late(due: date, today: date) -> Reminder:
    monday = today - timedelta(days=today.weekday())
    day = today if today - due <= DAILY_FOR else max(monday, due + DAILY_FOR)
    return Reminder("late", day, escalates=True)


def _ahead(due: date, today: date) -> Reminder | None:
    for days in AHEAD:
        day = due - timedelta(days=days)
        if day <= today <= day + CATCH_UP:
            return Reminder(f"in_{days}", day, escalates=days == 1)
    return None
