"""A report as its agency sees it now: content, last year's approved content, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import F

from reports.drafts.practice import last_year_of
from reports.drafts.rule_context import rule_context
from reports.drafts.storage import read_report
from reports.form.content import Content, Figure, Finding, RuleContext
from reports.form.equations import carried_over_figures, without_partial_totals
from reports.models import Campaign, Report, ReportSection, Submission
from reports.rules.check import check


@dataclass(frozen=True)
class WorkingCopy:
    report: Report
    content: Content
    previous: Content | None
    sections: Sequence[ReportSection]

    @property
    def as_written(self) -> Content:
        """The content with texts as written, live figures as names."""
        texts = {row.code: row.text for row in self.sections if row.code in self.content.texts}
        return replace(self.content, texts=texts)

    @cached_property
    def carried_over(self) -> Mapping[str, Figure | None]:
        """This year's figures as carried over from last year's approved report."""
        return carried_over_figures(self.report.edition, self.previous, self.content.figures)

    def findings(self, *, submitting: bool = False) -> list[Finding]:
        """Return what the rules find; blanks are errors only when `submitting`."""
        edition, around = self.report.edition, self.around
        return check(edition, self.known, self.previous, submitting=submitting, around=around)

    @cached_property
    def known(self) -> Content:
        """The content without sums that have a blank part."""
        figures = without_partial_totals(self.report.edition, self.content.figures)
        return replace(self.content, figures=figures)

    @cached_property
    def around(self) -> RuleContext:
        return rule_context(self.report, self.content)


def working_copy(report: Report) -> WorkingCopy:
    """Read the working copy in two queries: sections, and last year's approved submission."""
    previous = previous_content(report)
    people = ("updated_by", "holder", "handed_back_by")
    sections = list(report.sections.select_related(*people))
    return WorkingCopy(report, read_report(report, sections, previous), previous, sections)


def previous_content(report: Report) -> Content | None:
    """Return the agency's approved report of last year, if any."""
    return next(iter(earlier_contents(report, 1)), None)


def previous_contents(reports: Sequence[Report]) -> dict[int, Content]:
    """Map reports to their agencies' approved reports of the year before; one query, or none."""
    if not reports:
        return {}
    submissions = Submission.objects.filter(
        report__agency__in={report.agency_id for report in reports},
        report__campaign__year__in={report.campaign.year - 1 for report in reports},
        number=F("report__approved_number"),
    )
    found = submissions.defer("findings").select_related("report")
    by_year = {(one.report.agency_id, one.year): one for one in found}
    keys = {report.pk: (report.agency_id, report.campaign.year - 1) for report in reports}
    return {
        pk: replace(by_year[key].content, approved=True)
        for pk, key in keys.items()
        if key in by_year
    }


def earlier_contents(report: Report, years: int) -> list[Content]:
    """The agency's approved reports of this many years before, latest first; one query.

    A practice report has one, which is seeded too.
    """
    if report.is_practice:
        return [last_year_of(report)]
    year = report.campaign.year
    submissions = Submission.objects.filter(
        report__agency=report.agency_id,
        report__campaign__year__range=(year - years, year - 1),
        number=F("report__approved_number"),
    )
    found = submissions.defer("findings").order_by("-year")
    return [replace(s.content, approved=True) for s in found]


def earlier_contents_of(reports: Sequence[Report], years: int) -> dict[int, list[Content]]:
    """Map the agencies of one campaign's reports to what `earlier_contents` returns; one query."""
    year = reports[0].campaign.year
    submissions = Submission.objects.filter(
        report__agency__in={report.agency_id for report in reports},
        report__campaign__year__range=(year - years, year - 1),
        number=F("report__approved_number"),
    )
    found: dict[int, list[Content]] = {}
    for one in submissions.defer("findings").select_related("report").order_by("-year"):
        found.setdefault(one.report.agency_id, []).append(replace(one.content, approved=True))
    return found


def approved_contents(campaign: Campaign) -> dict[int, Content]:
    """Map agencies to their approved reports of the year before."""
    submissions = Submission.objects.filter(
        report__agency__reports__campaign=campaign,
        report__campaign__year=campaign.year - 1,
        number=F("report__approved_number"),
    )
    found = submissions.select_related("report")
    return {s.report.agency_id: replace(s.content, approved=True) for s in found}
