"""The filing curve: two years aligned by their deadlines, as coordinates to draw.

Knows no words or colours: those are in the template and the stylesheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

FURTHEST = 60  # days around the deadline; filings beyond count on the last of them
LEAST = 7  # days drawn before a deadline in any case
WIDTH, HEIGHT = 420, 230
LEFT, RIGHT, TOP, BOTTOM = 44, 20, 34, 30  # margins around the curve, for labels
MOST_LINES = 4  # horizontal grid lines
MOST_DAYS = 6  # labelled below the curve
GAPS_OF_DAYS = (1, 2, 5, 10, 20, 30)


def after_deadline(filings: Mapping[date, int], deadline: date) -> dict[int, int]:
    """Map days from the deadline (negative before it) to the number of filings."""
    found: dict[int, int] = {}
    for day, count in filings.items():
        offset = max(-FURTHEST, min(FURTHEST, (day - deadline).days))
        found[offset] = found.get(offset, 0) + count
    return found


@dataclass(frozen=True)
class CurveYear:
    """A campaign's filings by days from its deadline; `until` is the last day known."""

    filed: Mapping[int, int]
    until: int = FURTHEST

    def by(self, day: int) -> int:
        """The number of filings up to and including this day."""
        return sum(count for filed, count in self.filed.items() if filed <= day)

    def totals(self, days: Sequence[int]) -> list[int]:
        """The number of filings up to each of the days."""
        return list(accumulate(self.filed.get(day, 0) for day in days))


@dataclass(frozen=True)
class CurveDay:
    """A day on which something was filed in either year."""

    offset: int
    day: date
    filed: int
    total: int
    filed_before: int
    total_before: int

    @property
    def before(self) -> int:
        return max(0, -self.offset)

    @property
    def after(self) -> int:
        return max(0, self.offset)

    @property
    def is_furthest(self) -> bool:
        return abs(self.offset) == FURTHEST


@dataclass(frozen=True)
class AxisMark:
    """A horizontal line or a day on the axis, with its label."""

    at: float
    number: int


@dataclass(frozen=True)
class CurveLine:
    points: str  # for an SVG polyline
    x: float  # of the line's end
    y: float


@dataclass(frozen=True)
class Curve:
    days: Sequence[CurveDay]
    line: CurveLine | None  # this year's
    line_before: CurveLine | None  # last year's
    deadline: float
    across: Sequence[AxisMark]
    below: Sequence[AxisMark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def curve(now: CurveYear, before: CurveYear, deadline: date) -> Curve | None:
    """Return the curve, or None if neither year has anything to show."""
    if not (now.filed or before.filed):
        return None
    span = _span(now, before)
    days, days_before = now.totals(span), before.totals(span)
    top = highest(max(days[-1], days_before[-1]))
    return Curve(
        list(_days(span, now, before, deadline)),
        _line(span, days, top, now.until) if now.filed else None,
        _line(span, days_before, top, before.until) if before.filed else None,
        _x(0, span),
        [AxisMark(_y(number, top), number) for number in range(0, top + 1, _gap(top))],
        [AxisMark(_x(day, span), day) for day in _written(span)],
    )


def _span(now: CurveYear, before: CurveYear) -> range:
    """Return the days from first to last filing, always including the days around the deadline."""
    offsets = [*now.filed, *before.filed]
    return range(min(*offsets, -LEAST), max(*offsets, min(now.until, LEAST), 1) + 1)


def _days(
    span: Sequence[int], now: CurveYear, before: CurveYear, deadline: date
) -> Iterator[CurveDay]:
    rows = zip(span, now.totals(span), before.totals(span), strict=True)
    for day, total, total_before in rows:
        filed, filed_before = now.filed.get(day, 0), before.filed.get(day, 0)
        if filed or filed_before:
            at = deadline + timedelta(day)
            yield CurveDay(day, at, filed, total, filed_before, total_before)


def highest(number: int) -> int:
    """Round up to the next number that a few round steps lead to."""
    gap = _gap(number)
    return -(-number // gap) * gap


def _gap(number: int) -> int:
    tens: Iterator[int] = (10**power for power in range(10))
    return next(n * ten for ten in tens for n in (1, 2, 5) if n * ten * MOST_LINES >= number)


def _written(span: Sequence[int]) -> Iterator[int]:
    """Return the days to label, evenly spaced from the deadline."""
    gap = next((gap for gap in GAPS_OF_DAYS if len(span) <= gap * MOST_DAYS), GAPS_OF_DAYS[-1])
    return (day for day in span if day % gap == 0)


def _line(span: Sequence[int], totals: Sequence[int], top: int, until: int) -> CurveLine | None:
    known = [(day, total) for day, total in zip(span, totals, strict=True) if day <= until]
    places = [(_x(day, span), _y(total, top)) for day, total in known]
    if not places:
        return None
    return CurveLine(" ".join(f"{x:g},{y:g}" for x, y in places), *places[-1])


def _x(day: int, span: Sequence[int]) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - span[0]) / (len(span) - 1), 1)


def _y(number: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / top, 1)
