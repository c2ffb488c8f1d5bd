"""Sign-in, passwords, and the filters of the trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Event, User

RESET_MAIL_EVERY = timedelta(minutes=5)  # so that nobody's mailbox can be flooded
LOOKUPS = {"first": "at__date__gte", "last": "at__date__lte", "before": "id__lt"}


def inner_form_helper() -> FormHelper:
    """Fields only: the page has the form tag, its token and the summary of errors."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class SignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("The user name or the password is not right."),
    }
    helper = inner_form_helper()

    @property
    def was_tried(self) -> bool:
        """Whether name and password were both given, that is, compared."""
        return {"username", "password"} <= self.cleaned_data.keys()


class NewPasswordForm(PasswordChangeForm):
    helper = inner_form_helper()

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("That is your present password. Choose another one."))
        return password


class ResetPasswordForm(SetPasswordForm):
    helper = inner_form_helper()


class AskResetForm(PasswordResetForm):
    helper = inner_form_helper()

    def get_users(self, email: str) -> Iterator[User]:
        """Everybody with this address, except who was sent a mail just now."""
        since = timezone.now() - RESET_MAIL_EVERY
        for user in super().get_users(email):
            asked = Event.objects.filter(object=f"user:{user.pk}", action="password.reset_asked")
            if not asked.filter(at__gt=since).exists():
                yield user


class TrailFilterForm(forms.Form):
    """Which lines of the trail to show."""

    text = forms.CharField(
        label=_("Person, object or action"), required=False, max_length=60, strip=True
    )
    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("To"), required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        chosen = self.chosen
        events = events.filter(**{LOOKUPS[n]: v for n, v in chosen.items() if n in LOOKUPS})
        return events.filter(_text(chosen["text"])) if "text" in chosen else events


def _text(words: str) -> Q:
    found = Q()
    for column in ("actor_name", "object", "label", "action"):
        found |= Q(**{f"{column}__icontains": words})
    return found
