"""The county's figures on screen and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from accounts.models import AgencyKind, Region, Role
from accounts.models.scope import regions_for
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.campaigns.concessions import prefetch_concessions
from reports.display.downloads import attachment
from reports.display.findings import Group, grouped
from reports.display.paging import ListPart, part_of
from reports.display.printed import Marks, PrintedTable, marked_table, place_link, severities_of
from reports.drafts.access import campaigns_for, require_role
from reports.form.content import Figures
from reports.form.numbers import format_figure
from reports.models import Campaign, Report
from reports.oversight.aggregate import (
    COUNTABLE,
    COUNTED_UNASKED,
    Aggregate,
    Selection,
    aggregate,
    by_kind,
    expected_reports,
    left_out,
    missing_reports,
)
from reports.oversight.aggregate_form import SUMMED_KINDS, AggregateForm
from reports.oversight.aggregate_missing import MissingPart, missing_parts
from reports.oversight.aggregate_workbook import title_of, workbook_of
from reports.oversight.board import year_before
from reports.oversight.comparison import BothYears, OverviewLine, compared, named, overview_lines
from reports.rendering import XLSX_TYPE
from reports.review.queue import QueueStatus, chosen_campaign, queue_status_of

READERS = (Role.REVIEWER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class NothingToAdd:
    """Before any year is opened."""

    selection: None = None


@dataclass(frozen=True)
class SumLine:
    """A figure that stands for many: of all, last year's, and of each kind of agency."""

    line: OverviewLine
    by_kind: Sequence[str]


@dataclass(frozen=True)
class AggregatePage:
    selection: Selection
    form: AggregateForm
    sheets: Sequence[PrintedTable]
    groups: Sequence[Group]
    checks_made: int
    blanks: Sequence[tuple[str, int]]  # left so in how many reports
    expected: int
    counted: int
    missing: Sequence[tuple[Report, QueueStatus]]
    missing_parts: Sequence[MissingPart]  # the same, apart by what is still to be done
    released: ListPart[Report]
    governments: Sequence[Report]
    before: Campaign | None
    compared: BothYears | None
    is_alike: bool  # whether all that are counted now were counted last year too
    kinds: Sequence[str]
    lines: Sequence[SumLine]
    other_years: Sequence[Campaign]
    query: str


@require_safe
def aggregate_page(request: SignedIn) -> HttpResponse:
    require_role(request.user, *READERS)
    campaigns = list(campaigns_for(request.user, *READERS))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        return render_page(request, "oversight/aggregate.html", NothingToAdd())
    regions = _regions(request, campaign)
    selection = _selection(request, campaign, regions)
    form = AggregateForm(selection, campaigns, regions)
    page = shown_aggregate(selection, form, campaigns, request.GET)
    return render_page(request, "oversight/aggregate.html", page)


def shown_aggregate(
    selection: Selection, form: AggregateForm, campaigns: Sequence[Campaign], asked: QueryDict
) -> AggregatePage:
    result, before = aggregate(selection), year_before(campaigns, selection.campaign)
    missing, (governments, released) = list(missing_reports(selection)), left_out(selection)
    prefetch_concessions(missing)
    expected, found = expected_reports(selection).count(), compared(selection, before)
    counted = expected - len(missing)
    is_alike = found is not None and found.count == counted
    kinds = by_kind(selection)
    return AggregatePage(
        selection=selection,
        form=form,
        sheets=_sheets(result, found.before if found and is_alike else {}),
        groups=grouped(result.edition, result.findings, place_link),
        checks_made=result.checks_made,
        blanks=[(result.edition.cells[c].label, n) for c, n in result.sums.blanks.items()],
        expected=expected,
        counted=counted,
        missing=[(report, queue_status_of(report)) for report in missing],
        missing_parts=_turned(missing_parts(missing), asked),
        released=part_of(released, "released", asked),
        governments=governments,
        before=before,
        compared=found,
        is_alike=is_alike,
        kinds=[str(AgencyKind(kind).label) for kind in kinds],
        lines=_lines(selection, result, found, kinds),
        other_years=other_years(campaigns, selection.campaign),
        query=asked.urlencode(),
    )


def _lines(
    selection: Selection, result: Aggregate, found: BothYears | None, kinds: Mapping[str, Aggregate]
) -> list[SumLine]:
    of_kinds = [named(selection, each.figures) for each in kinds.values()]
    return [
        SumLine(line, [format_figure(each.get(line.name), grouped=True) for each in of_kinds])
        for line in overview_lines(selection, result.figures, found)
    ]


def _turned(parts: Sequence[MissingPart], asked: QueryDict) -> list[MissingPart]:
    """Return the parts, each with the page of it that was asked for."""
    return [
        replace(part, reports=part_of(part.reports, f"missing{number}", asked))
        for number, part in enumerate(parts, 1)
    ]


def _sheets(result: Aggregate, last_year: Figures) -> list[PrintedTable]:
    """Return the three tables; cells that somebody left blank are marked."""
    blanks = dict.fromkeys(result.sums.blanks, "warning")
    marks = Marks({**blanks, **severities_of(result.findings)}, last_year=last_year)
    return [
        PrintedTable(section, table=marked_table(result.edition, section, result.figures, marks))
        for section in result.edition.sections
        if not section.is_narrative
    ]


@require_safe
def aggregate_file(request: SignedIn) -> HttpResponse:
    require_role(request.user, *READERS)
    campaigns = list(campaigns_for(request.user, *READERS))
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    if campaign is None:
        raise Http404
    selection = _selection(request, campaign, _regions(request, campaign))
    others = [
        one
        for one in other_years(campaigns, campaign)
        if str(one.pk) in request.GET.getlist("with")
    ]
    with transaction.atomic():
        content = workbook_of(selection, others, campaigns)
        years = [campaign.year, *(one.year for one in others)]
        record(actor_of(request), "aggregate.export", f"campaign:{campaign.pk}",
               label=f"{selection.region.name} {campaign.year}",
               after={"region": selection.region.code, "states": selection.states,
                      "kind": selection.kind, "years": years})  # fmt: skip
    return attachment(content, f"{title_of(selection, years)}.xlsx", XLSX_TYPE)


def other_years(campaigns: Sequence[Campaign], chosen: Campaign) -> list[Campaign]:
    """Return the other years of the same region, the newest first."""
    others = (one for one in campaigns if one.region_id == chosen.region_id and one != chosen)
    return sorted(others, key=lambda one: -one.year)


def _regions(request: SignedIn, campaign: Campaign) -> list[Region]:
    """Return the user's regions in which the campaign runs, the widest first."""
    below = regions_for(request.user, *READERS).filter(path__startswith=campaign.region.path)
    return list(below.order_by("path"))


def _selection(request: SignedIn, campaign: Campaign, regions: list[Region]) -> Selection:
    """Return the requested selection; invalid parameters are ignored."""
    asked = request.GET.get("region", "")
    region = next((region for region in regions if str(region.pk) == asked), regions[0])
    states = tuple(state for state in COUNTABLE if state in request.GET.getlist("states"))
    kind = next((kind for kind in SUMMED_KINDS if kind == request.GET.get("kind")), "")
    return Selection(campaign, region, states or COUNTED_UNASKED, str(kind))
