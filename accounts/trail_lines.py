"""A line of the trail as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import Event
from accounts.trail_words import act_in_words


@dataclass(frozen=True)
class Change:
    """What one place held before and after; an empty string where it held nothing."""

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class TrailLine:
    event: Event

    @property
    def act(self) -> str:
        return act_in_words(self.event.action)

    @cached_property
    def changes(self) -> list[Change]:
        before, after = _places(self.event.before), _places(self.event.after)
        return [
            Change(place, before.get(place, ""), after.get(place, ""))
            for place in dict.fromkeys((*before, *after))
        ]


def _places(value: Any) -> dict[str, str]:
    """A document flattened by one level; anything else stands alone."""
    if isinstance(value, dict):
        return {str(place): _words(held) for place, held in value.items()}
    return {} if value is None else {"": _words(value)}


def _words(value: Any) -> str:
    return "" if value is None else str(value)
