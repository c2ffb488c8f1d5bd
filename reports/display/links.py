"""A link as pages show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    words: str = ""  # of the text it leads to, for the script beside the text
    to_blank: bool = False  # to the first of several blank cells
