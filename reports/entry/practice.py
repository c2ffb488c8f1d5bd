"""Practice for newcomers: a report of their own with seeded errors, and their progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of
from reports.analysis.seeded_errors import SeededError, seeded_errors
from reports.drafts.access import WRITERS, own_practice, require_role
from reports.drafts.explanations import explanations_of
from reports.drafts.practice import begin
from reports.drafts.progress import Task, tasks
from reports.drafts.working_copy import working_copy
from reports.form.content import Finding
from reports.form.edition import Section
from reports.language import in_readers_language
from reports.models import Report
from reports.workflow.submissions import in_the_way


@dataclass(frozen=True)
class PracticeProgress:
    """One of the seeded errors, in the reader's language."""

    section: Section
    title: str
    hint: str
    mended: bool


@dataclass(frozen=True)
class NoPractice:
    """Before somebody begins to practise."""

    planted: int
    report: None = None


@dataclass(frozen=True)
class PracticePage:
    report: Report
    rows: Sequence[PracticeProgress]
    planted: int
    mended: int
    is_finished: bool
    others: int  # points in the way that were not planted
    tasks: Sequence[Task]


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: SignedIn) -> HttpResponse:
    require_role(request.user, *WRITERS)
    if request.method == "POST":
        if begin(request.user, presser_of(request)) is None:
            messages.error(request, _("There is nothing to practise on before a year is opened."))
        return redirect("entry:practice")
    report = own_practice(request.user).first()
    if report is None:
        return render_page(request, "entry/practice.html", NoPractice(len(seeded_errors())))
    return render_page(request, "entry/practice.html", practice_page(report))


def practice_page(report: Report) -> PracticePage:
    copy = working_copy(report)
    findings = copy.findings(submitting=True)
    rows = [_found(report, mistake, findings) for mistake in seeded_errors()]
    mended = sum(row.mended for row in rows)
    others = in_the_way(findings, explanations_of(report, findings))
    return PracticePage(
        report=report,
        rows=rows,
        planted=len(rows),
        mended=mended,
        is_finished=mended == len(rows) and not others,
        others=len(others) if mended == len(rows) else 0,
        tasks=tasks(report.edition, copy.content, copy.findings(), copy.sections),
    )


def _found(report: Report, mistake: SeededError, findings: Sequence[Finding]) -> PracticeProgress:
    return PracticeProgress(
        report.edition.by_code[mistake.section],
        in_readers_language(mistake.title),
        in_readers_language(mistake.hint),
        not mistake.stands(findings),
    )
