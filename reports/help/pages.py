"""The pages of the help, read once from `pages/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.form.content import Words

FOLDER = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class HelpPart:
    """One paragraph with its heading; `id` is its anchor."""

    id: str
    title: Words
    text: Sequence[Words]
    picture: str = ""  # static/help/<picture>.jpg


@dataclass(frozen=True)
class Topic:
    """One page; `roles` are those whom it is for."""

    name: str
    order: int
    title: Words
    roles: Sequence[str]
    parts: Sequence[HelpPart]
    setting: str = ""  # the page is there while this setting is on


@cache
def topics() -> Mapping[str, Topic]:
    """Return the pages by name, in the order in which they are listed."""
    read = [_topic(path) for path in FOLDER.glob("*.toml")]
    return {topic.name: topic for topic in sorted(read, key=lambda topic: topic.order)}


def topic_for(roles: Sequence[str]) -> Topic:
    """Return the page of the first of these roles that has one, or how to sign in."""
    found = (topic for role in roles for topic in topics().values() if role in topic.roles)
    return next(found, topics()["start"])


def _topic(path: Path) -> Topic:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = tuple(map(_part, raw["parts"]))
    words, roles = Words(raw["title"]), tuple(raw["roles"])
    return Topic(path.stem, raw["order"], words, roles, parts, raw.get("setting", ""))


def _part(raw: Mapping[str, Any]) -> HelpPart:
    text = tuple(map(Words, raw["text"]))
    return HelpPart(raw["id"], Words(raw["title"]), text, raw.get("picture", ""))
