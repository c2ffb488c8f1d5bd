"""Submission, return, approval and correction are told to those who have to act next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Agency, Membership, Role, User
from accounts.notices import Letter, letter, tell, tell_each
from reports.announcing import people_at
from reports.deadlines import deadline_of
from reports.models import Exemption, State
from reports.workflow.models import Transition, Urging

AGENCY_READERS = (Role.REPORTER, Role.OFFICE)
TOLD_AT_THE_AGENCY = frozenset({"return", "approve", "correct"})


def announce(made: Transition) -> None:
    """In the transaction of the move, so that nobody hears of one that was rolled back."""
    report = made.report
    if made.move == "submit":
        _tell(made, _reviewers(report.agency), "workflow:desk")
    elif made.target == State.FIRST_PASSED:
        if made.move == "approve":  # not where the second reviewer only puts it back
            _tell(made, _reviewers(report.agency).exclude(pk=made.actor_id), "workflow:desk")
    elif made.move == "back_to_first":
        _tell(made, filter(None, [report.reviewer]), "workflow:desk")
    elif made.move in TOLD_AT_THE_AGENCY:
        _tell(made, people_at(made.report.agency, AGENCY_READERS), "reports:report")


def announce_exemption(one: Exemption) -> None:
    """To the agency: given, or withdrawn."""
    link = reverse("reports:report", kwargs={"pk": one.report_id})
    act = "withdraw" if one.withdrawn_at else "give"
    words = letter(
        f"{one.kind}.{act}", "workflow/exemption.txt", {"one": one, "report": one.report}, link
    )
    tell(people_at(one.report.agency, AGENCY_READERS), words)


def announce_urged(urgings: Sequence[Urging], readers: Mapping[int, Mapping[int, User]]) -> None:
    """To everybody who fills in or submits one of these reports; `readers` by agency."""
    tell_each((readers[one.report.agency_id].values(), _urged(one)) for one in urgings)


def _urged(urging: Urging) -> Letter:
    report = urging.report
    context = {"urging": urging, "report": report, "due": deadline_of(report)}
    link = reverse("reports:report", kwargs={"pk": report.pk})
    return letter("report.urge", "workflow/urged.txt", context, link)


def _tell(made: Transition, people: Iterable[User], page: str) -> None:
    link = reverse(page, kwargs={"pk": made.report_id})
    context = {"made": made, "report": made.report}
    tell(people, letter(f"move.{made.move}", "workflow/moved.txt", context, link))


def _reviewers(agency: Agency) -> QuerySet[User]:
    above = [code for code in agency.region.path.split("/") if code]
    held = Membership.objects.filter(role=Role.REVIEWER, agency__region__code__in=above)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
