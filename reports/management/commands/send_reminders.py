"""Run daily: sends reminders of what is due, and has failed mails tried again."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.jobs.running import forget_old
from accounts.notifications.delivery import try_again_now
from accounts.notifications.jobs import forget_finished, schedule_delivery
from reports.workflow.reminders import open_reports, plan, send_reminders


class Command(BaseCommand):
    help = "Reminds everybody of what is due today; a second run on a day tells nobody twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say who would be told")
        parser.add_argument("--on", metavar="DATE", help="for a dry run: as if it were that day")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["on"] and not options["dry_run"]:
            raise CommandError("--on is for trying out: add --dry-run")
        if options["dry_run"]:
            self._show(_day(options["on"]) if options["on"] else timezone.localdate())
            return
        tally = send_reminders(timezone.localdate())
        again = try_again_now()
        schedule_delivery(timezone.now())
        gone = forget_finished(timezone.now()) + forget_old()
        self.stdout.write(
            f"{tally.notices} reminders of {tally.reports} reports; {again} letters that failed"
            f" are tried again; {gone} old jobs deleted"
        )

    def _show(self, today: date) -> None:
        count = 0
        for report in open_reports().iterator(200):
            for planned in plan(report, today):
                count += len(planned.people)
                names = "、".join(str(person) for person in planned.people)
                self.stdout.write(f"{planned.once}  {planned.letter.title}  -> {names}")
        self.stdout.write(f"{count} reminders on {today.isoformat()}; nothing was sent")


def _day(words: str) -> date:
    try:
        found = parse_date(words)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{words}: not a day such as 2027-01-19")
    return found
