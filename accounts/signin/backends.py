"""Who is signed in, with the number of their unread notices; a superuser only while opened."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Subquery
from django.db.models.functions import Now

from accounts.models import BreakGlass, User
from accounts.notifications.notify import unread_count

# Put together once: that takes longer than the query itself.
OPENING = BreakGlass.objects.filter(until__gt=Now()).order_by("-until").values("pk")[:1]
WITH_UNREAD = User.objects.order_by().annotate(
    **{"unread": unread_count(), "opening_id": Subquery(OPENING)}
)


class PasswordBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The one query of each request for its person brings along the number, and the opening of
        a superuser's account that every page tells of."""
        user = WITH_UNREAD.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at the sign-in and again at each request of the session."""
        shut = user.is_superuser and not user.opened_superuser
        return not shut and super().user_can_authenticate(user)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None by Django's own tables: rights come with a duty, see portal/duties.py."""
        return set()
