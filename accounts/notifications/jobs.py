"""The worker's jobs. The database rows are what counts: a job only says “go and look”.

So a job that is lost or runs twice does no harm; the next one finds the same rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import django
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.notifications import delivery

# From Django 6 on, the database backend accepts only Django's own tasks.
if TYPE_CHECKING or django.VERSION < (6,):
    from django_tasks import default_task_backend, task
    from django_tasks.signals import task_finished  # noqa: F401  for accounts.jobs
else:
    from django.tasks import default_task_backend, task
    from django.tasks.signals import task_finished  # noqa: F401

KEPT = timedelta(days=14)
FAILED_KEPT = timedelta(days=90)
NEVER_ENDS = timedelta(days=1)  # its worker died, and another has done its work


@task()
def deliver() -> dict[str, int]:
    """Send the messages that are due, and schedule another run where one failed."""
    done = delivery.deliver()
    if done.again_at:
        schedule_delivery(done.again_at)
    return {"sent": done.sent, "failed": done.failed}


def schedule_delivery(at: datetime) -> None:
    """Schedule the worker to send what is due by then."""
    if at <= timezone.now():
        deliver.enqueue()
    elif default_task_backend.supports_defer:  # otherwise the next run finds it
        deliver.using(run_after=at).enqueue()


def forget_finished(now: datetime) -> int:
    """Delete rows of jobs long finished or dead, keeping failed ones longer; return how many."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - FAILED_KEPT)
    left = DBTaskResult.objects.running().filter(started_at__lt=now - NEVER_ENDS)
    return sum(rows.delete()[0] for rows in (done, failed, left))
