"""The names in the templates of a section's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from reports.campaigns.deadlines import Deadline, deadline_of, deadline_of_section
from reports.display.text import ShownText
from reports.display.threads import ShownThread
from reports.drafts.access import may_write
from reports.drafts.presence import mark_present
from reports.drafts.progress import Task, belongs, tasks
from reports.drafts.working_copy import WorkingCopy, working_copy
from reports.entry.carry_over_context import CarriedOverCells, carried_over, shown_carry_overs
from reports.entry.section_context import (
    JustDone,
    SaveRefusal,
    SectionFindings,
    SectionToFill,
    ShownRefusal,
    comments_on,
    notes,
    printed,
    section_findings,
    section_to_fill,
    shown_refusal,
    text_as_shown,
)
from reports.entry.suspects import just_set
from reports.form.edition import Section
from reports.models import Report, ReportSection


@dataclass(frozen=True)
class RefusedOpening:
    """The cells that were to be opened, and the reason, where one of the two was missing."""

    cells: Sequence[str]
    reason: str


@dataclass(frozen=True)
class SectionAids:
    """What helps to fill the section in, and the ways to the next ones."""

    notes: str
    shows_last_year: bool
    last_year_text: str
    before: Section | None
    after: Section | None


@dataclass(frozen=True)
class SectionPage:
    report: Report
    section: Section
    stored: ReportSection
    writable: bool
    is_mine: bool
    others: str  # who else has it open
    deadline: Deadline | None
    own_deadline: Deadline | None  # of who holds the section
    some_open: bool  # the bureau returned some places only
    none_open: bool  # and none of this section
    tasks: Sequence[Task]
    aids: SectionAids
    wide: bool
    threads: Sequence[ShownThread]
    findings: SectionFindings
    has_errors: bool
    carried: CarriedOverCells
    wanted: RefusedOpening | None
    refused: ShownRefusal | None
    done: JustDone
    fill: SectionToFill | None  # None for who may only read
    table: str  # for them
    shown: ShownText | None  # of a text


def section_page(
    report: Report,
    section: Section,
    user: User,
    told: Mapping[str, str],
    refusal: SaveRefusal | None = None,
    wanted: RefusedOpening | None = None,
) -> SectionPage:
    copy = working_copy(report)
    findings = copy.findings()
    here = [finding for finding in findings if belongs(finding, report.edition, section)]
    stored = next(row for row in copy.sections if row.code == section.code)
    writable = may_write(stored, user, report)
    carried = shown_carry_overs(copy, section)
    of_section = section_findings(copy, section, here, carried, user)
    return SectionPage(
        report=report,
        section=section,
        stored=stored,
        writable=writable,
        is_mine=stored.holder_id == user.pk,
        others=mark_present(stored.pk, user) if writable else "",
        deadline=deadline_of(report),
        own_deadline=deadline_of_section(stored),
        some_open=report.is_open and report.open_places is not None,
        none_open=not report.has_open_in(section.code),
        tasks=tasks(report.edition, copy.content, findings, copy.sections),
        aids=section_aids(copy, section),
        wide=any(table.rows_side_by_side for table in section.tables),
        threads=comments_on(report, section),
        findings=of_section,
        has_errors=bool(of_section.errors),
        carried=carried_over(carried),
        wanted=wanted,
        refused=shown_refusal(copy, section, refusal) if refusal else None,
        done=(done := just_done(stored, section, told)),
        fill=section_to_fill(copy, section, here, refusal, carried, done) if writable else None,
        table="" if writable else printed(copy, section),
        shown=text_as_shown(copy, section, here) if section.is_narrative else None,
    )


def section_aids(copy: WorkingCopy, section: Section) -> SectionAids:
    edition, last_year = copy.report.edition, copy.previous
    at = edition.sections.index(section)
    return SectionAids(
        notes=notes(edition.id, section.code),
        shows_last_year=last_year is not None,
        last_year_text=last_year.texts.get(section.code, "") if last_year else "",
        before=edition.sections[at - 1] if at else None,
        after=edition.sections[at + 1] if at + 1 < len(edition.sections) else None,
    )


def just_done(stored: ReportSection, section: Section, told: Mapping[str, str]) -> JustDone:
    filled = told.get("filled")
    return JustDone(
        saved="saved" in told,
        filled_with_zero=next((t.code for t in section.tables if t.code == filled), ""),
        pressed=told.get("pressed", ""),
        set=just_set(stored, section, told.get("set", "")),
    )
