"""What the worker does beside the requests. The rows are what counts: a job only says “look”.

So a job that is lost, or comes twice, does no harm; the next one finds the same rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import django
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.notifications import delivery

# From Django 6 on its own tasks are the only ones that the database's backend takes.
if TYPE_CHECKING or django.VERSION < (6,):
    from django_tasks import default_task_backend, task
else:
    from django.tasks import default_task_backend, task

KEPT = timedelta(days=14)
FAILED_KEPT = timedelta(days=90)
NEVER_ENDS = timedelta(days=1)  # its worker died; what it was to do, another has done


@task()
def deliver() -> dict[str, int]:
    """Send the messages that are due, and look again where one failed."""
    done = delivery.deliver()
    if done.again_at:
        schedule_delivery(done.again_at)
    return {"sent": done.sent, "failed": done.failed}


def schedule_delivery(at: datetime) -> None:
    """Have the worker look at what is due by then."""
    if at <= timezone.now():
        deliver.enqueue()
    elif default_task_backend.supports_defer:  # without a worker, the next run finds it
        deliver.using(run_after=at).enqueue()


def forget_finished(now: datetime) -> int:
    """Delete the rows of jobs that are long done or dead; those that failed stay longer."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - FAILED_KEPT)
    left = DBTaskResult.objects.running().filter(started_at__lt=now - NEVER_ENDS)
    return sum(rows.delete()[0] for rows in (done, failed, left))
