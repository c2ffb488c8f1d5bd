"""A cell over the years: its approved figures, how they changed, and where they jumped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.analysis.shares import change_of
from reports.form.content import Content, Figure
from reports.form.edition import Cell, Edition
from reports.rules.figure_checks import far_apart, unusual_change

EARLIER = 3  # years besides this one


@dataclass(frozen=True)
class YearFigure:
    """A year's figure; `change` is against the year before, None if either is unknown."""

    year: int
    figure: Figure | None
    change: Figure | None
    percent: Decimal | None  # also None if the year before was 0
    unusual: bool  # by the limits of YOY-R05


def trends_of(edition: Edition, cell: Cell, contents: Sequence[Content]) -> list[YearFigure]:
    """Return a cell's figures by year, latest first as `contents`; ids are alike in all
    editions."""
    figures = {content.year: content.figures.get(cell.id) for content in contents}
    limits = _limits(edition) if cell.kind != "signed_count" and not cell.computed else None
    return [
        _against(year, figure, figures.get(year - 1), limits) for year, figure in figures.items()
    ]


def _against(
    year: int, figure: Figure | None, last: Figure | None, limits: Mapping[str, Any] | None
) -> YearFigure:
    if figure is None or last is None:
        return YearFigure(year, figure, None, None, unusual=False)
    change = figure - last
    unusual = limits is not None and far_apart(figure, last, limits)
    return YearFigure(year, figure, change, change_of(figure, last), unusual)


def _limits(edition: Edition) -> Mapping[str, Any] | None:
    """Return the limits of the edition's rule about unusual changes."""
    rules = (r for r in edition.rules if r.check == unusual_change.__name__)
    return next((rule.options for rule in rules), None)
