"""Rows of one report told again of another: with its names, its keys and its times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

Row = dict[str, Any]


@dataclass
class Span:
    """From when to when something took place."""

    began: dt.datetime
    ended: dt.datetime

    def moved(self, at: dt.datetime, to: Span) -> dt.datetime:
        """The same place within another span; while the clock stands still, all are one time."""
        share = (at - self.began) / (self.ended - self.began)
        return to.began + share * (to.ended - to.began)


@dataclass
class Retold:
    words: Mapping[str, str]
    was: Span
    now: Span
    keys: dict[tuple[type[Model], Any], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        longest_first = sorted(self.words, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)))
        self._time = re.compile(rf"{self.was.began.astimezone(dt.UTC):%Y-%m-%dT%H:}\S+")

    def row(self, model: type[Model], row: Row, columns: Sequence[Any] = ()) -> Row:
        """Without its own key; what it points to is in `keys` already."""
        told = {}
        for column in columns or model._meta.concrete_fields:
            value = row[column.attname]
            if column.is_relation and value is not None:
                told[column.attname] = self.keys[column.related_model, value]
            elif not column.primary_key:
                told[column.attname] = self.value(value)
        return told

    def value(self, value: Any) -> Any:
        match value:
            case str():
                return self._words(value)
            case dt.datetime():
                return self.was.moved(value, self.now)
            case dict():
                return {self.value(key): self.value(one) for key, one in value.items()}
            case list():
                return [self.value(one) for one in value]
        return value

    def _words(self, text: str) -> str:
        if self._time.fullmatch(text):
            return self.was.moved(dt.datetime.fromisoformat(text), self.now).isoformat()
        return self._known.sub(lambda found: self.words[found[0]], text)
