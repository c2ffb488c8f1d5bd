"""manage.py break_glass: opens a superuser's account for a limited time, or closes it again."""

import os
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from accounts.signin.break_glass import (
    LONGEST,
    BreakGlassRefused,
    break_glass,
    close_break_glass,
    shown,
)

MINUTE = timedelta(minutes=1)


class Command(BaseCommand):
    help = "Open a superuser's account for a while (break-glass); every page and the trail tell it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="of a superuser; manage.py createsuperuser makes one")
        parser.add_argument(
            "--reason", default="", help="why; stands in the trail and on each page"
        )
        parser.add_argument(
            "--minutes", type=int, default=60, help=f"1 to {LONGEST // MINUTE}; 60 unless told"
        )
        parser.add_argument("--end", action="store_true", help="shut the account before its time")

    def handle(self, *args: Any, **options: Any) -> None:
        username, operator = options["username"], _operator()
        try:
            if options["end"]:
                close_break_glass(username, operator)
                self.stdout.write(f"{username} is shut.")
                return
            opening = break_glass(
                username, options["reason"], options["minutes"] * MINUTE, operator
            )
        except BreakGlassRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{username} is open until {shown(opening)}. --end shuts it before.")


def _operator() -> str:
    """Return who is running the command, as far as the server can tell."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER", "")
