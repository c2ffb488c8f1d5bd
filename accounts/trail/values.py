"""The trail's `before` and `after` columns in words: keys, values, places.

Other apps register at startup: keys, display names of a key's values, and the places of objects
(such as the cells of a report), whose history can be followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.trail.labels import Words, kinds, model_of

Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]
_KEYS: dict[str, Words] = {
    "method": _("Method"), "path": _("Page"), "further": _("Further refusals of this hour"),
    "text": _("What was written"), "first": _("From"), "last": _("To"), "person": _("Person"),
    "kind": _("Kind of act"), "object": _("Object"), "place": _("Cell or text"),
    "before": _("Before line"), "format": _("Format"), "rows": _("Rows"),
    "changes": _("What changed"), "to_end": _("To the end"), "hash": _("Hash"),
    "seals": _("Seals compared"), "seconds": _("Seconds"), "breaks": _("Broken places"),
    "region": _("Region"), "bureau": _("Approval bureau"), "agency": _("Agency"),
    "agencies": _("Agencies"), "users": _("People"), "user": _("Who is away"),
    "to": _("Stand-in"), "role": _("Role"), "from_day": _("First day"),
    "until_day": _("Last day"), "reason": _("Reason"), "added": _("Added"),
    "changed": _("Changed"), "removed": _("Removed"), "new": _("new"), "update": _("changed"),
}  # fmt: skip
_VALUES: dict[str, Mapping[str, Words]] = {"role": dict(Role.choices)}
_PLACE_KEYS = {"place"}
_NAMES: list[Callable[[str], str]] = []
_CHOICES: list[Callable[[str], Choices]] = []


# What other apps register -------------------------------------------------------------------------


def name_keys(words: Mapping[str, Words]) -> None:
    _KEYS.update(words)


def name_values(key: str, words: Mapping[str, Words]) -> None:
    _VALUES[key] = words


def name_places(
    name: Callable[[str], str], choices: Callable[[str], Choices], keys: Iterable[str]
) -> None:
    """Register places: `name` returns a place's display name, or "" if it is not one; `choices`
    returns an object's places in groups, for a code such as report:12; `keys` hold places."""
    _NAMES.append(name)
    _CHOICES.append(choices)
    _PLACE_KEYS.update(keys)


# In words ------------------------------------------------------------------------------------


def place_in_words(place: str) -> str:
    """Return a place's display name, or "" if it is not a place."""
    return next((words for name in _NAMES if (words := name(place))), "")


def places_of(object_: str) -> Choices:
    return [group for choices in _CHOICES for group in choices(object_)]


def key_in_words(action: str, key: str) -> str:
    """Return a key in words: a model field's name, a registered name, or the key as it is."""
    field = _field(action, key)
    return str(field.verbose_name if field else _KEYS.get(key, key))


def value_in_words(action: str, key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return "、".join(value_in_words(action, key, one) for one in value)
    if isinstance(value, dict):
        held = {_KEYS.get(k, k): value_in_words(action, k, v) for k, v in value.items()}
        return "；".join(f"{name}：{words}" for name, words in held.items())
    if key in _PLACE_KEYS:
        return place_in_words(str(value)) or str(value)
    return str(_values(action, key).get(str(value), value))


def _values(action: str, key: str) -> Mapping[str, Words]:
    field = _field(action, key)
    if field and field.choices:
        return {str(value): words for value, words in field.flatchoices}
    is_filter = action in {"trail.read", "trail.export"} and key == "kind"
    return dict(kinds()) if is_filter else _VALUES.get(key, {})


def _field(action: str, key: str) -> Field[Any, Any] | None:
    model = model_of(action.partition(".")[0])
    fields = {field.name: field for field in model._meta.concrete_fields} if model else {}
    return fields.get(key)


def person_in_words(name: str) -> str:
    """Return a display name for an actor without an account, otherwise the name as it is."""
    words = {"system": gettext("the portal itself"), "visitor": gettext("a visitor")}
    return words.get(name, name)
