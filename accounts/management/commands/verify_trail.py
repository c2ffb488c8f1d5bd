"""Verifies the trail's hash chain from first line to last, and the seals."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.trail.verification import VerificationRun, verify_all


class Command(BaseCommand):
    help = "Checks every line of the trail and every seal; names what is broken, then exits with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(told(verify_all()))


def told(run: VerificationRun) -> str:
    """Return one line about a run that held. Raises CommandError with a line per broken place."""
    if run.is_whole:
        return f"OK: {run.last} lines"
    with translation.override(None):
        raise CommandError("\n".join(f"BROKEN: {one.reason}" for one in run.breaks))
