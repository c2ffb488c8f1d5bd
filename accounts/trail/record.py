"""The trail: what was done, by whom, from where, chained by hash.

Every function that acts calls `record` last, in its own transaction: the row lock on the chain's
head is then held no longer than the commit takes (lock order: report, section, head).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Event, TrailHead, User
from accounts.trail.chain import Break, find_breaks, hash_of


@dataclass(frozen=True)
class Actor:
    """Who acts, and the address they act from; the portal itself if both are missing.

    `press` says by which press of a button, where that matters (presses.py).
    """

    user: User | None = None
    address: str = ""
    press: str = ""

    @property
    def name(self) -> str:
        if self.user:
            mark = "，superuser" if self.user.is_superuser else ""
            return f"{self.user.name}（{self.user.username}{mark}）"
        return "visitor" if self.address else "system"


SYSTEM = Actor()


def actor_of(request: HttpRequest) -> Actor:
    user = None if isinstance(request.user, AnonymousUser) else request.user
    return Actor(user, address_of(request))


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, trusting no more proxies than PORTAL_PROXIES says."""
    own = str(request.META.get("REMOTE_ADDR", ""))
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not 0 < settings.PROXIES <= len(told):
        return own
    try:
        return str(ip_address(told[-settings.PROXIES].strip()))
    except ValueError:
        return own


def record(
    actor: Actor,
    action: str,
    object_: str,
    *,
    label: object = "",
    before: Any = None,
    after: Any = None,
) -> Event:
    """Append one line. Must run inside the transaction of the act it is about.

    `label` is what the act was done to, named in the portal's language whoever writes the line.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of the act it tells of")
    count, last_hash = TrailHead.objects.select_for_update().values_list("count", "hash").get()
    event = Event(
        id=count + 1,
        at=timezone.now(),
        actor=actor.user,
        actor_name=actor.name[:150],
        address=actor.address[:45],
        action=action,
        object=object_,
        label=_named(label),
        before=_plain(before),
        after=_plain(after),
        previous_hash=last_hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)  # a trigger moves the head
    return event


def verify() -> Break | None:
    """Return the first broken place, or None when every line is as it was written."""
    return next(find_breaks(), None)


def _named(label: object) -> str:
    with override(settings.LANGUAGE_CODE):
        return str(label)[:150]


def _plain(value: Any) -> Any:
    """Return the value as the database will return it, so that hashes match when read back."""
    return None if value is None else json.loads(json.dumps(value, default=_encode))


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
