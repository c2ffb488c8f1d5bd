"""The demo's people and what they sign in with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from accounts.models import Agency, Membership, User
from portal.demo.plan import PlannedPerson, load_plan

FAMILY_NAMES = "沈陆邵祁柏庄葛纪舒阮虞娄"
GIVEN_NAMES = ("明远", "书琴", "立群", "晓岚", "柏年", "静宜", "国梁", "雨桐", "守成", "佩文",
               "志坚", "若溪", "永和", "慧兰", "景行", "素心", "长庚")  # fmt: skip
SALT = "thepasswordofthedemoispublic"  # so that one hash serves all and is known again


def make_people(
    planned: Sequence[PlannedPerson], agencies: Mapping[str, Agency]
) -> dict[str, User]:
    """By user name. They have no e-mail address yet, see give_addresses."""
    password = _hash()
    users = User.objects.bulk_create(
        User(
            username=person.username,
            name=_name(person),
            password=password,
            must_change_password=person.must_change_password,
        )
        for person in planned
    )
    Membership.objects.bulk_create(
        Membership(user=user, agency=agencies[person.agency.key], role=role)
        for user, person in zip(users, planned, strict=True)
        for role in person.roles
    )
    return {user.username: user for user in users}


def give_addresses() -> None:
    """Last of all, so that no letter goes out about what the demo itself does."""
    plan = load_plan()
    users = list(User.objects.filter(username__in=[p.username for p in plan.people]))
    for user in users:
        user.email = f"{user.username}@{plan.mail_domain}"
    User.objects.bulk_update(users, ["email"])


def _name(person: PlannedPerson) -> str:
    number = load_plan().people.index(person)
    family = FAMILY_NAMES[number % len(FAMILY_NAMES)]
    return family + GIVEN_NAMES[number % len(GIVEN_NAMES)]


@cache
def _hash() -> str:
    return make_password(load_plan().password, salt=SALT)


# Signing in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Login:
    username: str
    password: str  # empty where it is no longer the demo's
    role: str
    agency: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def logins() -> list[Login]:
    """One for every role of the demo's people that are still there."""
    plan, password = load_plan(), _hash()
    kept = dict(User.objects.filter(is_active=True).values_list("username", "password"))
    return [
        Login(
            person.username,
            plan.password if kept[person.username] == password else "",
            role.value,
            person.agency.name,
        )
        for person in plan.people
        if person.username in kept
        for role in person.roles
    ]
