"""The sign-off sheet (审批单) of a submission: who drafted, checked, signed, filed and reviewed it.

Of each step the last time counts since the report was last sent back to be drafted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import OPEN_STATES, State, Submission
from reports.workflow.history import reason_for
from reports.workflow.models import Transition
from reports.workflow.moves import FORWARD
from reports.workflow.states import STATES, SheetLine

DECISIONS = {
    "approve": _("Approved."),
    "return": _("Returned for revision."),
    "reopen": _("Approval withdrawn, in review again."),
}


@dataclass(frozen=True)
class SignatureKind:
    """A row of the sheet, and the move that fills it."""

    title: str | Promise
    words: str | Promise
    is_filled_by: Callable[[Transition], bool]
    takes_remark: bool = True  # whether the reason given with the move belongs here


def _moved_forward(line: SheetLine) -> SignatureKind:
    """Filled by the move that takes the report on from the states of this line."""
    sources = {state for state, facts in STATES.items() if facts.line is line}
    return SignatureKind(
        line.title,
        line.words,
        lambda made: made.source in sources and made.move == FORWARD[State(made.source)].name,
    )


_LINES = [_moved_forward(line) for line in dict.fromkeys(f.line for f in STATES.values()) if line]
_CHECKED = SignatureKind(
    _("Confidentiality check"),
    _("Checked: no state secrets, work secrets, trade secrets or personal data."),
    lambda made: made.checked,
    takes_remark=False,
)
# The check is stated with the submission. By the bureau is what decided on it, see `_decision`.
KINDS = (*_LINES[:-1], _CHECKED, _LINES[-1])


@dataclass(frozen=True)
class Signature:
    title: str | Promise
    name: str
    words: str | Promise
    at: datetime


@dataclass(frozen=True)
class SignOff:
    signatures: Sequence[Signature]
    signed: str  # digest of what the head signed; empty where none was kept
    filed: str
    approved: Transition | None  # where that was the bureau's last word on it

    @property
    def is_same(self) -> bool:
        return bool(self.signed) and self.signed == self.filed


def sign_off(
    made: Sequence[Transition], submission: Submission | None, *, at_desk: bool
) -> SignOff:
    """Of a submission or, without one, of what was signed so far. `made` are all moves in order;
    the bureau does not read what was remarked within the agency."""
    within, after = _around(made, submission)
    last = {kind: made for kind in KINDS for made in within if kind.is_filled_by(made)}
    chain = [_signature(kind, last[kind], at_desk) for kind in KINDS if kind in last]
    signed = next((one.digest for one in reversed(within) if one.move == "sign"), "")
    filed = submission.digest if submission else ""
    decided = next((one for one in reversed(after) if one.move in DECISIONS
                    and not one.passes_first_review), None)  # fmt: skip
    approved = decided if decided and decided.move == "approve" else None
    said = [*_first_review(after, approved), *_decision(decided)]
    return SignOff([*chain, *said], signed, filed, approved)


def _around(
    made: Sequence[Transition], submission: Submission | None
) -> tuple[Sequence[Transition], Sequence[Transition]]:
    """The moves that led to a submission since it was last drafted, and those until the next."""
    filed_at = [i for i, one in enumerate(made) if one.submission_id]
    at = next((i for i in filed_at if submission and made[i].submission_id == submission.pk), None)
    end = len(made) if at is None else at + 1
    until = next((i for i in filed_at if i >= end), len(made))
    drafted = [i for i, one in enumerate(made[:end]) if one.target in OPEN_STATES]
    return made[drafted[-1] + 1 if drafted else 0 : end], made[end:until]


def _signature(kind: SignatureKind, made: Transition, at_desk: bool) -> Signature:
    remark = reason_for(made, at_desk=at_desk) if kind.takes_remark else ""
    words = remark or kind.words
    return Signature(kind.title, made.mover, words, made.at)


def _first_review(after: Sequence[Transition], approved: Transition | None) -> Iterator[Signature]:
    """Of the reviewer before the one who approved, where the campaign asked for two."""
    if approved and approved.source == State.SECOND_REVIEW:
        made = next(one for one in reversed(after) if one.passes_first_review)
        words = f"{_('Passed the first review.')} {made.reason}".strip()
        yield Signature(_("First review of the bureau"), made.mover, words, made.at)


def _decision(made: Transition | None) -> Iterator[Signature]:
    """What the bureau decided last on the submission, with its reason."""
    if made:
        words = f"{DECISIONS[made.move]} {made.reason}".strip()
        yield Signature(_("Opinion of the bureau"), made.mover, words, made.at)
