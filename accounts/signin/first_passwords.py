"""First passwords: easily read from paper and typed, given once, changed at the first sign-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher, make_password
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import get_random_string

from accounts.models import Event, User
from accounts.trail.record import Actor, record

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without look-alikes
GIVEN = ("user.password", "user.first_password")


def new_first_password() -> str:
    """Return three groups of four: 59 bits, of which nobody mistakes 0 for O or 1 for l."""
    return "-".join(get_random_string(4, LETTERS) for _ in range(3))


def give_first_passwords(people: Sequence[User], actor: Actor) -> Mapping[int, str]:
    """Give each their own, which they must change, and return them by number. They are kept
    nowhere; each is a line of the trail without the password."""
    given = {person.pk: new_first_password() for person in people}
    hashes = {pk: _hashed(password) for pk, password in given.items()}
    with transaction.atomic():
        for person in User.objects.select_for_update().filter(pk__in=given).order_by("pk"):
            person.password, person.must_change_password = hashes[person.pk], True
            person.save(update_fields=["password", "must_change_password"])
            record(actor, "user.first_password", f"user:{person.pk}", label=person)
    return given


class RandomPasswordHasher(Argon2PasswordHasher):
    """Costs a tenth of what guards words that people choose: nobody guesses 59 random bits, and a
    hundred are hashed at one press. The first sign-in brings it to the usual cost."""

    time_cost, memory_cost, parallelism = 2, 19_456, 1


def _hashed(password: str) -> str:
    usual = get_hasher()
    argon2 = isinstance(usual, Argon2PasswordHasher)
    return make_password(password, hasher=RandomPasswordHasher() if argon2 else usual)


def last_given(people: Sequence[User]) -> Mapping[int, datetime]:
    """Return when each was last given a password by somebody else, by number."""
    objects = {f"user:{person.pk}": person.pk for person in people}
    lines = Event.objects.filter(action__in=GIVEN, object__in=objects).order_by()
    latest = lines.values_list("object").annotate(at=Max("at"))
    return {objects[name]: at for name, at in latest}
