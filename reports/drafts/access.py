"""Who may see and do what: each page first fetches its object for the user.

Without access the answer is 404 (the object does not exist for them), without the right 403.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import AGENCY_ROLES, AgencyKind, Membership, Region, Role, User
from accounts.models.delegation import delegated_to
from accounts.models.scope import regions_for
from reports.campaigns.concessions import has_any
from reports.campaigns.deadlines import with_days
from reports.drafts.storage import locked
from reports.models import IS_REAL, Campaign, Report, ReportSection
from reports.models.report import ReadWithConcessions

Read = Callable[[QuerySet[ReportSection]], QuerySet[ReportSection]]

WRITERS = (Role.REPORTER, Role.OFFICE)
LEADERS = (Role.HEAD, Role.DEPUTY)


class HeldByAnother(PermissionDenied):
    """The section is assigned to somebody else; besides them, only the office may write in it."""

    def __init__(self, section: ReportSection) -> None:
        super().__init__(f"section {section.pk} is held by user {section.holder_id}")
        self.section = section


def own_reports(user: User) -> QuerySet[Report]:
    """The working copies of the agencies this person belongs to."""
    agencies = [m.agency_id for m in user.held if m.role in AGENCY_ROLES]
    reports = Report.objects.filter(agency__in=agencies).select_related("campaign", "agency")
    return with_days(reports)


def own_practice(user: User) -> QuerySet[Report]:
    """The person's practice report, as long as they write for its agency."""
    agencies = [m.agency_id for m in user.held if m.role in WRITERS]
    mine = Report.with_practice.filter(practice_of=user, agency__in=agencies)
    return mine.select_related("campaign", "agency")


def get_own_report(user: User, pk: int) -> Report:
    """Return one of the user's agencies' reports, or their practice report. Raises Http404."""
    agencies = [m.agency_id for m in user.held if m.role in AGENCY_ROLES]
    reports = Report.with_practice.filter(IS_REAL | Q(practice_of=user), agency__in=agencies)
    return get_object_or_404(with_days(reports.select_related("campaign", "agency")), pk=pk)


def get_real_report(user: User, pk: int) -> Report:
    """Return a report for what makes no sense in practice: assigning, handing over, downloading."""
    return get_object_or_404(own_reports(user), pk=pk)


def get_writable_report(user: User, pk: int) -> Report:
    """Return one of the user's own reports that they may write in; its state is checked later."""
    report = get_own_report(user, pk)
    if not user.has_role_at(report.agency_id, *WRITERS):
        raise PermissionDenied
    return report


def get_assigned_report(user: User, pk: int) -> Report:
    """Return a report whose sections this user, being of the office, may assign."""
    report = get_real_report(user, pk)
    if not user.has_role_at(report.agency_id, Role.OFFICE):
        raise PermissionDenied
    return report


def get_report_to_decide(user: User, pk: int) -> Report:
    """Return a real report of an agency whose leader the user is or stands in for; its state is
    checked later."""
    report = get_real_report(user, pk)
    if not user.has_role_at(report.agency_id, *LEADERS):
        raise PermissionDenied
    return report


def is_for(section: ReportSection, user: User, agency_id: int) -> bool:
    """Whether the section is not assigned to others; the office may write everywhere.

    Together with a writer's role, this alone decides who may write.
    """
    not_for_others = section.holder_id in (None, user.pk)
    return not_for_others or user.has_role_at(agency_id, Role.OFFICE)


def may_write(section: ReportSection, user: User, report: Report) -> bool:
    """Whether this person may write in the section now, so that its page is a form."""
    writes = user.has_role_at(report.agency_id, *WRITERS)
    if not (report.is_open and writes and report.has_open_in(section.code)):
        return False
    return is_for(section, user, report.agency_id)


def get_writable_section(user: User, pk: int, code: str) -> ReportSection:
    """Return a section to write in, row-locked with its report; access and lock are one statement.

    Raises HeldByAnother, a PermissionDenied, if it is assigned to somebody else.
    """
    return _required(user, pk, code, locked)


def get_section_to_fill(user: User, pk: int, code: str) -> ReportSection:
    """Return a section as `get_writable_section` does, but without locks and whatever its state."""
    return _required(user, pk, code, lambda sections: sections.select_related("report"))


def _required(user: User, pk: int, code: str, read: Read) -> ReportSection:
    """Return the section in one statement; standing in, or explaining a refusal, may take more."""
    asked = (_sections(user, pk, code).filter(may(user)) for may in (_writes, _stands_in_to_write))
    found = (read(sections).order_by("pk").first() for sections in asked)
    section = next(filter(None, found), None)
    if section is None:
        get_object_or_404(get_writable_report(user, pk).sections, code=code)
        raise PermissionDenied
    if not is_for(section, user, section.report.agency_id):
        raise HeldByAnother(section)
    if isinstance(section, ReadWithConcessions) and not section.has_concessions:
        section.report.concessions_given = ()  # as prefetch_concessions does, without a query
    return section


def _sections(user: User, pk: int, code: str) -> QuerySet[ReportSection]:
    return ReportSection.objects.annotate(has_concessions=has_any("report")).filter(
        Q(report__practice_of=None) | Q(report__practice_of=user),
        report=pk,
        code=code,
        report__agency__active=True,
    )


def _writes(user: User) -> Exists:
    return Exists(_writers().filter(user=user))


def _stands_in_to_write(user: User) -> Exists:
    return Exists(_writers().filter(delegated_to(user)))


def _writers() -> QuerySet[Membership]:
    """The agency's writers, as in `User.held`, for use in the statement that finds the section."""
    return Membership.objects.filter(agency=OuterRef("report__agency"), role__in=WRITERS)


def campaigns_for(user: User, *roles: str) -> QuerySet[Campaign]:
    return Campaign.objects.filter(region__in=regions_for(user, *roles)).select_related("region")


def desk_reports(user: User) -> QuerySet[Report]:
    """The reports that a reviewer's or administrator's bureau is responsible for."""
    regions = regions_for(user, Role.REVIEWER, Role.ADMINISTRATOR)
    reports = Report.objects.filter(agency__region__in=regions)
    return with_days(reports.select_related("campaign", "agency", "reviewer", "first_reviewer"))


def reviewed_reports(user: User) -> QuerySet[Report]:
    """Of those, the reports that this person may review."""
    return desk_reports(user).filter(agency__region__in=regions_for(user, Role.REVIEWER))


def get_desk_report(user: User, pk: int) -> Report:
    """Return a report for the bureau's desk. Raises Http404 until it has been submitted once."""
    return get_object_or_404(desk_reports(user), pk=pk, last_number__gt=0)


def is_overseer(membership: Membership) -> bool:
    """Whether the role oversees a region: as its bureau, or as a leader of its government."""
    leads = membership.role in LEADERS and membership.agency.kind == AgencyKind.GOVERNMENT
    return leads or membership.role in (Role.REVIEWER, Role.ADMINISTRATOR)


def overseen_regions(user: User) -> QuerySet[Region]:
    found = Q(pk__in=())
    for membership in filter(is_overseer, user.held):
        found |= Q(path__startswith=membership.agency.region.path)
    return Region.objects.filter(found)


def overseen_campaigns(user: User) -> QuerySet[Campaign]:
    """The campaigns covering regions this user oversees, whether opened there, below or above."""
    paths = [m.agency.region.path for m in user.held if is_overseer(m)]
    above = {code for path in paths for code in path.strip("/").split("/")}
    found = Q(region__in=overseen_regions(user)) | Q(region__code__in=above)
    return Campaign.objects.filter(found).select_related("region")


def overseen_reports(user: User) -> QuerySet[Report]:
    reports = Report.objects.filter(agency__region__in=overseen_regions(user))
    return with_days(reports.select_related("campaign", "agency"))


def get_queued_report(user: User, pk: int) -> Report:
    """Return a report in the bureau's queue, filed or not."""
    return get_object_or_404(desk_reports(user).select_related("agency__region"), pk=pk)


def get_campaign(user: User, pk: int, *roles: str) -> Campaign:
    return get_object_or_404(campaigns_for(user, *roles), pk=pk)


def require_role(user: User, *roles: str) -> None:
    """Raise Http404 without one of these roles, for pages that others should not know of."""
    if not user.has_role(*roles):
        raise Http404


def concerning(user: User) -> QuerySet[Report]:
    """The reports of the agencies and regions in which this person has a role."""
    own, at_desk = own_reports(user), desk_reports(user)
    return Report.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=at_desk.values("pk")))
