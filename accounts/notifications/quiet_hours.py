"""When a message may leave the portal, given quiet hours and frequency. Pure Python."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def is_quiet(at: time, quiet_from: time, quiet_until: time) -> bool:
    """Whether a time is in the quiet hours, which may span midnight; equal bounds mean none."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def next_morning(now: datetime, quiet_until: time) -> datetime:
    """Return the next moment at which quiet hours end."""
    today = now.replace(
        hour=quiet_until.hour, minute=quiet_until.minute, second=quiet_until.second, microsecond=0
    )
    return today if today > now else today + timedelta(days=1)


def leaves_at(now: datetime, quiet_from: time, quiet_until: time, *, daily: bool) -> datetime:
    """Return `now`, or for daily messages and in quiet hours the next end of the quiet hours."""
    waits = daily or is_quiet(now.time(), quiet_from, quiet_until)
    return next_morning(now, quiet_until) if waits else now
