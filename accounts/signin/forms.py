"""Forms for signing in and for passwords."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
    UsernameField,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.form_layout import inner_form_helper
from accounts.names import MailFormField, SeenOnly


class UsernameFormField(SeenOnly, UsernameField):
    pass


class SignInForm(AuthenticationForm):
    username = UsernameFormField(widget=forms.TextInput(attrs={"autofocus": True}))
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("The user name or the password is not right."),
    }
    helper = inner_form_helper()

    @property
    def was_tried(self) -> bool:
        """Whether both user name and password were given, so that they were actually checked."""
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
    """Asks for an e-mail address; `password_reset` sends the link."""

    email = MailFormField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    helper = inner_form_helper()
