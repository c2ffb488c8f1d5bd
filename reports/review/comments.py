"""Comments on places of a submission: asked and resolved at the desk, answered at the agency."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Role
from accounts.requests import SignedIn
from accounts.trail.presses import presser_of
from reports.drafts.access import get_desk_report, get_writable_report
from reports.models import Report
from reports.workflow.phrases import with_phrase
from reports.workflow.threads import CommentRefused, answer, ask, ask_on, asked_of_agency, resolve
from reports.workflow.views import refuse


@require_POST
def new_comment(request: SignedIn, pk: int) -> HttpResponse:
    report, actor = reviewed(request, pk), presser_of(request)
    sent = with_phrase(request.POST, "text", request.user)
    place, quote, text = (sent.get(name, "") for name in ("place", "quote", "text"))
    _try(request, gettext_lazy("Comment written."), text,
         lambda: ask(report.pk, actor, place=place, quote=quote, text=text))  # fmt: skip
    return redirect(desk_address(request, pk, "comments"))


@require_POST
def follow_up(request: SignedIn, pk: int, thread: int) -> HttpResponse:
    """Resolve a thread, or ask again."""
    report = reviewed(request, pk)
    get_object_or_404(report.threads, pk=thread)
    actor, text = presser_of(request), request.POST.get("text", "")
    if request.POST.get("do") == "resolve":
        _try(request, gettext_lazy("Resolved."), text, lambda: resolve(report.pk, thread, actor))
    else:
        _try(request, gettext_lazy("Comment written."), text,
             lambda: ask_on(report.pk, thread, actor, text))  # fmt: skip
    return redirect(desk_address(request, pk, f"thread-{thread}"))


@require_POST
def reply(request: SignedIn, pk: int, thread: int) -> HttpResponse:
    report = get_writable_report(request.user, pk)
    get_object_or_404(asked_of_agency(report), pk=thread)
    actor, text = presser_of(request), request.POST.get("text", "")
    _try(request, gettext_lazy("Answered."), text, lambda: answer(report.pk, thread, actor, text))
    return redirect(f"{_came_from(request, report)}#thread-{thread}")


def desk_address(request: SignedIn, pk: int, place: str) -> str:
    """Return where the reviewer came from, with the filters of their queue."""
    asked = request.GET.urlencode()
    return f"{reverse('review:desk', args=[pk])}{asked and f'?{asked}'}#{place}"


def reviewed(request: SignedIn, pk: int) -> Report:
    """Return a report at a reviewer's desk. Raises Http404, PermissionDenied."""
    report = get_desk_report(request.user, pk)
    if not request.user.has_role(Role.REVIEWER):
        raise PermissionDenied
    return report


def _try(request: SignedIn, done: str | Promise, written: str, say: Callable[[], object]) -> None:
    try:
        say()
    except CommentRefused as refusal:
        refuse(request, refusal, written)
    else:
        messages.success(request, str(done))


def _came_from(request: SignedIn, report: Report) -> str:
    """Return the address of the section it was answered on, or else of the report."""
    code = request.POST.get("section", "")
    if code in report.edition.by_code:
        return reverse("entry:section", kwargs={"pk": report.pk, "code": code})
    return reverse("agency:report", kwargs={"pk": report.pk})
