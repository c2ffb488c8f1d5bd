"""A figure set as the error localisation proposes, by one press, and taken back by one.

It goes the way of every figure. What was changed since the page was shown is not written over: then
nothing is set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import Event
from accounts.trail.record import Actor
from reports.drafts.merging import as_typed
from reports.drafts.storage import write_into
from reports.form.edition import Edition
from reports.form.numbers import shown_figure
from reports.models import ReportSection
from reports.rules.error_localisation import Correction

HOW, UNDONE = "suggested", "suggested.undo"
_CHANGE = re.compile(r"([\w.]{3,80}):([-+]?[\d.]{0,20}):([-+]?[\d.]{1,20})", re.ASCII)
MOST_TOGETHER = 2
Changes = Mapping[str, tuple[str, str]]  # cell -> (now, to be), as an input shows them


class NotSet(Exception):
    """What the page showed has changed, or is closed by now; nothing was written."""


def press_of(edition: Edition, changes: Sequence[Correction]) -> str:
    """Return the button's value: cell, what it shows now, what it is to be."""
    return ";".join(
        f"{c.cell}:{shown_figure(c.now, kind)}:{shown_figure(c.value, kind)}"
        for c in changes
        for kind in (edition.cells[c.cell].kind,)
    )


def changes_in(edition: Edition, press: str) -> dict[str, tuple[str, str]]:
    """Return what a press asks for. Raises NotSet if it is none of ours."""
    parts = press.split(";")
    found = [match for part in parts if (match := _CHANGE.fullmatch(part))]
    known = [match for match in found if match[1] in edition.cells]
    if len(known) < len(parts) or len(parts) > MOST_TOGETHER:
        raise NotSet
    return {match[1]: (match[2], match[3]) for match in known}


def set_as_suggested(stored: ReportSection, changes: Changes, actor: Actor) -> int:
    """Set the cells of a locked section, all or none; return the section's version. Pressed again
    it changes nothing. Raises NotSet, ReportNotEditable."""
    return _write(stored, {cell: (to, now) for cell, (now, to) in changes.items()}, actor, HOW)


def take_back(stored: ReportSection, version: int, actor: Actor) -> int:
    """Put back what the press that made this version changed. Raises NotSet, ReportNotEditable."""
    return _write(stored, pressed(stored, version), actor, UNDONE)


def pressed(stored: ReportSection, version: int) -> Changes:
    """Return what that press changed, as cell -> (before, after); nothing if there was none."""
    event = Event.objects.filter(
        object=stored.report.trail_name,
        action="section.write",
        after__section=stored.code,
        after__version=version,
        after__how=HOW,
    ).first()
    before, after = (event.before or {}, event.after or {}) if event else ({}, {})
    return {cell: (before[cell], now) for cell, now in after.get("values", {}).items()}


def _write(stored: ReportSection, changes: Changes, actor: Actor, how: str) -> int:
    section = stored.report.edition.by_code[stored.code]
    typed = {cell.id for cell in section.cells if not cell.computed}
    if not changes or not changes.keys() <= typed:
        raise NotSet
    values = {cell: value for cell, (value, _) in changes.items()}
    entry = as_typed(section, values, base={cell: shown for cell, (_, shown) in changes.items()})
    with transaction.atomic():
        written = write_into(stored, entry, actor, how=how)
        if written.conflicts or written.refused:
            raise NotSet
    return written.version
