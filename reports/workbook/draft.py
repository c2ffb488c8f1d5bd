"""The workbook while it is being written, with everything that goes into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.form.content import Figure, Figures
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.numbers import FigureError, parse_figure
from reports.rendering.document import report_title
from reports.workbook.stamp import Stamp


@dataclass(frozen=True)
class Draft:
    book: Workbook
    looks: Mapping[str, Format]
    edition: Edition
    stamp: Stamp
    figures: Figures  # numbers only; other entries are in the stamp
    last: Figures  # last year's, if known

    @property
    def title(self) -> str:
        return f"{self.stamp.agency}{report_title(self.stamp.year)}"


def figures_of(edition: Edition, stamp: Stamp) -> dict[str, Figure | None]:
    """Return the figures according to the stamp, blank for entries that are not figures."""
    figures: dict[str, Figure | None] = {}
    for cell in edition.cells.values():
        try:
            figures[cell.id] = parse_figure(stamp.cells.get(cell.id, ""), cell.kind)
        except FigureError:
            figures[cell.id] = None
    return with_totals(edition, figures)
