"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Role


def portal(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    if not user.is_authenticated:
        return {"version": settings.VERSION}
    return {
        "version": settings.VERSION,
        "is_bureau": user.has_role(Role.REVIEWER, Role.ADMINISTRATOR),
        "is_administrator": user.has_role(Role.ADMINISTRATOR),
        "is_auditor": user.has_role(Role.AUDITOR),
        "region": user.held[0].agency.region if user.held else None,
    }
