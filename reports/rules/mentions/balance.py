"""新收 + 结转 = 办结 + 结转下年, inside a text: by what its own numbers were read as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from reports.rules.mentions.reading import Interpretation

_RECEIVED = (("handled",), ("new", "carried_over"))  # the first whose numbers are all there
_FINISHED = ("done", "carried_forward")


@dataclass(frozen=True)
class Balance:
    """What does not balance, from the first of its numbers to the last."""

    start: int
    end: int
    received: tuple[Decimal, ...]
    finished: tuple[Decimal, ...]


def balances(found: Sequence[Interpretation]) -> Iterator[Balance]:
    """Yield each paragraph that states both sides, and states them unequal."""
    in_order = sorted(found, key=lambda reading: reading.paragraph)
    for _, readings in groupby(in_order, key=lambda reading: reading.paragraph):
        if balance := _unequal(_once(readings)):
            yield balance


def _once(readings: Iterator[Interpretation]) -> dict[str, Interpretation]:
    """The numbers by what they are, without those that a paragraph gives twice and differently."""
    known: dict[str, Interpretation] = {}
    twice = set()
    for reading in readings:
        code = reading.target.code
        if known.setdefault(code, reading).value != reading.value:
            twice.add(code)
    return {code: reading for code, reading in known.items() if code not in twice}


def _unequal(known: dict[str, Interpretation]) -> Balance | None:
    received = next((side for side in _RECEIVED if all(c in known for c in side)), None)
    if received is None or not all(code in known for code in _FINISHED):
        return None
    stated = [known[code] for code in (*received, *_FINISHED)]
    come, gone = (tuple(known[c].value for c in side) for side in (received, _FINISHED))
    if sum(come) == sum(gone):
        return None
    return Balance(min(r.start for r in stated), max(r.end for r in stated), come, gone)
