"""Figures that stand out against the agency's own earlier years, or against similar agencies. Pure.

The distance between two figures is measured in steps. One step is what chance alone may cause:
small counts vary by their square root, large ones by a share of themselves. `_steps` blends the
two, so that 0, 3 and 30,000 are judged on one scale.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import asinh, sqrt
from statistics import median, median_low

from reports.analysis.balances import across, carried_forward
from reports.form.content import Content, Figure, Figures, Words
from reports.form.edition import Cell, Edition, Kind
from reports.form.numbers import format_figure

EARLIER = 5  # years: older ones say little about today's agency
NOISE = 0.2  # share by which large figures vary between years for no reason
FAR = 2.2  # steps from the usual figure, beyond that figure's own noise
FAR_FROM_LIKE = 3.2  # steps: similar agencies differ more than one agency's years
MONEY_STEP = 10  # amounts are in 10,000 yuan: 1,000 yuan counts like one case
LEAST_YEARS = 3  # years before an agency's own variation counts
LEAST_LIKE = 8  # similar agencies: fewer would reveal single figures
LEAST_CELLS = 4  # non-zero, before an agency's size can be estimated
UNREST = 1.4826  # turns a median deviation into a standard deviation
SAME_JUMP = 0.2  # share by which two jumps in one balance may differ


@dataclass(frozen=True)
class Outlier:
    """A figure that stands out, and the cells that merely repeat it."""

    cell: str
    figure: Figure
    score: float  # distance from the usual; questions start at 1
    why: Words
    repeated_in: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.cell, *self.repeated_in)


def outliers(
    edition: Edition,
    content: Content,
    earlier: Sequence[Content],
    like: Sequence[Figures] = (),
    jumped: Collection[str] = (),
) -> list[Outlier]:
    """Return the outliers, farthest first. `earlier` are the agency's approved reports, latest
    first; `like` the newest figures of each agency of its kind; `jumped` the cells a rule found far
    from last year's, which are always included."""
    judge = _Judge(edition, content, earlier[:EARLIER], _Like(like))
    scores = {cell.id: judge.score(cell) for cell in edition.cells.values()}
    asked = [cell for cell, score in scores.items() if score >= 1 or cell in jumped]
    return sorted(_told(judge, asked, scores), key=lambda one: -one.score)


def _told(judge: _Judge, asked: Sequence[str], scores: Mapping[str, float]) -> Iterator[Outlier]:
    """Yield each outlier with the cells that only follow: sums, and the other sides of balances."""
    roots = {cell: judge.root(cell, asked) for cell in asked}
    for cell in asked:
        if roots[cell] == cell:
            repeats = tuple(other for other in asked if other != cell and roots[other] == cell)
            score = max(scores[one] for one in (cell, *repeats))
            yield Outlier(cell, judge.figure(cell), score, judge.why(cell), repeats)


@dataclass(frozen=True)
class _Judge:
    edition: Edition
    content: Content
    earlier: Sequence[Content]
    like: _Like

    def score(self, cell: Cell) -> float:
        """Return how far a figure is out; questions start at 1. Carried over figures score 0."""
        now = self.content.figures.get(cell.id)
        if now is None or cell.kind == "signed_count" or self._handed_on.get(cell.id) == now:
            return 0.0
        own = self.own(cell.id)
        return _from_own(cell.kind, now, own) if own else self.like.score(cell, now, self._size)

    def figure(self, cell: str) -> Figure:
        return self.content.figures.get(cell) or 0

    def own(self, cell: str) -> list[Figure]:
        """The agency's earlier figures for a cell, latest first, without blanks."""
        known = (content.figures.get(cell) for content in self.earlier)
        return [figure for figure in known if figure is not None]

    def why(self, cell: str) -> Words:
        years = {content.year: content.figures.get(cell) for content in self.earlier}
        middle = self.like.middle(cell)
        return in_words(Compared(self.content.year, self.figure(cell), years, middle))

    def root(self, cell: str, asked: Sequence[str]) -> str:
        """Return the cell probably mistyped: the part that jumped most, or the earliest cell."""
        parts = [part for part in self.edition.cells[cell].parts if part in asked]
        if parts:
            most = max(parts, key=lambda part: abs(self._jump(part)))
            return self.root(most, asked)
        before = asked[: asked.index(cell)]
        opposite = across(self.edition).get(cell, ())
        same = (one for one in before if one in opposite and self._same_jump(one, cell))
        other = next(same, None)
        return self.root(other, before) if other else cell

    def _same_jump(self, one: str, other: str) -> bool:
        first, second = self._jump(one), self._jump(other)
        return abs(first - second) <= SAME_JUMP * max(abs(first), abs(second))

    def _jump(self, cell: str) -> float:
        """Return the difference from the latest earlier figure."""
        own = self.own(cell)
        return float(self.figure(cell)) - float(own[0] if own else 0)

    @cached_property
    def _size(self) -> float:
        return self.like.size(self.content.figures)

    @cached_property
    def _handed_on(self) -> Figures:
        last = next(iter(self.earlier), None)
        return carried_forward(self.edition, self.content, last) if last else {}


# How far apart -------------------------------------------------------------------------------


def _steps(figure: float | Figure, kind: Kind) -> float:
    """A figure's position on the scale of steps: stabilises the variance of a negative binomial
    (counting noise plus a share of the figure) so that noise is about 1 everywhere."""
    size = float(figure) * (MONEY_STEP if kind == "money" else 1)
    return 2 / NOISE * asinh(NOISE * sqrt(max(size, 0.0) + 3 / 8))


def _from_own(kind: Kind, now: Figure, own: Sequence[Figure]) -> float:
    """Return the distance from last year or from the median, whichever is nearer: a trend stays
    near the one, and a single odd year does not move the other."""
    if now == own[0]:
        return 0.0
    at, known = _steps(now, kind), [_steps(figure, kind) for figure in own]
    off = min(abs(at - known[0]), abs(at - median(known)))
    unrest = _unrest(known) if len(known) >= LEAST_YEARS else 1.0
    # A single year is as noisy as this one, a median of several less so. Five figures say
    # little about their variation, so only its square root counts.
    return off / (FAR * sqrt((1 + 1 / len(known)) * max(1.0, unrest)))


def _unrest(known: Sequence[float]) -> float:
    middle = median(known)
    return UNREST * median(abs(one - middle) for one in known)


@dataclass(frozen=True)
class _Like:
    """Similar agencies; they differ mostly in size, so figures are compared relative to it."""

    figures: Sequence[Figures]

    def middle(self, cell: str) -> Figure | None:
        known = [f for figures in self.figures if (f := figures.get(cell)) is not None]
        return median_low(known) if len(known) >= LEAST_LIKE else None

    def score(self, cell: Cell, now: Figure, size: float) -> float:
        """Return how far a figure is from what the size implies; 0 if another is as far off."""
        pairs = zip(self.figures, self._sizes, strict=True)
        known = [(f, of) for figures, of in pairs if (f := figures.get(cell.id)) is not None]
        if len(known) < LEAST_LIKE:
            return 0.0
        usual = median(float(figure) / of for figure, of in known)
        others = [_steps(f, cell.kind) - _steps(usual * of, cell.kind) for f, of in known]
        off = _steps(now, cell.kind) - _steps(usual * size, cell.kind)
        if min(others) <= off <= max(others):
            return 0.0
        return abs(off) / (FAR_FROM_LIKE * max(1.0, _unrest(others)))

    def size(self, figures: Figures) -> float:
        """Return an agency's size relative to the median similar agency."""
        shares = [
            float(figure) / float(usual)
            for cell, usual in self._usual.items()
            if (figure := figures.get(cell))
        ]
        return median(shares) if len(shares) >= LEAST_CELLS else 1.0

    @cached_property
    def _sizes(self) -> list[float]:
        return [self.size(figures) for figures in self.figures]

    @cached_property
    def _usual(self) -> Mapping[str, Figure]:
        """Medians of the cells that most of the agencies fill with more than 0."""
        cells = dict.fromkeys(cell for figures in self.figures for cell in figures)
        return {cell: usual for cell in cells if (usual := self.middle(cell))}


# Why it stands out, in one sentence ---------------------------------------------------------

SEVERAL = 2  # from this factor on, changes are given as a factor, not in per cent


@dataclass(frozen=True)
class Compared:
    """A figure with what it is compared with; `years` are earlier ones, latest first."""

    year: int
    now: Figure
    years: Mapping[int, Figure | None]
    like: Figure | None  # the median of similar agencies

    @property
    def known(self) -> list[tuple[int, Figure]]:
        return [(year, figure) for year, figure in self.years.items() if figure is not None]


def in_words(compared: Compared) -> Words:
    parts = (_against_last(compared), _over_the_years(compared), _like(compared))
    told = [part for part in parts if part]
    return Words({"zh": "；".join(zh for zh, _ in told), "en": "; ".join(en for _, en in told)})


def _against_last(compared: Compared) -> tuple[str, str]:
    """Compare with the latest earlier year whose figure is known."""
    if not compared.known:
        now = _shown(compared.now)
        return f"本年 {now}，没有往年数据", f"{now} this year, no earlier figure"
    year, last = compared.known[0]
    change = f"{_shown(last)} → {_shown(compared.now)}"
    zh, en = _times(compared.now, last)
    if year == compared.year - 1:
        return f"同比 {change}{zh and f'，为去年的 {zh}'}", f"{change} on last year{en}"
    return f"比 {year} 年 {change}{zh and f'，为当年的 {zh}'}", f"{change} on {year}{en}"


def _times(now: Figure, last: Figure) -> tuple[str, str]:
    """Return the ratio as a multiple, a fraction or per cent; empty if either figure is 0."""
    if now <= 0 or last <= 0 or now == last:
        return "", ""
    if now >= SEVERAL * last:
        times = _rounded(Decimal(now) / Decimal(last))
        return f"{times} 倍", f", {times} times as much"
    if last >= SEVERAL * now:
        part = _rounded(Decimal(last) / Decimal(now))
        return f"1/{part}", f", 1/{part} of it"
    share = _rounded(Decimal(now) / Decimal(last) * 100)
    return f"{share}%", f", {share}% of it"


def _over_the_years(compared: Compared) -> tuple[str, str] | None:
    """Return the range of earlier years, if more than one is known."""
    figures = [figure for _, figure in compared.known]
    if len(figures) < 2:
        return None
    least, most, count = _shown(min(figures)), _shown(max(figures)), len(figures)
    if least == most:
        return f"前 {count} 年均为 {most}", f"{most} in each of {count} years before"
    return (
        f"前 {count} 年在 {least} 至 {most} 之间",
        f"{least} to {most} in the {count} years before",
    )


def _like(compared: Compared) -> tuple[str, str] | None:
    if compared.like is None:
        return None
    middle = _shown(compared.like)
    return f"同类单位中位数 {middle}", f"the median of like agencies is {middle}"


def _rounded(number: Decimal) -> str:
    """Round to a whole number from 10 on, to one decimal below."""
    exact = Decimal(1) if number >= 10 else Decimal("0.1")
    return format_figure(number.quantize(exact, ROUND_HALF_UP), grouped=True)


def _shown(figure: Figure) -> str:
    return format_figure(figure, grouped=True)
