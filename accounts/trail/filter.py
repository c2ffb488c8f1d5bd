"""Which lines of the trail to show: by days, person, kind of act, object, place in it, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Event, User
from accounts.names import NameFormField
from accounts.trail.labels import OTHER, acts_of, kinds
from accounts.trail.values import places_of

YEARS = (
    MinValueValidator(dt.date(2000, 1, 1)),
    MaxValueValidator(dt.date(2999, 12, 31)),
)  # the moments a database can store
NEWEST = 2**63 - 1


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, validators=YEARS)


class TrailFilterForm(forms.Form):
    first = _day(_("From"))
    last = _day(_("To"))
    person = NameFormField(label=_("Person"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind of act"), required=False)
    object = NameFormField(label=_("Object"), required=False, max_length=150)
    place = NameFormField(label=_("Cell or text"), required=False, max_length=100)
    text = NameFormField(label=_("Words"), required=False, max_length=60)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=NEWEST, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of act"), required=False, choices=[("", _("All")), *kinds()]
        )
        asked = str(self.data.get("object", "")).strip()
        choices = places_of(asked)
        if choices:
            self.fields["place"].widget = forms.Select(choices=[("", _("All")), *choices])
        elif not self.data.get("place"):
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _("The time ends before it begins."))
        if given.get("place") and not given.get("object"):
            self.add_error("object", _("Say of which report, such as report:12."))
        return given

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        for name, value in self.chosen.items():
            events = _NARROWED[name](events, value)
        return events


# Each by itself ------------------------------------------------------------------------------


def _since(events: QuerySet[Event], day: dt.date) -> QuerySet[Event]:
    return events.filter(at__gte=timezone.make_aware(dt.datetime.combine(day, dt.time.min)))


def _until(events: QuerySet[Event], day: dt.date) -> QuerySet[Event]:
    """Keep events up to and including this day."""
    next_day = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min)
    return events.filter(at__lt=timezone.make_aware(next_day))


def _of_person(events: QuerySet[Event], words: str) -> QuerySet[Event]:
    """Keep acts by these people and on their accounts; for part of a name, only acts by them."""
    people = User.objects.filter(Q(username=words) | Q(name=words)).values_list("pk", flat=True)
    found = list(people[:50])
    if found:
        accounts = [f"user:{pk}" for pk in found]
        return events.filter(Q(actor__in=found) | Q(object__in=accounts))
    return events.filter(actor_name__icontains=words)


def _of_kind(events: QuerySet[Event], kind: str) -> QuerySet[Event]:
    if kind != OTHER:
        return events.filter(action__in=acts_of(kind))
    named = [action for known, _words in kinds() if known != OTHER for action in acts_of(known)]
    return events.exclude(action__in=named)


def _about(events: QuerySet[Event], words: str) -> QuerySet[Event]:
    """Filter by exact object code, such as report:12, or by part of the object's label."""
    subject, colon, number = words.partition(":")
    exactly = (colon and number.isalnum()) or words in {"trail", "demo"}
    return events.filter(object=words) if exactly else events.filter(label__icontains=words)


def _at_place(events: QuerySet[Event], place: str) -> QuerySet[Event]:
    return events.filter(after__values__has_key=place)


def _with_words(events: QuerySet[Event], words: str) -> QuerySet[Event]:
    found = Q()
    for column in ("actor_name", "object", "label", "action"):
        found |= Q(**{f"{column}__icontains": words})
    return events.filter(found)


_NARROWED: dict[str, Callable[[QuerySet[Event], Any], QuerySet[Event]]] = {
    "first": _since, "last": _until, "person": _of_person, "kind": _of_kind, "object": _about,
    "place": _at_place, "text": _with_words, "before": lambda events, n: events.filter(id__lt=n),
}  # fmt: skip
