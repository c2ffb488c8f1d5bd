"""The log of seals: a file outside the database with one line a day, `day count hash`.

Somebody with every right in the database can rewrite the whole trail consistently; it then no
longer matches what this file says of each day. Keep it where they cannot write.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accounts.models.trail import Event
from accounts.trail.chain import FIRST_HASH, Break

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (0|[1-9]\d{0,17}) ([0-9a-f]{64})")
AT_ONCE = 500  # seals looked up per query


@dataclass(frozen=True)
class Seal:
    """Number and hash of the trail's last line on a day."""

    day: date
    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.count} {self.hash}"


@dataclass(frozen=True)
class Seals:
    kept: tuple[Seal, ...] = ()
    unreadable: tuple[int, ...] = ()  # line numbers in the file

    def between(self, first: int, last: int) -> Seals:
        kept = tuple(seal for seal in self.kept if first <= seal.count <= last)
        return Seals(kept, self.unreadable)


def read_seals(path: Path) -> Seals:
    """Read all seals; none if there is no file yet."""
    if not path.exists():
        return Seals()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [_seal(line) for line in lines]
    unreadable = (number for number, seal in enumerate(found, 1) if seal is None)
    return Seals(tuple(seal for seal in found if seal), tuple(unreadable))


def _seal(line: str) -> Seal | None:
    parts = _LINE.fullmatch(line)
    if parts is None:
        return None
    try:
        return Seal(date.fromisoformat(parts[1]), int(parts[2]), parts[3])
    except ValueError:  # such as 31 February
        return None


def add_seal(path: Path, seal: Seal) -> bool:
    """Append a seal and flush it to disk; return False if this day or a later one has one."""
    kept = read_seals(path).kept
    if kept and max(one.day for one in kept) >= seal.day:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.read_bytes() if path.exists() else b""
    begun = b"\n" if written and not written.endswith(b"\n") else b""  # a line cut short
    file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o640)
    try:
        os.write(file, begun + f"{seal}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
    return True


def broken_seals(seals: Seals) -> Iterator[Break]:
    """Yield the seals the trail no longer matches, and unreadable lines."""
    yield from (Break(number, "seal_unreadable") for number in seals.unreadable)
    held = 0
    for start in range(0, len(seals.kept), AT_ONCE):
        some = seals.kept[start : start + AT_ONCE]
        hashes = _hashes(some)
        for seal in some:
            found = hashes.get(seal.count)
            if found == seal.hash:
                held = max(held, seal.count)
            elif found is None:
                yield Break(seal.count, "sealed_missing")
            else:
                yield Break(seal.count, "sealed_anew", min(held + 1, seal.count))


def _hashes(seals: Sequence[Seal]) -> dict[int, str]:
    """Map line numbers to hashes for these seals; an empty trail counts as line 0."""
    numbers = [seal.count for seal in seals]
    return {0: FIRST_HASH, **dict(Event.objects.filter(pk__in=numbers).values_list("pk", "hash"))}
