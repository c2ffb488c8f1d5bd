"""Run nightly: verifies the trail, then writes its last line to a file outside the database."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.management.commands.verify_trail import told
from accounts.trail.verification import seal_today, verify_all


class Command(BaseCommand):
    help = "Checks the trail and adds the seal of the day to the file PORTAL_SEALS; 1 when broken."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and seal; a broken trail is sealed too, so that later changes cannot go unseen."""
        run, seal = verify_all(), seal_today()
        self.stdout.write(f"SEALED: {seal}" if seal else "No new seal: this day has its own.")
        self.stdout.write(told(run))
