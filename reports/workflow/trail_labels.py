"""Labels for the trail: names of acts on reports, and the contents of their columns in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.trail.labels import Words
from accounts.trail.values import Choices
from reports.drafts.section_history import WAYS
from reports.form.loader import load_editions
from reports.form.places import find_place
from reports.models import Report, State
from reports.workflow.moves import MOVES

ACTS = {
    "campaign.open": _("Created the reports of a year"),
    "section.write": _("Saved a section"),
    "section.hand_out": _("Handed out sections"),
    "section.done": _("Marked a section as done"),
    "section.not_done": _("Marked a section as not done"),
    "section.hand_back": _("Handed a section back"),
    "practice.start": _("Began to practise"),
    "proposal.make": _("Read a file, to be confirmed"),
    "proposal.refuse": _("A file was not read"),
    "proposal.apply": _("Wrote what a file states"),
    "proposal.undo": _("Took back what a file had written"),
    "proposal.discard": _("Let a read file go"),
    "past.read": _("Read published reports of a past year, to be confirmed"),
    "past.download": _("Downloaded the sheet of a past year"),
    "past.take_in": _("Took in a report as it was published"),
    "past.take_away": _("Took away a report that came in as published"),
    "report.explain": _("Gave reasons"),
    "report.lift": _("Opened or closed figures of last year"),
    "report.download": _("Downloaded a report"),
    "submission.download": _("Downloaded a submission"),
    "register.export": _("Downloaded a register"),
    "aggregate.export": _("Exported the totals"),
    "board.export": _("Exported the progress"),
    "report.urge": _("Asked to file"),
    "comment.ask": _("Wrote a comment"),
    "comment.answer": _("Answered a comment"),
    "comment.resolve": _("Resolved a comment"),
    "reminder.send": _("Sent reminders"),
    "extension.give": _("Gave an extension"),
    "extension.withdraw": _("Withdrew an extension"),
    "release.give": _("Released an agency from filing"),
    "release.withdraw": _("Withdrew a release from filing"),
    "waiver.give": _("Waived a rule for a report"),
    "waiver.withdraw": _("Withdrew the waiver of a rule"),
    "points.tick": _("Ticked review points"),
    "phrase.add": _("Added a phrase"),
    "phrase.change": _("Changed a phrase"),
    "phrase.order": _("Moved a phrase"),
    "phrase.delete": _("Removed a phrase"),
    "move.refused": _("A move was refused"),
    **{f"move.{move.name}": move.label for move in reversed(MOVES)},  # the first name wins,
}
KINDS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "filling": (_("Filling in"), ("section", "proposal", "practice", "report", "past")),
    "way": (
        _("The way of a report, comments"),
        ("move", "comment", "reminder", "extension", "release", "waiver", "points", "phrase"),
    ),
    "settings": ("", ("campaign", "watchedword")),
}
KEYS = {
    "section": _("Part"), "version": _("Version"), "how": _("Way"), "status": _("State"),
    "number": _("Submission"), "open": _("Opened places"), "thread": _("Comment"),
    "quote": _("Quoted words"), "move": _("Move"), "why": _("Why not"), "name": _("File"),
    "proposal": _("Number"), "size": _("Bytes"), "digest": _("Digest"), "cells": _("Cells"),
    "texts": _("Texts"), "doubts": _("Doubts"), "written": _("Written"), "left": _("Left out"),
    "made_at": _("Made at"), "note": _("Note"), "done": _("Done"), "again": _("Once more"),
    "states": _("States"), "source": pgettext_lazy("of a published report", "Source"),
    "published_on": _("Published on"),
    "files": _("Files"), "refused": _("Not read"),
}  # fmt: skip
PLACES = ("section", "open", "left")
VALUES: dict[str, Mapping[str, Words]] = {
    "how": WAYS,
    "status": dict(State.choices),
    "states": dict(State.choices),
    "move": {move.name: move.label for move in MOVES},
}
_REASON = re.compile(r"([A-Z]\w*-R\d+)-[0-9a-f]{12}")  # the key of a written reason
_REPORT = re.compile(r"(?:report|practice):(\d{1,12})")


def place_name(key: str) -> str:
    """Return the name of a cell, row, section or reason in any edition, or ""."""
    if reason := _REASON.fullmatch(key):
        return gettext("Reason for %(rule)s") % {"rule": reason[1]}
    found = (find_place(edition, key) for edition in load_editions().values())
    return next((place.name for place in found if place and place.name), "")


def places_of_report(object_: str) -> Choices:
    """Return the sections of report:12 with their cells, or with their text."""
    number = _REPORT.fullmatch(object_)
    known = Report.with_practice.select_related("campaign")
    report = known.filter(pk=int(number[1])).first() if number else None
    if report is None:
        return []
    return [
        (s.title, [(cell.id, cell.label) for cell in s.cells] or [(s.code, s.title)])
        for s in report.edition.sections
    ]
