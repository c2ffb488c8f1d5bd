"""The button at a cell that is probably wrong, which sets it, and the one that takes that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedIn
from accounts.trail.record import Actor, actor_of
from reports.drafts.access import HeldByAnother, get_writable_section
from reports.drafts.storage import ReportNotEditable
from reports.drafts.suggested import NotSet, changes_in, pressed, set_as_suggested, take_back
from reports.form.edition import Section
from reports.models import Report, ReportSection


@dataclass(frozen=True)
class JustSet:
    """What the press that made this version of the section changed, and can be taken back."""

    version: int
    changes: Sequence[tuple[str, str, str]]  # label, before, after


@dataclass(frozen=True)
class SuspectPressed:
    """The section's version after the press, and the cell to go to; or why nothing was set."""

    version: int = 0
    cell: str = ""
    refused: str = ""


def press_suspect(
    stored: ReportSection, posted: Mapping[str, str], actor: Actor
) -> SuspectPressed | None:
    """Do what the button asks for, within the transaction that locked the section; None if there
    was no such button."""
    try:
        if "set" in posted:
            changes = changes_in(stored.report.edition, posted["set"])
            version = set_as_suggested(stored, changes, actor)
            return SuspectPressed(version, next(iter(changes)))
        if "unset" in posted:
            version = int(posted["unset"]) if posted["unset"].isdecimal() else 0
            cell = next(iter(pressed(stored, version)), "")
            take_back(stored, version, actor)
            return SuspectPressed(cell=cell)
    except NotSet:
        words = _("Not set: the figure has been changed meanwhile, or may not be changed.")
        return SuspectPressed(refused=words)
    return None


def after_press(request: SignedIn, report: Report, code: str, done: SuspectPressed) -> HttpResponse:
    """Tell it, and go to the cell, with the way back where something was set."""
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": code})
    if done.refused:
        messages.error(request, done.refused)
    elif not done.version:
        messages.success(request, _("Taken back: the figure is as it was."))
    query = f"?set={done.version}" if done.version else ""
    return redirect(f"{page}{query}{f'#f-{done.cell}' if done.cell else ''}")


def set_suspect(request: SignedIn, report: Report, press: str) -> HttpResponse:
    """Set a cell from another page than its section's."""
    try:
        cell = next(iter(changes_in(report.edition, press)))
    except NotSet:
        return redirect("agency:check", pk=report.pk)
    code = report.edition.section_of(cell).code
    try:
        with transaction.atomic():
            stored = get_writable_section(request.user, report.pk, code)
            done = press_suspect(stored, {"set": press}, actor_of(request))
    except (HeldByAnother, ReportNotEditable):
        done = SuspectPressed(refused=_("Not set: you cannot write in this section now."))
    assert done is not None  # there was a press
    return after_press(request, report, code, done)


def just_set(stored: ReportSection, section: Section, told: str) -> JustSet | None:
    """Return what can be taken back, unless something was saved in the section since."""
    if not told.isdecimal() or int(told) != stored.version:
        return None
    labels = {cell.id: cell.name for cell in section.cells}
    rows = [(labels[cell], *values) for cell, values in pressed(stored, stored.version).items()]
    return JustSet(stored.version, rows) if rows else None
