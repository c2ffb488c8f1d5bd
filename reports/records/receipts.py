"""The receipt of a submission, with a code by which anybody can check that it is genuine.

The code is the submission's database number and a keyed digest of what was filed; without the
portal's key nobody can make one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.unseen import visible
from reports.models import Report, State, Submission
from reports.workflow.submissions import digest

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no look-alikes
ALIKE = str.maketrans("OIL", "011")
CHECK_LENGTH = 10  # check letters of five bits each
# Salts the digest behind every printed code, so it never changes, wherever this module moves.
SALT = "reports.workflow.receipts"
APPROVAL = "A"  # before the code of an approval, see approval_receipts.py
WRITTEN = re.compile(
    rf"(?P<kind>{APPROVAL}?)(?P<number>[0-9]{{1,9}})(?P<letters>[{LETTERS}]{{{CHECK_LENGTH}}})"
)


class ReceiptStanding(TextChoices):
    """What has become of a submission since."""

    APPROVED = "approved", _("This submission was approved.")
    REPLACED = "replaced", _("The agency has submitted again since; a later submission counts.")
    FILED = "filed", _("This submission was filed; it is not approved, or not any more.")


@dataclass(frozen=True)
class Receipt:
    submission: Submission
    code: str
    standing: ReceiptStanding
    approved_at: datetime | None
    is_whole: bool  # the stored data are what was filed


@dataclass(frozen=True)
class Code:
    """A code as somebody entered it, not verified yet."""

    kind: str  # "" or APPROVAL
    number: int
    letters: str

    def is_of(self, words: str) -> bool:
        return constant_time_compare(check_letters(words), self.letters)


def code_of(kind: str, number: int, words: str) -> str:
    letters = check_letters(words)
    return f"{kind}{number}-{letters[:5]}-{letters[5:]}"


def read_code(written: str) -> Code | None:
    """Parse a code however it is written: lower case, spaces, full-width, O for 0."""
    text = re.sub(r"[\s\-—–]+", "", unicodedata.normalize("NFKC", visible(written))).upper()
    match = WRITTEN.fullmatch(text.translate(ALIKE))
    return Code(match["kind"], int(match["number"]), match["letters"]) if match else None


def check_code(submission: Submission) -> str:
    """Return a submission's code, such as `27-7K3M9-QX2AB`."""
    return code_of("", submission.pk, _checked_words(submission))


def find_by_code(written: str) -> Submission | None:
    code = read_code(written)
    if code is None or code.kind:
        return None
    filed = Submission.objects.filter(past=None)  # what came in as published has no receipt
    found = filed.select_related("report").filter(pk=code.number).first()
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
    """Whether the stored data are what was filed."""
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
    """Return ten letters that only the portal's key can derive from these words."""
    bits = int.from_bytes(salted_hmac(SALT, words, algorithm="sha256").digest()[:8])
    return "".join(LETTERS[(bits >> 5 * i) % 32] for i in range(CHECK_LENGTH))
