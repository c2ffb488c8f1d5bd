"""Sends what is due: everything waiting for one person goes into one mail and one text message.

A sending is in the database before it is attempted, is taken by one worker only, and is marked once
it is out. So nothing is lost or sent twice, with one exception: if a worker dies between the mail
server's reply and the mark, the mail is sent again, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from accounts.models import Channel, Notice, NoticeChoice, Sending, SendingState, User
from accounts.notifications import sms

MOST_TRIES = 8  # over about two days
FIRST_PAUSE = timedelta(minutes=10)  # after a failure; doubled each time
DEAD_AFTER = timedelta(minutes=15)  # no message takes a worker this long
FAILURES_IN_A_ROW = 3  # then the server is down, so the run stops
SHOWN = 50  # notices in one message


@dataclass
class Sent:
    """The result of a run; `again_at` is when the first failed sending is due again."""

    sent: int = 0
    failed: int = 0
    again_at: datetime | None = None
    in_a_row: int = field(default=0, repr=False)

    def count(self, sendings: Sequence[Sending], reason: str) -> None:
        if reason:
            self.failed += len(sendings)
            self.in_a_row += 1
            self.again_at = timezone.now() + FIRST_PAUSE
        else:
            self.sent += len(sendings)
            self.in_a_row = 0


def deliver() -> Sent:
    """Send everything that is due, person by person, skipping what another worker has taken."""
    done = Sent()
    while done.in_a_row < FAILURES_IN_A_ROW:
        taken = _take(timezone.now())
        if taken is None:
            break
        for channel in Channel:
            _send([sending for sending in taken if sending.channel == channel], channel, done)
    return done


def try_again_now() -> int:
    """Make failed sendings due now whatever their pause; return how many."""
    failed = Sending.objects.filter(state=SendingState.FAILED, tries__lt=MOST_TRIES)
    return failed.update(due_at=timezone.now())


def _open(now: datetime) -> Q:
    waits = Q(state__in=[SendingState.WAITING, SendingState.FAILED], due_at__lte=now)
    left_behind = Q(state=SendingState.TAKEN, taken_at__lt=now - DEAD_AFTER)
    return (waits | left_behind) & Q(tries__lt=MOST_TRIES)


def _take(now: datetime) -> list[Sending] | None:
    """Claim what is due for the first person no other worker has locked; None without anybody."""
    with transaction.atomic():
        waiting = Sending.objects.filter(_open(now), notice__user=OuterRef("pk"))
        people = User.objects.select_for_update(skip_locked=True, no_key=True)
        person = people.filter(Exists(waiting)).order_by("pk").first()
        if person is None:
            return None
        due = Sending.objects.filter(_open(now), notice__user=person).order_by("notice__at", "pk")
        taken = list(due.select_related("notice__user"))
        marked = Sending.objects.filter(pk__in=[sending.pk for sending in taken])
        marked.update(state=SendingState.TAKEN, taken_at=now, tries=F("tries") + 1)
        return taken


def _send(sendings: Sequence[Sending], channel: Channel, done: Sent) -> None:
    """Send over one channel, dropping notices already opened or done with, and those of people who
    have left."""
    wanted = [s for s in sendings if s.notice.is_new and s.notice.user.is_active]
    _mark([s for s in sendings if s not in wanted], state=SendingState.DROPPED)
    if not wanted:
        return
    person, notices = wanted[0].notice.user, [sending.notice for sending in wanted]
    reason = _mail(person, notices) if channel == Channel.MAIL else _text(person, notices)
    done.count(wanted, reason)
    if not reason:
        _mark(wanted, state=SendingState.SENT, sent_at=timezone.now(), reason="")
    for sending in wanted if reason else ():
        pause = FIRST_PAUSE * 2**sending.tries
        _mark([sending], state=SendingState.FAILED, due_at=timezone.now() + pause,
              reason=reason[:200])  # fmt: skip


def _mark(sendings: Sequence[Sending], **values: object) -> None:
    if sendings:
        Sending.objects.filter(pk__in=[sending.pk for sending in sendings]).update(**values)


# The two channels: each returns why sending failed, or "" ------------------------------------


def _mail(person: User, notices: Sequence[Notice]) -> str:
    subject, _, body = _words("notifications/message.txt", notices).partition("\n")
    message = EmailMessage(
        subject, body.strip(), to=[person.email], headers={"Message-ID": _message_id(notices)}
    )
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:  # ValueError: an impossible address
        return f"{type(error).__name__}: {error}"
    return ""


def _text(person: User, notices: Sequence[Notice]) -> str:
    choice = NoticeChoice.objects.filter(user=person).first()
    if choice is None or not choice.mobile:
        return "no number"
    try:
        sms.send_sms(choice.mobile, _words("notifications/text_message.txt", notices))
    except (sms.NotSent, ImproperlyConfigured, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _words(template: str, notices: Sequence[Notice]) -> str:
    """Render a message; a mail's first line is its subject. Links need the portal's address."""
    context = {
        "told": [(notice, _link(notice)) for notice in notices[:SHOWN]],
        "count": len(notices),
        "more": len(notices) - SHOWN,
        "page": _address(reverse("accounts:notices")),
    }
    with override("zh-hans"):
        return render_to_string(template, context).strip()


def _link(notice: Notice) -> str:
    """Return the address that opens the notice and marks it as read; "" if it has no link."""
    return _address(reverse("accounts:notice", args=[notice.pk])) if notice.link else ""


def _address(path: str) -> str:
    return f"{settings.PORTAL_ADDRESS.rstrip('/')}{path}" if settings.PORTAL_ADDRESS else ""


def _message_id(notices: Sequence[Notice]) -> str:
    """Return the same id for the same notices, so that mailboxes recognise a mail sent twice."""
    names = ",".join(str(notice.pk) for notice in notices)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return f"<{salted_hmac('accounts.letters', names).hexdigest()}@{host}>"
