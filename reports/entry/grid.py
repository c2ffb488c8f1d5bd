"""A section's tables as one crispy layout object: the printed form with inputs in its cells.

175 form fields would cost 19 to 130 times as much (measured); here the table's skeleton is cached
and only values and states are filled in. Posted data is parsed in one loop.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from crispy_forms.layout import LayoutObject
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from reports.drafts.merging import Entry
from reports.form.content import Figure
from reports.form.edition import Cell, Edition, Section
from reports.form.numbers import FigureError, format_figure, parse_figure
from reports.rendering.document import section_grid
from reports.rendering.html import grid_html

MAX_WRITTEN = 60  # characters kept of a cell's typed text
WIDE_ENOUGH = 7  # characters that fit a cell of table three; more are set smaller
KEEP = "keep."  # prefix of a cell's id: the value chosen in a conflict
OFFER = "offer"  # of a button beside a finding: `cell=value`, instead of what was typed there


@dataclass(frozen=True)
class CellMarks:
    """What the page shows about single cells besides their values."""

    faults: Mapping[str, str] = field(default_factory=dict)  # cell -> severity
    locked: Mapping[str, str] = field(default_factory=dict)  # carried over: words
    opened: Mapping[str, str] = field(default_factory=dict)  # carried over, but opened: the reason
    closed: Mapping[str, str] = field(default_factory=dict)  # closed by a partial return: words
    last_year: Mapping[str, Figure | None] = field(default_factory=dict)


class StatutoryGrid(LayoutObject):
    """Draws the section's tables; `shown` is what each input holds, also posted as the base."""

    def __init__(
        self,
        edition: Edition,
        section: Section,
        shown: Mapping[str, str],
        marks: CellMarks,
        tools: Mapping[str, str],
    ) -> None:
        self.edition = edition
        self.section = section
        self.shown = shown
        self.marks = marks
        self.tools = tools  # table -> what stands in its caption
        self.fields: list[str] = []

    def render(
        self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any
    ) -> SafeString:
        opening = _openings(self.edition, self.section.code)
        marks, shown, cells = self.marks, self.shown, self.edition.cells
        last_year_words = escape(gettext("Last year"))

        def value(cell_id: str) -> str:
            written = shown[cell_id]
            state = ' aria-invalid="true"' if marks.faults.get(cell_id) == "error" else ""
            size = ' class="long"' if len(written) > WIDE_ENOUGH else ""
            close = f'{escape(written)}"{state}{size}{_lock(cell_id, marks)}>'
            last = _last_year(marks.last_year.get(cell_id), last_year_words)
            return f"{opening[cell_id]}{close}{last}"

        def attributes(cell_id: str) -> str:
            states = [
                "total" if cells[cell_id].computed else "",
                "closed" if cell_id in marks.closed else "",
                "locked" if cell_id in marks.locked else "",
                "opened" if cell_id in marks.opened else "",
                marks.faults.get(cell_id, ""),
            ]
            words = " ".join(filter(None, states))
            return f'data-state="{words}"' if words else ""

        grid = section_grid(self.edition, self.section.code)
        title, tools = self.section.title, self.tools
        html = grid_html(grid, value, cell_attributes=attributes, caption=title, beside=tools)
        base = escape(dump_base(shown))
        hidden = f'<input type="hidden" name="base" value="{base}">'
        return mark_safe(hidden + html)  # every value in them is escaped above


def _lock(cell_id: str, marks: CellMarks) -> str:
    if cell_id in marks.closed:
        return f' readonly tabindex="-1" data-closed title="{escape(marks.closed[cell_id])}"'
    if cell_id in marks.locked:
        return f' readonly data-locked title="{escape(marks.locked[cell_id])}"'
    if cell_id in marks.opened:
        return f' data-opened title="{escape(marks.opened[cell_id])}"'
    return ""


def _last_year(figure: Figure | None, words: str) -> str:
    if figure is None:
        return ""
    return f'<small class="last-year"><span class="visually-hidden">{words} </span>{format_figure(figure)}</small>'  # noqa: E501


@cache
def _openings(edition: Edition, code: str) -> Mapping[str, str]:
    """Map cells to their input's HTML up to the value; computed cells are read-only, not posted."""
    return {cell.id: _opening(cell) for cell in edition.by_code[code].cells}


def _opening(cell: Cell) -> str:
    name = f'id="f-{cell.id}" aria-label="{escape(cell.label)}"'
    if cell.computed:
        parts = " ".join(cell.parts)
        return f'<input {name} data-parts="{parts}" readonly tabindex="-1" value="'
    kind = "" if cell.kind == "count" else f' data-kind="{cell.kind}"'
    keys = _KEYBOARDS[cell.kind]
    return f'<input {name} name="{cell.id}"{kind} placeholder=" " inputmode="{keys}" autocomplete="off" maxlength="{MAX_WRITTEN}" value="'  # noqa: E501


# What a telephone shows: the keypads of an iPhone have no minus.
_KEYBOARDS = {"count": "numeric", "signed_count": "text", "money": "decimal"}


# Back from the browser ---------------------------------------------------------------------


def parse_section(section: Section, posted: QueryDict) -> Entry:
    """Parse the data posted for a section; entries that are not figures are kept as typed."""
    base = parse_base(posted.get("base", ""))
    if section.is_narrative:
        return Entry(text=posted.get("text", ""), base=base)
    figures: dict[str, Figure | None] = {}
    unreadable: dict[str, str] = {}
    written = _written(posted)
    for cell in section.cells:
        if cell.computed or cell.id not in written:
            continue
        try:
            figures[cell.id] = parse_figure(written[cell.id], cell.kind)
        except FigureError as error:
            figures[cell.id] = None
            unreadable[cell.id] = error.found.replace("\x00", "")[:MAX_WRITTEN]
    return Entry(figures, unreadable, base=base)


def _written(posted: QueryDict) -> dict[str, str]:
    """Return what was typed in each cell or, after a conflict or a press, the value chosen."""
    written = {str(name): str(value) for name, value in posted.dict().items()}
    chosen = {name: value for name, value in written.items() if name.startswith(KEEP)}
    written |= {name.removeprefix(KEEP): value for name, value in chosen.items()}
    cell, _equals, value = written.pop(OFFER, "").partition("=")
    return written | ({cell: value} if cell else {})


def parse_base(posted: str) -> dict[str, str]:
    """Parse the values the page was made with; malformed input counts as none."""
    try:
        base = json.loads(posted or "{}")
    except ValueError:
        return {}
    if not isinstance(base, dict):
        return {}
    return {str(place): str(value) for place, value in base.items()}


def dump_base(shown: Mapping[str, str]) -> str:
    """Return the non-blank values as JSON, for the page's hidden field."""
    return json.dumps({place: value for place, value in shown.items() if value})
