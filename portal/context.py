"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import DELEGABLE, Agency, Region, Role
from reports.access import is_overseer


def portal(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)  # a request refused early has none
    if user is None or not user.is_authenticated:
        return {"version": settings.VERSION, "bureau": SimpleLazyObject(first_bureau)}
    region = user.held[0].agency.region if user.held else None
    return {
        "version": settings.VERSION,
        "is_bureau": user.has_role(Role.REVIEWER, Role.ADMINISTRATOR),
        "is_administrator": user.has_role(Role.ADMINISTRATOR),
        "delegates": user.has_role(*DELEGABLE),  # or stands in for somebody who does
        "is_auditor": user.has_role(Role.AUDITOR),
        "oversees": any(map(is_overseer, user.held)),
        "region": region,
        "bureau": SimpleLazyObject(lambda: bureau_of(region) if region else None),
    }


def first_bureau() -> Agency | None:
    """Whom somebody who is not signed in may call: the bureau highest up."""
    return _bureaus().order_by("region__path", "order").first()


def bureau_of(region: Region) -> Agency | None:
    """The bureau nearest above a region."""
    return (
        _bureaus()
        .filter(region__code__in=region.path.strip("/").split("/"))
        .order_by("-region__path", "order")
        .first()
    )


def _bureaus() -> QuerySet[Agency]:
    return Agency.objects.filter(is_bureau=True, active=True)
