"""Slips of the hand: what somebody may have meant who wrote a figure."""

from __future__ import annotations

from reports.content import Figure
from reports.numbers import format_figure

SAME_AS_LAST_YEAR, TRANSPOSED, TENFOLD, ONE_DIGIT_MORE_OR_LESS, ONE_DIGIT_OTHER, OTHER = range(6)


def slip_of_hand(now: Figure, meant: Figure, last_year: Figure | None = None) -> int:
    """What kind of slip wrote `now` where `meant` was meant, the likeliest kind first."""
    if meant and meant == last_year:
        return SAME_AS_LAST_YEAR
    if not now or not meant:
        return OTHER  # a blank taken for 0, or the other way round, looks like any change
    written, right = format_figure(now), format_figure(meant)
    if _is_transposed(written, right):
        return TRANSPOSED
    if now == meant * 10 or meant == now * 10:
        return TENFOLD
    if _drops_one(written, right) or _drops_one(right, written):
        return ONE_DIGIT_MORE_OR_LESS
    differing = sum(a != b for a, b in zip(written, right, strict=False))
    return ONE_DIGIT_OTHER if len(written) == len(right) and differing == 1 else OTHER


def _is_transposed(written: str, right: str) -> bool:
    return len(written) == len(right) and any(
        right == written[:i] + written[i + 1] + written[i] + written[i + 2 :]
        for i in range(len(written) - 1)
    )


def _drops_one(long: str, short: str) -> bool:
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
