"""The campaign's own review points (审核要点), ticked by the reviewer of each submission."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.refusals import ActRefused
from accounts.trail.record import Actor, record
from reports.models import REVIEW_STATES, Report
from reports.workflow.models import Tick


class ChecklistRefused(ActRefused):
    """Nothing was ticked."""


@dataclass(frozen=True)
class ReviewPoint:
    text: str
    at: datetime | None  # when this reviewer ticked it


def checklist(report: Report, reviewer: User) -> list[ReviewPoint]:
    """Return the points for the newest submission; one query, none without any points."""
    points = report.campaign.points
    ticked = dict(_ticks(report, reviewer).values_list("point", "at")) if points else {}
    return [ReviewPoint(text, ticked.get(text)) for text in points]


def unticked(report: Report, reviewer: User) -> list[str]:
    return [point.text for point in checklist(report, reviewer) if point.at is None]


def tick(report_id: int, wanted: Collection[str], actor: Actor, *, number: int) -> None:
    """Tick exactly these points from now on, for the submission with that number.

    Raises ChecklistRefused.
    """
    assert actor.user is not None
    with transaction.atomic():
        report = _reviewed(report_id, actor.user, number)
        points = report.campaign.points
        ticks = _ticks(report, actor.user)
        before = set(ticks.values_list("point", flat=True))
        after = set(wanted) & set(points)
        if before == after:
            return
        ticks.exclude(point__in=after).delete()
        submission = report.submissions.only("pk").get(number=number)
        Tick.objects.bulk_create(
            Tick(submission=submission, reviewer=actor.user, point=point)
            for point in points
            if point in after - before
        )
        record(actor, "points.tick", report.trail_name, label=report,
               before={"ticked": [p for p in points if p in before]},
               after={"ticked": [p for p in points if p in after], "number": number})  # fmt: skip


def _reviewed(report_id: int, user: User, number: int) -> Report:
    """Return the report, row-locked so that it is not decided on meanwhile. Raises
    ChecklistRefused."""
    reports = Report.objects.select_for_update(of=("self",)).select_related("campaign", "agency")
    report = reports.get(pk=report_id)
    if report.state not in REVIEW_STATES or report.reviewer_id != user.pk:
        raise ChecklistRefused(
            _("Only who is reviewing the report ticks its points, and only then.")
        )
    if report.last_number != number:
        raise ChecklistRefused(_("The agency has submitted again: look at the new submission."))
    return report


def _ticks(report: Report, reviewer: User) -> QuerySet[Tick]:
    of = {"submission__report": report, "submission__number": report.last_number}
    return Tick.objects.filter(**of, reviewer=reviewer)
