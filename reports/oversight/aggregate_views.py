"""The county's figures on screen and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Region, Role
from accounts.models.scope import regions_for
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of, record
from reports.campaigns.concessions import prefetch_concessions
from reports.campaigns.deadlines import days_of
from reports.display.downloads import attachment
from reports.display.findings import Group, grouped
from reports.display.paging import ListPart, part_of
from reports.display.printed import Marks, PrintedTable, marked_table, place_link, severities_of
from reports.drafts.access import campaigns_for, require_role
from reports.models import Campaign, Report, Submission
from reports.oversight.aggregate import (
    COUNTABLE,
    COUNTED_UNASKED,
    Aggregate,
    Selection,
    aggregate,
    counted_submissions,
    expected_reports,
    left_out,
    missing_reports,
)
from reports.oversight.aggregate_form import AggregateForm
from reports.rendering import XLSX_TYPE
from reports.rendering.aggregate_xlsx import FiledRow, MissingRow, SheetWords, aggregate_workbook
from reports.review.queue import QueueStatus, chosen_campaign, queue_status_of

READERS = (Role.REVIEWER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class NothingToAdd:
    """Before any year is opened."""

    selection: None = None


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
    missing: ListPart[tuple[Report, QueueStatus]]
    released: ListPart[Report]
    governments: Sequence[Report]
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
    page = shown_aggregate(selection, form, request.GET)
    return render_page(request, "oversight/aggregate.html", page)


def shown_aggregate(selection: Selection, form: AggregateForm, asked: QueryDict) -> AggregatePage:
    result = aggregate(selection)
    missing, (governments, released) = list(missing_reports(selection)), left_out(selection)
    prefetch_concessions(missing)
    expected = expected_reports(selection).count()
    return AggregatePage(
        selection=selection,
        form=form,
        sheets=_sheets(result),
        groups=grouped(result.edition, result.findings, place_link),
        checks_made=result.checks_made,
        blanks=[(result.edition.cells[c].label, n) for c, n in result.sums.blanks.items()],
        expected=expected,
        counted=expected - len(missing),
        missing=part_of([(r, queue_status_of(r)) for r in missing], "missing", asked),
        released=part_of(released, "released", asked),
        governments=governments,
        query=asked.urlencode(),
    )


def _sheets(result: Aggregate) -> list[PrintedTable]:
    """Return the three tables; cells that somebody left blank are marked."""
    blanks = dict.fromkeys(result.sums.blanks, "warning")
    marks = Marks({**blanks, **severities_of(result.findings)})
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
    with transaction.atomic():
        title = _("%(region)s: sum of the annual reports of %(year)d") % {
            "region": selection.region.name,
            "year": campaign.year,
        }
        content = _workbook(selection, title)
        record(actor_of(request), "aggregate.export", f"campaign:{campaign.pk}",
               label=f"{selection.region.name} {campaign.year}",
               after={"region": selection.region.code, "states": selection.states})  # fmt: skip
    return attachment(content, f"{title}.xlsx", XLSX_TYPE)


def _regions(request: SignedIn, campaign: Campaign) -> list[Region]:
    """Return the user's regions in which the campaign runs, the widest first."""
    below = regions_for(request.user, *READERS).filter(path__startswith=campaign.region.path)
    return list(below.order_by("path"))


def _selection(request: SignedIn, campaign: Campaign, regions: list[Region]) -> Selection:
    """Return the requested selection; invalid parameters are ignored."""
    asked = request.GET.get("region", "")
    region = next((region for region in regions if str(region.pk) == asked), regions[0])
    states = tuple(state for state in COUNTABLE if state in request.GET.getlist("states"))
    return Selection(campaign, region, states or COUNTED_UNASKED)


# The workbook ------------------------------------------------------------------------------


def _workbook(selection: Selection, title: str) -> bytes:
    filed = counted_submissions(selection)
    reports = list(missing_reports(selection))
    prefetch_concessions(reports)
    missing = [_missing_row(report) for report in reports]
    _governments, released = left_out(selection)
    note = _(
        "Counted: %(counted)d agencies (%(states)s). Not counted: %(missing)d, see the last "
        "sheet. The government's own report is not counted."
    ) % {
        "counted": filed.count(),
        "states": "、".join(str(state.label) for state in selection.states),
        "missing": len(missing),
    }
    if released:
        words = _("Released from filing by the bureau: %(agencies)s.")
        note = f"{note}{words % {'agencies': '、'.join(r.agency.name for r in released)}}"
    return aggregate_workbook(
        selection.edition,
        title,
        note,
        aggregate(selection).figures,
        _filed_rows(filed),
        missing,
        _sheet_words(),
    )


def _sheet_words() -> SheetWords:
    return SheetWords(
        filed=_("Figures of the agencies"),
        missing=_("Agencies that have not filed"),
        agency=_("Agency"),
        kind=_("Kind of agency"),
        state=_("State"),
        due=_("Due"),
        late=_("Late by"),
    )


def _filed_rows(filed: QuerySet[Submission]) -> Iterator[FiledRow]:
    """Stream rows, so that ten thousand agencies need no more memory than a few hundred."""
    ordered = filed.select_related("report__agency").defer("texts", "findings")
    for submission in ordered.order_by("report__agency__order", "report").iterator(500):
        report = submission.report
        yield FiledRow(
            submission.agency_name,
            str(report.agency.get_kind_display()),
            str(queue_status_of(report).label),
            submission.figures,
        )


def _missing_row(report: Report) -> MissingRow:
    deadline = days_of(report).due
    days = (timezone.localdate() - deadline).days
    late = _("%(days)d days late") % {"days": days} if days > 0 and not report.last_number else ""
    return MissingRow(
        report.agency.name,
        str(report.agency.get_kind_display()),
        str(queue_status_of(report).label),
        date_format(deadline),
        late,
    )
