"""Who is signed in, with the number of their unread notices; rights in the Django admin: all of
them for administrators, none for anybody else."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend

from accounts.models import Role, User
from accounts.notices import unread_count

ADMINISTERED = frozenset({"accounts", "reports"})
# Put together once: that takes longer than the query itself.
WITH_UNREAD = User.objects.order_by().annotate(**{"unread": unread_count()})


class PasswordBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The one query of each request for its person brings the number along."""
        user = WITH_UNREAD.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


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
