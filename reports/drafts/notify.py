"""Notifying people about a report: whom to tell, and the notices about assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.urls import reverse

from accounts.delegation.delegate import active_delegations
from accounts.models import AGENCY_ROLES, Agency, Membership, Role, User
from accounts.notifications.notify import close_notices, compose, notify
from reports.models import Report, ReportSection


def people_at(agency: Agency, roles: Iterable[str]) -> list[User]:
    """Return who holds one of the roles there, and who stands in today for somebody who does."""
    return list(people_by_agency([agency.pk], roles)[agency.pk].values())


def people_by_agency(
    agencies: Iterable[int], roles: Iterable[str]
) -> defaultdict[int, dict[int, User]]:
    """`people_at` for many agencies, by agency and person; two queries."""
    return people_wanted(dict.fromkeys(agencies, set(roles)))


def people_wanted(roles: Mapping[int, Collection[str]]) -> defaultdict[int, dict[int, User]]:
    """`people_at` for many agencies, of each the roles wanted there; two queries."""
    people = defaultdict[int, dict[int, User]](dict)
    for agency, role, person in _holding(roles, {one for each in roles.values() for one in each}):
        if role in roles[agency]:
            people[agency][person.pk] = person
    return people


def people_by_role(agency: Agency) -> defaultdict[str, list[User]]:
    """`people_at` for each role there; two queries for all of them."""
    people = defaultdict[str, list[User]](list)
    for _agency, role, person in _holding([agency.pk], AGENCY_ROLES):
        people[role].append(person)
    return people


def _holding(agencies: Iterable[int], roles: Iterable[str]) -> Iterator[tuple[int, str, User]]:
    """Yield agency, role and person: first those who hold the role, then today's stand-ins."""
    agencies, roles = set(agencies), list(roles)
    held = Membership.objects.filter(agency__in=agencies, role__in=roles, user__is_active=True)
    for membership in held.select_related("user"):
        yield membership.agency_id, membership.role, membership.user
    for lent in active_delegations(agencies, *roles):
        if lent.to.is_active:
            yield lent.agency_id, lent.role, lent.to


def sections_of(report: Report, holder: int | None) -> str:
    """Return the name of somebody's part of a report, for notices that ask for it."""
    return f"{report.trail_name}/held:{holder}"


def close_if_done(report: Report, people: Iterable[User | None]) -> None:
    """Close what asked these people for their sections, where nothing of theirs is left to do."""
    holders = {person.pk for person in people if person}
    left = report.sections.filter(holder__in=holders, done_at=None)
    for holder in holders.difference(left.values_list("holder", flat=True)) if holders else ():
        close_notices(sections_of(report, holder))


def notify_assigned(report: Report, sections: Sequence[ReportSection], by: User | None) -> None:
    """Send each person who was assigned sections one notice about all of them."""
    for holder in dict.fromkeys(section.holder for section in sections):
        if holder is None or holder == by:
            continue
        held = [section for section in sections if section.holder == holder]
        link = reverse("entry:section", kwargs={"pk": report.pk, "code": held[0].code})
        context = {"report": report, "sections": _titled(report, held), "by": by}
        template, wants = "drafts/handed_out.txt", sections_of(report, holder.pk)
        notify([holder], compose("section.hand_out", template, context, link, wants=wants))


def notify_handed_back(section: ReportSection, by: User | None) -> None:
    """Notify the office, which has to find somebody else."""
    report = section.report
    people = [person for person in people_at(report.agency, [Role.OFFICE]) if person != by]
    context = {"report": report, "sections": _titled(report, [section]), "by": by}
    link = reverse("entry:assignments", kwargs={"pk": report.pk})
    notify(people, compose("section.hand_back", "drafts/handed_back.txt", context, link))


def _titled(report: Report, sections: Iterable[ReportSection]) -> list[tuple[str, ReportSection]]:
    return [(report.edition.by_code[section.code].title, section) for section in sections]
