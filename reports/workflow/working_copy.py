"""A report as its agency sees it now: content, last year's approved content, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import F

from reports.content import Content, Finding, Surroundings
from reports.equations import without_partial_totals
from reports.figures import read_report
from reports.models import Report, ReportSection
from reports.rules import check
from reports.workflow.models import Submission
from reports.workflow.surroundings import surroundings


@dataclass(frozen=True)
class WorkingCopy:
    report: Report
    content: Content
    previous: Content | None
    sections: Sequence[ReportSection]

    def findings(self, *, submitting: bool = False) -> list[Finding]:
        """What the rules say; blanks are errors only where it is about submitting."""
        edition = self.report.edition
        known = without_partial_totals(edition, self.content.figures)
        content = replace(self.content, figures=known)
        return check(edition, content, self.previous, submitting=submitting, around=self.around)

    @cached_property
    def around(self) -> Surroundings:
        return surroundings(self.report, self.content)


def working_copy(report: Report) -> WorkingCopy:
    """Two queries: the sections, and last year's approved submission."""
    previous = previous_content(report)
    sections = list(report.sections.select_related("updated_by"))
    return WorkingCopy(report, read_report(report, sections, previous), previous, sections)


def previous_content(report: Report) -> Content | None:
    """Last year's approved report of the same agency."""
    submission = Submission.objects.filter(
        report__agency=report.agency_id,
        report__campaign__year=report.campaign.year - 1,
        number=F("report__approved_number"),
    ).first()
    return replace(submission.content, approved=True) if submission else None
