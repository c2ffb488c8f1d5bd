"""The cells of a report in a sheet: their headings, what they show, why they cannot be changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.admin_pages.widgets import expected, text_of
from reports.drafts.carry_over import carried_over_cells
from reports.drafts.merging import RefusedPlace, shown_values
from reports.drafts.storage import why_closed
from reports.form.content import Content, Figure, Figures
from reports.form.edition import Cell
from reports.form.equations import carry_overs
from reports.form.numbers import format_figure
from reports.models import Report

KIND_WORDS = {
    "count": lambda: _("a whole number, 0 or more, or blank"),
    "signed_count": lambda: _("a whole number such as +3, 0 or -2, or blank"),
    "money": lambda: _("an amount in 万元 with at most four decimals, or blank"),
}


def printed_label(cell: Cell) -> str:
    """Return `行政许可·本年增/减·…`: every printed word above and beside the cell."""
    return "·".join(part.replace("\n", "") for part in (*cell.row.path, *cell.column.path))


def written(value: Any) -> str:
    """Return a sheet's cell as somebody would type it."""
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    return value.date().isoformat() if isinstance(value, dt.datetime) else text_of(value)


def show(cell: Cell, value: Figure | None) -> str:
    return format_figure(value, signed=cell.kind == "signed_count")


def shown_figures(report: Report, content: Content) -> dict[str, str]:
    """Return what each cell of the working copy displays."""
    shown: dict[str, str] = {}
    for section in report.edition.sections:
        shown |= shown_values(section, content.figures, content.unreadable)
    return shown


def working_figures(content: Content) -> dict[str, Any]:
    """Return the working copy's figures, and typed text that is not a figure as it is."""
    return {**content.figures, **content.unreadable}


def fixed_by_last_year(report: Report, figures: Figures, merged: Figures) -> dict[str, str]:
    """Return messages for cells in the row that are carried over from last year's report."""
    given = carry_overs(report.edition).keys() & figures.keys()
    carried = carried_over_cells(report, given, merged) if given else {}
    return {
        id_: carried_over_words(format_figure(figures[id_]), format_figure(one.value))
        for id_, one in carried.items()
        if not one.lifted and figures[id_] not in (None, one.value)
    }


def not_returned(report: Report, figures: Figures, shown: Mapping[str, str]) -> dict[str, str]:
    """Return messages for cells in the row that the bureau did not return for changes."""
    return {
        id_: closed_words(format_figure(figure), shown[id_])
        for id_, figure in figures.items()
        if not report.is_editable(id_)
    }


def refused_words(refused: RefusedPlace) -> str:
    """Return a message for a place refused at writing, because it changed since the preview."""
    words = closed_words if refused.is_closed else carried_over_words
    return words(refused.mine, refused.kept)


def closed_words(found: str, kept: str) -> str:
    wanted = _("%(kept)s: the report was returned for other places only")
    return expected(found, wanted % {"kept": kept or _("blank")})


def carried_over_words(found: str, kept: str) -> str:
    wanted = _("%(kept)s, fixed by last year's report; the agency can give a reason for another")
    return expected(found, wanted % {"kept": kept or _("blank")})


def locked_words(report: Report) -> str:
    if report.opens_later:
        return why_closed(report)
    return _("The report is “%(state)s”. Only reports that are drafted or returned are open.") % {
        "state": report.get_status_display()
    }
