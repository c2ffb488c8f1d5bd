"""What an administrator says of the files that wait: whose they are, from where, and which are
taken in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.trail.record import Actor
from reports.models import Campaign
from reports.models.past import LONGEST_SOURCE
from reports.past_years.listed import FileRow, Standing, file_rows
from reports.past_years.reading import (
    agencies_of,
    findings_of,
    last_year_of,
    say_whose,
    unpacked,
)
from reports.workflow.past_reports import NotTakenIn, Published, TakenInAs, take_in


@dataclass(frozen=True)
class Said:
    """What the page says of one file; None leaves it as it is."""

    agency: int | None = None
    source: str = ""
    published_on: dt.date | None = None


@dataclass(frozen=True)
class Taken:
    """What came of the ticked files."""

    outcomes: Counter[TakenInAs] = field(default_factory=Counter)
    refused: tuple[str, ...] = ()  # file and reason, in words


def say(campaign: Campaign, said: Mapping[int, Said]) -> None:
    """Keep what was said of the files, in one transaction."""
    agencies = {one.pk: one for one in agencies_of(campaign)}
    last = last_year_of(campaign)
    with transaction.atomic():
        for file in campaign.past_files.select_for_update().filter(
            pk__in=said, refusal__isnull=True
        ):
            one = said[file.pk]
            if one.agency != file.agency_id:
                whose = agencies.get(one.agency or 0)
                say_whose(file, whose, last.get(whose.pk) if whose else None)
            file.source = one.source[:LONGEST_SOURCE]
            file.published_on = one.published_on
            file.save()


def take_files(campaign: Campaign, ticked: Mapping[int, str], actor: Actor) -> Taken:
    """Take in the ticked files, each in a transaction of its own. `ticked` maps each to what its
    page showed of what was there."""
    outcomes, refused = Counter[TakenInAs](), list[str]()
    for row in file_rows(campaign, agencies_of(campaign)):
        if row.file.pk not in ticked:
            continue
        why = _why_not(row, ticked[row.file.pk])
        try:
            outcome = None if why else _take(campaign, row.file.pk, actor)
        except NotTakenIn as error:
            outcome, why = None, str(error)
        if outcome:
            outcomes[outcome] += 1
        if why:
            refused.append(f"{row.file.name}：{why}")
    return Taken(outcomes, tuple(refused))


def _why_not(row: FileRow, seen: str) -> str:
    """Return why a ticked file is not taken in, or ""."""
    past = row.there.past
    if row.refusal:
        return row.refusal
    if row.file.agency_id is None:
        return _("Choose whose report it is.")
    if not row.file.source:
        return _("Say where it was published.")
    if past and str(past.pk) != seen.partition(":")[2]:
        return _("The page did not show that this agency has a report already. Look again.")
    return row.there.refusal


def _take(campaign: Campaign, pk: int, actor: Actor) -> TakenInAs | None:
    """Take one file in, which then waits no longer; None if that was done before. Raises
    NotTakenIn."""
    with transaction.atomic():
        waiting = campaign.past_files.select_for_update(of=("self",))
        file = waiting.select_related("agency__region").filter(pk=pk).first()
        if file is None or file.agency is None:
            return None
        reading, last = unpacked(file), last_year_of(campaign)
        published = Published(
            content=reading.content,
            findings=tuple(findings_of(reading, last.get(file.agency.pk))),
            source=file.source,
            published_on=file.published_on,
            name=f"{file.name} {file.row or ''}".strip(),
            digest=file.digest,
        )
        file.delete()
        return take_in(campaign, file.agency, published, actor)


def let_go_of_the_same(campaign: Campaign) -> int:
    """Let files go that say what stands there already; return how many."""
    rows = file_rows(campaign, agencies_of(campaign))
    same = [row.file.pk for row in rows if row.standing == Standing.SAME]
    return campaign.past_files.filter(pk__in=same).delete()[0]


def without_doubt(campaign: Campaign) -> dict[int, str]:
    """Return the files that need nobody's eye, with what is there, as a page would tick them."""
    plain = (Standing.NEW, Standing.CORRECTS)
    rows = file_rows(campaign, agencies_of(campaign))
    return {row.file.pk: row.seen for row in rows if row.standing in plain}
