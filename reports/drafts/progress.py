"""How complete a section is, for the task list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.campaigns.deadlines import Deadline, deadline_of_section
from reports.form.content import Content, Finding
from reports.form.edition import Edition, Section, Table
from reports.form.live_figures import GAPS
from reports.models import ReportSection


class Progress(models.TextChoices):
    EMPTY = "empty", _("Not started")
    STARTED = "started", _("In progress")
    DONE = "done", _("Complete")
    ERRORS = "errors", _("Has errors")


@dataclass(frozen=True)
class Task:
    """One row of the task list."""

    section: Section
    stored: ReportSection
    progress: Progress
    errors: int
    to_explain: int
    blanks: int
    comments: int = 0  # of the reviewer, waiting for an answer

    @property
    def open_blanks(self) -> int:
        """The number of blanks to mention: none for an untouched section."""
        return 0 if self.progress == Progress.EMPTY else self.blanks

    @property
    def held_until(self) -> Deadline | None:
        return deadline_of_section(self.stored)

    @property
    def is_clear(self) -> bool:
        return not (self.errors or self.to_explain or self.open_blanks)


def belongs(finding: Finding, edition: Edition, section: Section) -> bool:
    """Whether the finding is about this section, wholly or in part."""
    return finding.section == section.code or any(
        edition.section_of(cell) is section for cell in finding.cells
    )


def tasks(
    edition: Edition,
    content: Content,
    findings: Sequence[Finding],
    stored: Sequence[ReportSection],
) -> list[Task]:
    by_code = {row.code: row for row in stored}
    return [_task(edition, s, content, findings, by_code[s.code]) for s in edition.sections]


def _task(
    edition: Edition,
    section: Section,
    content: Content,
    findings: Sequence[Finding],
    stored: ReportSection,
) -> Task:
    here = [f for f in findings if stored.version and belongs(f, edition, section)]
    errors = sum(f.severity == "error" and not f.needs_explanation for f in here)
    to_explain = sum(f.needs_explanation for f in here)
    blanks = blank_count(section, content)
    progress = progress_of(started=stored.version > 0, errors=errors, blanks=blanks)
    return Task(section, stored, progress, errors, to_explain, blanks)


def blank_count(section: Section, content: Content) -> int:
    """Return how many cells are still blank, or gaps in a text; an empty text counts as one.

    An unreadable entry is an error and not a blank: it has been filled in, if wrongly.
    """
    if section.is_narrative:
        text = content.texts.get(section.code, "")
        return len(GAPS.findall(text)) or int(not text.strip())
    return sum(len(blank_cells(table, content)) for table in section.tables)


def holds_nothing(stored: ReportSection) -> bool:
    """Whether nobody has written anything into the section; what last year's report fixes does not
    count."""
    figures = (figure for figure in stored.figures.values() if figure is not None)
    return not (stored.text.strip() or stored.unreadable or any(True for _ in figures))


def blank_cells(table: Table, content: Content) -> list[str]:
    """Return the cells still to be typed; an entry that is not a figure is not blank."""
    return [
        cell.id
        for cell in table.cells
        if not cell.computed
        and content.figures.get(cell.id) is None
        and cell.id not in content.unreadable
    ]


def progress_of(*, started: bool, errors: int, blanks: int) -> Progress:
    if not started:
        return Progress.EMPTY
    if errors:
        return Progress.ERRORS
    return Progress.STARTED if blanks else Progress.DONE
