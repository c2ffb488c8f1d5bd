"""Django's own command, plus a line in the trail; the new password must be changed at sign-in."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.core.management import CommandError
from django.db import transaction

from accounts.models import User
from accounts.trail.record import SYSTEM, record


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        """Prompt for the password first, so that no lock is held while somebody types."""
        options["username"] = options["username"] or getpass.getuser()
        self.typed = [getpass.getpass(), getpass.getpass("Password (again): ")]
        with transaction.atomic():
            told = super().handle(*args, **options)
            person = User.objects.get(username=options["username"])
            person.must_change_password = True
            person.save(update_fields=["must_change_password"])
            record(SYSTEM, "user.password", f"user:{person.pk}", label=person)
        return told

    def _get_pass(self, prompt: str = "") -> str:
        if not self.typed:
            raise CommandError("Nothing was changed. Run the command again.")
        return self.typed.pop(0)
