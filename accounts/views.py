"""Sign-in, sign-out, passwords and the reading of the trail."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import (
    AskResetForm,
    NewPasswordForm,
    ResetPasswordForm,
    SignInForm,
    TrailFilterForm,
)
from accounts.models import Event, Role, User
from accounts.trail import Actor, actor_of, address_of, record
from accounts.trail_lines import TrailLine

LINES_A_PAGE = 50


class SignIn(auth.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        response = super().form_valid(form)
        _record_own(actor_of(self.request), "sign_in")
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        if form.was_tried:
            _record_failure(self.request, form.cleaned_data["username"])
        return super().form_invalid(form)


@transaction.atomic
def _record_failure(request: HttpRequest, username: str) -> None:
    """A name nobody has is not kept: people type their password there."""
    action = "sign_in.locked" if getattr(request, "axes_locked_out", False) else "sign_in.failed"
    user = User.objects.filter(username=username).first()
    object_ = f"user:{user.pk}" if user else "user:unknown"
    record(Actor(None, address_of(request)), action, object_, label=str(user or ""))


def _record_own(actor: Actor, action: str) -> None:
    """What somebody did with their own account."""
    user = cast(User, actor.user)
    record(actor, action, f"user:{user.pk}", label=str(user))


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        response = super().post(request, *args, **kwargs)
        if actor.user:
            _record_own(actor, "sign_out")
        return response


class ChangePassword(auth.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("reports:home")

    @transaction.atomic
    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        form.user.must_change_password = False
        response = super().form_valid(form)
        _record_own(actor_of(self.request), "password.change")
        messages.success(self.request, _("Your password is changed."))
        return response


class AskReset(auth.PasswordResetView):
    """The answer is the same whether or not anybody has the address."""

    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/password_reset_mail.txt"
    subject_template_name = "accounts/password_reset_subject.txt"
    form_class = AskResetForm
    success_url = reverse_lazy("accounts:password_reset_sent")

    @transaction.atomic
    def form_valid(self, form: AskResetForm) -> HttpResponse:  # type: ignore[override]
        asked = list(form.get_users(form.cleaned_data["email"]))
        response = super().form_valid(form)
        for user in asked:
            stranger = Actor(None, address_of(self.request))
            record(stranger, "password.reset_asked", f"user:{user.pk}", label=str(user))
        return response


class ResetSent(auth.PasswordResetDoneView):
    template_name = "accounts/password_reset_sent.html"


class SetPassword(auth.PasswordResetConfirmView):
    """Opened from the mail; a link works once and for a day."""

    template_name = "accounts/password_set.html"
    form_class = ResetPasswordForm
    success_url = reverse_lazy("accounts:login")

    @transaction.atomic
    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:  # type: ignore[override]
        form.user.must_change_password = False
        response = super().form_valid(form)
        _record_own(Actor(form.user, address_of(self.request)), "password.reset")
        messages.success(self.request, _("Your password is set. You can sign in now."))
        return response


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Newest first. Pages are cut by line number, so that new lines do not shift them."""
    if not cast(User, request.user).has_role(Role.AUDITOR):
        raise Http404
    form = TrailFilterForm(request.GET)
    events = form.narrow(Event.objects.all()) if form.is_valid() else Event.objects.none()
    lines = [TrailLine(event) for event in events[: LINES_A_PAGE + 1]]
    with transaction.atomic():
        record(actor_of(request), "trail.read", "trail", after=form.chosen or None)
    return render(
        request,
        "accounts/trail.html",
        {
            "form": form,
            "lines": lines[:LINES_A_PAGE],
            "older": _older_link(request, lines),
            "newest": _newest_link(request) if "before" in form.chosen else "",
        },
    )


def _older_link(request: HttpRequest, lines: list[TrailLine]) -> str:
    if len(lines) <= LINES_A_PAGE:
        return ""
    query = request.GET.copy()
    query["before"] = str(lines[LINES_A_PAGE - 1].event.pk)
    return f"?{query.urlencode()}"


def _newest_link(request: HttpRequest) -> str:
    query = request.GET.copy()
    del query["before"]
    return f"?{query.urlencode()}"


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What django-axes shows after too many failures."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {"failures": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    return render(request, "accounts/locked_out.html", context, status=429)
