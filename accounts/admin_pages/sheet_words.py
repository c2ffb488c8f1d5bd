"""What offices write in a sheet, as `sheets.toml` beside its resource has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class OfficeWords:
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)  # id -> other headings
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # id -> word -> value
    example: Mapping[str, Any] = field(default_factory=dict)  # id -> what a template shows


def words_in(module: str, name: str) -> OfficeWords:
    """Return the words of a sheet from `sheets.toml` beside a module."""
    text = Path(module).with_name("sheets.toml").read_text(encoding="utf-8")
    return OfficeWords(**tomllib.loads(text)[name])
