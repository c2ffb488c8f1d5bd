"""The only way to tell people something: a notice in the portal, sent on as they chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Channel, Frequency, Notice, NoticeChoice, Sending, User
from accounts.notifications import sms
from accounts.notifications.jobs import schedule_delivery
from accounts.notifications.quiet_hours import leaves_at
from accounts.trail.record import Actor, record


@dataclass(frozen=True)
class Message:
    """What to say: `kind` is the trail's action name, `link` a path within this portal."""

    kind: str
    title: str
    text: str = ""
    link: str = ""
    wants: str = ""  # the object whose next step it asks for, which closes it
    translations: Mapping[str, Sequence[str]] = field(default_factory=dict)  # as Notice keeps them

    def __post_init__(self) -> None:
        if self.link and (not self.link.startswith("/") or self.link.startswith("//")):
            raise ValueError(f"a notice leads to a page of this portal, not to {self.link!r}")


def compose(
    kind: str, template: str, context: Mapping[str, Any], link: str, *, wants: str = ""
) -> Message:
    """Render a message in every language, whoever acts; its first paragraph is the subject.

    Chinese is what is sent; the portal shows each reader their own. `wants` names the object whose
    next step is asked for, see `close_notices`.
    """
    worded = {code: _worded(template, context, code) for code, _name in settings.LANGUAGES}
    title, text = worded.pop(settings.LANGUAGE_CODE)
    return Message(kind, title, text, link, wants, worded)


def _worded(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str]:
    with override(language):
        words = render_to_string(template, dict(context))
    title, _, text = words.strip().partition("\n\n")
    return _one_line(title), re.sub(r"\n{3,}", "\n\n", text.strip())


def _one_line(title: str) -> str:
    """As the subject of a mail must be, and no longer than a notice keeps it."""
    return " ".join(title.split())[:150]


def notify(people: Iterable[User], message: Message, *, once: str = "") -> list[Notice]:
    """Create a notice for each active person and queue it as they chose; return the new ones.

    Must run in the transaction of the act it is about, before the line of the trail. People already
    told under the name `once` are skipped; the caller's lock on the object keeps two callers from
    telling them at the same time (a constraint would refuse the second).
    """
    if not once:
        return notify_each([(people, message)])
    _require_transaction()
    return _send(_once(_active(people), message, once))


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("people are told in the transaction of what they are told of")


def _active(people: Iterable[User]) -> list[User]:
    return [person for person in dict.fromkeys(people) if person.is_active]


def _send(notices: list[Notice]) -> list[Notice]:
    _close_earlier(notices)
    sendings = Sending.objects.bulk_create(_sendings(notices))
    for due_at in sorted({sending.due_at for sending in sendings}):
        transaction.on_commit(partial(schedule_delivery, due_at), robust=True)
    return notices


def notify_each(messages: Iterable[tuple[Iterable[User], Message]]) -> list[Notice]:
    """Send many messages at once, each to its own people; otherwise like `notify`."""
    _require_transaction()
    notices = Notice.objects.bulk_create(
        Notice(user=person, **_words(message))
        for people, message in messages
        for person in _active(people)
    )
    return _send(notices)


def _once(people: Sequence[User], message: Message, once: str) -> list[Notice]:
    told = Notice.objects.filter(user__in=people, once=once).values_list("user", flat=True)
    before, words = set(told), _words(message)
    return Notice.objects.bulk_create(
        Notice(user=person, once=once, **words) for person in people if person.pk not in before
    )


def _words(message: Message) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "title": _one_line(message.title),
        "text": message.text,
        "link": message.link,
        "wants": message.wants,
        "translations": message.translations,
    }


def _sendings(notices: Sequence[Notice]) -> Iterator[Sending]:
    choices = _choices(notices)
    now = timezone.localtime()
    for notice in notices:
        choice = choices.get(notice.user_id) or NoticeChoice(user=notice.user)
        for channel in choice.channels:
            if _reaches(notice.user, choice, channel):
                yield Sending(notice=notice, channel=channel, due_at=_due_at(choice, now))


def _choices(notices: Sequence[Notice]) -> Mapping[int, NoticeChoice]:
    return NoticeChoice.objects.in_bulk([notice.user_id for notice in notices]) if notices else {}


def _reaches(person: User, choice: NoticeChoice, channel: Channel) -> bool:
    if channel == Channel.SMS:
        return sms.is_offered() and bool(choice.mobile)
    return bool(person.email)


def _due_at(choice: NoticeChoice, now: datetime) -> datetime:
    daily = choice.frequency == Frequency.DAILY
    return leaves_at(now, choice.quiet_from, choice.quiet_until, daily=daily)


# Closing --------------------------------------------------------------------------------------


def close_notices(wanted: str) -> int:
    """Close what asked for a step of this object or of a part of it (`report:1/held:2`), as it is
    made; return how many were open."""
    return _close(Notice.objects.filter(Q(wants=wanted) | Q(wants__startswith=f"{wanted}/")))


def _close_earlier(notices: Sequence[Notice]) -> None:
    """Of what somebody is asked for twice, only the newer notice stays open."""
    wanted = {notice.wants for notice in notices if notice.wants}
    if wanted:
        newer = Notice.objects.filter(
            user=OuterRef("user"), wants=OuterRef("wants"), pk__gt=OuterRef("pk")
        )
        _close(Notice.objects.filter(Exists(newer), wants__in=wanted))


def _close(notices: models.QuerySet[Notice]) -> int:
    return notices.filter(closed_at=None).update(closed_at=timezone.now())


# Choosing -------------------------------------------------------------------------------------


def choose(choice: NoticeChoice, actor: Actor) -> None:
    """Store how somebody wants to be notified; saving without a change records no event."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=choice.user_id)
        before = _in_words(NoticeChoice.objects.filter(user=user).first())
        after = _in_words(choice)
        choice.save()
        if before != after:
            record(actor, "notice.choose", f"user:{user.pk}", label=user, before=before,
                   after=after)  # fmt: skip


def _in_words(choice: NoticeChoice | None) -> dict[str, object] | None:
    """Return the choice for the trail, with the phone number masked."""
    if choice is None:
        return None
    mobile = f"{choice.mobile[:3]}****{choice.mobile[7:]}" if choice.mobile else ""
    hours = f"{choice.quiet_from:%H:%M}–{choice.quiet_until:%H:%M}"
    channels = "、".join(channel.value for channel in choice.channels)
    return {"ways": channels, "mobile": mobile, "pace": choice.frequency, "quiet": hours}


# Reading --------------------------------------------------------------------------------------


def open_count() -> models.expressions.Combinable:
    """An annotation for users, so that no page needs an extra query for the number in its bar."""
    still = Notice.objects.filter(user=OuterRef("pk"), closed_at=None).order_by().values("user")
    return Coalesce(Subquery(still.values(count=Count("pk"))), Value(0))


def mark_read(notices: models.QuerySet[Notice]) -> int:
    """Mark the notices as read, which closes those that only wanted to be read; return how many
    were unread."""
    _close(notices.filter(wants=""))
    return notices.filter(read_at=None).update(read_at=timezone.now())
