"""Sessions that end while a request is under way: signed out in another tab, or pressed twice."""

from __future__ import annotations

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.signin.required import is_script, sign_in_page


class Sessions(SessionMiddleware):
    """Leads to the sign-in page where Django would answer with an error."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            return _ended(request)


def _ended(request: HttpRequest) -> HttpResponse:
    if is_script(request):
        return JsonResponse({"signed_out": True}, status=401)
    return sign_in_page("/", "")
