"""For machine monitoring: reports whether the worker keeps up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.notifications.worker_health import trouble


class Command(BaseCommand):
    help = "Says whether jobs wait, hang or failed, and letters did not go out; exits with 1 then."

    def handle(self, *args: Any, **options: Any) -> None:
        found = trouble(timezone.now())
        if found:
            raise CommandError(
                f"oldest job waiting: {found.waiting} min; never ended: {found.stuck};"
                f" failed lately: {found.failed}; letters not sent: {found.unsent}"
            )
        self.stdout.write("OK: no job waits, hangs or failed, and every letter went out")
