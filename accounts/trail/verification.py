"""Runs of the verification of the trail. Each run is itself a line of the trail, so that the page
can show when the trail was last verified, which lines, and what was found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Event, TrailHead
from accounts.trail.chain import FIRST_HASH, Break, End, find_breaks, read_end
from accounts.trail.record import SYSTEM, Actor, record
from accounts.trail.seals import Seal, Seals, add_seal, broken_seals, read_seals

TRAIL = "trail"
HELD, BROKEN = "trail.verify", "trail.broken"
LINES_AT_ONCE = 50_000  # per press of the button: a few seconds
BREAKS_TOLD = 20


@dataclass(frozen=True)
class VerificationRun:
    """What was checked and found. `hash` is that of the last line checked."""

    first: int
    last: int
    hash: str
    seals: int
    seconds: float
    breaks: tuple[Break, ...]
    at: datetime
    by: str = ""
    number: int = 0  # of its own line; 0 if the trail is too broken to take one

    @property
    def is_whole(self) -> bool:
        return not self.breaks


# What was found before ----------------------------------------------------------------------


def latest_run() -> VerificationRun | None:
    return _found(_runs())


def latest_whole_run() -> VerificationRun | None:
    """The latest run that found the trail intact from its first line to its last, or None."""
    return _found(_runs().filter(action=HELD, after__first=1, after__to_end=True))


def _runs() -> QuerySet[Event]:
    return Event.objects.filter(object=TRAIL, action__in=(HELD, BROKEN)).order_by("-id")


def _found(events: QuerySet[Event]) -> VerificationRun | None:
    event = events.first()
    return _run_of(event) if event else None


def _run_of(event: Event) -> VerificationRun:
    told: dict[str, Any] = event.after or {}
    return VerificationRun(
        first=told["first"],
        last=told["last"],
        hash=told["hash"],
        seals=told["seals"],
        seconds=told["seconds"],
        breaks=tuple(Break(*one) for one in told["breaks"]),
        at=event.at,
        by=event.actor_name if event.actor_id else "",
        number=event.pk,
    )


# A new run ----------------------------------------------------------------------------------


def verify_all(actor: Actor = SYSTEM) -> VerificationRun:
    """Check every line and every seal."""
    end = read_end()
    return _verify(actor, 1, end.newest, end, _seals())


def verify_on(actor: Actor) -> VerificationRun:
    """Continue from the last line of the latest successful run, for at most LINES_AT_ONCE lines;
    that line itself must not have changed since."""
    end, held = read_end(), _found(_runs().filter(action=HELD))
    first = max(held.last, 1) if held else 1
    last = min(end.newest, first + LINES_AT_ONCE - 1)
    seals = _seals().between(first, last)
    was = Seal(timezone.localdate(held.at), held.last, held.hash) if held else None
    return _verify(actor, first, last, end, seals, was)


def _verify(
    actor: Actor, first: int, last: int, end: End, seals: Seals, was: Seal | None = None
) -> VerificationRun:
    started = time.monotonic()
    breaks = tuple(islice(_breaks(first, last, end, seals, was), BREAKS_TOLD))
    told = {
        "first": first,
        "last": last,
        "to_end": last == end.newest,
        "hash": Event.objects.filter(pk=last).values_list("hash", flat=True).first() or FIRST_HASH,
        "seals": len(seals.kept),
        "seconds": round(time.monotonic() - started, 2),
        "breaks": [[one.number, one.code, one.other] for one in breaks],
    }
    event = _recorded(actor, BROKEN if breaks else HELD, told)
    unwritten = Event(pk=0, at=timezone.now(), actor=actor.user, actor_name=actor.name, after=told)
    return _run_of(event or unwritten)


def _breaks(first: int, last: int, end: End, seals: Seals, was: Seal | None) -> Iterator[Break]:
    """Yield breaks of the chain, then of the seals; each line is reported once."""
    named: set[tuple[int, bool]] = set()
    marks = Seals((was,)) if was else Seals()
    for one in chain(find_breaks(first, last, end), broken_seals(marks), broken_seals(seals)):
        key = (one.number, one.code == "seal_unreadable")  # a line of the seal file
        if key not in named:
            named.add(key)
            yield one


def _recorded(actor: Actor, action: str, told: dict[str, Any]) -> Event | None:
    """Record a line about the run; None if the trail is too broken to take one."""
    try:
        with transaction.atomic():
            return record(actor, action, TRAIL, after=told)
    except (TrailHead.DoesNotExist, TrailHead.MultipleObjectsReturned, IntegrityError):
        return None


# The seal of a day --------------------------------------------------------------------------


def seal_today() -> Seal | None:
    """Append today's seal, once a day, to the file outside the database; None if not written."""
    end = read_end()
    seal = Seal(timezone.localdate(), end.count, end.hash)
    if end.heads != 1 or not add_seal(Path(settings.SEALS), seal):
        return None
    _recorded(SYSTEM, "trail.seal", {"last": seal.count, "hash": seal.hash})
    return seal


def _seals() -> Seals:
    return read_seals(Path(settings.SEALS))
