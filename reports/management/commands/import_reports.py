"""Takes published reports of a past year in from a folder; running it again changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from accounts.models import Membership, Role, User
from accounts.trail.record import Actor
from reports.management.checked_files import AT_ONCE, files_in
from reports.models import Campaign
from reports.past_years.confirming import let_go_of_the_same, take_files, without_doubt
from reports.past_years.listed import Standing, file_rows, not_in_yet
from reports.past_years.reading import Given, agencies_of, keep, read_files
from reports.past_years.received import MOST_FILES, TooManyFiles, received
from reports.workflow.past_reports import TakenInAs, why_not_past


class Command(BaseCommand):
    help = "Take in a past year's reports as they were published; doubtful ones wait on the page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="with the files, folders below it too")
        parser.add_argument("--year", type=int, required=True, help="the reporting year")
        parser.add_argument("--region", help="its division code, where several have this year")
        parser.add_argument("--source", help="where they were published; else the folder's name")
        parser.add_argument("--published-on", metavar="DATE", help="such as 2021-01-28")
        parser.add_argument("--by", metavar="USERNAME", help="the administrator who does it")

    def handle(self, *, folder: Path, year: int, **options: Any) -> None:
        campaign = _campaign(year, options["region"])
        if why := why_not_past(campaign):
            raise CommandError(str(why))
        if not folder.is_dir():
            raise CommandError(gettext("%(folder)s is no folder.") % {"folder": folder})
        actor = Actor(_administrator(campaign, options["by"]))
        told = Given(options["source"] or "", _day(options["published_on"]))
        given = Given(told.source or folder.resolve().name, told.published_on)
        same = 0
        for paths in _parts(list(files_in([folder]))):
            same += self._take(campaign, paths, told, given, actor)
        self._tell(campaign, same)

    def _take(
        self, campaign: Campaign, paths: Sequence[Path], told: Given, given: Given, actor: Actor
    ) -> int:
        """Take in what needs nobody's eye; return how many files stood there already."""
        try:
            files = received((path.name, path.read_bytes()) for path in paths)
        except TooManyFiles as error:
            raise CommandError(str(error)) from None
        fresh = not_in_yet(campaign, files, told)
        if read := read_files(campaign, fresh, given, at_once=AT_ONCE):
            keep(campaign, read, actor)
        same = len(files) - len(fresh) + let_go_of_the_same(campaign)
        taken = take_files(campaign, without_doubt(campaign), actor)
        for outcome in (TakenInAs.NEW, TakenInAs.CORRECTED):
            if count := taken.outcomes[outcome]:
                self.stdout.write(f"{WORDS[outcome]}: {count}")
        for why in taken.refused:
            self.stdout.write(why)
        return same

    def _tell(self, campaign: Campaign, same: int) -> None:
        if same:
            self.stdout.write(f"{WORDS[TakenInAs.SAME]}: {same}")
        for line in _waiting(campaign):
            self.stdout.write(line)


WORDS = {
    TakenInAs.NEW: "taken in",
    TakenInAs.CORRECTED: "corrected",
    TakenInAs.SAME: "there already, unchanged",
}


def _parts(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for at in range(0, len(paths), MOST_FILES):
        yield paths[at : at + MOST_FILES]


def _campaign(year: int, region: str | None) -> Campaign:
    found = Campaign.objects.filter(year=year).select_related("region")
    campaigns = list(found.filter(region__code=region) if region else found)
    if len(campaigns) != 1:
        raise CommandError(f"{len(campaigns)} campaigns of {year}; make one, or give --region")
    return campaigns[0]


def _administrator(campaign: Campaign, username: str | None) -> User:
    """Return who does it, for every report that comes in has somebody's name on it."""
    above = campaign.region.path.strip("/").split("/")
    posts = Membership.objects.filter(role=Role.ADMINISTRATOR, agency__region__code__in=above)
    people = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    found = list(people.filter(username=username) if username else people)
    if len(found) != 1:
        raise CommandError(f"{len(found)} administrators of {campaign.region}; give --by")
    return found[0]


def _day(given: str | None) -> date | None:
    try:
        day = parse_date(given) if given else None
    except ValueError:
        day = None
    if given and day is None:
        raise CommandError(f"{given} is no date such as 2021-01-28")
    return day


def _waiting(campaign: Campaign) -> Iterator[str]:
    """Yield a line for each file that waits on the page for somebody's eye."""
    for row in file_rows(campaign, agencies_of(campaign)):
        whose = row.file.agency.name if row.file.agency else "-"
        why = row.refusal or "；".join(row.doubts) or row.there.refusal
        word = "not read" if row.standing == Standing.UNREAD else "to be confirmed"
        yield f"{word}: {row.file.name} {whose} {why}".rstrip()
