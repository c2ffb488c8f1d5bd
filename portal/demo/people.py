"""The demo's people and their logins."""

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
SALT = "thepasswordofthedemoispublic"  # fixed, so that one hash serves all and can be recognised


def make_people(
    planned: Sequence[PlannedPerson], agencies: Mapping[str, Agency]
) -> dict[str, User]:
    """Create the people, by user name, without e-mail addresses; see give_addresses."""
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
    """Set e-mail addresses, last of all, so that creating the demo sends no mail."""
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
    password: str  # empty if it has been changed
    role: str
    agency: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def logins() -> list[Login]:
    """Return one login for each role among the demo's remaining people."""
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
