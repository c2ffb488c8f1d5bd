"""The first county of an empty portal: its region, its bureau and one administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.models import Agency, AgencyKind, Membership, Region, Role, User
from accounts.trail import SYSTEM, record

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


class AlreadyFounded(Exception):
    """Somebody administers this portal already, and makes further accounts there."""


@dataclass(frozen=True)
class Founding:
    region: Region
    bureau: Agency
    administrator: User


def found(founding: Founding) -> str:
    """Store the three and return the administrator's first password, which is told once.

    Raises ValidationError where a value does not fit, and AlreadyFounded.
    """
    password = get_random_string(12, LETTERS)
    with transaction.atomic():
        if Membership.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise AlreadyFounded
        founding.administrator.set_password(password)
        _store(founding.region)
        founding.bureau.region = founding.region  # which has its key only now
        _store(founding.bureau)
        _store(founding.administrator)
        Membership.objects.create(
            user=founding.administrator, agency=founding.bureau, role=Role.ADMINISTRATOR
        )
        record(
            SYSTEM,
            "portal.found",
            f"user:{founding.administrator.pk}",
            label=str(founding.administrator),
            after={"region": founding.region.name, "bureau": founding.bureau.name},
        )
    return password


def _store(row: Region | Agency | User) -> None:
    row.full_clean()
    row.save()


def make_founding(*, region: str, division_code: str, bureau: str, credit_code: str,
                  username: str, name: str, email: str) -> Founding:  # fmt: skip
    place = Region(name=region, code=division_code)
    office = Agency(
        region=place,
        name=bureau,
        short_name=bureau[:30],
        credit_code=credit_code,
        kind=AgencyKind.DEPARTMENT,
        is_bureau=True,
        order=1,
    )
    return Founding(place, office, User(username=username, name=name, email=email))
