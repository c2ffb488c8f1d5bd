"""Records requests of signed-in people refused with 403 in the trail, up to an hourly limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.encoding import escape_uri_path

from accounts.models import Event
from accounts.trail.record import actor_of, record

AN_HOUR = 20  # lines per person, so that retries cannot fill the trail
REFUSED = "access.refused"


def denied_access_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Record 403 responses without the query string, which may hold anything. The last line of an
    hour says that it is the last."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 403 and request.user.is_authenticated:
            _notify(request)
        return response

    return middleware


@transaction.atomic
def _notify(request: HttpRequest) -> None:
    person, path = f"user:{request.user.pk}", escape_uri_path(request.path)[:150]
    hour_ago = timezone.now() - dt.timedelta(hours=1)
    told = Event.objects.filter(object=person, action=REFUSED, at__gt=hour_ago).count()
    if told < AN_HOUR:
        after = {"method": request.method, "path": path}
        further = {"further": True} if told == AN_HOUR - 1 else {}
        record(actor_of(request), REFUSED, person, label=path, after=after | further)
