"""The read-only log of notices: recipient, content, channel, time, and whether it was opened."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_pages.filters import WithinFilter, YesNoFilter
from accounts.admin_pages.recorded import LookedAt, user_of
from accounts.models import Membership, Notice, Sending, SendingState
from accounts.models.scope import administered_agencies, administered_users
from accounts.trail.labels import act_in_words


class OpenedFilter(YesNoFilter):
    title = gettext_lazy("opened")
    parameter_name = "opened"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(read_at__isnull=self.value() == "no")


class UnsentFilter(YesNoFilter):
    title = gettext_lazy("not sent")
    parameter_name = "unsent"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.value() not in ("yes", "no"):
            return queryset
        left = [SendingState.WAITING, SendingState.TAKEN, SendingState.FAILED]
        unsent = Sending.objects.filter(state__in=left).values("notice")
        return (
            queryset.filter(pk__in=unsent)
            if self.value() == "yes"
            else queryset.exclude(pk__in=unsent)
        )


class NoticeLog(LookedAt):
    list_display = ("at", "user", "subject", "how", "opened")
    list_select_related = ("user",)
    list_filter = (OpenedFilter, UnsentFilter, "sendings__channel", WithinFilter)
    search_fields = ("title", "user__name", "user__username")
    search_help_text = gettext_lazy("Who was told, or the title")
    fields = readonly_fields = ("at", "user", "occasion", "subject", "words", "how", "opened")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Return notices to people all of whose roles lie in the administrator's regions."""
        administrator = user_of(request)
        agencies = administered_agencies(administrator).values("pk")
        outside = Membership.objects.exclude(agency__in=agencies).values("user")
        people = administered_users(administrator).exclude(pk__in=outside)
        return Notice.objects.filter(user__in=people.values("pk")).prefetch_related("sendings")

    @admin.display(description=gettext_lazy("occasion"))
    def occasion(self, notice: Notice) -> str:
        return act_in_words(notice.kind)

    @admin.display(description=gettext_lazy("subject"), ordering="title")
    def subject(self, notice: Notice) -> str:
        return notice.words.title

    @admin.display(description=gettext_lazy("words"))
    def words(self, notice: Notice) -> str:
        return notice.words.text

    @admin.display(description=gettext_lazy("how"))
    def how(self, notice: Notice) -> str:
        ways = [_("in the portal"), *(_way(sending) for sending in notice.sendings.all())]
        return "；".join(ways)

    @admin.display(description=gettext_lazy("opened"), ordering="read_at")
    def opened(self, notice: Notice) -> str:
        return _moment(notice.read_at) if notice.read_at else _("unopened")


def _way(sending: Sending) -> str:
    """Return a sending's channel and state in words, with its time or why it was not sent."""
    words = f"{sending.get_channel_display()} · {sending.get_state_display()}"
    if sending.state == SendingState.SENT:
        return f"{words} {_moment(sending.sent_at)}"
    return f"{words}：{sending.reason}" if sending.reason else words


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
