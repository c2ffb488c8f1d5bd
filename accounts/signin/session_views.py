"""What a page's script asks of its session: who is signed in, and for how long still."""

from __future__ import annotations

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedIn
from accounts.signin.idle import idle_of, not_an_act, note_act


@not_an_act
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedIn) -> JsonResponse:
    """Answer the clock of a page; a POST says that somebody is there."""
    if request.method == "POST":
        note_act(request)
    told = {"user": request.user.pk, "left": idle_of(request).left, "token": get_token(request)}
    return JsonResponse(told)
