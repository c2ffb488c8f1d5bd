"""The review by deputy and head: whether it is their turn, who had the report before, and since
when they have to look again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min

from accounts.models import Event, Role, User
from reports.drafts.access import LEADERS
from reports.models import Report
from reports.workflow.models import Transition
from reports.workflow.states import DECIDING_ROLES
from reports.workflow.submissions import SENT_BACK


def deciding_role(report: Report, user: User) -> Role | None:
    """Return the role in which this person, or whom they stand in for, decides in this state."""
    role = DECIDING_ROLES.get(report.state)
    if role in LEADERS and user.has_role_at(report.agency_id, role):
        return role
    return None


def drafters(report: Report) -> list[str]:
    """Return who entered figures or text, by name and according to the trail, earliest first."""
    writes = Event.objects.filter(object=report.trail_name, action="section.write").order_by()
    people = writes.exclude(actor=None).values("actor__name").annotate(first=Min("id"))
    return list(people.order_by("first").values_list("actor__name", flat=True))


# `history` is the report's transitions, newest first --------------------------------------------


def last_seen(history: Sequence[Transition], report: Report, user: User) -> Transition | None:
    """Return when this person last decided in this step, or else the last submission, if any. What
    their stand-in did counts as seen by them."""

    def is_theirs(made: Transition) -> bool:
        people = (made.actor_id, made.on_behalf_of_id)
        return made.source == report.status and user.pk in people

    own = next(filter(is_theirs, history), None)
    return own or next((made for made in history if made.move == "submit"), None)


def returned_by_bureau(history: Sequence[Transition]) -> Transition | None:
    """Return the bureau's return that is still to be answered by submitting again, if any."""
    newest = next((m for m in history if m.move in {"submit", *SENT_BACK}), None)
    return newest if newest and newest.move in SENT_BACK else None
