"""Large type and high contrast: kept with the person, and in the browser for who is signed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User

COOKIE = "appearance"
View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Appearance:
    large: bool = False
    contrast: bool = False

    @classmethod
    def read(cls, words: str) -> Appearance:
        """What `words` once said; anything else in them says nothing."""
        known = words.split(".")
        return cls(**{field.name: field.name in known for field in fields(cls)})

    @property
    def words(self) -> str:
        """Never empty, which would be a person who has not chosen yet."""
        chosen = [field.name for field in fields(self) if getattr(self, field.name)]
        return ".".join(chosen) or "plain"


def appearance_middleware(get_response: View) -> View:
    """Goes after what says who is signed in, so that a page of an error needs no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        own = getattr(request.user, "appearance", "")
        request.appearance = Appearance.read(own) if own else _of_browser(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def appearance_of(request: HttpRequest) -> Appearance:
    """The person's, or the browser's where the request did not get as far as to its person."""
    return getattr(request, "appearance", None) or _of_browser(request)


def _of_browser(request: HttpRequest) -> Appearance:
    return Appearance.read(request.COOKIES.get(COOKIE, ""))


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Set what a button names, for the person and for this browser; twice is as once."""
    named = {field.name for field in fields(Appearance)} & request.POST.keys()
    chosen = replace(appearance_of(request), **{name: request.POST[name] == "on" for name in named})
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(appearance=chosen.words)
    response = redirect(_page(request))
    _keep(response, chosen)
    return response


def _page(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if own else settings.LOGIN_REDIRECT_URL


def _keep(response: HttpResponse, chosen: Appearance) -> None:
    response.set_cookie(
        COOKIE,
        chosen.words,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
