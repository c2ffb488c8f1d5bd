"""The three duties kept apart (三员分立): who runs the portal, who gives rights, who watches both.

An account with a duty holds nothing else: no second duty, no working role. Whoever also works
signs in to that with another account, so that each line of the trail says as what they acted.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import DUTIES, Delegation, Role, User


def breaks_apart(roles: Collection[str]) -> bool:
    """Whether these cannot be the roles of one account, one entry for each membership."""
    return len(roles) > 1 and bool(set(DUTIES) & set(roles))


def found_and_wanted(roles: Collection[str]) -> tuple[str, str]:
    """In words, for a refusal: what was given together, and what may be."""
    found = "、".join(str(role.label) for role in Role if role in roles)
    duties = "、".join(str(duty.label) for duty in DUTIES)
    wanted = _("one role alone where it is a duty: an account with one of %(duties)s has no other")
    return found, wanted % {"duties": duties}


def lent_problem(user: User, roles: Collection[str]) -> str:
    """A duty is not given to who stands in for a colleague, now or soon; empty when it may be."""
    if not set(DUTIES) & set(roles):
        return ""
    today = timezone.localdate()
    lent = Delegation.objects.filter(to=user, ended_at=None, until_day__gte=today).first()
    if lent is None:
        return ""
    return _("%(name)s stands in for a colleague until %(until)s. That has to be ended first.") % {
        "name": user,
        "until": lent.until_day.isoformat(),
    }
