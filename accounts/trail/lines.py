"""A line of the trail as its page and its files show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import Event
from accounts.trail.labels import act_in_words
from accounts.trail.values import key_in_words, person_in_words, place_in_words, value_in_words

AT_A_GLANCE = 60  # characters of changes shown without expanding


@dataclass(frozen=True)
class ValueChange:
    """What one place held before and after; an empty string where it held nothing."""

    key: str
    label: str
    before: str
    after: str
    is_place: bool = False  # a place in the object, with its own history

    def __str__(self) -> str:
        was = f"{self.before} → " if self.before else ""
        return f"{self.label}：{was}{self.after or '—'}" if self.label else f"{was}{self.after}"


@dataclass(frozen=True)
class TrailLine:
    event: Event

    @property
    def act(self) -> str:
        return act_in_words(self.event.action)

    @property
    def label(self) -> str:
        """The object in words; a place code at its end is put into words too."""
        words, _space, last = self.event.label.rpartition(" ")
        place = place_in_words(last) if words else ""
        return f"{words} {place}" if place else self.event.label

    @property
    def person(self) -> str:
        return person_in_words(self.event.actor_name)

    @property
    def username(self) -> str:
        """The user name by which the page finds this person's acts, or ""."""
        actor = self.event.actor
        return actor.username if actor else ""

    @cached_property
    def changes(self) -> list[ValueChange]:
        before, after = _flat(self.event.before), _flat(self.event.after)
        keys = dict.fromkeys((*before, *after))
        shown = (self._change(key, before.get(key), after.get(key)) for key in keys)
        return [change for change in shown if change.before or change.after]

    @property
    def places(self) -> int:
        """The number of places changed; for an act that changed none, the number of its details."""
        return sum(change.is_place for change in self.changes) or len(self.changes)

    @property
    def is_short(self) -> bool:
        return sum(len(str(change)) for change in self.changes) <= AT_A_GLANCE

    def at(self, place: str) -> ValueChange | None:
        return next((change for change in self.changes if change.key == place), None)

    @property
    def way(self) -> str:
        """How a value got there, with the reason if one was given."""
        told = [change.after for change in self.changes if change.key in {"how", "reason"}]
        return "；".join(told)

    def _change(self, key: str, before: Any, after: Any) -> ValueChange:
        place = place_in_words(key)
        action = self.event.action
        label = place or (key_in_words(action, key) if key else "")
        was, becomes = value_in_words(action, key, before), value_in_words(action, key, after)
        return ValueChange(key, label, was, becomes, is_place=bool(place))


def _flat(value: Any) -> dict[str, Any]:
    """Flatten a document into its keys, including those of `values`; other values stand alone."""
    if not isinstance(value, dict):
        return {} if value is None else {"": value}
    return dict(_pairs(value))


def _pairs(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    values = document.get("values")
    if isinstance(values, dict):
        yield from values.items()
    for key, value in document.items():
        if value is not values or not isinstance(values, dict):
            yield key, value
