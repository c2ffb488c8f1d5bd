"""Answers 503, in one plain sentence, while the database is not one this code can work on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from portal.database_state import DatabaseState, database_state
from portal.errors import plain_page

PAUSE = 5  # seconds between checks of a database that is not ready
RETRY_AFTER = 30  # seconds, for browsers and scripts

View = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


class Readiness:
    """What this process knows of its database: once ready, it is never checked again.

    Checked at the first request and not at startup, when a server may still fork: processes must
    not share a connection.
    """

    def __init__(self) -> None:
        self.state: DatabaseState | None = None
        self._next_look = 0.0
        self._lock = Lock()

    def is_ready(self) -> bool:
        if self.state is not DatabaseState.READY:
            with self._lock:
                self._look()
        return self.state is DatabaseState.READY

    def _look(self) -> None:
        """Check the database in one thread, whose result also holds for those waiting."""
        if self.state is DatabaseState.READY or monotonic() < self._next_look:
            return
        before, self.state = self.state, _current_state()
        self._next_look = monotonic() + PAUSE
        if self.state is not before and self.state is not DatabaseState.READY:
            log.error("Every request is answered 503. %s %s", self.state.found, self.state.remedy)


def _current_state() -> DatabaseState:
    try:
        return database_state(connection)
    except Error as error:
        log.warning("%s", error)
        return DatabaseState.UNREACHABLE


readiness = Readiness()


def readiness_middleware(get_response: View) -> View:
    """Goes before everything that queries the database, and after what sets the language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if readiness.is_ready() else not_now(request)

    return middleware


def not_now(request: HttpRequest) -> HttpResponse:
    """Return the 503 response without any query, neither for the user nor for whom to call."""
    sentence = _("The portal cannot be used at the moment. Please try again in a few minutes.")
    if _is_script(request):
        response: HttpResponse = JsonResponse({"message": sentence}, status=503)
    else:
        response = plain_page(request, "503.html", 503, sentence=sentence)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


def _is_script(request: HttpRequest) -> bool:
    wanted = request.get_preferred_type(["text/html", "application/json"])
    return wanted == "application/json" or request.headers.get("X-Requested-With") == "fetch"
