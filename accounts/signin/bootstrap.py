"""Sets up an empty portal: the county's region, its bureau and one account for each duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import DUTIES, Agency, AgencyKind, Membership, Region, Role, User
from accounts.signin.first_passwords import new_first_password
from accounts.trail.record import SYSTEM, record


class AlreadyInitialised(Exception):
    """Somebody already holds a duty in this portal, and further accounts are made there."""


@dataclass(frozen=True)
class Bootstrap:
    region: Region
    bureau: Agency
    people: Mapping[Role, User]  # by duty


def bootstrap(wanted: Bootstrap) -> dict[Role, str]:
    """Store everything and return the first passwords by duty, which are shown only once.

    Raises ValidationError where a value is invalid, and AlreadyInitialised.
    """
    passwords = {duty: new_first_password() for duty in wanted.people}
    with transaction.atomic():
        if Membership.objects.filter(role__in=DUTIES).exists():
            raise AlreadyInitialised
        _store(wanted.region)
        wanted.bureau.region = wanted.region  # only now does it have a primary key
        _store(wanted.bureau)
        for duty, person in wanted.people.items():
            person.set_password(passwords[duty])
            _store_person(person, duty, wanted.bureau)
        record(
            SYSTEM,
            "portal.found",
            f"agency:{wanted.bureau.pk}",
            label=wanted.bureau.name,
            after={
                "region": wanted.region.name,
                "bureau": wanted.bureau.name,
                **{duty.value: person.username for duty, person in wanted.people.items()},
            },
        )
    return passwords


def _store_person(person: User, duty: Role, bureau: Agency) -> None:
    try:
        _store(person)
    except ValidationError as error:
        named = {f"{duty.value} {field}": words for field, words in error.message_dict.items()}
        raise ValidationError(named) from error
    Membership.objects.create(user=person, agency=bureau, role=duty)


def _store(row: Region | Agency | User) -> None:
    row.full_clean()
    row.save()


def make_bootstrap(*, region: str, division_code: str, bureau: str, credit_code: str,
                  people: Mapping[Role, tuple[str, str, str]]) -> Bootstrap:  # fmt: skip
    """Build the unsaved objects; `people` maps duties to (user name, name, e-mail address)."""
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
    users = {
        duty: User(username=username, name=name, email=email)
        for duty, (username, name, email) in people.items()
    }
    return Bootstrap(place, office, users)
