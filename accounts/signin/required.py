"""What is answered where somebody must sign in, or a form's secret is an earlier sign-in's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.csrf import csrf_failure as refuse_forgery

from accounts.signin.kept_posts import FORMER, keep_post, page_of, person_before
from accounts.trail.presses import TOKEN

SECRET = "CSRF_COOKIE"  # Django's name for it in request.META


def is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


class SignInRequired(LoginRequiredMiddleware):
    """Also says that a sign-in has ended, keeps what was posted meanwhile, and answers scripts,
    which cannot follow to the sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        if is_script(request):
            return JsonResponse({"signed_out": True}, status=401)
        person = person_before(request)
        if person is None:
            return super().handle_no_permission(request, view_func)
        if request.method != "POST":
            return sign_in_page(request.get_full_path(), "yes")
        return sign_in_page(page_of(request), "kept" if keep_post(request, person) else "lost")


def sign_in_page(back: str, ended: str) -> HttpResponse:
    return redirect(f"{reverse('accounts:login')}?{urlencode({'next': back, 'ended': ended})}")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is not today's. If it is that of the same person's sign-in before
    this one, they get it back to press again; the sign-in page is shown anew."""
    if request.path == reverse("accounts:login") and _is_stale(request):
        back = {"next": request.POST.get("next", "")}
        return redirect(f"{request.path}?{urlencode(back)}")
    person = None if is_script(request) else _signed_in_again(request)
    if person and keep_post(request, person):
        return redirect(page_of(request))
    return refuse_forgery(request, reason)


def _is_stale(request: HttpRequest) -> bool:
    """Whether the browser keeps cookies and the form has a secret: then it is an older one."""
    return bool(request.META.get(SECRET) and request.POST.get(TOKEN))


def _signed_in_again(request: HttpRequest) -> int | None:
    """Return who is signed in, if the form comes from a page of their sign-in before this one."""
    former = request.session.get(FORMER) if request.user.is_authenticated else None
    if not former:
        return None
    cookies = request.COOKIES
    request.COOKIES = {**cookies, settings.CSRF_COOKIE_NAME: former}
    try:
        differs = _Comparison(_unused).process_view(request, _unused, (), {})
    finally:
        request.COOKIES = cookies
    return None if differs else request.user.pk


class _Comparison(CsrfViewMiddleware):
    """Only says whether the secrets match, and answers nothing itself."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _unused(_request: HttpRequest) -> HttpResponse:
    raise AssertionError("only the secret is compared")
