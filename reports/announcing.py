"""Telling people of a report: the words, whom they go to, and what handing out makes known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.urls import reverse

from accounts.delegation import standing_in
from accounts.models import Agency, Membership, Role, User
from accounts.notices import letter, tell
from reports.models import Report, ReportSection


def people_at(agency: Agency, roles: Iterable[str]) -> list[User]:
    """Who holds one of the roles there, and who stands in today for somebody who does."""
    return list(people_by_agency([agency.pk], roles)[agency.pk].values())


def people_by_agency(
    agencies: Iterable[int], roles: Iterable[str]
) -> defaultdict[int, dict[int, User]]:
    """`people_at` of many agencies: by agency and person; two queries."""
    agencies, roles = set(agencies), list(roles)
    people = defaultdict[int, dict[int, User]](dict)
    held = Membership.objects.filter(agency__in=agencies, role__in=roles, user__is_active=True)
    for membership in held.select_related("user"):
        people[membership.agency_id][membership.user_id] = membership.user
    for lent in standing_in(agencies, *roles):
        if lent.to.is_active:
            people[lent.agency_id][lent.to_id] = lent.to
    return people


def announce_handed_out(report: Report, sections: Sequence[ReportSection], by: User | None) -> None:
    """One letter to each person who was given something, with all of it."""
    for holder in dict.fromkeys(section.holder for section in sections):
        if holder is None or holder == by:
            continue
        held = [section for section in sections if section.holder == holder]
        link = reverse("reports:section", kwargs={"pk": report.pk, "code": held[0].code})
        context = {"report": report, "sections": _titled(report, held), "by": by}
        tell([holder], letter("section.hand_out", "reports/handed_out.txt", context, link))


def announce_handed_back(section: ReportSection, by: User | None) -> None:
    """To the office, which has to find somebody else."""
    report = section.report
    people = [person for person in people_at(report.agency, [Role.OFFICE]) if person != by]
    context = {"report": report, "sections": _titled(report, [section]), "by": by}
    link = reverse("reports:handing_out", kwargs={"pk": report.pk})
    tell(people, letter("section.hand_back", "reports/handed_back.txt", context, link))


def _titled(report: Report, sections: Iterable[ReportSection]) -> list[tuple[str, ReportSection]]:
    return [(report.edition.by_code[section.code].title, section) for section in sections]
