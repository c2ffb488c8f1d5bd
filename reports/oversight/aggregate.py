"""The county's figures: the sum of every cell over what its agencies filed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from accounts.models import AgencyKind, Region
from accounts.trail.record import Actor
from reports.campaigns.concessions import is_released, prefetch_concessions
from reports.campaigns.deadlines import with_days
from reports.campaigns.totals import Sums, sum_figures, sums_by
from reports.drafts.merging import Entry, RefusedPlace, shown_values
from reports.drafts.storage import write_section
from reports.form.content import Content, Figure, Finding
from reports.form.edition import Edition
from reports.form.equations import equations_by_rule, with_totals
from reports.models import APPROVED_STATES, FILED_STATES, Campaign, Report, State, Submission
from reports.rules.check import check

COUNTABLE = tuple(state for state in State if state in FILED_STATES)
COUNTED_UNASKED = tuple(state for state in State if state in APPROVED_STATES)


@dataclass(frozen=True)
class Selection:
    """What to count: a campaign's reports in certain states, in a region and below, of agencies of
    one kind or all."""

    campaign: Campaign
    region: Region
    states: tuple[State, ...] = COUNTED_UNASKED
    kind: str = ""

    def agencies(self, path: str = "") -> Q:
        """Return the condition on the agency that `path` leads to."""
        below = Q(**{f"{path}agency__region__path__startswith": self.region.path})
        return below & Q(**{f"{path}agency__kind": self.kind}) if self.kind else below

    @property
    def edition(self) -> Edition:
        return self.campaign.edition


def expected_reports(selection: Selection) -> QuerySet[Report]:
    """The reports that must be filed, except the government's own, whose tables are this sum, and
    those of released agencies."""
    return with_days(
        Report.objects.filter(campaign=selection.campaign)
        .filter(selection.agencies())
        .exclude(agency__kind=AgencyKind.GOVERNMENT)
        .exclude(is_released())
        .select_related("agency", "campaign")
    )


def left_out(selection: Selection) -> tuple[list[Report], list[Report]]:
    """Return the governments' own reports, and those of released agencies; two queries, one of them
    for the reasons."""
    reports = Report.objects.filter(
        Q(agency__kind=AgencyKind.GOVERNMENT) | Q(is_released()),
        selection.agencies(),
        campaign=selection.campaign,
    )
    found = list(with_days(reports).select_related("agency", "campaign"))
    prefetch_concessions(found)
    governments = [r for r in found if r.agency.kind == AgencyKind.GOVERNMENT]
    return governments, [report for report in found if report not in governments]


def counted_submissions(selection: Selection) -> QuerySet[Submission]:
    """One submission per report: the newest, or the approved one while that is being corrected."""
    counts = [When(report__status__in=selection.states, then=F("report__last_number"))]
    if APPROVED_STATES.intersection(selection.states):
        corrected = ~Q(report__status__in=APPROVED_STATES)
        counts.append(When(corrected, then=F("report__approved_number")))
    return (
        Submission.objects.filter(report__campaign=selection.campaign)
        .filter(selection.agencies("report__"))
        .exclude(report__agency__kind=AgencyKind.GOVERNMENT)
        .filter(number=Case(*counts))
    )


def missing_reports(selection: Selection) -> QuerySet[Report]:
    """The reports that must be filed but are not counted."""
    counted = counted_submissions(selection).filter(report=OuterRef("pk"))
    return expected_reports(selection).filter(~Exists(counted))


@dataclass(frozen=True)
class Aggregate:
    """The sums with recomputed totals, and what the form's rules find in them."""

    edition: Edition
    year: int
    sums: Sums

    @cached_property
    def figures(self) -> dict[str, Figure | None]:
        return with_totals(self.edition, self.sums.figures)

    @cached_property
    def findings(self) -> list[Finding]:
        """Findings of equations and bounds: a sum has no texts, and blanks are listed apart."""
        content = Content(year=self.year, figures=self.figures)
        rules = equations_by_rule(self.edition)
        return [finding for finding in check(self.edition, content) if finding.rule in rules]

    @property
    def checks_made(self) -> int:
        """The number of statements tested: those about this year alone."""
        return sum(
            not any(term.previous for term in equation.terms)
            for equations in equations_by_rule(self.edition).values()
            for equation in equations
        )


def aggregate(selection: Selection, counted: QuerySet[Submission] | None = None) -> Aggregate:
    """Sum what is counted, or only some of it."""
    sums = sum_figures(counted_submissions(selection) if counted is None else counted)
    return Aggregate(selection.edition, selection.campaign.year, sums)


def by_kind(selection: Selection) -> dict[str, Aggregate]:
    """Return the sums of each kind of agency that is counted, in the order of kinds; one query."""
    found = sums_by(counted_submissions(selection), "report__agency__kind")
    return {
        kind.value: Aggregate(selection.edition, selection.campaign.year, found[kind])
        for kind in AgencyKind
        if kind in found
    }


# The government's own report ------------------------------------------------------------------


@dataclass(frozen=True)
class FilledIn:
    counted: int  # reports; without any, nothing is written
    refused: tuple[RefusedPlace, ...] = ()  # cells carried over with other figures


def fill_from_sum(report: Report, actor: Actor) -> FilledIn:
    """Write the sum of the approved reports into the tables of the government's own report.

    Raises ReportNotEditable.
    """
    selection = Selection(report.campaign, report.agency.region)
    counted = counted_submissions(selection).count()
    if not counted:
        return FilledIn(0)
    figures, refused = aggregate(selection).figures, list[RefusedPlace]()
    with transaction.atomic():
        for stored in report.sections.all():
            section = report.edition.by_code[stored.code]
            if not section.is_narrative:
                shown = shown_values(section, stored.figures, stored.unreadable)
                cells = {cell.id: figures.get(cell.id) for cell in section.cells}
                entry = Entry(cells, base=shown)
                refused += write_section(report, stored.code, entry, actor, how="summed").refused
    return FilledIn(counted, tuple(refused))
