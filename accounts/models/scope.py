"""How far a bureau's authority reaches: its region and all below. Nothing here knows of reports."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import (
    BUREAU_ROLES,
    SUPERUSER_DUTIES,
    Agency,
    Membership,
    Region,
    Role,
    User,
)


def regions_of(user: User, *roles: str) -> Q:
    """A filter for the regions (by path) at or below those where the user holds a bureau role.

    A superuser whose account is open has these roles everywhere.
    """
    if user.opened_superuser and SUPERUSER_DUTIES.intersection(roles):
        return Q()
    held = Q(pk__in=[])
    for membership in user.held:
        if membership.role in roles and membership.role in BUREAU_ROLES:
            held |= Q(path__startswith=membership.agency.region.path)
    return held


def regions_for(user: User, *roles: str) -> QuerySet[Region]:
    return Region.objects.filter(regions_of(user, *roles))


def agencies_for(user: User, *roles: str) -> QuerySet[Agency]:
    return Agency.objects.filter(region__in=regions_for(user, *roles)).select_related("region")


def reviewers_over(region: Region) -> QuerySet[User]:
    """The active reviewers of the bureaus responsible for a region."""
    codes = [code for code in region.path.split("/") if code]
    posts = Membership.objects.filter(
        role=Role.REVIEWER, agency__active=True, agency__region__code__in=codes
    )
    return User.objects.filter(is_active=True, pk__in=posts.values("user"))


# What an administrator administers ---------------------------------------------------------
# How far a duty reaches; portal/duties.py says which pages it opens.

ADMINISTRATORS = (Role.ADMINISTRATOR, Role.SECURITY)


def administered_regions(user: User) -> QuerySet[Region]:
    return regions_for(user, *ADMINISTRATORS)


def administered_agencies(user: User) -> QuerySet[Agency]:
    return agencies_for(user, *ADMINISTRATORS)


def administered_users(user: User) -> QuerySet[User]:
    """People with at least one role in the administrator's regions, superusers excepted."""
    agencies = administered_agencies(user).values("pk")
    return User.objects.filter(
        pk__in=Membership.objects.filter(agency__in=agencies).values("user"), is_superuser=False
    )


def may_change(administrator: User, person: User) -> bool:
    """Whether the administrator may change this person's account. Not their own, since nobody
    grants themselves rights; and only if all the person's roles are in the administrator's regions.
    """
    return (
        person != administrator
        and not person.is_superuser
        and not person.memberships.exclude(
            agency__in=administered_agencies(administrator).values("pk")
        ).exists()
    )


def role_problem(agency: Agency, role: str) -> str:
    """Return why this role cannot be held at this agency, or "" when it can."""
    if role in BUREAU_ROLES and not agency.is_bureau:
        return _("%(agency)s is no approval bureau, so nobody can be %(role)s there.") % {
            "agency": agency.short_name,
            "role": Role(role).label,
        }
    return ""


class LostOwnRole(Exception):
    """Administrators were about to lock themselves out."""

    def __str__(self) -> str:
        return _("Nothing was changed: it would have taken away your own role as administrator.")


def require_own_role(user: User, closed: Collection[int] = ()) -> None:
    """Check that the user is still an administrator, `closed` agencies apart; run in the change's
    transaction, after it. Raises LostOwnRole."""
    if user.opened_superuser:
        return  # holds no role that could be lost
    held = Membership.objects.filter(
        user=user.pk, user__is_active=True, role__in=ADMINISTRATORS, agency__active=True
    )
    if not held.exclude(agency__in=closed).exists():
        raise LostOwnRole
