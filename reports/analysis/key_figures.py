"""The figures that sum up a report at a glance, with last year's for comparison. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.form.content import Content, Figure, Figures
from reports.form.edition import Edition, Section
from reports.form.live_figures import TOTAL, LiveFigure, live_figures
from reports.form.numbers import format_figure


@dataclass(frozen=True)
class KeyFigure:
    """A figure as displayed; empty strings where it or last year's is missing."""

    section: Section
    name: str
    detail: str  # which part is counted, if not all of it
    now: str
    last: str
    change: str
    cells: tuple[str, ...]


def key_figures(edition: Edition, content: Content, previous: Content | None) -> list[KeyFigure]:
    """Return the figures the edition names, in its order; `previous` is last year's report."""
    last_year = previous.figures if previous else {}
    return list(_summary(edition, content.figures, last_year))


def _summary(edition: Edition, figures: Figures, last_year: Figures) -> Iterator[KeyFigure]:
    for name in edition.summary:
        figure = live_figures(edition)[name]
        now, last = figure.value(figures), figure.value(last_year)
        row, _, detail = name.removesuffix(TOTAL).partition("·")
        yield KeyFigure(
            section=edition.by_code[figure.section],
            name=row,
            detail=detail,
            now=_shown(figure, edition, now),
            last=_shown(figure, edition, last),
            change=_change(now, last),
            cells=figure.cells,
        )


def _shown(figure: LiveFigure, edition: Edition, value: Figure | None) -> str:
    signed = edition.cells[figure.cells[0]].kind == "signed_count"
    return format_figure(value, signed=signed, grouped=True)


def _change(now: Figure | None, last: Figure | None) -> str:
    if now is None or last is None:
        return ""
    return format_figure(now - last, signed=True, grouped=True)
