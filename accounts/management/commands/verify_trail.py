"""Checks the hash chain of the trail from its first line to its last."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import TrailHead
from accounts.trail import verify


class Command(BaseCommand):
    help = "Checks every line of the trail; names the first broken one and exits with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = verify()
        if broken:
            raise CommandError(f"BROKEN: {broken.reason}")
        self.stdout.write(f"OK: {TrailHead.objects.get().count} lines")
