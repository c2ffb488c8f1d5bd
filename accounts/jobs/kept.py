"""The files of a job, in the media storage that all servers share: what it works on, how far it is,
and what came of it. They go with the job."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import Job

SOURCE, PROGRESS, RESULT = "source", "progress", "result"


@dataclass(frozen=True)
class JobProgress:
    done: int = 0
    total: int = 0
    at: dt.datetime | None = None  # the last sign of life


def write(job: Job, which: str, content: bytes) -> None:
    """Write a file whole or not at all."""
    place = _place(job, which)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(place)


def read(job: Job, which: str) -> bytes | None:
    try:
        return _place(job, which).read_bytes()
    except FileNotFoundError:
        return None


def forget(job: Job, *which: str) -> None:
    for one in which or (SOURCE, PROGRESS, RESULT):
        with suppress(FileNotFoundError):
            _place(job, one).unlink()


def tell_progress(job: Job, done: int, total: int) -> None:
    write(job, PROGRESS, f"{done} {total}".encode())


def progress_of(job: Job) -> JobProgress:
    place = _place(job, PROGRESS)
    try:
        done, total = map(int, place.read_text().split())
        at = dt.datetime.fromtimestamp(place.stat().st_mtime, timezone.get_current_timezone())
    except (FileNotFoundError, ValueError):
        return JobProgress(0, job.total)
    return JobProgress(done, total, at)


def _place(job: Job, which: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "jobs" / f"{job.pk}.{which}"
