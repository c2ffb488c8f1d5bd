"""Lifts a user name's lockout: the django-axes command, plus a line in the trail."""

from typing import Any

from axes.management.commands import axes_reset_username
from django.db import transaction

from accounts.models import User
from accounts.trail.record import SYSTEM, record


class Command(axes_reset_username.Command):
    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> Any:
        told = super().handle(*args, **options)
        for username in options["username"]:
            person = User.objects.filter(username=username).first()
            object_ = f"user:{person.pk}" if person else "user:unknown"
            record(SYSTEM, "sign_in.unlocked", object_, label=person or "")
        return told
