"""What the portal says of a report in each state, all in one place.

Which states are the agency's, and which the bureau's, stands beside the enum in models/report.py;
what leads from one to another, and who is told of it, in moves.py and notify.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from reports.models import State

Text = str | Promise


@dataclass(frozen=True, eq=False)
class SheetLine:
    """A line of the sign-off sheet: its title, and its words where nothing was remarked.

    States that share one are on the same line.
    """

    title: Text
    words: Text


@dataclass(frozen=True)
class StateFacts:
    """What is empty or None does not happen in that state."""

    next: Text  # what happens now, as the agency reads it
    todo: Text = ""  # what the move forward is in the list of the person whose turn it is
    in_queue: Text = ""  # what the bureau calls it; all that is not filed yet is one to them
    decides: Role | None = None  # who of the agency looks at what was drafted
    line: SheetLine | None = None  # written when the agency moves the report forward from here


_DRAFTED = SheetLine(_("Drafted (sheet)"), _("Drafted and passed on."))
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
        line=SheetLine(_("Office review (sheet)"), _("Read and agreed to.")),
    ),
    State.DEPUTY_REVIEW: StateFacts(
        next=_("The deputy head reads it and passes it on, or sends it back."),
        todo=_("Read and pass on"),
        decides=Role.DEPUTY,
        line=SheetLine(_("Deputy head (sheet)"), _("Read and agreed to.")),
    ),
    State.HEAD_APPROVAL: StateFacts(
        next=_("The head signs it, or sends it back."),
        todo=_("Read and sign"),
        decides=Role.HEAD,
        line=SheetLine(_("Head (sheet)"), _("Agreed to and signed.")),
    ),
    State.READY: StateFacts(
        next=_("The office submits it to the bureau."),
        todo=_("Submit"),
        line=SheetLine(_("Submitted (sheet)"), _("Submitted to the bureau.")),
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
