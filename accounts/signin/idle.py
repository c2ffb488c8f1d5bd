"""Who does nothing for a while is signed out; every page warns before (static/accounts/session.js).

An act is a request that a person causes: a page, a button, what was typed and is saved. What pages
ask by themselves is marked `not_an_act`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts.models import User

ACTED_AT = "acted_at"  # in the session
WARNING = 120  # seconds before the end
NEVER = 60 * 60 * 24  # what is told where the operator ends nobody's sign-in
View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True)
class Idle:
    """What a page's script is told: after how many seconds it ends, when it warns before that."""

    left: int
    warning: int
    minutes: int  # the operator's setting, in words


def limit() -> float:
    """Return the seconds without an act after which a sign-in ends; 0 for never."""
    return float(settings.IDLE_MINUTES) * 60


def idle_of(request: HttpRequest) -> Idle:
    warning = min(WARNING, limit() / 2)
    return Idle(math.ceil(_left(request)), math.ceil(warning), round(settings.IDLE_MINUTES))


def not_an_act(view: View) -> View:
    """Mark a view that pages ask by themselves, which keeps nobody signed in."""
    view.is_no_act = True  # type: ignore[attr-defined]
    return view


def note_sign_in(request: HttpRequest) -> None:
    request.session[ACTED_AT] = int(time.time())


def note_act(request: HttpRequest) -> None:
    """Note that the person is there; not each time, for it is a write to the database."""
    if not 0 <= time.time() - _acted_at(request) <= _rhythm():
        request.session[ACTED_AT] = int(time.time())


def idle_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _left(request) <= 0:
            logout(request)
        response = get_response(request)
        if request.user.is_authenticated and _is_act(request):
            note_act(request)
        return response

    return middleware


def _rhythm() -> float:
    """Return for how many seconds a noted act stands for those that follow."""
    return min(30, limit() / 20) if limit() else 3600


def _left(request: HttpRequest) -> float:
    if not limit():
        return NEVER
    return limit() + _rhythm() - (time.time() - _acted_at(request))


def _acted_at(request: HttpRequest) -> float:
    """Return when the person's last noted act was: at first, that they signed in."""
    signed_in = cast(User, request.user).last_login
    known = request.session.get(ACTED_AT)
    return float(known or (signed_in.timestamp() if signed_in else time.time()))


def _is_act(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is None or not getattr(found.func, "is_no_act", False)
