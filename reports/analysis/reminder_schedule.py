"""Which reminder is due on a day. Pure Python: dates in, a reminder or None out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

AHEAD = (1, 3, 7, 30)  # days before the deadline, nearest first
CATCH_UP = timedelta(days=2)  # for missed runs, for instance over a weekend
DAILY_FOR = timedelta(days=60)  # after that, late reports are mentioned on Mondays only
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """A reminder, identified by `kind` and `day`: found in two runs, it is sent only once."""

    kind: str
    day: date
    escalates: bool = False  # also sent to the agency's leaders

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.day.isoformat()}"


def opening_due(opens_on: date, today: date) -> Reminder | None:
    """Return the announcement that a year can be filled in, on its first day."""
    return Reminder("opens", opens_on) if opens_on <= today <= opens_on + CATCH_UP else None


def reminder_due(
    due: date, today: date, *, legal: date | None = None, filed: bool = False
) -> Reminder | None:
    """Return today's reminder for something due on a day, perhaps with a later legal deadline.

    Reminders come 30, 7, 3 and 1 days before, on the eve of the legal deadline, and daily when
    late; never for what is filed.
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
