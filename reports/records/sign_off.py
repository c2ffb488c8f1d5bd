"""A submission's sign-off sheet (审批单): who drafted, checked, signed, filed and reviewed it.

For each step, the latest one since the report was last sent back for drafting counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import OPEN_STATES, State, Submission
from reports.workflow.guards import not_called_back
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
    takes_remark: bool = True  # whether the move's reason is shown here


def _moved_forward(line: SheetLine) -> SignatureKind:
    """Return a row filled by the move that takes the report on from this line's states."""
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
# The check is stated on submitting. The bureau's row is its decision, see `_decision`.
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
    signed: str  # digest of what the head signed, "" if unknown
    filed: str
    approved: Transition | None  # if that was the bureau's last decision on it

    @property
    def is_same(self) -> bool:
        return bool(self.signed) and self.signed == self.filed


def sign_off(
    made: Sequence[Transition], submission: Submission | None, *, at_desk: bool
) -> SignOff:
    """Return the sheet of a submission or, without one, of what has been signed so far. `made` are
    all moves in order; the bureau does not see remarks made within the agency."""
    within, after = _around(not_called_back(made), submission)
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
    """Return the moves from drafting to a submission, and those after it until the next one."""
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
    """Yield the first reviewer's signature, if the campaign required two reviews."""
    if approved and approved.source == State.SECOND_REVIEW:
        made = next(one for one in reversed(after) if one.passes_first_review)
        words = f"{_('Passed the first review.')} {made.reason}".strip()
        yield Signature(_("First review of the bureau"), made.mover, words, made.at)


def _decision(made: Transition | None) -> Iterator[Signature]:
    """Yield the bureau's latest decision on the submission, with its reason."""
    if made:
        words = f"{DECISIONS[made.move]} {made.reason}".strip()
        yield Signature(_("Opinion of the bureau"), made.mover, words, made.at)
