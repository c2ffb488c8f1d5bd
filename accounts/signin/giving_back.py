"""After signing in again one is back on the page, with what was typed in its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.page import render_part
from accounts.signin.form_filling import fill_form
from accounts.signin.kept_posts import KEPT, take_post

CONTENT = re.compile(r'<(?:main|div)[^>]*\bid="content"[^>]*>')
NOT_TYPED = {"base", "how", "then", "seen"}  # what pages send for themselves


@dataclass(frozen=True)
class GivenBack:
    """What is said above the page. `left` is what has no field there any more."""

    left: Sequence[str]
    files: bool


def giving_back_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "GET" and _is_page(response) and _waits(request):
            _give_back(request, response)
        return response

    return middleware


def _is_page(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code == 200 and is_html and not response.streaming


def _waits(request: HttpRequest) -> bool:
    return request.user.is_authenticated and KEPT in request.session


def _give_back(request: HttpRequest, response: HttpResponse) -> None:
    kept = take_post(request)
    if kept is None:
        return
    page = response.content.decode()
    filled = fill_form(page, request.path, kept["action"], kept["values"])
    said = render_part("signin/_given_back.html", _said(kept, filled.placed), request)
    response.content = CONTENT.sub(lambda found: found[0] + said, filled.html, count=1).encode()


def _said(kept: dict[str, Any], placed: frozenset[str]) -> GivenBack:
    left = [
        f"{name}: {value}" if "." in name else value
        for name, values in kept["values"].items()
        for value in values
        if name not in placed | NOT_TYPED and value.strip()
    ]
    return GivenBack(left, kept["files"])
