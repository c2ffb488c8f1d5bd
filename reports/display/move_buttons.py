"""The buttons that move a report."""

from __future__ import annotations

from typing import Any

from accounts.models import AGENCY_ROLES, Membership, User
from accounts.models.scope import reviewers_over
from reports.models import Report
from reports.workflow.available_moves import AvailableMove, available_moves


def moves_context(report: Report, user: User) -> dict[str, Any]:
    """Return the context from which `display/_moves.html` draws the buttons."""
    offered = list(available_moves(report, user))
    open_to_them = (offer for offer in offered if offer.refusal is None)
    main = next((offer for offer in open_to_them if offer.move.is_forward), None)
    return {
        "report": report,
        "offers": offered,
        "main_move": main.move if main else None,
        "colleagues": _colleagues(report, offered),
    }


def _colleagues(report: Report, offered: list[AvailableMove]) -> list[User]:
    """Return who the review can be handed over to, if that is offered: those who could decide."""
    if not any(offer.move.needs_reviewer for offer in offered):
        return []
    submitter = report.submissions.filter(number=report.last_number).values("by")
    own_people = Membership.objects.filter(agency=report.agency_id, role__in=AGENCY_ROLES)
    return list(
        reviewers_over(report.agency.region)
        .exclude(reviewing=report)
        .exclude(pk=report.first_reviewer_id or 0)
        .exclude(pk__in=submitter)
        .exclude(pk__in=own_people.values("user"))
    )
