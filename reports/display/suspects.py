"""The cells that are probably wrong, each a link, and a press that sets it for who may."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from accounts.models import User
from reports.display.links import Link
from reports.drafts.access import may_write
from reports.drafts.section_history import typed_last
from reports.drafts.suggested import press_of
from reports.drafts.working_copy import WorkingCopy
from reports.form.content import Content
from reports.form.edition import Edition
from reports.form.numbers import format_figure
from reports.rules.error_localisation import (
    MOST_SUSPECTS,
    Correction,
    Suspicion,
    localise_errors,
)


@dataclass(frozen=True)
class ShownSuspect:
    """One cell, or two together; `press` is what the button sends, "" where it is not offered."""

    links: Sequence[Link]
    press: str


@dataclass(frozen=True)
class ShownSuspicion:
    certain: bool
    cleared: int
    suspects: Sequence[ShownSuspect]


def suspected(
    copy: WorkingCopy, user: User, link: Callable[[str, str], str], section: str = ""
) -> ShownSuspicion | None:
    """Return the likely culprit of what does not add up, in the report or one of its sections."""
    edition = copy.report.edition
    found = localise_errors(edition, copy.content, copy.previous, typed_only=True, section=section)
    if found is None:
        return None
    if not found.certain:
        found = found.typed_last_first(typed_last(copy.report, found.every_cell))
    return _shown(edition, found, link, _settable(copy, user, found.every_cell))


def suspected_in_document(
    edition: Edition, content: Content, link: Callable[[str, str], str]
) -> ShownSuspicion | None:
    """Return the same of a report as published, where a total may be wrong itself."""
    found = localise_errors(edition, content)
    return _shown(edition, found, link, ()) if found else None


def _settable(copy: WorkingCopy, user: User, cells: Collection[str]) -> frozenset[str]:
    """Return the cells that this person may set now; what last year fixes is opened by a reason."""
    report = copy.report
    open_ = {row.code for row in copy.sections if may_write(row, user, report)}
    return frozenset(
        cell
        for cell in cells
        if report.edition.section_of(cell).code in open_
        and report.is_editable(cell)
        and cell not in copy.carried_over
    )


def _shown(
    edition: Edition, found: Suspicion, link: Callable[[str, str], str], settable: Collection[str]
) -> ShownSuspicion:
    suspects = [
        ShownSuspect(
            [_link(edition, change, link) for change in changes], _press(edition, changes, settable)
        )
        for changes in found.candidates[:MOST_SUSPECTS]
    ]
    return ShownSuspicion(found.certain, found.cleared, suspects)


def _link(edition: Edition, change: Correction, link: Callable[[str, str], str]) -> Link:
    cell = edition.cells[change.cell]
    values = f"{format_figure(change.now)} → {format_figure(change.value)}"
    return Link(f"{cell.name} {values}", link(edition.section_of(cell.id).code, cell.id))


def _press(edition: Edition, changes: Sequence[Correction], settable: Collection[str]) -> str:
    together = len({edition.section_of(change.cell).code for change in changes}) == 1
    offered = together and all(change.cell in settable for change in changes)
    return press_of(edition, changes) if offered else ""
