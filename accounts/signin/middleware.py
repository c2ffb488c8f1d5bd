"""Applies the chosen language, has first passwords changed, and forbids caching private pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

View = Callable[[HttpRequest], HttpResponse]
OPEN_BEFORE_CHANGE = ("accounts:logout", "accounts:appearance", "set_language")


def language_middleware(get_response: View) -> View:
    """Use Chinese until somebody chooses otherwise, whatever the browser prefers."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def password_change_middleware(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        change = reverse("accounts:password_change")
        allowed = {change, *map(reverse, OPEN_BEFORE_CHANGE)}
        must_change = request.user.is_authenticated and request.user.must_change_password
        if must_change and request.path not in allowed and not _is_open_to_all(request.path):
            return redirect(change)
        return get_response(request)

    return middleware


def _is_open_to_all(path: str) -> bool:
    """Whether a page can be read without signing in, and so by those who cannot go on yet."""
    try:
        return not getattr(resolve(path).func, "login_required", True)
    except Resolver404:
        return False


def no_store_middleware(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
