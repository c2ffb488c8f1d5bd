"""Cells carried over from last year's approved report, until a reason for another figure is given.

The reason is the explanation for the rule that determines the cell: giving it opens the cell, and
it goes to the reviewer with the finding. If the bureau has waived the rule, its cells are open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F

from reports.analysis.seeded_errors import year_before
from reports.campaigns.concessions import waivers_of
from reports.form.content import Content, Figure, Figures
from reports.form.edition import Edition
from reports.form.equations import carried_over_figures, carry_overs, with_totals
from reports.models import Report


@dataclass(frozen=True)
class CarriedOver:
    value: Figure | None  # last year's figure; None while a part of this year's is blank
    lifted: bool  # a reason was given


def carried_over_cells(
    report: Report, cells: Iterable[str], figures: Figures
) -> dict[str, CarriedOver]:
    """Return which of the cells are carried over; two queries. `figures` are the section's own."""
    last = last_approved(report)
    if last is None:
        return {}
    carried = carried_over_figures(report.edition, Content(report.campaign.year - 1, last), figures)
    keys = {cell: carry_overs(report.edition)[cell].key for cell in cells if cell in carried}
    given = report.explanations.filter(key__in=keys.values()).values_list("key", flat=True)
    lifted, waived = set(given), waivers_of(report)
    return {
        cell: CarriedOver(
            carried[cell], key in lifted or carry_overs(report.edition)[cell].rule in waived
        )
        for cell, key in keys.items()
    }


def with_carried_over(
    edition: Edition,
    previous: Content | None,
    stored: Figures,
    unreadable: Mapping[str, str],
) -> dict[str, Figure | None]:
    """Return every cell's figure, with blank ones carried over from last year's approved report."""
    figures = {cell: stored.get(cell) for cell in edition.cells}
    carried = {
        cell: value
        for cell, value in carried_over_figures(edition, previous, figures).items()
        if figures[cell] is None and cell not in unreadable
    }
    return with_totals(edition, {**figures, **carried}) if carried else figures


def last_approved(report: Report) -> Figures | None:
    """The figures of the agency's approved report of last year; for practice, the seeded ones."""
    if report.is_practice:
        return year_before(report.edition, report.campaign.year).figures
    approved = Report.objects.filter(
        agency=report.agency_id,
        campaign__year=report.campaign.year - 1,
        submissions__number=F("approved_number"),
    )
    return approved.order_by("pk").values_list("submissions__figures", flat=True).first()
