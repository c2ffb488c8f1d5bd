"""Bulk approval: approves the reports in which nothing needs the reviewer's attention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from accounts.models import AGENCY_ROLES, User
from accounts.trail.record import Actor
from reports.drafts.access import reviewed_reports
from reports.models import Campaign, Report, State, Submission
from reports.review.compared import compare_anew
from reports.review.queue import QueueRow, ReadWithComments, open_to, queue, rows
from reports.review.standing_out import Facts, wants_eye
from reports.workflow.machine import make_move
from reports.workflow.models import DeskLook, Tick
from reports.workflow.refusals import MoveRefused

MOST = 50  # shown, and therefore approved, at once
MOST_LISTED = 200  # of those that are not
LEAST_FIRST: Sequence[str] = ("eye", "waits_since", "agency__order", "pk")


@dataclass(frozen=True)
class ApprovalCandidate:
    """A report that waits for this reviewer, and what keeps it from being approved with others."""

    row: QueueRow
    why_not: Sequence[str | Promise]

    @property
    def report(self) -> Report:
        return self.row.report


def candidates(user: User, campaign: Campaign) -> list[ApprovalCandidate]:
    """Return the reports that wait for this reviewer, those of which least wants an eye first.

    Includes reports that nobody is reviewing yet. The guards are still checked for each.
    """
    compare_anew(campaign)
    found = _with_facts(
        queue(reviewed_reports(user), campaign).filter(open_to(user)), user, campaign
    )
    listed = rows(found.order_by(*LEAST_FIRST)[: MOST + MOST_LISTED])
    return [
        ApprovalCandidate(row, wants_eye(facts_of(row.report, user, campaign))) for row in listed
    ]


def approvable(user: User, campaign: Campaign) -> list[Report]:
    return [one.report for one in candidates(user, campaign) if not one.why_not][:MOST]


@runtime_checkable
class ReadWithFacts(ReadWithComments, Protocol):
    """A report whose query asked too for what concerns one reviewer."""

    by_them: bool  # submitted
    seen: bool
    ticked: int  # review points


def facts_of(report: Report, user: User, campaign: Campaign) -> Facts:
    """Return the facts of a report as read by `candidates`."""
    assert isinstance(report, ReadWithFacts)
    own = any(m.agency_id == report.agency_id and m.role in AGENCY_ROLES for m in user.held)
    return Facts(
        unusual=report.unusual,
        copied=report.copied,
        warnings=report.warnings,
        comments=report.comments,
        unticked=len(campaign.points) - report.ticked,
        is_resubmitted=report.last_number > 1,
        is_bureaus=report.agency.is_bureau,
        is_own=own or report.by_them,
        is_seen=campaign.approve_unseen or report.seen,
    )


def _with_facts(reports: QuerySet[Report], user: User, campaign: Campaign) -> QuerySet[Report]:
    newest = Submission.objects.filter(report=OuterRef("pk"), number=OuterRef("last_number"))
    looks = DeskLook.objects.filter(
        submission__report=OuterRef("pk"),
        submission__number=OuterRef("last_number"),
        reviewer=user,
    )
    return reports.annotate(
        by_them=Exists(newest.filter(by=user)),
        seen=Exists(looks),
        ticked=_ticked_by(user, campaign.points),
    )


def _ticked_by(user: User, points: Sequence[str]) -> Coalesce:
    """The number of these points the user has ticked for the newest submission."""
    newest = {"submission__report": OuterRef("pk"), "submission__number": OuterRef("last_number")}
    ticks = Tick.objects.filter(**newest, reviewer=user, point__in=points)
    counted = ticks.values("submission").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True)
class ApprovalRefusal:
    report: Report
    why: str


@dataclass(frozen=True)
class ApprovalOutcome:
    approved: int
    passed: int  # passed the first review only
    refused: Sequence[ApprovalRefusal]


def approve_all(
    reports: Iterable[Report], seen: Mapping[int, int], actor: Actor
) -> ApprovalOutcome:
    """Approve each report with the usual moves; `seen` is the `moves_made` that its page showed."""
    reached, refused = [], []
    for report in reports:
        try:
            reached.append(_approve(report, seen[report.pk], actor))
        except MoveRefused as refusal:
            refused.append(ApprovalRefusal(report, str(refusal)))
    return ApprovalOutcome(
        reached.count(State.APPROVED), reached.count(State.FIRST_PASSED), refused
    )


def _approve(report: Report, seen: int, actor: Actor) -> str:
    """Approve one report and return the state it reached. Raises MoveRefused."""
    return make_move(report.pk, "approve", actor, seen=seen, takes_up=True).target
