"""A job from being asked for to its end.

The worker takes a waiting job once; a second run finds it taken. What it writes and that it is done
are one transaction, so that a worker which is killed leaves nothing half written. A job of which
nothing was heard for a while counts as interrupted, and can no longer end otherwise.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.jobs import kept
from accounts.models import Job, JobKind, JobState, User
from accounts.models.job import OPEN
from accounts.notifications.jobs import task, task_finished
from accounts.trail.presses import TOKEN
from accounts.trail.record import address_of

KEPT_FOR = dt.timedelta(days=7)
KEPT_EACH = 20
OPEN_EACH = 5  # waiting or running, of one person
SILENT_FOR = dt.timedelta(minutes=3)  # then its worker is gone
STEP = 50  # rows between two signs of life

log = logging.getLogger(__name__)
Watch = Callable[[int], None]
Finish = Callable[[str], None]


class JobRefused(Exception):
    """Why a job was not carried out, in words for who asked; nothing was written."""


class TooManyJobs(Exception):
    def __str__(self) -> str:
        return _("%(count)d of your tasks are still open. Please wait until one is done.") % {
            "count": OPEN_EACH
        }


def ask_for(
    request: HttpRequest, user: User, kind: JobKind, subject: str, label: str, total: int,
    source: bytes = b"",
) -> Job:  # fmt: skip
    """Keep what was asked for and tell the worker, in the transaction of the press.

    Raises TooManyJobs.
    """
    forget_old()
    if user.jobs.filter(state__in=OPEN).count() >= OPEN_EACH:
        raise TooManyJobs
    asked = _asked(request)
    job = Job.objects.create(
        user=user, kind=kind, subject=subject, label=label[:200], total=total, asked=asked
    )
    _forget_oldest(user)
    kept.write(job, kept.SOURCE, source)
    transaction.on_commit(lambda: run.enqueue(job.pk))
    return job


def _asked(request: HttpRequest) -> dict[str, Any]:
    posted = request.POST.copy()
    posted.pop(TOKEN, None)
    return {
        "get": request.GET.urlencode(),
        "post": posted.urlencode(),
        "address": address_of(request),
        "language": get_language(),
    }


def request_of(job: Job) -> HttpRequest:
    """Return the request once more, of the same person with the rights they have now."""
    request = HttpRequest()
    request.method = "POST"
    request.GET = QueryDict(job.asked["get"])
    request.POST = QueryDict(job.asked["post"])
    request.META["REMOTE_ADDR"] = job.asked["address"]
    request.user = User.objects.get(pk=job.user_id)
    return request


@task()
def run(pk: int) -> str:
    """Run a job that waits, once."""
    waiting = Job.objects.filter(pk=pk, state=JobState.WAITING)
    if not waiting.update(state=JobState.RUNNING, started_at=timezone.now()):
        return "nothing to do"
    job = Job.objects.get(pk=pk)
    with override(job.asked["language"]):
        _run(job)
    return Job.objects.values_list("state", flat=True).get(pk=pk)


def _run(job: Job) -> None:
    try:
        runner: Any = admin.site.get_model_admin(apps.get_model(job.subject))
        request = request_of(job)
        if not request.user.is_active:
            raise PermissionDenied
        runner.run_job(job, request, _watch(job), lambda words: _end(job, JobState.DONE, words))
    except JobRefused as refused:
        _end(job, JobState.REFUSED, str(refused))
    except PermissionDenied:
        _end(job, JobState.REFUSED, _("You may no longer do this. Nothing was done."))
    except _Interrupted:
        log.warning("job %s ended after it was given up; nothing was written", job.pk)
    kept.forget(job, kept.SOURCE, kept.PROGRESS)


@receiver(task_finished)
def note_failure(*, task_result: Any, **_options: Any) -> None:
    """Say in the list what the worker has caught, whatever it is; the worker logs it."""
    if task_result.task.func is not run.func or not task_result.errors:
        return
    job = Job.objects.get(pk=task_result.args[0])
    with override(job.asked["language"]):
        _end(job, JobState.FAILED, _("An error of the portal. Nothing was written."))
    kept.forget(job, kept.SOURCE, kept.PROGRESS)


def _watch(job: Job) -> Watch:
    def watch(done: int) -> None:
        if done % STEP == 0:
            kept.tell_progress(job, min(done, job.total), job.total)

    watch(0)
    return watch


class _Interrupted(Exception):
    """The job was given up meanwhile."""


def _end(job: Job, state: JobState, words: str) -> None:
    """Write the end, in the transaction of what was written. Raises _Interrupted."""
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    said = {"state": state, "message": words, "result": job.result, "ended_at": timezone.now()}
    if not running.update(**said) and state == JobState.DONE:
        raise _Interrupted


# What is given up, what is forgotten ---------------------------------------------------------


def give_up_silent() -> None:
    """Mark running jobs as interrupted of which nothing was heard for a while."""
    limit = timezone.now() - SILENT_FOR
    for job in Job.objects.filter(state=JobState.RUNNING, started_at__lt=limit):
        heard_of_it = kept.progress_of(job).at
        if heard_of_it is None or heard_of_it < limit:
            words = _("The server stopped in the middle. Nothing was written. Please ask again.")
            _end(job, JobState.INTERRUPTED, words)
            kept.forget(job)


def forget_old() -> int:
    """Delete jobs that are older than a few days, with their files; return how many."""
    give_up_silent()
    old = list(Job.objects.filter(at__lt=timezone.now() - KEPT_FOR))
    _forget(old)
    return len(old)


def _forget_oldest(user: User) -> None:
    _forget(list(user.jobs.filter(ended_at__isnull=False)[KEPT_EACH - 1 :]))


def _forget(jobs: list[Job]) -> None:
    Job.objects.filter(pk__in=[job.pk for job in jobs]).delete()
    for job in jobs:
        kept.forget(job)
