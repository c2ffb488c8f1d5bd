"""Why a figure stands out, in one sentence: last year, the other years, like agencies. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reports.content import Figure, Words
from reports.numbers import format_figure

SEVERAL = 2  # times as much, from which a change is told as times and not in per cent


@dataclass(frozen=True)
class Compared:
    """A figure with what it is held against; `years` are those before it, the latest first."""

    year: int
    now: Figure
    years: Mapping[int, Figure | None]
    like: Figure | None  # the middle of like agencies

    @property
    def known(self) -> list[tuple[int, Figure]]:
        return [(year, figure) for year, figure in self.years.items() if figure is not None]


def in_words(compared: Compared) -> Words:
    parts = (_against_last(compared), _over_the_years(compared), _like(compared))
    told = [part for part in parts if part]
    return Words({"zh": "；".join(zh for zh, _ in told), "en": "; ".join(en for _, en in told)})


def _against_last(compared: Compared) -> tuple[str, str]:
    """The last year of which a figure is known."""
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
    """How many times as much, or what part of it; nothing where one of them is 0."""
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
    """Within what it kept before, where more than one year is known."""
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
    """Whole from 10 on, one decimal below."""
    exact = Decimal(1) if number >= 10 else Decimal("0.1")
    return format_figure(number.quantize(exact, ROUND_HALF_UP), grouped=True)


def _shown(figure: Figure) -> str:
    return format_figure(figure, grouped=True)
