"""The one way of figures and texts into the database and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.trail.record import Actor, record
from reports.drafts.merging import Conflict, Entry, RefusedPlace, merge
from reports.form.content import Content, Figure, Figures
from reports.form.edition import Edition
from reports.form.equations import carried_over_figures, with_totals
from reports.form.live_figures import read_texts
from reports.models import Report, ReportSection

TEXT_LIMIT = 20_000  # characters of one section; the longest reports seen have a fifth


class ReportNotEditable(Exception):
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
    carried = {
        cell: value
        for cell, value in carried_over_figures(edition, previous, figures).items()
        if figures[cell] is None and cell not in unreadable
    }
    return with_totals(edition, {**figures, **carried}) if carried else figures


# In ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    version: int
    changes: Mapping[str, tuple[str, str]]  # place -> (before, after), as shown
    conflicts: tuple[Conflict, ...] = ()
    refused: tuple[RefusedPlace, ...] = ()


def write_section(
    report: Report, code: str, entry: Entry, actor: Actor, *, how: str = "typed"
) -> Written:
    """Merge what was entered into a section. Places that somebody else changed are not written, nor
    cells that last year's report fixes: both are told.

    Raises TextTooLong, and ReportNotEditable when the report is no longer open to the agency.
    """
    with transaction.atomic():
        sections = locked(ReportSection.objects.filter(report=report, code=code))
        return write_into(sections.get(), entry, actor, how=how)


def locked(sections: QuerySet[ReportSection]) -> QuerySet[ReportSection]:
    """With their reports, so that none is passed on while something is written into it."""
    related = ("report__campaign", "report__agency")
    return sections.select_related(*related).select_for_update(of=("self", "report"))


def write_into(stored: ReportSection, entry: Entry, actor: Actor, *, how: str = "typed") -> Written:
    """As write_section, into a section that the caller's transaction has `locked`.

    Raises ReportNotEditable and TextTooLong.
    """
    if entry.text and len(entry.text) > TEXT_LIMIT:
        raise TextTooLong(len(entry.text))
    report = stored.report
    if not report.is_open:
        raise ReportNotEditable
    found = merge(stored, entry)
    if found.changes or stored.version == 0:
        _save(stored, report, found.changes, actor, how)
    return Written(stored.version, found.changes, tuple(found.conflicts), tuple(found.refused))


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
