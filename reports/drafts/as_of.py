"""The working copy as of a moment, reconstructed from the trail, which cannot be rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy as shallow
from datetime import datetime

from accounts.models import Event
from reports.drafts.merging import store_totals
from reports.drafts.storage import read_report
from reports.drafts.working_copy import WorkingCopy
from reports.form.content import Content
from reports.form.edition import Section
from reports.form.numbers import FigureError, parse_figure
from reports.models import ReportSection


def content_at(copy: WorkingCopy, moment: datetime) -> Content:
    """Return the content at a moment by undoing later writes, in memory only; one query."""
    writes = Event.objects.filter(
        object=copy.report.trail_name, action="section.write", at__gt=moment
    )
    stood: dict[str, str] = {}
    for before in writes.order_by("-id").values_list("before", flat=True).iterator():
        stood.update(before or {})  # of one place the first writing after the moment comes last
    sections = [_at(section, copy.report.edition.by_code[section.code], stood)
                for section in copy.sections]  # fmt: skip
    return read_report(copy.report, sections, copy.previous)


def _at(stored: ReportSection, section: Section, stood: Mapping[str, str]) -> ReportSection:
    earlier = shallow(stored)
    earlier.text = stood.get(section.code, stored.text)
    earlier.figures, earlier.unreadable = dict(stored.figures), dict(stored.unreadable)
    changed = [cell for cell in section.cells if cell.id in stood]
    for cell in changed:
        earlier.unreadable.pop(cell.id, None)
        try:
            earlier.figures[cell.id] = parse_figure(stood[cell.id], cell.kind)
        except FigureError:
            earlier.figures[cell.id], earlier.unreadable[cell.id] = None, stood[cell.id]
    if changed:
        store_totals(section, earlier)
    return earlier
