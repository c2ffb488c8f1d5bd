"""Sign-in, sign-out and passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.page import render_page
from accounts.signin.forms import (
    AskResetForm,
    NewPasswordForm,
    ResetPasswordForm,
    SignInForm,
)
from accounts.signin.idle import note_sign_in
from accounts.signin.kept_posts import forget_person, remember_person, sign_in_again
from accounts.signin.password_reset import TooManyAsked, ask_reset
from accounts.trail.presses import first_press, presser_of
from accounts.trail.record import Actor, address_of, record


class SignIn(auth.LoginView):
    template_name = "signin/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        former, user = self.request.META.get("CSRF_COOKIE"), form.get_user()
        response = super().form_valid(form)
        note_sign_in(self.request)
        sign_in_again(self.request, user, former)
        remember_person(response, user)
        _record_own(presser_of(self.request), "sign_in")
        return response

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        """Say that a sign-in has ended, and what became of what was posted since."""
        ended = self.request.GET.get("ended", "")
        return super().get_context_data(**known) | {
            "ended": ended,
            "idle_minutes": round(settings.IDLE_MINUTES),
        }

    def form_invalid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        if form.was_tried:
            _record_failure(self.request, form.cleaned_data["username"])
        return super().form_invalid(form)


@transaction.atomic
def _record_failure(request: HttpRequest, username: str) -> None:
    """Record a failed sign-in. Unknown user names are not kept: people type passwords there."""
    action = "sign_in.locked" if getattr(request, "axes_locked_out", False) else "sign_in.failed"
    user = User.objects.filter(username=username).first()
    object_ = f"user:{user.pk}" if user else "user:unknown"
    record(Actor(None, address_of(request)), action, object_, label=user or "")


def _record_own(actor: Actor, action: str) -> None:
    """Record an act on the actor's own account, once for each press."""
    user = cast(User, actor.user)
    if first_press(actor):
        record(actor, action, f"user:{user.pk}", label=user)


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = presser_of(request)
        response = super().post(request, *args, **kwargs)
        if actor.user:
            _record_own(actor, "sign_out")
        forget_person(response)
        return response


class ChangePassword(auth.PasswordChangeView):
    template_name = "signin/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("agency:home")

    @transaction.atomic
    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        form.user.must_change_password = False
        response = super().form_valid(form)
        _record_own(presser_of(self.request), "password.change")
        messages.success(self.request, _("Your password is changed."))
        return response


class AskReset(auth.PasswordResetView):
    """Asks for a reset mail; the response is the same whether or not anybody has the address."""

    template_name = "signin/password_reset.html"
    form_class = AskResetForm
    success_url = reverse_lazy("accounts:password_reset_sent")

    def form_valid(self, form: AskResetForm) -> HttpResponse:  # type: ignore[override]
        try:
            ask_reset(self.request, form.cleaned_data["email"])
        except TooManyAsked:
            form.add_error(None, _("Too many links were asked for from here. Try again later."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return redirect(self.success_url)


class ResetSent(auth.PasswordResetDoneView):
    template_name = "signin/password_reset_sent.html"


class SetPassword(auth.PasswordResetConfirmView):
    """Sets a new password from a mailed link, which works once and for a day."""

    template_name = "signin/password_set.html"
    form_class = ResetPasswordForm
    success_url = reverse_lazy("accounts:login")

    @transaction.atomic
    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:  # type: ignore[override]
        form.user.must_change_password = False
        response = super().form_valid(form)
        _record_own(presser_of(self.request, form.user), "password.reset")
        messages.success(self.request, _("Your password is set. You can sign in now."))
        return response


@dataclass(frozen=True)
class LockedOutPage:
    failures: int
    minutes: int


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page django-axes shows after too many failures."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    page = LockedOutPage(settings.AXES_FAILURE_LIMIT, minutes)
    return render_page(request, "signin/locked_out.html", page, status=429)
