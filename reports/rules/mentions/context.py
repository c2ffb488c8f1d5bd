"""The words around a place: of its clause, of its sentence."""

from __future__ import annotations

import re

LOOK_BACK = 200  # characters; few sentences are longer
_SENTENCE_ENDS = "。；;！？!?\n"
_CLAUSE_ENDS = _SENTENCE_ENDS + "，,、（）()"
_NEXT_END = re.compile(f"[{re.escape(_CLAUSE_ENDS)}]")


def clause_before(text: str, place: int) -> str:
    """Return the words between the last punctuation mark and a position."""
    start = max(0, place - LOOK_BACK)
    cut = max(text.rfind(mark, start, place) for mark in _CLAUSE_ENDS)
    return text[max(cut + 1, start) : place]


def clause_after(text: str, place: int) -> str:
    end = _NEXT_END.search(text, place, place + 60)
    return text[place : end.start() if end else place + 60]


def sentence_before(text: str, place: int) -> str:
    start = max(0, place - LOOK_BACK)
    cut = max(text.rfind(mark, start, place) for mark in _SENTENCE_ENDS)
    return text[max(cut + 1, start) : place]
