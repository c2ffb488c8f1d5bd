"""A first password is changed before anything else; private pages are not kept by browsers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

View = Callable[[HttpRequest], HttpResponse]


def password_change_middleware(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        change = reverse("accounts:password_change")
        allowed = {change, reverse("accounts:logout"), reverse("set_language")}
        if request.user.is_authenticated and request.user.must_change_password:
            if request.path not in allowed:
                return redirect(change)
        return get_response(request)

    return middleware


def no_store_middleware(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
