"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import DELEGABLE, Agency, BreakGlass, Region, Role
from accounts.page import address_to_ask_again
from accounts.signin.appearance import appearance_of
from accounts.signin.idle import idle_of
from portal.duties import opens_admin
from reports.drafts.access import is_overseer


def portal(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)  # a request refused early has no user
    everybody = {
        "version": settings.VERSION,
        "offers_checkup": settings.CHECKUP,
        "appearance": appearance_of(request),
        "here": address_to_ask_again(request),
    }
    if user is None or not user.is_authenticated:
        return {**everybody, "bureau": SimpleLazyObject(first_bureau)}
    idle = idle_of(request)
    region = user.held[0].agency.region if user.held else None
    return {
        **everybody,
        "idle": idle,
        "is_bureau": user.has_role(Role.REVIEWER, Role.ADMINISTRATOR),
        "is_administrator": opens_admin(user),
        "delegates": user.has_role(*DELEGABLE),  # or stands in for somebody who delegates
        "is_auditor": user.has_role(Role.AUDITOR),
        "oversees": any(map(is_overseer, user.held)),
        "region": region,
        "break_glass": _opening(user),
        "bureau": SimpleLazyObject(lambda: bureau_of(region) if region else None),
    }


def _opening(user: Any) -> BreakGlass | None:
    """Return the open break-glass account, which every page mentions; a query only while open."""
    number = getattr(user, "opening_id", None)
    return BreakGlass.running().select_related("user").filter(pk=number).first() if number else None


def first_bureau() -> Agency | None:
    """Return the bureau highest up, whose contact details are shown to people not signed in."""
    return _bureaus().order_by("region__path", "order").first()


def bureau_of(region: Region) -> Agency | None:
    """Return the bureau nearest above a region."""
    return (
        _bureaus()
        .filter(region__code__in=region.path.strip("/").split("/"))
        .order_by("-region__path", "order")
        .first()
    )


def _bureaus() -> QuerySet[Agency]:
    return Agency.objects.filter(is_bureau=True, active=True)
