"""What a person must do now: reports whose next step is theirs, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from reports.access import campaigns_of, desk_reports, own_reports
from reports.deadlines import Deadline, deadline_of
from reports.models import Report, State
from reports.workflow.machine import MOVES, Move, has_role_for
from reports.workflow.models import Transition

# What to call a person's step in each state: the move that ends it.
STEPS: Mapping[tuple[str, State], str | Promise] = {
    ("pass_on", State.DRAFTING): _("Fill in"),
    ("pass_on", State.RETURNED): _("Correct"),
    ("pass_on", State.OFFICE_REVIEW): _("Read and pass on"),
    ("pass_on", State.DEPUTY_REVIEW): _("Read and pass on"),
    ("sign", State.HEAD_APPROVAL): _("Read and sign"),
    ("submit", State.READY): _("Submit"),
    ("start_review", State.SUBMITTED): _("Review"),
    ("approve", State.IN_REVIEW): _("Decide"),
}
HANDLED_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """A report in a list of a person's, with the page on which they meet it."""

    report: Report
    url: str
    action: str | Promise = ""
    deadline: Deadline | None = None


def todo_list(user: User) -> list[Row]:
    today = timezone.localdate()
    reports = (*own_reports(user), *_waiting_at_desk(user))
    rows = [row for report in reports if (row := _todo(report, user, today))]
    return sorted(rows, key=_urgency)


def _urgency(row: Row) -> tuple[date, object]:
    return row.report.campaign.internal_deadline, row.report.status_since


def _waiting_at_desk(user: User) -> Iterable[Report]:
    if not user.has_role(Role.REVIEWER):
        return ()
    mine = Q(status=State.SUBMITTED) | Q(status=State.IN_REVIEW, reviewer=user)
    return desk_reports(user).filter(mine).select_related("agency__region")


def _todo(report: Report, user: User, today: date) -> Row | None:
    for move in MOVES:
        action = STEPS.get((move.name, move.source))
        if action and move.source == report.state and _is_for(move, report, user):
            return Row(report, _page(report, move), action, deadline_of(report, today))
    return None


def _is_for(move: Move, report: Report, user: User) -> bool:
    held_by_another = move.name == "approve" and report.reviewer_id != user.pk
    return not held_by_another and has_role_for(move, report, user)


def _page(report: Report, move: Move) -> str:
    name = "workflow:desk" if move.by_bureau else "reports:report"
    return reverse(name, kwargs={"pk": report.pk})


def handled_reports(user: User, todo: Sequence[Row]) -> list[Row]:
    """Reports of this person's agencies, or that they moved, which wait for others."""
    without = Q(pk__in=[row.report.pk for row in todo])
    own = own_reports(user).exclude(without).order_by("-status_since")[:HANDLED_SHOWN]
    moved = Transition.objects.filter(actor=user).values("report")
    at_desk = desk_reports(user).exclude(without).filter(pk__in=moved, last_number__gt=0)
    rows = {
        report.pk: Row(report, reverse(name, kwargs={"pk": report.pk}))
        for name, reports in (
            ("workflow:desk", at_desk.order_by("-status_since")[:HANDLED_SHOWN]),
            ("reports:report", own),
        )
        for report in reports
    }
    newest_first = sorted(rows.values(), key=lambda row: row.report.status_since, reverse=True)
    return newest_first[:HANDLED_SHOWN]


def next_deadline(user: User) -> date | None:
    """The next internal deadline of a campaign that concerns this person."""
    ahead = campaigns_of(user).filter(internal_deadline__gte=timezone.localdate())
    return ahead.order_by("internal_deadline").values_list("internal_deadline", flat=True).first()
