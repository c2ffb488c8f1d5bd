"""Pages of errors that Django draws without the request: here they keep the reader's appearance.

Never here: a query, which may be what failed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.signin.appearance import appearance_of


def plain_page(request: HttpRequest, template: str, status: int, **shown: Any) -> HttpResponse:
    known = {"version": settings.VERSION, "appearance": appearance_of(request)}
    return HttpResponse(render_to_string(template, {**known, **shown}), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain_page(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    return plain_page(request, "500.html", 500)
