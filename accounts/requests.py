"""The request type of views behind LoginRequiredMiddleware."""

from django.http import HttpRequest

from accounts.models import User


class SignedIn(HttpRequest):
    """For annotations only: a request whose user is signed in."""

    user: User
