"""A region's figures beside last year's: like with like, of the agencies counted in both years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reports.analysis.shares import change_of, in_percent
from reports.form.content import Figure, Figures
from reports.form.live_figures import TOTAL, live_figures
from reports.form.numbers import format_figure
from reports.models import Campaign, Submission
from reports.oversight.aggregate import (
    COUNTED_UNASKED,
    Selection,
    aggregate,
    counted_submissions,
    expected_reports,
)

NamedFigures = Mapping[str, Figure | None]


@dataclass(frozen=True)
class BothYears:
    """Sums by cell of `count` agencies, those counted in this and in last year."""

    count: int
    alike: Figures
    before: Figures
    selection_before: Selection


def compared(now: Selection, before: Campaign | None) -> BothYears | None:
    """Compare with what was approved last year; None without a last year."""
    if before is None:
        return None
    last = replace(now, campaign=before, states=COUNTED_UNASKED)
    alike, then = _in_both(counted_submissions(now), counted_submissions(last))
    return BothYears(alike.count(), aggregate(now, alike).figures,
                    aggregate(last, then).figures, last)  # fmt: skip


def _in_both(
    now: QuerySet[Submission], last: QuerySet[Submission]
) -> tuple[QuerySet[Submission], QuerySet[Submission]]:
    """Return this and last year's submissions of the agencies that have one in both years."""
    alike, then = (other.order_by().values("report__agency") for other in (last, now))
    return now.filter(report__agency__in=alike), last.filter(report__agency__in=then)


# The figures that stand for all ----------------------------------------------------------------


@dataclass(frozen=True)
class OverviewLine:
    """A figure of the whole region; `alike` and `before` are this and last year's of the agencies
    that are counted in both."""

    label: str
    is_head: bool  # of the lines below it
    now: Figure | None
    alike: Figure | None
    before: Figure | None
    name: str = ""  # of the live figure

    @property
    def shown(self) -> str:
        return format_figure(self.now, grouped=True)

    @property
    def shown_alike(self) -> str:
        return format_figure(self.alike, grouped=True)

    @property
    def shown_before(self) -> str:
        return format_figure(self.before, grouped=True)

    @property
    def change(self) -> str:
        """The signed difference; "" if either year is unknown."""
        if self.alike is None or self.before is None:
            return ""
        return format_figure(self.alike - self.before, signed=True, grouped=True)

    @property
    def change_percent(self) -> str:
        """In per cent, or in words where there is none; "" if it is unknown or was 0."""
        if self.alike is None or self.before is None:
            return ""
        if self.alike == self.before:
            return _("unchanged")
        change = change_of(self.alike, self.before)
        if change is None:
            return ""
        return in_percent(change, signed=True) if change else _("nearly unchanged")


@dataclass(frozen=True)
class Reported:
    """What was reported: `counted` of `expected` agencies, those approved, are in the sums, and
    `compared` of them have an approved report of last year too."""

    lines: Sequence[OverviewLine]
    counted: int
    expected: int
    compared: int | None  # None without a last year


def reported(now: Selection, before: Campaign | None) -> Reported:
    found = compared(now, before)
    return Reported(
        list(overview_lines(now, aggregate(now).figures, found)),
        counted_submissions(now).count(),
        expected_reports(now).count(),
        found.count if found else None,
    )


def overview_lines(
    now: Selection, sums: Figures, found: BothYears | None
) -> Iterator[OverviewLine]:
    """Yield the figures that the year's edition names; last year's edition may differ."""
    figures = (
        named(now, sums),
        named(now, found.alike) if found else {},
        named(found.selection_before, found.before) if found else {},
    )
    for group in now.edition.county:
        for name in group:
            label, is_head = name.removesuffix(TOTAL), name == group[0]
            shown, alike, before = (each.get(name) for each in figures)
            yield OverviewLine(label, is_head, shown, alike, before, name)


def named(selection: Selection, sums: Figures) -> NamedFigures:
    """Return sums under the names of live figures."""
    known = live_figures(selection.edition)
    return {name: figure.value(sums) for name, figure in known.items()}
