"""When what happens now may leave the portal: quiet hours, and how often. Pure Python."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def is_quiet(at: time, quiet_from: time, quiet_until: time) -> bool:
    """The hours may span midnight; two equal times are no quiet hours."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def next_morning(now: datetime, quiet_until: time) -> datetime:
    """When the quiet hours end next."""
    today = now.replace(
        hour=quiet_until.hour, minute=quiet_until.minute, second=quiet_until.second, microsecond=0
    )
    return today if today > now else today + timedelta(days=1)


def leaves_at(now: datetime, quiet_from: time, quiet_until: time, *, daily: bool) -> datetime:
    """At once, or in the next morning: what is daily, and what happens in the quiet hours."""
    waits = daily or is_quiet(now.time(), quiet_from, quiet_until)
    return next_morning(now, quiet_until) if waits else now
