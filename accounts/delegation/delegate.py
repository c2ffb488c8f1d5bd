"""Name a stand-in, end a delegation, and find out who stands in for whom today.

What a stand-in may do is decided in `User.held`; the guards of the moves keep a stand-in from
taking two steps of the same report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_ROLES, DELEGABLE, Agency, Delegation, Membership, Role, User
from accounts.models.delegation import in_force
from accounts.models.refusals import ActRefused
from accounts.notifications.notify import compose, notify
from accounts.trail.record import Actor, record

STANDING_IN = (*sorted(AGENCY_ROLES), Role.REVIEWER)
LONGEST = timedelta(days=366)  # longer counts as having left


class DelegationRefused(ActRefused):
    """The delegation was refused; `field` names the input to correct."""


@dataclass(frozen=True)
class DelegationRequest:
    """Which of one's own roles to lend, to whom, and from which day to which (inclusive)."""

    membership: Membership
    to: User
    from_day: date
    until_day: date
    reason: str


def delegable_memberships(user: User) -> list[Membership]:
    """The user's own roles that may be delegated; roles they stand in for cannot be lent on."""
    return [m for m in user.held if m.role in DELEGABLE and m.user_id == user.pk]


def colleagues(user: User, lent: Sequence[Membership]) -> QuerySet[User]:
    """The other people of these roles' agencies who can sign in; a reviewer's stand-in may be
    another reviewer."""
    reviews = any(membership.role == Role.REVIEWER for membership in lent)
    roles = STANDING_IN if reviews else AGENCY_ROLES
    agencies = [membership.agency_id for membership in lent]
    there = Membership.objects.filter(agency__in=agencies, role__in=roles)
    people = User.objects.filter(is_active=True, pk__in=there.values("user"))
    return people.exclude(pk=user.pk).order_by("name", "pk")


def delegations_of(user: User) -> QuerySet[Delegation]:
    """The delegations this user gave or received, newest first."""
    theirs = Delegation.objects.filter(Q(user=user) | Q(to=user))
    return theirs.select_related("user", "to", "agency", "ended_by")


def active_delegations(agencies: Iterable[int], *roles: str) -> QuerySet[Delegation]:
    """Delegations in force today at these agencies whose delegators still hold the role."""
    held = {"user__memberships__agency": F("agency"), "user__memberships__role": F("role")}
    today = Delegation.objects.filter(
        in_force(timezone.localdate()), agency__in=agencies, role__in=roles or DELEGABLE, **held
    )
    return today.select_related("user", "to").order_by("id")


def in_whose_name(person: str, absent: User | None) -> str:
    """Return the person's name and, for a stand-in, in whose name they act: 李四（代张三）."""
    if absent is None:
        return person
    return gettext("%(person)s (for %(absent)s)") % {"person": person, "absent": absent}


def delegate(wanted: DelegationRequest, actor: Actor) -> Delegation:
    """Create a delegation, notify the stand-in and record it. Raises DelegationRefused."""
    assert actor.user is not None
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=wanted.membership.agency_id)  # one at a time
        _require_possible(wanted, actor.user)
        _require_days(wanted)
        _require_nothing_else(wanted)
        made = Delegation.objects.create(
            user=actor.user,
            to=wanted.to,
            agency=wanted.membership.agency,
            role=wanted.membership.role,
            from_day=wanted.from_day,
            until_day=wanted.until_day,
            reason=wanted.reason,
        )
        _notify(made, "delegation.make", "delegation/stand_in.txt")
        record(
            actor,
            "delegation.make",
            f"delegation:{made.pk}",
            label=made,
            after={
                "user": str(made.user),
                "to": f"{made.to}（{made.to.username}）",
                "agency": made.agency.name,
                "role": made.role,
                "from_day": made.from_day,
                "until_day": made.until_day,
                "reason": made.reason,
            },
        )
    return made


def end_delegation(pk: int, actor: Actor) -> bool:
    """End a delegation now; return False if it is already over."""
    with transaction.atomic():
        found = Delegation.objects.select_for_update(of=("self",))
        ended = found.select_related("user", "to", "agency").get(pk=pk)
        if ended.place == "past":
            return False
        ended.ended_at, ended.ended_by = timezone.now(), actor.user
        ended.save(update_fields=["ended_at", "ended_by"])
        _notify(ended, "delegation.end", "delegation/stand_in_ended.txt")
        record(actor, "delegation.end", f"delegation:{pk}", label=ended,
               before={"until_day": ended.until_day})  # fmt: skip
    return True


def _notify(delegation: Delegation, kind: str, template: str) -> None:
    link = reverse("accounts:delegations")
    notify([delegation.to], compose(kind, template, {"delegation": delegation}, link))


# What is refused ------------------------------------------------------------------------------


def _require_possible(wanted: DelegationRequest, user: User) -> None:
    held = wanted.membership
    if held.pk not in {own.pk for own in delegable_memberships(user)}:
        raise DelegationRefused(_("Choose one of your own roles."), "membership")
    if wanted.to not in colleagues(user, [held]):
        words = _("Choose a colleague of %(agency)s who can sign in.")
        raise DelegationRefused(words % {"agency": held.agency.short_name}, "to")
    holds_it = wanted.to.memberships.filter(agency=held.agency, role=held.role).exists()
    if holds_it and held.role != Role.REVIEWER:  # who takes over what the other one has begun
        words = _("%(person)s is %(role)s too and can act without this.")
        names = {"person": wanted.to, "role": held.get_role_display()}
        raise DelegationRefused(words % names, "to")


def _require_days(wanted: DelegationRequest) -> None:
    if wanted.from_day < timezone.localdate():
        raise DelegationRefused(_("It begins today at the earliest."), "from_day")
    if wanted.until_day < wanted.from_day:
        raise DelegationRefused(_("The last day is before the first."), "until_day")
    if wanted.until_day - wanted.from_day >= LONGEST:
        words = _("A year at most. For longer, ask the administrator.")
        raise DelegationRefused(words, "until_day")


def _require_nothing_else(wanted: DelegationRequest) -> None:
    """Refuse overlaps: a stand-in may neither be away nor stand in for two people on the same days,
    and a person who is away may not stand in for anybody."""
    user, to, held = wanted.membership.user, wanted.to, wanted.membership
    same_days = Delegation.objects.filter(
        ended_at=None, from_day__lte=wanted.until_day, until_day__gte=wanted.from_day
    ).select_related("user", "to")
    same_role = Q(user=user, agency=held.agency_id, role=held.role)
    other = same_days.filter(same_role | Q(user=to) | Q(to=user) | Q(to=to)).first()
    if other is None:
        return
    days = {"first": date_format(other.from_day), "last": date_format(other.until_day)}
    if other.to in (user, to):
        words = _("%(person)s stands in for %(absent)s from %(first)s to %(last)s.")
    else:
        words = _("%(absent)s is away from %(first)s to %(last)s; %(person)s stands in.")
    field = "from_day" if user in (other.user, other.to) else "to"
    raise DelegationRefused(words % {"person": other.to, "absent": other.user, **days}, field)
