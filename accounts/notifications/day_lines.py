"""The lines of a list of notices: what happened to many on one day takes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Notice

TOGETHER = frozenset({"move.submit"})  # kinds that come by the dozen, to the same people


@dataclass(frozen=True)
class NoticeLine:
    """One notice, or all of a kind that came on one day, the newest first."""

    notices: Sequence[Notice]

    @property
    def newest(self) -> Notice:
        return self.notices[0]

    @property
    def is_many(self) -> bool:
        return len(self.notices) > 1

    @property
    def is_new(self) -> bool:
        return any(notice.is_new for notice in self.notices)

    @property
    def waiting(self) -> int:
        """How many of them still wait for their step."""
        return sum(notice.waits for notice in self.notices)


def lines_of(notices: Iterable[Notice]) -> list[NoticeLine]:
    """Return the lines in the order of their newest notice; `notices` come newest first."""
    lines = defaultdict[tuple[object, date | None], list[Notice]](list)
    for notice in notices:
        day = timezone.localdate(notice.at) if notice.kind in TOGETHER else None
        lines[notice.kind if day else notice.pk, day].append(notice)
    return [NoticeLine(line) for line in lines.values()]
