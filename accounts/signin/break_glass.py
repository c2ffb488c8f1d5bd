"""Break-glass: in production a superuser's account is closed, and opened for a limited time only.

`User.opened_superuser` and the sign-in read this; `manage.py break_glass` writes it. An opening
ends by time alone, with no job that would have to run.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.models.break_glass import LONGEST_REASON, BreakGlass
from accounts.trail.record import SYSTEM, record

LONGEST = timedelta(hours=4)
SHORTEST_REASON = 4  # characters; a reason of one letter tells an auditor nothing


class BreakGlassRefused(Exception):
    """Why an account is not opened or closed, in English: the command prints it."""


def break_glass(username: str, reason: str, lasting: timedelta, operator: str = "") -> BreakGlass:
    """Open the superuser's account for as long as `lasting`. Raises BreakGlassRefused.

    `operator` is whoever sits at the server, for whom the trail has no account.
    """
    reason = " ".join(reason.split())
    _require_bounds(reason, lasting)
    with transaction.atomic():
        user = _superuser(username)
        if found := BreakGlass.running().filter(user=user).first():
            raise BreakGlassRefused(
                f"{username} is open already, until {shown(found)}; --end shuts it."
            )
        user.end_sessions()  # sessions of an earlier opening must not revive
        until = timezone.now() + lasting
        opening = BreakGlass.objects.create(user=user, reason=reason, until=until)
        record(
            SYSTEM,
            "glass.break",
            f"user:{user.pk}",
            label=user,
            after={"reason": reason, "until": until, "operator": operator},
        )
    return opening


def close_break_glass(username: str, operator: str = "") -> None:
    """Close the account before its time is up. Raises BreakGlassRefused."""
    with transaction.atomic():
        user = _superuser(username)
        now = timezone.now()
        if not BreakGlass.running().filter(user=user).update(until=now):
            raise BreakGlassRefused(f"{username} is not open.")
        user.end_sessions()
        record(
            SYSTEM,
            "glass.mend",
            f"user:{user.pk}",
            label=user,
            after={"operator": operator},
        )


def shown(opening: BreakGlass) -> str:
    return f"{timezone.localtime(opening.until):%Y-%m-%d %H:%M}"


def _require_bounds(reason: str, lasting: timedelta) -> None:
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise BreakGlassRefused(
            f"The reason has {len(reason)} characters;"
            f" it must have {SHORTEST_REASON} to {LONGEST_REASON}."
        )
    if not timedelta(0) < lasting <= LONGEST:
        raise BreakGlassRefused(f"--minutes must be 1 to {LONGEST // timedelta(minutes=1)}.")


def _superuser(username: str) -> User:
    """Return the active superuser, row-locked so that two commands at once open it only once."""
    locked = User.objects.select_for_update()
    user = locked.filter(username=username, is_superuser=True, is_active=True).first()
    if user is None:
        raise BreakGlassRefused(
            f"There is no active superuser {username!r}; manage.py createsuperuser makes one."
        )
    return user
