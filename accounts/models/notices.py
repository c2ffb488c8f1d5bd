"""What people are told: notices in the portal, and the mails and text messages sent as well.

Only `accounts.notifications` writes these rows.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, NamedTuple

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField


class NoticeWords(NamedTuple):
    title: str
    text: str


class Notice(models.Model):
    """What one person was told, worded at the time in every language.

    `title` and `text` are Chinese, from which mails are made.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        db_index=False,  # the indexes below cover it
        related_name="notices",
        verbose_name=_("person"),
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    kind = models.CharField(_("occasion"), max_length=40)  # the action name of the act it is about
    title = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("words"), blank=True)
    # language -> [title, text], for those but Chinese; empty in older notices
    translations = models.JSONField(default=dict, editable=False)
    link = models.CharField(_("leads to"), max_length=200, blank=True)  # a path of this portal
    once = models.CharField(max_length=80, blank=True, editable=False)  # deduplicates by this name
    # the object whose next step it asks for, as the trail names it; "" asks for reading alone
    wants = models.CharField(max_length=40, blank=True, default="", editable=False)
    read_at = models.DateTimeField(_("opened"), null=True)
    closed_at = models.DateTimeField(_("done with"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["user"], condition=Q(closed_at=None), name="notice_open"),
            models.Index(
                fields=["wants"], condition=Q(closed_at=None) & ~Q(wants=""), name="notice_wanting"
            ),
            models.Index(fields=["user", "-at"], name="notice_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "once"], condition=~Q(once=""), name="notice_told_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_new(self) -> bool:
        return not self.read_at and not self.closed_at

    @property
    def waits(self) -> bool:
        """Whether the step it asks for has still to be made."""
        return bool(self.wants) and not self.closed_at

    @property
    def words(self) -> NoticeWords:
        """Title and text in the reader's language, or as they were sent if there are none."""
        title, text = self.translations.get(get_language()) or (self.title, self.text)
        return NoticeWords(title, text)


class Channel(models.TextChoices):
    MAIL = "mail", _("e-mail")
    SMS = "sms", _("text message")


class SendingState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    TAKEN = "taken", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("not needed any more")


class Sending(models.Model):
    """A notice to be sent outside the portal; stored here before any attempt to send it."""

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="sendings", verbose_name=_("notice")
    )
    channel = models.CharField(_("way"), max_length=10, choices=Channel)
    state = models.CharField(
        _("state"), max_length=10, choices=SendingState, default=SendingState.WAITING
    )
    due_at = models.DateTimeField(_("due"))  # earliest time of the next attempt
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    reason = models.CharField(_("why it failed"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "taken", "failed"]),
                name="sending_open",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "channel"], name="sending_once_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.get_state_display()}"


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("All of a day together, in the morning")


class NoticeChoice(models.Model):
    """How a person wants to be notified outside the portal; without a row, the defaults apply."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_choice"
    )
    by_mail = models.BooleanField(_("By e-mail"), default=True)
    by_sms = models.BooleanField(_("By text message"), default=False)
    mobile = NameField(  # kept only while it is needed
        _("Mobile number"),
        max_length=11,
        blank=True,
        validators=[RegexValidator(r"^1[3-9][0-9]{9}\Z", _("A mobile number has 11 digits."))],
    )
    frequency = models.CharField(
        _("When"), max_length=10, choices=Frequency, default=Frequency.AT_ONCE
    )
    quiet_from = models.TimeField(_("Quiet from"), default=dt.time(22))
    quiet_until = models.TimeField(_("until"), default=dt.time(7))

    def __str__(self) -> str:
        channels = "、".join(str(channel.label) for channel in self.channels)
        return f"{self.get_frequency_display()} · {channels}"

    @property
    def channels(self) -> tuple[Channel, ...]:
        chosen = ((Channel.MAIL, self.by_mail), (Channel.SMS, self.by_sms))
        return tuple(channel for channel, wanted in chosen if wanted)
