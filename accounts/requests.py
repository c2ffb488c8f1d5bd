"""What a view is given once LoginRequiredMiddleware has let it through."""

from django.http import HttpRequest

from accounts.models import User


class SignedIn(HttpRequest):
    """For annotations alone: somebody is signed in."""

    user: User
