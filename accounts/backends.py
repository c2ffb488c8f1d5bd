"""Rights in the Django admin: all of them for administrators, none for anybody else."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import Role, User

ADMINISTERED = frozenset({"accounts", "reports"})


class AdministratorBackend(BaseBackend):
    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return (
            isinstance(user_obj, User)
            and user_obj.is_active
            and perm.partition(".")[0] in ADMINISTERED
            and user_obj.has_role(Role.ADMINISTRATOR)
        )

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return self.has_perm(user_obj, f"{app_label}.")
