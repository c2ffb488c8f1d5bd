"""What somebody posted after their sign-in had ended: kept until they have signed in again.

It is kept in the session of that browser, for the person who was signed in there before: their
signed cookie tells. Of strangers nothing is kept; of a person the last post, bounded, for a day.
Passwords and files are not kept.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.signin.rate_limit import within_rate_limit
from accounts.trail.presses import TOKEN

COOKIE = "portal_person"  # who signed in here last, until the browser is closed or they sign out
KEPT, FORMER = "kept_post", "former_csrf"  # in the session
KEPT_FOR = 60 * 60 * 24
MAX_BYTES = 512 * 1024  # as it arrives: a text of 20,000 characters takes 180,000
AN_HOUR = 60  # posts kept for one person


# Who was signed in in this browser ------------------------------------------------------------


def remember_person(response: HttpResponse, user: User) -> None:
    response.set_signed_cookie(
        COOKIE,
        str(user.pk),
        salt=COOKIE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def forget_person(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def person_before(request: HttpRequest) -> int | None:
    """Return the number of who signed in here last and has not signed out."""
    try:
        told = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return int(told) if told else None


def sign_in_again(request: HttpRequest, user: User, former: str | None) -> None:
    """What the browser kept becomes the person's own; of anybody else it is forgotten. `former` is
    the secret of the forms on pages that are still open."""
    if former and person_before(request) == user.pk:
        request.session[FORMER] = former
    if _kept(request) and _kept(request)["user"] != user.pk:
        del request.session[KEPT]


# What was posted ------------------------------------------------------------------------------


def keep_post(request: HttpRequest, person: int) -> bool:
    """Keep what was posted for this person; False if it is too large or comes too often."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdigit() or int(size) > MAX_BYTES:
        return False
    if not within_rate_limit("kept_post", str(person), most=AN_HOUR, seconds=3600):
        return False
    request.session[KEPT] = {
        "user": person,
        "at": int(time.time()),
        "page": page_of(request),
        "action": request.path,
        "values": {
            name: values
            for name, values in request.POST.lists()
            if name != TOKEN and "password" not in name
        },
        "files": bool(request.FILES),
    }
    return True


def take_post(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was kept for the page that is asked for, once."""
    kept = _kept(request)
    if not kept or urlsplit(kept["page"]).path != request.path:
        return None
    del request.session[KEPT]
    fresh = 0 <= time.time() - kept["at"] <= KEPT_FOR
    return kept if fresh and kept["user"] == request.user.pk else None


def page_of(request: HttpRequest) -> str:
    """Return the address of the page whose form was sent: many forms go to another one."""
    referrer = request.META.get("HTTP_REFERER", "")
    here = url_has_allowed_host_and_scheme(referrer, {request.get_host()})
    parts = urlsplit(referrer)
    if not here or not parts.path:
        return request.get_full_path()
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _kept(request: HttpRequest) -> Any:
    return request.session.get(KEPT)
