"""Checks for `manage.py check`: no superuser bypasses break-glass; with `--deploy`, none is
open."""

from typing import Any

from django.conf import settings
from django.contrib.auth import load_backend
from django.contrib.auth.backends import BaseBackend
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from accounts.models import BreakGlass
from accounts.signin.backends import PasswordBackend
from accounts.signin.break_glass import shown


@register(Tags.security)
def superusers_are_shut_out(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every backend that signs people in must inherit ours: only ours checks for break-glass."""
    return [
        Error(
            f"AUTHENTICATION_BACKENDS: {path} lets people in past break-glass.",
            hint="Inherit from accounts.backends.PasswordBackend, which asks whether it is open.",
            id="portal.E001",
        )
        for path in settings.AUTHENTICATION_BACKENDS
        if _lets_in(backend := load_backend(path)) and not isinstance(backend, PasswordBackend)
    ]


def _lets_in(backend: Any) -> bool:
    """Whether sessions can use this backend; backends that only grant rights find no users."""
    nobody = BaseBackend.get_user
    return getattr(type(backend), "get_user", nobody) is not nobody


@register(Tags.security, Tags.database, deploy=True)
def no_glass_is_broken(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn about open superuser accounts; with `--deploy --database default`, as it needs the
    tables."""
    if not databases:
        return []
    return [
        Warning(
            f"The superuser {opening.user.username} is open"
            f" until {shown(opening)}: {opening.reason}",
            hint=f"manage.py break_glass {opening.user.username} --end",
            id="portal.W001",
        )
        for opening in BreakGlass.running().select_related("user")
    ]
