"""Whether the worker keeps up, for administrators and machine monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, DateTimeField, F, Min, Q, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.models import Role, Sending, SendingState, User

PATIENCE = timedelta(minutes=10)  # no healthy job waits or runs longer
FAILURES_SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class Trouble:
    waiting: int = 0  # minutes the oldest runnable job has waited
    stuck: int = 0  # jobs whose worker died
    failed: int = 0  # jobs that failed recently
    unsent: int = 0  # sendings that failed or are overdue

    def __bool__(self) -> bool:
        return any((self.waiting, self.stuck, self.failed, self.unsent))


def trouble_for(user: User) -> Trouble | None:
    """What is wrong with the worker, or None; always None, without a query, for others than
    administrators."""
    if not user.has_role(Role.ADMINISTRATOR):
        return None
    return trouble(timezone.now()) or None


def trouble(now: datetime) -> Trouble:
    limit = now - PATIENCE
    due = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"),
               output_field=DateTimeField())  # fmt: skip
    jobs = DBTaskResult.objects.order_by().aggregate(
        oldest=Min(due, filter=Q(status="READY")),
        stuck=Count("pk", filter=Q(status="RUNNING", started_at__lt=limit)),
        failed=Count("pk", filter=Q(status="FAILED", finished_at__gt=now - FAILURES_SHOWN)),
    )
    oldest = jobs["oldest"] or now
    waiting = int((now - oldest).total_seconds() // 60) if oldest < limit else 0
    return Trouble(waiting, jobs["stuck"], jobs["failed"], _unsent(now))


def _unsent(now: datetime) -> int:
    overdue = Q(state=SendingState.WAITING, due_at__lt=now - PATIENCE)
    failed = Q(state=SendingState.FAILED, due_at__gt=now - FAILURES_SHOWN)
    return Sending.objects.filter(overdue | failed).count()
