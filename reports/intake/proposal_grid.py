"""A file's tables as printed, each cell marked by how it compares with the draft."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from reports.form.edition import Edition, Section
from reports.intake.comparison import ComparedPlace, Comparison, PlaceStanding
from reports.rendering.document import section_grid
from reports.rendering.html import grid_html

REPLACING = (PlaceStanding.CHANGED, PlaceStanding.CLASH)
STANDINGS: Mapping[PlaceStanding, str | Promise] = {
    PlaceStanding.DOUBTFUL: _("Doubtful"),
    PlaceStanding.CLASH: _("Changed in the draft meanwhile"),
    PlaceStanding.CHANGED: _("Differs"),
    PlaceStanding.FILLED: _("Blank in the draft"),
    PlaceStanding.CLOSED: _("Cannot be written now"),
}


def compared_grid(edition: Edition, section: Section, comparison: Comparison) -> SafeString:
    places = comparison.by_id
    words = {standing: escape(label) for standing, label in STANDINGS.items()}

    def value(cell: str) -> str:
        return _value(places[cell], words) if cell in places else ""

    def attributes(cell: str) -> str:
        return f'data-read="{places[cell].standing.value}"' if cell in places else ""

    grid = section_grid(edition, section.code)
    html = grid_html(grid, value, cell_attributes=attributes, caption=section.title)
    return mark_safe(html)  # every value in it is escaped


def _value(place: ComparedPlace, words: Mapping[PlaceStanding, str]) -> str:
    told = words.get(place.standing)
    said = f'<span class="visually-hidden">{told} </span>' if told else ""
    before = f"<del>{escape(place.now)}</del> " if place.standing in REPLACING else ""
    return f"{said}{before}{escape('?' if place.proposed is None else place.proposed)}"
