"""Who else has a section open now. This locks nothing, and the trail does not record it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from reports.models import Presence

# Pages report every 20 seconds that they are open; covered by another window, once in a minute or
# two, for browsers slow their clocks then.
FRESH = timedelta(seconds=150)
LATELY = timedelta(seconds=10)  # reports within this time are not written again


def mark_present(section: int, user: User) -> str:
    """Record that this person has the section open; return who else has, in words, or "".

    One query, and a second one if it was not recorded yet or not recently.
    """
    now = timezone.now()
    known = Presence.objects.filter(Q(user=user) | Q(seen_at__gt=now - FRESH), section=section)
    rows = list(known.order_by("user__name").values_list("user", "user__name", "seen_at"))
    last = next((at for pk, _name, at in rows if pk == user.pk), None)
    if last is None:
        row = Presence(section_id=section, user=user, seen_at=now)
        Presence.objects.bulk_create([row], ignore_conflicts=True)
    elif now - last > LATELY:
        Presence.objects.filter(section=section, user=user).update(seen_at=now)
    here = "、".join(name for pk, name, _at in rows if pk != user.pk)
    return _("%(names)s also has this section open") % {"names": here} if here else ""
