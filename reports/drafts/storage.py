"""The only way for figures and texts into the database and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models.refusals import ActRefused
from accounts.trail.record import Actor, record
from reports.drafts.carry_over import with_carried_over
from reports.drafts.merging import Conflict, Entry, RefusedPlace, merge
from reports.form.content import Content, Figure
from reports.form.live_figures import read_texts
from reports.models import Report, ReportSection

TEXT_LIMIT = 20_000  # characters per section; real reports have a fifth at most


class ReportNotEditable(ActRefused):
    """Nothing can be written in the report: it is not with its drafters, or its year is not open
    yet. Reads as the reason."""

    def __init__(self, report: Report) -> None:
        super().__init__(why_closed(report))


class TextTooLong(Exception):
    """The text has more than TEXT_LIMIT characters."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters, at most {TEXT_LIMIT}")
        self.length = length


def why_closed(report: Report) -> str:
    """Return the reason why nothing can be written in a report that is not open."""
    if day := report.opens_later:
        words = gettext("it can be filled in from %(date)s on.")
        return words % {"date": date_format(day, "DATE_FORMAT")}
    return gettext("the report has been passed on meanwhile.")


# Out ---------------------------------------------------------------------------------------


def read_report(
    report: Report, sections: Iterable[ReportSection], previous: Content | None = None
) -> Content:
    """Return the working copy's content; blank cells show figures carried over from last year.

    Texts are as they read, with live figures replaced.
    """
    stored: dict[str, Figure | None] = {}
    unreadable: dict[str, str] = {}
    sources: dict[str, str] = {}
    for section in sections:
        stored.update(section.figures)
        unreadable.update(section.unreadable)
        if report.edition.by_code[section.code].is_narrative:
            sources[section.code] = section.text
    figures = with_carried_over(report.edition, previous, stored, unreadable)
    return Content(
        year=report.campaign.year,
        figures=figures,
        texts=read_texts(sources, report.edition, figures),
        unreadable=unreadable,
        agency=report.agency.name,
        is_government=report.agency.is_government,
    )


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
    """Merge an entry into a section. Places that somebody else changed, and carried over cells, are
    not written; the result lists both.

    Raises TextTooLong, and ReportNotEditable if the report is no longer open to the agency.
    """
    with transaction.atomic():
        sections = locked(ReportSection.objects.filter(report=report, code=code))
        return write_into(sections.get(), entry, actor, how=how)


def locked(sections: QuerySet[ReportSection]) -> QuerySet[ReportSection]:
    """Row-lock sections with their reports, so that no report is moved while being written."""
    related = ("report__campaign", "report__agency")
    return sections.select_related(*related).select_for_update(of=("self", "report"))


def write_into(stored: ReportSection, entry: Entry, actor: Actor, *, how: str = "typed") -> Written:
    """Like write_section, for a section that the caller's transaction has `locked`.

    Raises ReportNotEditable and TextTooLong.
    """
    if entry.text and len(entry.text) > TEXT_LIMIT:
        raise TextTooLong(len(entry.text))
    report = stored.report
    if not report.is_open:
        raise ReportNotEditable(report)
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
    stored.done_at = stored.done_by = None  # what was marked as done has changed
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
