"""A bureau's saved phrases (常用意见), in the bureau's own order."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role, User
from accounts.models.refusals import ActRefused
from accounts.trail.presses import first_press
from accounts.trail.record import Actor, record
from reports.workflow.models import Phrase

MOST = 40  # a list short enough to look through


class PhraseRefused(ActRefused):
    """The phrase was not saved."""


def reviewing_bureau(user: User) -> Agency | None:
    """Return the bureau whose phrases somebody uses: the first one they are a reviewer of."""
    return next((m.agency for m in user.held if m.role == Role.REVIEWER), None)


def phrases_of(user: User) -> QuerySet[Phrase]:
    bureau = reviewing_bureau(user)
    return Phrase.objects.filter(bureau=bureau) if bureau else Phrase.objects.none()


def add_phrase(bureau: Agency, text: str, actor: Actor) -> Phrase:
    """Add a phrase at the end of the list. Raises PhraseRefused."""
    with transaction.atomic():
        kept = _locked(bureau.pk)
        if kept.count() >= MOST:
            words = _("A bureau keeps at most %(most)d phrases: remove one that is no longer used.")
            raise PhraseRefused(words % {"most": MOST})
        text = _new(kept, text)
        last = kept.aggregate(last=Max("order"))["last"] or 0
        phrase = Phrase.objects.create(bureau=bureau, text=text, order=last + 1)
        _notify(actor, "phrase.add", phrase, after={"text": text})
    return phrase


def change_phrase(phrase: Phrase, text: str, actor: Actor) -> None:
    """Change a phrase's text. Raises PhraseRefused."""
    with transaction.atomic():
        others = _locked(phrase.bureau_id).exclude(pk=phrase.pk)
        before, phrase.text = phrase.text, _new(others, text)
        if phrase.text != before:
            phrase.save(update_fields=["text"])
            _notify(actor, "phrase.change", phrase, {"text": before}, {"text": phrase.text})


def shift_phrase(phrase: Phrase, by: int, actor: Actor) -> None:
    """Move a phrase one place up (-1) or down (1), within the list."""
    with transaction.atomic():
        if not first_press(actor):
            return
        order = list(_locked(phrase.bureau_id))
        at = order.index(phrase) if phrase in order else -1  # it was removed in the meantime
        to = at + by
        if at < 0 or not 0 <= to < len(order):
            return
        order.insert(to, order.pop(at))
        for place, each in enumerate(order, 1):
            each.order = place
        Phrase.objects.bulk_update(order, ["order"])
        _notify(actor, "phrase.order", phrase, {"place": at + 1}, {"place": to + 1})


def remove_phrase(phrase: Phrase, actor: Actor) -> None:
    with transaction.atomic():
        _locked(phrase.bureau_id)
        if Phrase.objects.filter(pk=phrase.pk).delete()[0]:  # nobody was faster
            _notify(actor, "phrase.delete", phrase, {"text": phrase.text})


def with_phrase(posted: QueryDict, field: str, user: User) -> QueryDict:
    """Return the posted data with the phrase chosen from the list put before the typed text."""
    chosen = posted.get("phrase", "")
    if not re.fullmatch(r"[0-9]{1,9}", chosen):
        return posted
    phrase = phrases_of(user).filter(pk=int(chosen)).first()
    sent = posted.copy()
    words = (phrase.text if phrase else "", posted.get(field, "").strip())
    sent[field] = "\n".join(word for word in words if word)
    return sent


def _locked(bureau_id: int) -> QuerySet[Phrase]:
    """Return a bureau's phrases, row-locking the bureau so that nobody else changes them."""
    Agency.objects.select_for_update().get(pk=bureau_id)
    return Phrase.objects.filter(bureau=bureau_id)


def _new(others: QuerySet[Phrase], text: str) -> str:
    """Return the text on one line. Raises PhraseRefused if the list has it already."""
    text = " ".join(text.split())
    if others.filter(text=text).exists():
        raise PhraseRefused(_("This phrase is in the list already."))
    return text


def _notify(
    actor: Actor, act: str, phrase: Phrase, before: object = None, after: object = None
) -> None:
    record(actor, act, f"phrase:{phrase.pk}", label=phrase.text,
           before=before, after=after)  # fmt: skip
