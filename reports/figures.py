"""The one way of figures and texts into the database and out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.trail import Actor, record
from reports.content import Content, Figure, Figures, normal_text
from reports.edition import Edition, Section
from reports.equations import carries, prefill, with_totals
from reports.live_figures import read_texts
from reports.locks import Lock, locks_of
from reports.models import Report, ReportSection
from reports.numbers import format_figure, shown_figure

TEXT_LIMIT = 20_000  # characters of one section; the longest reports seen have a fifth


class ReportIsLocked(Exception):
    """The report is not with those who draft it, so nothing can be written."""


class TextTooLong(Exception):
    """More than TEXT_LIMIT characters."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters, at most {TEXT_LIMIT}")
        self.length = length


# Out ---------------------------------------------------------------------------------------


def read_report(
    report: Report, sections: Iterable[ReportSection], previous: Content | None = None
) -> Content:
    """The working copy. Blank cells show what last year's approved report fixes of them.

    Its texts are as they read: live figures stand in them as figures.
    """
    stored: dict[str, Figure | None] = {}
    unreadable: dict[str, str] = {}
    sources: dict[str, str] = {}
    for section in sections:
        stored.update(section.figures)
        unreadable.update(section.unreadable)
        if report.edition.by_code[section.code].is_narrative:
            sources[section.code] = section.text
    figures = _with_last_year(report.edition, previous, stored, unreadable)
    return Content(
        year=report.campaign.year,
        figures=figures,
        texts=read_texts(sources, report.edition, figures),
        unreadable=unreadable,
        agency=report.agency.name,
        is_government=report.agency.is_government,
    )


def _with_last_year(
    edition: Edition,
    previous: Content | None,
    stored: Figures,
    unreadable: Mapping[str, str],
) -> dict[str, Figure | None]:
    """The stored figures of every cell, with what last year's report fixes of the blank ones."""
    figures = {cell: stored.get(cell) for cell in edition.cells}
    fixed = {
        cell: value
        for cell, value in prefill(edition, previous, figures).items()
        if figures[cell] is None and cell not in unreadable
    }
    return with_totals(edition, {**figures, **fixed}) if fixed else figures


# In ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """What somebody entered in one section, and what the page showed them before (`base`).

    A cell counts as changed only where it differs from its base, so that two people who work in
    different cells both win. A text is marked by its digest in `base`, under the section's code.
    """

    figures: Mapping[str, Figure | None] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    base: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same place: what was just entered, and what stands there now."""

    place: str  # a cell id, or the section's code for its text
    mine: str
    theirs: str
    by: User | None
    at: datetime | None


@dataclass(frozen=True)
class Refused:
    """A figure for a cell that last year's report fixes, given without a reason."""

    place: str
    mine: str
    kept: str


@dataclass(frozen=True)
class Written:
    version: int
    changes: Mapping[str, tuple[str, str]]  # place -> (before, after), as shown
    conflicts: tuple[Conflict, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass
class _Found:
    """What merging finds, place by place."""

    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def shown_values(section: Section, figures: Mapping[str, Figure | None],
                 unreadable: Mapping[str, str]) -> dict[str, str]:  # fmt: skip
    """What each cell of the section shows in an input."""
    return {
        cell.id: unreadable.get(cell.id) or shown_figure(figures.get(cell.id), cell.kind)
        for cell in section.cells
    }


def text_mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_section(
    report: Report, code: str, entry: Entry, actor: Actor, *, how: str = "typed"
) -> Written:
    """Merge what was entered into a section. Places that somebody else changed are not written, nor
    cells that last year's report fixes: both are told.

    Raises TextTooLong, and ReportIsLocked when the report is no longer open to the agency.
    """
    with transaction.atomic():
        sections = locked(ReportSection.objects.filter(report=report, code=code))
        return write_into(sections.get(), entry, actor, how=how)


def locked(sections: QuerySet[ReportSection]) -> QuerySet[ReportSection]:
    """With their reports, so that none is passed on while something is written into it."""
    related = ("report__campaign", "report__agency")
    return sections.select_related(*related).select_for_update(of=("self", "report"))


def write_into(stored: ReportSection, entry: Entry, actor: Actor, *, how: str = "typed") -> Written:
    """As write_section, into a section that the caller's transaction has `locked`."""
    if entry.text and len(entry.text) > TEXT_LIMIT:
        raise TextTooLong(len(entry.text))
    report = stored.report
    if not report.is_open:
        raise ReportIsLocked
    section = report.edition.by_code[stored.code]
    found = _Found()
    if section.is_narrative:
        _merge_text(stored, entry, found)
    else:
        _merge_cells(section, stored, entry, found)
        _store_totals(report.edition, section, stored)
    if found.changes or stored.version == 0:
        _save(stored, report, found.changes, actor, how)
    return Written(stored.version, found.changes, tuple(found.conflicts), tuple(found.refused))


def _merge_text(stored: ReportSection, entry: Entry, found: _Found) -> None:
    mine, theirs = normal_text(entry.text or ""), stored.text
    base = entry.base.get(stored.code, text_mark(theirs))
    if mine == theirs or text_mark(mine) == base:
        return
    if text_mark(theirs) == base:
        found.changes[stored.code] = (theirs, mine)
        stored.text = mine
    else:
        found.conflicts.append(_conflict(stored, stored.code, mine, theirs))


def _merge_cells(section: Section, stored: ReportSection, entry: Entry, found: _Found) -> None:
    """What last year's report may fix comes last: some of it is reckoned with this year's."""
    now = shown_values(section, stored.figures, stored.unreadable)
    entered = shown_values(section, entry.figures, entry.unreadable)
    fixed = carries(stored.report.edition)
    given = list(_given(section, entry))
    for place in given:
        if place not in fixed:
            _merge_cell(stored, entry, place, entered[place], now[place], found)
    changed = [p for p in given if p in fixed and entered[p] != entry.base.get(p, "")]
    locks = locks_of(stored.report, changed, stored.figures) if changed else {}
    for place in changed:
        lock = locks.get(place)
        shown = now[place] or (format_figure(lock.value) if lock else "")
        if lock and not lock.lifted:
            _keep_last_year(stored, place, entered[place], shown, lock, found)
        else:
            _merge_cell(stored, entry, place, entered[place], shown, found)


def _merge_cell(
    stored: ReportSection, entry: Entry, place: str, mine: str, theirs: str, found: _Found
) -> None:
    base = entry.base.get(place, "")
    saved_before = place in stored.figures  # else it showed blank, or what last year's report says
    if saved_before and mine in (base, theirs):
        return
    if saved_before and theirs != base:
        found.conflicts.append(_conflict(stored, place, mine, theirs))
        return
    if mine != theirs:
        found.changes[place] = (theirs, mine)
    _store(stored, place, entry)


def _keep_last_year(
    stored: ReportSection, place: str, mine: str, theirs: str, lock: Lock, found: _Found
) -> None:
    """Only last year's figure, or a blank, which shows it, may be put there."""
    kept = format_figure(lock.value)
    if mine not in ("", kept):
        found.refused.append(Refused(place, mine, kept))
        return
    if theirs != kept:
        found.changes[place] = (theirs, kept)
    stored.figures[place] = None
    stored.unreadable.pop(place, None)


def _store(stored: ReportSection, place: str, entry: Entry) -> None:
    stored.figures[place] = entry.figures.get(place)
    stored.unreadable.pop(place, None)
    if place in entry.unreadable:
        stored.unreadable[place] = entry.unreadable[place]


def _given(section: Section, entry: Entry) -> Iterator[str]:
    """The places of this section that were entered; computed cells are not taken typed."""
    for cell in section.cells:
        if not cell.computed and (cell.id in entry.figures or cell.id in entry.unreadable):
            yield cell.id


def _store_totals(edition: Edition, section: Section, stored: ReportSection) -> None:
    totals = with_totals(edition, stored.figures)
    for cell in section.cells:
        if cell.computed:
            stored.figures[cell.id] = totals[cell.id]


def _conflict(stored: ReportSection, place: str, mine: str, theirs: str) -> Conflict:
    return Conflict(place, mine, theirs, stored.updated_by, stored.updated_at)


def _save(
    stored: ReportSection,
    report: Report,
    changes: Mapping[str, tuple[str, str]],
    actor: Actor,
    how: str,
) -> None:
    was_done = {"done": False} if stored.is_done else {}
    stored.version += 1
    stored.updated_at = timezone.now()
    stored.updated_by = actor.user
    stored.done_at = stored.done_by = None  # what was done is not the same any more
    stored.save(
        update_fields=["figures", "unreadable", "text", "version", "updated_at", "updated_by",
                       "done_at", "done_by"]
    )  # fmt: skip
    record(
        actor,
        "section.write",
        report.trail_name,
        label=f"{report} {stored.code}",
        before={place: before for place, (before, _) in changes.items()},
        after={
            "section": stored.code,
            "version": stored.version,
            "how": how,
            "values": {place: after for place, (_, after) in changes.items()},
            **was_done,
        },
    )
