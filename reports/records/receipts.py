"""The receipt of a submission, and the code by which anybody can check that it is one.

The code is the submission's number in the database and a keyed digest of what was filed; whoever
does not have the portal's key cannot make one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from reports.models import Report, State, Submission
from reports.workflow.submissions import digest

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that looks like another
ALIKE = str.maketrans("OIL", "011")
CHECK_LENGTH = 10  # check letters, of five bits each
# Keys the digest behind every printed code, and so never changes, wherever this module moves.
SALT = "reports.workflow.receipts"
APPROVAL = "A"  # before the code of an approval, see approval_receipts.py
WRITTEN = re.compile(
    rf"(?P<kind>{APPROVAL}?)(?P<number>[0-9]{{1,9}})(?P<letters>[{LETTERS}]{{{CHECK_LENGTH}}})"
)


class ReceiptStanding(TextChoices):
    """What became of a submission since."""

    APPROVED = "approved", _("This submission was approved.")
    REPLACED = "replaced", _("The agency has submitted again since; a later submission counts.")
    FILED = "filed", _("This submission was filed; it is not approved, or not any more.")


@dataclass(frozen=True)
class Receipt:
    submission: Submission
    code: str
    standing: ReceiptStanding
    approved_at: datetime | None
    is_whole: bool  # what is kept is what was filed


@dataclass(frozen=True)
class Code:
    """A code as somebody wrote it; whether it is right is not said yet."""

    kind: str  # empty, or APPROVAL
    number: int
    letters: str

    def is_of(self, words: str) -> bool:
        return constant_time_compare(check_letters(words), self.letters)


def code_of(kind: str, number: int, words: str) -> str:
    letters = check_letters(words)
    return f"{kind}{number}-{letters[:5]}-{letters[5:]}"


def read_code(written: str) -> Code | None:
    """However it is written: small letters, spaces, full-width, O for 0."""
    text = re.sub(r"[\s\-—–]+", "", unicodedata.normalize("NFKC", written)).upper()
    match = WRITTEN.fullmatch(text.translate(ALIKE))
    return Code(match["kind"], int(match["number"]), match["letters"]) if match else None


def check_code(submission: Submission) -> str:
    """`27-7K3M9-QX2AB`."""
    return code_of("", submission.pk, _checked_words(submission))


def find_by_code(written: str) -> Submission | None:
    code = read_code(written)
    if code is None or code.kind:
        return None
    found = Submission.objects.select_related("report").filter(pk=code.number).first()
    return found if found and code.is_of(_checked_words(found)) else None


def receipt_of(submission: Submission) -> Receipt:
    standing = _standing(submission.report, submission)
    return Receipt(
        submission,
        check_code(submission),
        standing,
        _approved_at(submission.report) if standing == ReceiptStanding.APPROVED else None,
        is_whole(submission),
    )


def is_whole(submission: Submission) -> bool:
    """Whether what is kept is what was filed."""
    return digest(submission.content, submission.edition_id) == submission.digest


def _approved_at(report: Report) -> datetime | None:
    approvals = report.transitions.filter(move="approve", target=State.APPROVED).order_by("-number")
    return approvals.values_list("at", flat=True).first()


def _standing(report: Report, submission: Submission) -> ReceiptStanding:
    if report.approved_number == submission.number:
        return ReceiptStanding.APPROVED
    return (
        ReceiptStanding.REPLACED
        if report.last_number > submission.number
        else ReceiptStanding.FILED
    )


def _checked_words(submission: Submission) -> str:
    return f"{submission.pk}|{submission.report_id}|{submission.number}|{submission.digest}"


def check_letters(words: str) -> str:
    """Ten letters that only the portal's key gives to these words."""
    bits = int.from_bytes(salted_hmac(SALT, words, algorithm="sha256").digest()[:8])
    return "".join(LETTERS[(bits >> 5 * i) % 32] for i in range(CHECK_LENGTH))
