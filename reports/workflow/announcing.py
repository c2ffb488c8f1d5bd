"""Submission, return, approval and correction are told to those who have to act next."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Agency, Membership, Role, User
from accounts.notices import letter, tell
from reports.announcing import people_at
from reports.workflow.models import Transition

AGENCY_READERS = (Role.REPORTER, Role.OFFICE)
TOLD_AT_THE_AGENCY = frozenset({"return", "approve", "correct"})


def announce(made: Transition) -> None:
    """In the transaction of the move, so that nobody hears of one that was rolled back."""
    if made.move == "submit":
        _tell(made, _reviewers(made.report.agency), "workflow:desk")
    elif made.move in TOLD_AT_THE_AGENCY:
        _tell(made, people_at(made.report.agency, AGENCY_READERS), "reports:report")


def _tell(made: Transition, people: QuerySet[User], page: str) -> None:
    link = reverse(page, kwargs={"pk": made.report_id})
    context = {"made": made, "report": made.report}
    tell(people, letter(f"move.{made.move}", "workflow/moved.txt", context, link))


def _reviewers(agency: Agency) -> QuerySet[User]:
    above = [code for code in agency.region.path.split("/") if code]
    held = Membership.objects.filter(role=Role.REVIEWER, agency__region__code__in=above)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
