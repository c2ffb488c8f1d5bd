"""Checks for `manage.py check`: no superuser bypasses break-glass; with `--database default`, that
the database belongs to this code, which `migrate` checks too; with `--deploy` as well, that it is
up to date and no superuser's account is open."""

from typing import Any

from django.conf import settings
from django.contrib.auth import load_backend
from django.contrib.auth.backends import BaseBackend
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from accounts.models import BreakGlass
from accounts.signin.backends import PasswordBackend
from accounts.signin.break_glass import shown
from portal.database_state import DatabaseState, database_state

FOREIGN = {DatabaseState.BEFORE_RELEASE: "portal.E002", DatabaseState.AHEAD: "portal.E003"}


@register(Tags.security)
def superusers_are_shut_out(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every backend that signs people in must inherit ours: only ours checks for break-glass."""
    return [
        Error(
            f"AUTHENTICATION_BACKENDS: {path} lets people in past break-glass.",
            hint="Inherit from PasswordBackend in accounts/signin/backends.py, which asks for it.",
            id="portal.E001",
        )
        for path in settings.AUTHENTICATION_BACKENDS
        if _lets_in(backend := load_backend(path)) and not isinstance(backend, PasswordBackend)
    ]


def _lets_in(backend: Any) -> bool:
    """Whether sessions can use this backend; backends that only grant rights find no users."""
    nobody = BaseBackend.get_user
    return getattr(type(backend), "get_user", nobody) is not nobody


@register(Tags.database)
def database_is_ours(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a database that `migrate` would spoil, or wrongly call up to date, before it runs."""
    return _told(databases, FOREIGN)


@register(Tags.database, deploy=True)
def database_is_up_to_date(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Require all migrations; only with `--deploy`, or `migrate` would warn about its own task."""
    return _told(databases, {DatabaseState.BEHIND: "portal.E004"})


def _told(databases: Any, ids: dict[DatabaseState, str]) -> list[CheckMessage]:
    found = [state for state in _states(databases) if state in ids]
    return [Error(state.found, hint=state.remedy, id=ids[state]) for state in found]


def _states(databases: Any) -> list[DatabaseState]:
    return [database_state(connections[alias]) for alias in databases or ()]


@register(Tags.security, Tags.database, deploy=True)
def no_glass_is_broken(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn about open superuser accounts; needs `--deploy --database default`, up to date."""
    if _states(databases) != [DatabaseState.READY]:
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
