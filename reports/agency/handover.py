"""One page for a successor: last year's report, reasons given, returns, people, dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import AGENCY_ROLES, Membership, Role
from accounts.requests import SignedIn
from reports.campaigns.deadlines import days_of
from reports.drafts.access import get_real_report, own_reports
from reports.models import Report, ReportSection
from reports.workflow.history import with_reasons
from reports.workflow.models import Transition

BACK = frozenset({"send_back", "return", "correct", "reopen"})
YEARS_SHOWN = 3  # this one and the two before


@dataclass(frozen=True)
class PastYear:
    """What happened to one year's report, for somebody who was not there."""

    report: Report
    sections: Sequence[ReportSection]
    transitions: Sequence[Transition]

    @property
    def returns(self) -> list[Transition]:
        return [made for made in self.transitions if made.move in BACK]

    @property
    def drafted_by(self) -> list[tuple[str, ReportSection]]:
        """The sections that somebody saved, with their titles."""
        titles = self.report.edition.by_code
        return [(titles[s.code].title, s) for s in self.sections if s.updated_by]


@require_safe
def handover(request: SignedIn, pk: int) -> HttpResponse:
    report = get_real_report(request.user, pk)
    of_agency = own_reports(request.user).filter(
        agency=report.agency_id, campaign__year__lte=report.campaign.year
    )
    recent = of_agency.order_by("-campaign__year").prefetch_related(
        "explanations__author",
        "sections__updated_by",
        Prefetch("transitions", Transition.objects.select_related("actor", "on_behalf_of")),
    )[:YEARS_SHOWN]
    days = days_of(report)
    context = {
        "report": report,
        "years": [_year(one) for one in recent],
        "people": people(report),
        "dates": [
            (_("opens on"), report.campaign.opens_on),
            (_("internal deadline"), days.due),
            (_("legal deadline"), days.by_law),
        ],
    }
    return render(request, "agency/handover.html", context)


def _year(report: Report) -> PastYear:
    history = with_reasons(report.transitions.all(), at_desk=False)
    return PastYear(report, list(report.sections.all()), history)


def people(report: Report) -> list[Membership]:
    """Return the memberships of the agency's people, from the reporter upwards."""
    held: Iterable[Membership] = Membership.objects.filter(
        agency=report.agency_id, role__in=AGENCY_ROLES, user__is_active=True
    ).select_related("user")
    order = Role.values  # from the reporter upwards
    return sorted(held, key=lambda one: (order.index(one.role), one.user.name))
