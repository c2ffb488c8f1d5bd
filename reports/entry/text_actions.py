"""The buttons beside a text: correct a number, insert a figure from the tables, undo that.

Each submits the text's form, so that nothing typed is lost. A number is corrected only if the text
is still as it was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from reports.display.findings import entry_links
from reports.display.text import shown_text
from reports.drafts.merging import Entry, text_mark
from reports.drafts.working_copy import working_copy
from reports.form.content import normal_text
from reports.form.edition import Section
from reports.form.live_figures import live_figures
from reports.models import ReportSection

CORRECTED, MADE_LIVE, INSERTED, DRAFTED, UNDONE = "corrected", "live", "inserted", "drafted", "undo"
BY_PRESS = (CORRECTED, MADE_LIVE, INSERTED, DRAFTED)  # what one press can undo

CHANGED_MEANWHILE = _("The text has changed meanwhile: it is saved, and nothing was replaced.")
NOTHING_TO_TAKE_BACK = _("The text has changed since: nothing was taken back.")


@dataclass(frozen=True)
class TextAction:
    """What to save, how the trail calls it, and what to say if it was not possible."""

    entry: Entry
    how: str = "typed"
    told: str | Promise = ""


def apply_text_action(
    stored: ReportSection, section: Section, entry: Entry, posted: Mapping[str, str]
) -> TextAction:
    if not section.is_narrative:
        return TextAction(entry)
    then = posted.get("then", "")
    if posted.get("correct"):
        return _corrected(stored, section, entry, posted["correct"])
    if then == "insert":
        return _inserted(stored, entry, posted.get("figure", ""))
    if then == "take-back":
        return _taken_back(stored, entry)
    return TextAction(entry)


def _corrected(stored: ReportSection, section: Section, entry: Entry, press: str) -> TextAction:
    """Correct a number; `press` is the way and the number's key: `corrected-12-15-<digest>`."""
    how, _dash, key = press.partition("-")
    typed = normal_text(entry.text or "")
    if typed != stored.text or how not in (CORRECTED, MADE_LIVE):
        return TextAction(entry, told=CHANGED_MEANWHILE)
    copy = working_copy(stored.report)
    shown = shown_text(stored.report.edition, copy.content, section.code, stored.text, (),
                       entry_links(stored.report))  # fmt: skip
    number = next((one.number for one in shown.numbers if one.key == key), None)
    words = (number.made_live if how == MADE_LIVE else number.corrected) if number else ""
    if number is None or not words:
        return TextAction(entry, told=CHANGED_MEANWHILE)
    start, end = shown.found.live.in_source(number.start, number.end)
    text = f"{typed[:start]}{words}{typed[end:]}"
    base = {**entry.base, section.code: shown.mark}
    return TextAction(replace(entry, text=text, base=base), how)


def _inserted(stored: ReportSection, entry: Entry, name: str) -> TextAction:
    """Insert the figure at the end: without a script, nobody knows where the cursor was."""
    figure = live_figures(stored.report.edition).get(name)
    if figure is None:
        return TextAction(entry, told=_("Choose a figure first."))
    return TextAction(replace(entry, text=normal_text(entry.text or "") + figure.written), INSERTED)


def _taken_back(stored: ReportSection, entry: Entry) -> TextAction:
    before = text_before(stored)
    if before is None or normal_text(entry.text or "") != stored.text:
        return TextAction(entry, told=NOTHING_TO_TAKE_BACK)
    base = {**entry.base, stored.code: text_mark(stored.text)}
    return TextAction(replace(entry, text=before, base=base), UNDONE)


def text_before(stored: ReportSection) -> str | None:
    """Return the text before the last press, unless somebody has saved something since."""
    last = (
        Event.objects.filter(
            object=stored.report.trail_name, action="section.write", after__section=stored.code
        )
        .order_by("-id")
        .first()
    )
    after, before = (last.after or {}, last.before or {}) if last else ({}, {})
    if after.get("how") not in BY_PRESS or after.get("version") != stored.version:
        return None
    return before.get(stored.code)
