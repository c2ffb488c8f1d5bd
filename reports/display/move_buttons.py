"""The buttons that move a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import AGENCY_ROLES, Membership, User
from accounts.models.scope import reviewers_over
from reports.models import Report
from reports.workflow.available_moves import AvailableMove, available_moves
from reports.workflow.models import Phrase
from reports.workflow.moves import Move


@dataclass(frozen=True, kw_only=True)
class WithMoves:
    """What `display/_moves.html` draws the buttons from; a page that has them has these names."""

    report: Report
    offers: Sequence[AvailableMove]
    main_move: Move | None
    colleagues: Sequence[User]  # to whom the review can be handed over
    phrases: Iterable[Phrase] = ()  # of the reviewer's bureau
    composed: str = ""  # a reason put together from the open comments
    marked: Sequence[str] = ()  # the places for which alone a report can be returned


def offered_moves(report: Report, user: User) -> WithMoves:
    offered = list(available_moves(report, user))
    forward = [o for o in offered if o.refusal is None and o.move.is_forward]
    return WithMoves(
        report=report,
        offers=offered,
        main_move=forward[-1].move if forward else None,  # to approve rather than to begin
        colleagues=_colleagues(report, offered),
    )


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
