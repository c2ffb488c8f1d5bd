"""How much work something is, the same on every machine: calls of functions, ours and built in.

What one built-in call takes is not counted, such as a search by a regular expression:
`python -m benchmarks.hostile` prints the seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType


def steps_of(work: Callable[[], object], refusal: type[Exception] | None = None) -> int:
    """Also of what ends in the `refusal`."""
    count = 0

    def tell(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tell)
    try:
        with suppress(*[refusal] if refusal else []):
            work()
    finally:
        sys.setprofile(before)
    return count


def grows_no_faster(work: Callable[[int], object], size: int) -> bool:
    """Whether the second half costs twice what the second quarter does: four times it would be
    if each part were compared with every other."""
    work(size // 8)  # what is done once in a process is not counted
    quarter, half, whole = (steps_of(lambda n=size // part: work(n)) for part in (4, 2, 1))
    return whole - half <= 2.5 * max(half - quarter, 0) + 1000
