"""What changed between two texts, sentence by sentence. Pure Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
MOST = 800  # sentences: comparing costs the square of them


@dataclass(frozen=True)
class Run:
    kind: Literal["same", "out", "in"]
    text: str


def difference(before: str, after: str) -> list[Run]:
    """Runs of what stayed, what went and what came; those not gone are `after`, in order."""
    old, new = _sentences(before), _sentences(after)
    if len(old) > MOST or len(new) > MOST:
        return list(_changed([before], [after]))
    runs: list[Run] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(old[start:end])))
        else:
            runs.extend(_changed(old[start:end], new[new_start:new_end]))
    return runs


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if gone := "".join(old):
        yield Run("out", gone)
    if come := "".join(new):
        yield Run("in", come)
