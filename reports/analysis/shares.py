"""Shares and changes in per cent, as people round them: half up, one place, no idle `.0`. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reports.form.content import Figure

PLACE = Decimal("0.1")
NEARLY_ALL = Decimal("99.9")


def share_of(part: int, whole: int) -> Decimal:
    """Return per cent; 100 only where nothing is missing, and 0 of nothing."""
    if not whole:
        return Decimal(0)
    share = _rounded(Decimal(part * 100) / whole)
    return min(share, NEARLY_ALL) if part < whole else share


def change_of(now: Figure, before: Figure) -> Decimal | None:
    """Return by how many per cent a figure changed; None from 0, of which nothing is a share."""
    return _rounded(Decimal(now - before) * 100 / abs(Decimal(before))) if before else None


def in_percent(share: Decimal, *, signed: bool = False) -> str:
    """Return `91.7%` or `100%`; signed, that a change is an increase is said by `+`."""
    sign = "+" if signed and share > 0 else ""
    return f"{sign}{plain(share)}%"


def plain(share: Decimal) -> str:
    return f"{share:f}".removesuffix(".0")


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(PLACE, ROUND_HALF_UP)
