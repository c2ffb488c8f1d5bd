"""The trail's hash chain: what a line's hash covers, and which lines have been tampered with.

A line whose hash does not match its content was changed. If its hash was recomputed too, the next
line still holds the old hash: so the line that was tampered with is named, not its neighbour, which
matches as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import chain, pairwise

from django.db.models import Max, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.trail import Event, TrailHead

FIRST_HASH = "0" * 64
WORDS: dict[str, str | Promise] = {
    "missing": _("line %(line)s is missing"),
    "missing_many": _("lines %(line)s to %(other)s are missing"),
    "no_place": _("line %(line)s does not belong: the first is line 1"),
    "changed": _("line %(line)s was changed"),
    "moved": _("line %(line)s holds what was line %(other)s"),
    "put_in": _("line %(line)s was put in: what it was is now line %(other)s"),
    "resealed": _(
        "line %(line)s was changed and sealed anew: line %(other)s holds another hash of it"
    ),
    "relinked": _("line %(line)s was sealed anew onto another line than %(other)s"),
    "resealed_first": _("line %(line)s was sealed anew as if lines stood before it"),
    "head_gone": _("the head of the trail is missing"),
    "head_twice": _("the head of the trail is there more than once"),
    "head_hash": _(
        "the head holds another hash than line %(line)s: one of them was changed, or a later line"
        " is gone"
    ),
    "head_count": _("the head counts to %(other)s, but its hash is that of line %(line)s"),
    "beyond_head": _("line %(line)s stands beyond the head, which counts to %(other)s"),
    "sealed_anew": _(
        "line %(line)s is not the one that was sealed: lines %(other)s to %(line)s were written"
        " anew"
    ),
    "sealed_missing": _("line %(line)s was sealed and is missing"),
    "seal_unreadable": _("line %(line)s of the log of seals cannot be read"),
}


@dataclass(frozen=True)
class Break:
    """A place where the trail is not as it was written: the line that was tampered with."""

    number: int
    code: str
    other: int = 0  # the line that reveals it, or the last of several

    @property
    def reason(self) -> str:
        return str(WORDS[self.code]) % {"line": self.number, "other": self.other}


def hash_of(event: Event, *, number: int | None = None, previous_hash: str | None = None) -> str:
    """SHA-256 over every column of the line, including the previous line's hash; or what it would
    be with another number or after another line."""
    line = [
        event.id if number is None else number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.address,
        event.action,
        event.object,
        event.label,
        event.before,
        event.after,
        event.previous_hash if previous_hash is None else previous_hash,
    ]
    words = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class End:
    """The trail's head, and the number of its newest line."""

    count: int
    hash: str
    newest: int
    heads: int = 1


def read_end() -> End:
    """Read head and newest line in one statement: a concurrent line is in both or in neither."""
    newest = Event.objects.order_by("-id").values("id")[:1]
    heads = TrailHead.objects.annotate(newest=Subquery(newest)).order_by("id")
    rows = list(heads.values_list("count", "hash", "newest")[:2])
    if not rows:
        return End(0, "", Event.objects.aggregate(newest=Max("id"))["newest"] or 0, heads=0)
    count, hash_, last = rows[0]
    return End(count, hash_, last or 0, heads=len(rows))


def find_breaks(first: int = 1, last: int | None = None, end: End | None = None) -> Iterator[Break]:
    """Yield every broken place from line `first` to line `last`, in line order; without `last`, to
    the end, including the head. Lines added after `end` was read are ignored."""
    end = end or read_end()
    walk = _Walk(first, end)
    through = end.newest if last is None else min(last, end.newest)
    for line, after in _in_pairs(first, through):
        yield from walk.judge(line, after)
    if through == end.newest:
        yield from walk.judge_head()


def _in_pairs(first: int, through: int) -> Iterator[tuple[Event, Event | None]]:
    """Yield each line with its successor, which may lie just beyond the last line to be checked."""
    lines = Event.objects.filter(id__lte=through + 1).order_by("id")
    if first > 1:  # lines numbered below 1 are found only from the start
        lines = lines.filter(id__gte=first)
    for line, after in pairwise(chain(lines.iterator(chunk_size=2000), [None])):
        if line is not None and line.id <= through:
            yield line, after


class _Walk:
    """Checks line by line, remembering what it has seen, so that each line is reported once."""

    def __init__(self, first: int, end: End) -> None:
        self.first = self.expected = first
        self.end = end
        self.before: Event | None = None  # the previous line, if its own hash matches
        self.shift = 0  # how far the most recent lines were renumbered
        self.named: set[int] = set()

    def judge(self, line: Event, after: Event | None) -> Iterator[Break]:
        fits = line.hash == hash_of(line)
        yield from self._once(self._gap(line))
        yield from self._once(self._link(line, after) if fits else self._unfit(line))
        self.before = line if fits else None
        self.expected = max(line.id + 1, self.first)

    def judge_head(self) -> Iterator[Break]:
        end, last = self.end, FIRST_HASH if self.end.newest == 0 else None
        if self.before and self.before.id == end.newest:
            last = self.before.hash
        yield from self._once(_head_breaks(end, last))

    def _once(self, found: Iterable[Break]) -> Iterator[Break]:
        for one in found:
            if one.number not in self.named:
                self.named.add(one.number)
                yield one

    def _gap(self, line: Event) -> Iterator[Break]:
        if line.id < 1:
            yield Break(line.id, "no_place")
        elif line.id > self.expected:
            yield _missing(self.expected, line.id - 1)

    def _link(self, line: Event, after: Event | None) -> Iterator[Break]:
        """Check that the line's hash was computed over the previous line's hash."""
        self.shift, before = 0, self.before
        if line.id == 1 and line.previous_hash != FIRST_HASH:
            yield Break(1, "resealed_first")
        if before is None or before.id != line.id - 1 or before.hash == line.previous_hash:
            return
        told = self.end.hash if after is None else after.previous_hash
        if told in {before.hash, hash_of(line, previous_hash=before.hash)}:
            yield Break(line.id, "relinked", before.id)
        else:
            yield Break(before.id, "resealed", line.id)

    def _unfit(self, line: Event) -> Iterator[Break]:
        """Report a line whose hash does not match: it was changed, or had another number."""
        was, run = self._former_number(line), self.shift
        self.shift = line.id - was if was else 0
        if not was:
            yield Break(line.id, "changed")
        elif self.shift == run:
            return  # moved like the previous lines, already reported
        elif was < line.id and was not in self.named:
            yield Break(was, "put_in", line.id)
        else:
            yield Break(line.id, "moved", was)

    def _former_number(self, line: Event) -> int | None:
        before = Event.objects.filter(hash=line.previous_hash).values_list("id", flat=True)
        near = [line.id - self.shift, line.id - 1, line.id + 1]
        for numbers in (near, (number + 1 for number in before[:1])):
            for number in numbers:
                if number != line.id and hash_of(line, number=number) == line.hash:
                    return number
        return 1 if hash_of(line, number=1) == line.hash else None


def _missing(first: int, last: int) -> Break:
    return Break(first, "missing") if first == last else Break(first, "missing_many", last)


def _head_breaks(end: End, last: str | None) -> Iterator[Break]:
    """Check the head; `last` is the hash of the newest line, if that line is intact."""
    if end.heads != 1:
        yield Break(end.newest, "head_twice" if end.heads else "head_gone")
    elif end.count == end.newest:
        if last is not None and last != end.hash:
            yield Break(end.newest, "head_hash")
    elif last == end.hash:
        yield Break(end.newest, "head_count", end.count)
    elif end.count > end.newest:
        yield _missing(end.newest + 1, end.count)
    else:
        beyond = Event.objects.filter(id__gt=end.count).order_by("id").values_list("id", flat=True)
        yield Break(beyond[0], "beyond_head", end.count)
