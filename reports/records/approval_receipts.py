"""The receipt of an approval: which submission was approved, when and by which bureau, with a code
that anybody can check. The code begins with A, see `receipts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Membership, Role
from reports.models import Report, Submission
from reports.records.receipts import APPROVAL, code_of, is_whole, read_code
from reports.workflow.models import Transition


class Validity(TextChoices):
    """Whether an approval is still valid, and what became of it."""

    STANDS = "stands", _("This approval stands.")
    REPLACED = (
        "replaced",
        _("The report was approved again since; that approval counts."),
    )
    WITHDRAWN = "withdrawn", _("The bureau has withdrawn this approval.")


@dataclass(frozen=True)
class Approval:
    made: Transition
    submission: Submission
    code: str
    bureau: str
    validity: Validity
    is_whole: bool  # the stored data are what was filed


def approval_of(submission: Submission, report: Report) -> Approval | None:
    """Return a submission's latest approval, whatever became of it."""
    known = _approvals(report)
    made = next((one for one, filed in reversed(known) if filed == submission.pk), None)
    return _approval(made, submission, report, known) if made else None


def approval_code(made: Transition, submission: Submission) -> str:
    """Return the approval's code, such as `A27-7K3M9-QX2AB`."""
    return code_of(APPROVAL, made.pk, _checked_words(made, submission))


def find_approval(written: str) -> Approval | None:
    code = read_code(written)
    if code is None or code.kind != APPROVAL:
        return None
    with_region = Report.objects.select_related("agency__region")
    report = with_region.filter(transitions=code.number).first()
    known = _approvals(report) if report else []
    made, filed = next((pair for pair in known if pair[0].pk == code.number), (None, 0))
    if report is None or made is None:
        return None
    submission = report.submissions.get(pk=filed)
    if not code.is_of(_checked_words(made, submission)):
        return None
    return _approval(made, submission, report, known)


Approvals = Sequence[tuple[Transition, int]]


def _approvals(report: Report) -> Approvals:
    """Return each approval in order with the key of the submission it approves."""
    found, filed = [], 0
    for made in report.transitions.filter(move__in=("submit", "approve")).order_by("number"):
        filed = made.submission_id or filed
        if made.move == "approve" and not made.passes_first_review and filed:
            found.append((made, filed))
    return found


def _approval(
    made: Transition, submission: Submission, report: Report, known: Approvals
) -> Approval:
    return Approval(
        made,
        submission,
        approval_code(made, submission),
        _bureau(report, made),
        _validity(report, made, submission, known),
        is_whole(submission),
    )


def _validity(
    report: Report, made: Transition, submission: Submission, known: Approvals
) -> Validity:
    if made == known[-1][0] and report.approved_number == submission.number:
        return Validity.STANDS
    return Validity.REPLACED if report.approved_number else Validity.WITHDRAWN


def _bureau(report: Report, made: Transition) -> str:
    """Return the reviewer's bureau; if ambiguous or unknown, the nearest above the agency."""
    above = report.agency.region.path.strip("/").split("/")
    theirs = Membership.objects.filter(
        agency=OuterRef("pk"), user=made.actor_id, role=Role.REVIEWER
    )
    bureaus = Agency.objects.filter(is_bureau=True, region__code__in=above)
    nearest = bureaus.order_by(Exists(theirs).desc(), "-active", "-region__path", "order")
    return nearest.values_list("name", flat=True).first() or ""


def _checked_words(made: Transition, submission: Submission) -> str:
    """Return the words the code is computed from; unlike a submission's, so that neither receipt
    can pass for the other."""
    return f"approval|{made.pk}|{made.at.isoformat()}|{submission.pk}|{submission.digest}"
