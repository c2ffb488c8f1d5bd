"""The names in the template of the page that asks before a move is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from reports.drafts.explanations import explanations_of
from reports.drafts.working_copy import working_copy
from reports.form.edition import Section
from reports.models import Report
from reports.workflow.moves import Move
from reports.workflow.questions import Asks
from reports.workflow.submissions import in_the_way


@dataclass(frozen=True)
class ConfirmPage:
    report: Report
    move: Move
    shown: str  # goes back with the answer
    reason: str  # what was written with the first press
    empty: Sequence[Section]  # asked about before the report is passed on
    signs: SignedNow | None


@dataclass(frozen=True)
class SignedNow:
    """What a signature is put under."""

    code: str  # the digest in short
    absent: User | None  # in whose name
    to_settle: int  # points that still stand in the way of submitting


def confirm_page(asked: Asks, user: User, reason: str) -> ConfirmPage:
    report, signs = asked.report, asked.move.name == "sign"
    sections = report.edition.by_code
    return ConfirmPage(
        report=report,
        move=asked.move,
        shown=asked.shown,
        reason=reason,
        empty=() if signs else [sections[code] for code in asked.shown.split(",")],
        signs=_signed(asked, user) if signs else None,
    )


def _signed(asked: Asks, user: User) -> SignedNow:
    report = asked.report
    findings = working_copy(report).findings(submitting=True)
    stopping = in_the_way(findings, explanations_of(report, findings))
    absent = user.stands_in_for(report.agency_id, *asked.move.roles)
    return SignedNow(in_short(asked.shown), absent, len(stopping))


def in_short(digest: str) -> str:
    """Return the first twelve digits in groups of four: enough to compare it on paper."""
    return " ".join(digest[i : i + 4] for i in range(0, 12, 4))
