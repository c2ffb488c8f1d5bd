"""What the security administrator can do about sign-in: lift a lockout, end sessions."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.trail.record import Actor, record


def with_lockouts(people: QuerySet[User]) -> QuerySet[User]:
    """Annotate people with `paused`: whether they are locked out from at least one address."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failures = AccessAttempt.objects.filter(
        username=OuterRef("username"),
        attempt_time__gt=since,
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
    )
    return people.annotate(paused=Exists(failures))


@transaction.atomic
def unlock(person: User, actor: Actor) -> bool:
    """Lift a lockout and forget all failures; return False where there was nothing to lift."""
    if not reset(username=person.username):
        return False
    record(actor, "sign_in.unlocked", f"user:{person.pk}", label=person)
    return True


@transaction.atomic
def end_sessions(person: User, actor: Actor) -> None:
    """End sessions on all devices; what was not saved there stays in that browser."""
    User.objects.select_for_update().get(pk=person.pk).end_sessions()
    record(actor, "user.end_sessions", f"user:{person.pk}", label=person)
