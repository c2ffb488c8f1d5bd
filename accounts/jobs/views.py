"""A person's jobs, and the files that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.jobs import kept
from accounts.jobs.running import KEPT_FOR, give_up_silent
from accounts.models import Job, JobState
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.signin.idle import not_an_act
from accounts.trail.record import actor_of, record

ON_A_PAGE = 10


@dataclass(frozen=True)
class JobLine:
    job: Job
    progress: kept.JobProgress


@dataclass(frozen=True)
class JobsPage:
    page: Page[Job]
    lines: Sequence[JobLine]
    is_open: bool  # some of them wait or run
    days: int


@require_safe
def jobs(request: SignedIn) -> HttpResponse:
    return render_page(request, "jobs/jobs.html", _page(request))


@require_safe
@not_an_act
def job_list(request: SignedIn) -> HttpResponse:
    """The list alone, which the page asks for again and again."""
    return render_page(request, "jobs/_list.html", _page(request))


def _page(request: SignedIn) -> JobsPage:
    give_up_silent()
    page = Paginator(request.user.jobs.all(), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [JobLine(job, kept.progress_of(job)) for job in page.object_list]
    return JobsPage(page, lines, any(line.job.is_open for line in lines), KEPT_FOR.days)


@require_safe
def job_file(request: SignedIn, pk: int) -> HttpResponse:
    """Return the file of a job, to who asked for it alone."""
    job = get_object_or_404(request.user.jobs, pk=pk, state=JobState.DONE)
    content = kept.read(job, kept.RESULT) if job.result else None
    if content is None:
        raise Http404
    with transaction.atomic():
        record(actor_of(request), "job.download", f"job:{job.pk}", label=job.result)
    header = content_disposition_header(True, job.result)
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": header or ""},
    )
