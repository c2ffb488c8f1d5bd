"""Which duty opens which page of the admin: one table, read by one function.

The auditor has no pages here; theirs is the trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import Role, User

OPENED_BY: Mapping[str, Role] = {
    "accounts.region": Role.ADMINISTRATOR,
    "accounts.agency": Role.ADMINISTRATOR,
    "reports.campaign": Role.ADMINISTRATOR,
    "reports.campaigndate": Role.ADMINISTRATOR,
    "reports.report": Role.ADMINISTRATOR,
    "reports.watchedword": Role.ADMINISTRATOR,
    "reports.concession": Role.ADMINISTRATOR,
    "accounts.notice": Role.ADMINISTRATOR,  # to see whether mail and the worker work
    "accounts.user": Role.SECURITY,
    "accounts.membership": Role.SECURITY,
    "accounts.delegation": Role.SECURITY,
}


def opens(user: User, model: str) -> bool:
    """Whether this person's duty opens the admin pages of a model such as `accounts.agency`: list,
    forms, import and export. A model missing from the table opens for nobody."""
    return model in OPENED_BY and user.has_role(OPENED_BY[model])


def opens_admin(user: User) -> bool:
    return any(opens(user, model) for model in OPENED_BY)


class DutyBackend(BaseBackend):
    """Rights by duty; who may sign in, accounts/signin/backends.py asks."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a duty grants `accounts.import_agency` and the like; the admin itself checks what
        may be done with a single object."""
        app, _dot, codename = perm.partition(".")
        return user_obj.is_active and opens(user_obj, f"{app}.{codename.partition('_')[2]}")

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        apps = (model for model in OPENED_BY if model.startswith(f"{app_label}."))
        return user_obj.is_active and any(opens(user_obj, model) for model in apps)
