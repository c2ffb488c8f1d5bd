"""Marks that nobody sees, copied along with figures, codes and names: of direction, joiners, soft
hyphens, byte order marks. Pure Python; imports nothing, so that every room may use it.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


def visible(text: str) -> str:
    """Return the text without the marks that nobody sees."""
    return _UNSEEN.sub("", text)
