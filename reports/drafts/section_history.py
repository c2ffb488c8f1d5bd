"""The changes made in a section, from the trail, which cannot be rewritten."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from reports.form.edition import Section
from reports.models import Report

ACTIONS = ("section.write", "report.lift")
WRITINGS_READ = 200  # saves of one section, each with up to one change per cell
SAVES_READ = 50  # for what was typed last
WAYS: dict[str, str | Promise] = {
    "typed": _("typed"),
    "pasted": _("pasted"),
    "undo": _("undone"),
    "suggested": _("set as suggested"),
    "suggested.undo": _("the suggested figure taken back"),
    "imported": _("imported from a sheet"),
    "read": _("read from a file"),
    "read.undo": _("reading from a file taken back"),
    "workbook": _("from the offline workbook"),
    "workbook.undo": _("offline workbook taken back"),
    "drafted": _("drafted from the tables"),
    "corrected": _("corrected from the tables"),
    "nothing": _("nothing this year"),
    "rest": _("the rest filled with 0"),
    "rest.undo": _("filling the rest with 0 taken back"),
    "nothing.undo": _("“nothing this year” taken back"),
    "practice": _("set for practice"),
    "summed": _("sum of the agencies"),
    "override": _("opened for a figure other than last year's"),
    "override.undo": _("last year's figure put back"),
}


@dataclass(frozen=True)
class CellChange:
    at: datetime
    who: str
    cell: str
    label: str
    before: str
    after: str
    how: str | Promise
    reason: str = ""  # why a carried over cell was opened


def changes_of(report: Report, section: Section, cell: str = "") -> list[CellChange]:
    """Return the changes of a section's cells, or of one cell, newest first."""
    writings = Event.objects.filter(
        object=report.trail_name, action__in=ACTIONS, after__section=section.code
    )
    if cell:
        writings = writings.filter(after__values__has_key=cell)
    newest = writings.order_by("-id")[:WRITINGS_READ]
    labels = {known.id: known.label for known in section.cells}
    return [
        change
        for writing in newest
        for change in _changes(writing, labels)
        if cell in ("", change.cell)
    ]


def _changes(writing: Event, labels: dict[str, str]) -> Iterator[CellChange]:
    before, after = writing.before or {}, writing.after or {}
    values, how = after["values"], WAYS.get(after["how"], after["how"])
    reason = after.get("reason", "")
    for cell, label in labels.items():
        if cell in values:
            was, becomes = before[cell], values[cell]
            yield CellChange(writing.at, writing.actor_name, cell, label, was, becomes, how, reason)


def typed_last(report: Report, cells: Collection[str]) -> dict[str, int]:
    """Return how long ago each of these cells was last changed, in saves: 0 is the latest. One
    query; a cell that has not changed in the last saves has no entry."""
    sections = {report.edition.section_of(cell).code for cell in cells}
    writings = Event.objects.filter(
        object=report.trail_name, action="section.write", after__section__in=sections
    )
    found: dict[str, int] = {}
    for age, after in enumerate(
        writings.order_by("-id").values_list("after", flat=True)[:SAVES_READ]
    ):
        for cell in (after or {})["values"]:
            if cell in cells:
                found.setdefault(cell, age)
    return found
