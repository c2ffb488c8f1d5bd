"""Who else has a section open now. Nothing is locked by it, and the trail does not tell of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from reports.models import Presence

FRESH = timedelta(seconds=60)  # pages tell every 20 seconds that they are open


def seen(section: int, user: User) -> None:
    """This person has the section open. One statement, the first time two."""
    now = timezone.now()
    if not Presence.objects.filter(section=section, user=user).update(seen_at=now):
        row = Presence(section_id=section, user=user, seen_at=now)
        Presence.objects.bulk_create([row], ignore_conflicts=True)


def others_in(section: int, user: User) -> str:
    """In words who else has it open, or nothing."""
    fresh = Presence.objects.filter(section=section, seen_at__gt=timezone.now() - FRESH)
    names = fresh.exclude(user=user).order_by("user__name").values_list("user__name", flat=True)
    here = "、".join(names)
    return _("%(names)s also has this section open") % {"names": here} if here else ""
