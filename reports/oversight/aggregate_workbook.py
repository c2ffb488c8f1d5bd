"""The county's figures as a workbook: what of each year goes into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AgencyKind
from reports.campaigns.concessions import prefetch_concessions
from reports.campaigns.deadlines import days_of
from reports.models import Campaign, Report, Submission
from reports.oversight.aggregate import (
    Selection,
    aggregate,
    counted_submissions,
    left_out,
    missing_reports,
)
from reports.oversight.aggregate_missing import missing_parts
from reports.oversight.board import year_before
from reports.oversight.comparison import compared
from reports.rendering.aggregate_parts import (
    ComparedSums,
    FiledRow,
    MissingGroup,
    MissingRow,
    SheetWords,
    YearOfSums,
)
from reports.rendering.aggregate_xlsx import aggregate_workbook
from reports.review.queue import queue_status_of

BY_KIND = Case(
    *(When(report__agency__kind=kind, then=Value(n)) for n, kind in enumerate(AgencyKind))
)


def title_of(selection: Selection, years: Sequence[int]) -> str:
    """Return what the file is called; of several years, from which to which."""
    words = {
        "region": selection.region.name,
        "year": max(years),
        "first": min(years),
        "kind": f"（{AgencyKind(selection.kind).label}）" if selection.kind else "",
    }
    if len(years) > 1:
        return _("%(region)s: sums of the annual reports of %(first)d to %(year)d%(kind)s") % words
    return _("%(region)s: sum of the annual reports of %(year)d%(kind)s") % words


def workbook_of(
    selection: Selection, others: Sequence[Campaign], campaigns: Sequence[Campaign]
) -> bytes:
    """Return the chosen year's figures, and the same of `others`; the newest first."""
    selections = [selection, *(replace(selection, campaign=one) for one in others)]
    newest_first = sorted(selections, key=lambda one: -one.campaign.year)
    return aggregate_workbook([_year(one, campaigns) for one in newest_first], _sheet_words())


def _year(selection: Selection, campaigns: Sequence[Campaign]) -> YearOfSums:
    filed, missing = counted_submissions(selection), list(missing_reports(selection))
    prefetch_concessions(missing)
    found = compared(selection, year_before(campaigns, selection.campaign))
    counted, year = filed.count(), selection.campaign.year
    return YearOfSums(
        year,
        selection.edition,
        title_of(selection, [year]),
        _note(selection, counted, len(missing)),
        aggregate(selection).figures,
        _filed_rows(filed),
        _missing_groups(missing),
        ComparedSums(year - 1, found.count, found.alike, found.before) if found else None,
        counted,
    )


def _note(selection: Selection, counted: int, missing: int) -> str:
    note = _(
        "Counted: %(counted)d agencies (%(states)s). Not counted: %(missing)d, see their "
        "sheet. The government's own report is not counted."
    ) % {
        "counted": counted,
        "states": "、".join(str(state.label) for state in selection.states),
        "missing": missing,
    }
    _governments, released = left_out(selection)
    if released:
        words = _("Released from filing by the bureau: %(agencies)s.")
        note = f"{note}{words % {'agencies': '、'.join(r.agency.name for r in released)}}"
    return note


def _sheet_words() -> SheetWords:
    return SheetWords(
        filed=_("Figures of the agencies"),
        missing=_("Agencies not counted"),
        compared=_("Beside last year"),
        subtotals=_("Subtotals by kind"),
        years=_("Years side by side"),
        agency=_("Agency"),
        kind=_("Kind of agency"),
        state=_("State"),
        due=_("Due"),
        late=_("Late by"),
        total=_("Total"),
        figure=_("Figure"),
        all_counted=_("%(year)d, all %(count)d counted"),
        same_agencies=_("%(year)d, the %(count)d counted in both years"),
        change=_("Difference"),
        change_percent=_("Difference in per cent"),
        nobody=_("Every agency is counted."),
        not_zero=_(" (without figures that are 0 throughout)"),
    )


def _filed_rows(filed: QuerySet[Submission]) -> Iterator[FiledRow]:
    """Stream rows, so that ten thousand agencies need no more memory than a few hundred."""
    ordered = filed.select_related("report__agency").defer("texts", "findings")
    for submission in ordered.order_by(BY_KIND, "report__agency__order", "report").iterator(500):
        report = submission.report
        yield FiledRow(
            submission.agency_name,
            str(report.agency.get_kind_display()),
            str(queue_status_of(report).label),
            submission.figures,
        )


def _missing_groups(reports: Sequence[Report]) -> list[MissingGroup]:
    return [
        MissingGroup(
            _in_words(part.label, len(part.reports)),
            [_missing_row(report) for report, _place in part.reports],
        )
        for part in missing_parts(reports)
    ]


def _in_words(label: str, count: int) -> str:
    words = ngettext("%(label)s: %(count)d agency", "%(label)s: %(count)d agencies", count)
    return words % {"label": label, "count": count}


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
