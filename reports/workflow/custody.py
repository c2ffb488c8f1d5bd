"""Who has a report now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.delegation.delegate import in_whose_name
from accounts.models import Delegation, Membership, Role, User
from reports.drafts.notify import people_at
from reports.models import AGENCY_STATES, REVIEW_STATES, Report, State, Submission
from reports.workflow.models import DeskLook
from reports.workflow.moves import FORWARD


def whose_step(state: State) -> tuple[Role, ...]:
    """Return the agency's roles whose step it is in this state."""
    move = FORWARD.get(state)
    return move.roles if move and not move.by_bureau else ()


def note_opening(report: Report, user: User) -> None:
    """Keep who of those whose step it is sees the report first; from then on it is not called back.

    One write at most after each move.
    """
    passed_on = report.state in AGENCY_STATES and not report.is_with_drafters
    if not passed_on or report.opened_at:
        return
    if user.has_role_at(report.agency_id, *whose_step(report.state)):
        last = report.transitions.last()
        if last is None or user.pk not in (last.actor_id, last.on_behalf_of_id):
            unseen = Report.objects.filter(pk=report.pk, moves_made=report.moves_made)
            unseen.filter(opened_at=None).update(opened_by=user, opened_at=timezone.now())


@runtime_checkable
class ReadWithLook(Protocol):
    """A submission whose query asked too whether somebody has opened it."""

    looked_at: bool


def with_looks(report: Report, user: User) -> QuerySet[Submission]:
    """The report's submissions, each with whether this user has opened it at the desk."""
    looks = DeskLook.objects.filter(submission=OuterRef("pk"), reviewer=user)
    return report.submissions.annotate(looked_at=Exists(looks))


def note_look(submission: Submission, user: User) -> None:
    """Keep that this reviewer has opened it; one write at most. Read by `with_looks`."""
    assert isinstance(submission, ReadWithLook)
    if user.has_role(Role.REVIEWER) and not submission.looked_at:
        first = DeskLook(submission=submission, reviewer=user)
        DeskLook.objects.bulk_create([first], ignore_conflicts=True)


def holders_at(report: Report, state: State) -> list[str]:
    """Return the names of those whose step it is when the report is in this state."""
    return [str(person) for person in people_at(report.agency, whose_step(state))]


def current_holders(
    reports: Iterable[Report], standing: Iterable[Delegation]
) -> dict[int, list[str]]:
    """Map reports to the names of those whose step is next, and of those in `standing` who stand in
    for them; one query. The bureau's people are named only while they review it."""
    people = _people([report for report in reports if whose_step(report.state)])
    for one in standing:
        people[one.agency_id, one.role].append(in_whose_name(str(one.to), one.user))
    return {report.pk: _holders(report, people) for report in reports}


def _holders(report: Report, people: Mapping[tuple[int, str], list[str]]) -> list[str]:
    if report.reviewer and report.state in REVIEW_STATES:
        return [str(report.reviewer)]
    roles = [role for role in Role if role in whose_step(report.state)]
    names = (name for role in roles for name in people.get((report.agency_id, role), []))
    return list(dict.fromkeys(names))


def _people(reports: Iterable[Report]) -> defaultdict[tuple[int, str], list[str]]:
    """Map agency and role to names."""
    agencies = {report.agency_id for report in reports}
    roles = {role for report in reports for role in whose_step(report.state)}
    held = Membership.objects.filter(agency__in=agencies, role__in=roles, user__is_active=True)
    people = defaultdict[tuple[int, str], list[str]](list)
    for agency, role, name in held.values_list("agency", "role", "user__name"):
        people[agency, role].append(name)
    return people
