"""Bulk approval: approves the reports in which nothing needs the reviewer's attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import AGENCY_ROLES, Role, User
from accounts.models.scope import regions_for
from accounts.trail.record import Actor
from reports.drafts.access import desk_reports
from reports.models import REVIEW_STATES, Campaign, Report, State, Submission
from reports.review.queue import open_to, queue
from reports.workflow.machine import make_move
from reports.workflow.models import Thread, Tick
from reports.workflow.refusals import MoveRefused

MOST = 50  # shown, and therefore approved, at once


def approvable(user: User, campaign: Campaign) -> QuerySet[Report]:
    """Reports filed without warnings, with no open comment and every review point ticked, on which
    this reviewer may decide; one query.

    Includes reports that nobody is reviewing yet. The guards are still checked for each.
    """
    found = _unquestioned(user, campaign)
    return found.filter(ticked=len(campaign.points)) if campaign.points else found


def left_out(user: User, campaign: Campaign) -> QuerySet[Report]:
    """The reports that could be approved too, if their review points were ticked."""
    found = _unquestioned(user, campaign)
    return found.exclude(ticked=len(campaign.points)) if campaign.points else found.none()


def _unquestioned(user: User, campaign: Campaign) -> QuerySet[Any]:
    newest = Submission.objects.filter(report=OuterRef("pk"), number=OuterRef("last_number"))
    own = [m.agency_id for m in user.held if m.role in AGENCY_ROLES]
    reports = desk_reports(user).filter(agency__region__in=regions_for(user, Role.REVIEWER))
    return (
        queue(reports, campaign)
        .filter(open_to(user))
        .filter(Q(warnings=0))
        .filter(~Exists(newest.filter(by=user)))
        .filter(~Exists(Thread.objects.filter(report=OuterRef("pk"), resolved_at=None)))
        .exclude(agency__in=own)
        .annotate(ticked=_ticked_by(user, campaign.points))
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
    reports: Sequence[Report], seen: Mapping[int, int], actor: Actor
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
    if report.state not in REVIEW_STATES:
        seen = make_move(report.pk, "start_review", actor, seen=seen).number
    return make_move(report.pk, "approve", actor, seen=seen).target
