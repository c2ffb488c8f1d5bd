"""Who is signed in, with the number of their open notices; superusers only while break-glass is
open."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Subquery
from django.db.models.functions import Now

from accounts.models import BreakGlass, User
from accounts.notifications.notify import open_count

# Built once: building it takes longer than running it.
OPENING = BreakGlass.objects.filter(until__gt=Now()).order_by("-until").values("pk")[:1]
WITH_NOTICES = User.objects.order_by().annotate(
    **{"open_notices": open_count(), "opening_id": Subquery(OPENING)}
)


class PasswordBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Load the request's user in one query, along with the number of open notices and the open
        break-glass account, if any, which every page mentions."""
        user = WITH_NOTICES.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account may be used, at sign-in and at each request of a session."""
        shut = user.is_superuser and not user.opened_superuser
        return not shut and super().user_can_authenticate(user)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Always empty: Django's permission tables are not used, duties grant rights
        (portal/duties.py)."""
        return set()
