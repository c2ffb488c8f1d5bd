"""What the portal says about a report in each state, all in one place.

Which states are the agency's and which the bureau's is in models/report.py, beside the enum; the
moves between them, and who is notified, in moves.py and notify.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from reports.models import State

Text = str | Promise


@dataclass(frozen=True, eq=False)
class SheetLine:
    """A line of the sign-off sheet: its title, and its words if there was no remark.

    States that share a line object share the line.
    """

    title: Text
    words: Text


@dataclass(frozen=True)
class StateFacts:
    """The facts about a state; what is empty or None does not apply to it."""

    next: Text  # what happens now, for the agency to read
    todo: Text = ""  # the move forward in the to-do list of whoever's turn it is
    in_queue: Text = ""  # the bureau's name for it; unfiled states share one
    decides: Role | None = None  # who reviews the draft within the agency
    line: SheetLine | None = None  # filled when the agency moves the report forward from here


_DRAFTED = SheetLine(pgettext_lazy("sign-off sheet", "Drafted"), _("Drafted and passed on."))
STATES: Mapping[State, StateFacts] = {
    State.DRAFTING: StateFacts(
        next=_("Fill in the six parts, check them, then pass the report on."),
        todo=_("Fill in"),
        line=_DRAFTED,
    ),
    State.OFFICE_REVIEW: StateFacts(
        next=_("The office reads it and passes it on, or sends it back."),
        todo=_("Read and pass on"),
        decides=Role.OFFICE,
        line=SheetLine(pgettext_lazy("sign-off sheet", "Office review"), _("Read and agreed to.")),
    ),
    State.DEPUTY_REVIEW: StateFacts(
        next=_("The deputy head reads it and passes it on, or sends it back."),
        todo=_("Read and pass on"),
        decides=Role.DEPUTY,
        line=SheetLine(pgettext_lazy("sign-off sheet", "Deputy head"), _("Read and agreed to.")),
    ),
    State.HEAD_APPROVAL: StateFacts(
        next=_("The head signs it, or sends it back."),
        todo=_("Read and sign"),
        decides=Role.HEAD,
        line=SheetLine(pgettext_lazy("sign-off sheet", "Head"), _("Agreed to and signed.")),
    ),
    State.READY: StateFacts(
        next=_("The office submits it to the bureau."),
        todo=_("Submit"),
        line=SheetLine(pgettext_lazy("sign-off sheet", "Submitted"), _("Submitted to the bureau.")),
    ),
    State.SUBMITTED: StateFacts(
        next=_("The bureau will start its review. Until then it can be taken back."),
        todo=_("Review"),
        in_queue=_("To review"),
    ),
    State.IN_REVIEW: StateFacts(
        next=_("The bureau is reviewing it."),
        todo=_("Decide"),
        in_queue=State.IN_REVIEW.label,
    ),
    State.FIRST_PASSED: StateFacts(
        next=_("One reviewer has passed it; another will look at it."),
        todo=_("Review again"),
        in_queue=State.FIRST_PASSED.label,
    ),
    State.SECOND_REVIEW: StateFacts(
        next=_("A second reviewer is looking at it."),
        todo=_("Decide"),
        in_queue=State.SECOND_REVIEW.label,
    ),
    State.RETURNED: StateFacts(
        next=_("Correct what the bureau names, then pass the report on again."),
        todo=_("Correct"),
        line=_DRAFTED,
    ),
    State.APPROVED: StateFacts(
        next=_("Approved. The bureau will publish it."),
        in_queue=State.APPROVED.label,
    ),
    State.PUBLISHED: StateFacts(
        next=_("Published. Nothing is left to do."),
        in_queue=State.PUBLISHED.label,
    ),
}
DECIDING_ROLES: Mapping[State, Role] = {
    state: facts.decides for state, facts in STATES.items() if facts.decides
}
