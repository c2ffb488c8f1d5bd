"""A person's notices, and how they want to be notified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Notice, NoticeChoice
from accounts.notifications.day_lines import NoticeLine, lines_of
from accounts.notifications.forms import NoticeChoiceForm
from accounts.notifications.notify import choose, mark_read
from accounts.page import render_page
from accounts.requests import SignedIn
from accounts.trail.record import actor_of

ON_A_PAGE = 30


@dataclass(frozen=True)
class NoticesPage:
    page: Page[Notice]
    lines: Sequence[NoticeLine]


@dataclass(frozen=True)
class NoticeChoicePage:
    form: NoticeChoiceForm


@require_safe
def notices(request: SignedIn) -> HttpResponse:
    page = Paginator(request.user.notices.all(), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = NoticesPage(page, lines_of(page.object_list))
    return render_page(request, "notifications/notices.html", shown)


@require_safe
def open_notice(request: SignedIn, pk: int) -> HttpResponse:
    """Mark a notice as read and go to the page it is about; lists and mails link here."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    if request.method == "GET":
        mark_read(request.user.notices.filter(pk=pk))
    return redirect(notice.link or "accounts:notices")


@require_POST
def read_all(request: SignedIn) -> HttpResponse:
    mark_read(request.user.notices.all())
    messages.success(request, _("All notices are marked as read."))
    return redirect("accounts:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def notice_choice(request: SignedIn) -> HttpResponse:
    choice = NoticeChoice.objects.filter(user=request.user).first()
    given = request.POST if request.method == "POST" else None
    form = NoticeChoiceForm(given, instance=choice or NoticeChoice(user=request.user))
    if form.is_valid():
        choose(form.instance, actor_of(request))
        messages.success(request, _("Saved."))
        return redirect("accounts:notice_choice")
    status = 422 if form.errors else 200
    return render_page(request, "notifications/notice_choice.html", NoticeChoicePage(form), status)
