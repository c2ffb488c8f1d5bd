"""The three duties kept apart (三员分立): who runs the portal, who grants rights, who watches both.

An account with a duty has no second duty and no working role. People who also work use a second
account for that, so that each line of the trail says in which capacity they acted.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import DUTIES, Delegation, Role, User


def breaks_apart(roles: Collection[str]) -> bool:
    """Whether these roles (one entry per membership) may not be held by one account."""
    return len(roles) > 1 and bool(set(DUTIES) & set(roles))


def found_and_wanted(roles: Collection[str]) -> tuple[str, str]:
    """Return, in words for a refusal, which roles were given together and what is allowed."""
    found = "、".join(str(role.label) for role in Role if role in roles)
    duties = "、".join(str(duty.label) for duty in DUTIES)
    wanted = _("one role alone where it is a duty: an account with one of %(duties)s has no other")
    return found, wanted % {"duties": duties}


def lent_problem(user: User, roles: Collection[str]) -> str:
    """Return why somebody who stands in for a colleague cannot be given a duty, or ""."""
    if not set(DUTIES) & set(roles):
        return ""
    today = timezone.localdate()
    lent = Delegation.objects.filter(to=user, ended_at=None, until_day__gte=today).first()
    if lent is None:
        return ""
    return _("%(name)s stands in for a colleague until %(until)s. That has to be ended first.") % {
        "name": user,
        "until": date_format(lent.until_day),
    }
