"""Reads what was uploaded for a past year, file by file, and keeps it until it is confirmed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Agency
from accounts.spreadsheets.reading import FileRefused
from accounts.trail.record import Actor, record
from reports.drafts.storage import TEXT_LIMIT
from reports.form.content import Content, Finding, RuleContext, Words
from reports.models import Campaign, PastFile, Submission
from reports.past_years.matching import AgencyMatch, match
from reports.past_years.received import ReceivedFile
from reports.past_years.sheet import is_sheet, sheet_rows
from reports.reading import Reading, Unreadable, read_in_child
from reports.reading.doubts import BUSY, NO_FIGURES, TOO_LARGE_ARCHIVE, TOO_LONG
from reports.reading.packed import pack, unpack
from reports.rules.check import check
from reports.workflow.past_reports import content_digest
from reports.workflow.submissions import kept_finding

KEPT_FOR = timedelta(days=14)  # a file nobody confirms
TRIES = 5  # where other files are being read just now


@dataclass(frozen=True)
class Given:
    """What the form says for all files; a sheet's own columns go before it."""

    source: str = ""
    published_on: date | None = None


@dataclass(frozen=True)
class Row:
    """A file, or a row of a sheet, with what was read of it or why nothing was."""

    file: ReceivedFile
    reading: Reading | None = None
    refusal: Words | None = None
    number: int = 0
    code: str = ""
    given: Given = Given()


def agencies_of(campaign: Campaign) -> list[Agency]:
    """Return every agency of the campaign's region, those too that exist no longer."""
    below = Agency.objects.filter(region__path__startswith=campaign.region.path)
    return list(below.select_related("region").order_by("order", "pk"))


def read_files(
    campaign: Campaign, files: Sequence[ReceivedFile], given: Given, *, at_once: int = 1
) -> list[Row]:
    """Read each file in a process of its own; this takes a while, and no lock is held."""
    if at_once == 1:
        return [row for file in files for row in _rows(campaign, file, given)]
    with ThreadPoolExecutor(at_once) as pool:
        found = pool.map(lambda file: list(_rows(campaign, file, given)), files)
        return [row for rows in found for row in rows]


def _rows(campaign: Campaign, file: ReceivedFile, given: Given) -> Iterator[Row]:
    try:
        if is_sheet(file.content):
            for row in sheet_rows(file.content, campaign.edition, campaign.year):
                own = Given(row.source or given.source, row.published_on or given.published_on)
                yield Row(file, row.reading, None, row.number, row.code, own)
        else:
            yield Row(file, _read(file, campaign.year), given=given)
    except Unreadable as error:
        yield Row(file, refusal=error.reason, given=given)
    except FileRefused as error:
        yield Row(file, refusal=Words({"zh": str(error), "en": str(error)}), given=given)


def _read(file: ReceivedFile, year: int) -> Reading:
    """Raises Unreadable."""
    if file.is_too_large:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    for left in reversed(range(TRIES)):
        try:
            reading = read_in_child(file.content, or_year=year)
            break
        except Unreadable as error:
            if error.reason != BUSY or not left:
                raise
            time.sleep(1)
    if all(figure is None for figure in reading.content.figures.values()):
        raise Unreadable(NO_FIGURES)
    if any(len(text) > TEXT_LIMIT for text in reading.content.texts.values()):
        raise Unreadable(TOO_LONG)
    return reading


# Kept until confirmed ------------------------------------------------------------------------


def keep(campaign: Campaign, rows: Sequence[Row], actor: Actor) -> None:
    """Store what was read, each file once; one line of the trail for all."""
    agencies, last = agencies_of(campaign), last_year_of(campaign)
    said = [_said(campaign, row, _match(row, agencies), last) for row in rows]
    with transaction.atomic():
        PastFile.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
        for row, one in zip(rows, said, strict=True):
            said_by = {**one, "by": actor.user}
            campaign.past_files.update_or_create(
                digest=row.file.digest, row=row.number, defaults=said_by
            )
        refused = [row.file.name for row in rows if row.reading is None]
        record(actor, "past.read", f"campaign:{campaign.pk}", label=campaign,
               after={"files": len(rows), "refused": refused})  # fmt: skip


def _said(
    campaign: Campaign, row: Row, found: AgencyMatch, last: Mapping[int, Content]
) -> dict[str, Any]:
    return {
        "name": row.file.name,
        "agency": found.agency,
        "matched": found.how,
        "source": row.given.source,
        "published_on": row.given.published_on,
        "refusal": dict(row.refusal.texts) if row.refusal else None,
        **(_read_of(row.reading, campaign, found.agency, last) if row.reading else {}),
    }


def _match(row: Row, agencies: Sequence[Agency]) -> AgencyMatch:
    if row.reading is None:
        return AgencyMatch(None, "")
    coded = [one for one in agencies if row.code and one.credit_code == row.code]
    if coded:
        return AgencyMatch(coded[0], PastFile.Matched.TOLD)
    return match(row.reading.content.agency, "" if row.number else row.file.name, agencies)


def _read_of(
    reading: Reading, campaign: Campaign, agency: Agency | None, last: Mapping[int, Content]
) -> dict[str, Any]:
    content, edition = reading.content, campaign.edition
    return {
        "reading": pack(reading),
        "told_agency": content.agency[:120],
        "told_year": content.year,
        "edition_id": reading.edition.id,
        "content_digest": content_digest(content, edition),
        "cells": sum(content.figures.get(cell) is not None for cell in edition.cells),
        "doubtful": [[d.cell, d.found, dict(d.reason.texts)] for d in reading.doubts],
        "findings": [
            kept_finding(finding, None)
            for finding in findings_of(reading, last.get(agency.pk) if agency else None)
        ],
    }


def last_year_of(campaign: Campaign) -> dict[int, Content]:
    """Map agencies to what counts for them of the year before."""
    filed = Submission.objects.filter(
        report__agency__region__path__startswith=campaign.region.path,
        report__campaign__year=campaign.year - 1,
        number=F("report__approved_number"),
    )
    found = filed.defer("findings").select_related("report")
    return {one.report.agency_id: replace(one.content, approved=True) for one in found}


def findings_of(reading: Reading, last: Content | None) -> list[Finding]:
    """Check a report with the rules of its edition, against last year's where it is known."""
    around = RuleContext(most=settings.MOST_OF_A_COUNT)
    return check(reading.edition, reading.content, last, around=around)


def unpacked(file: PastFile) -> Reading:
    return unpack(file.reading)


def say_whose(file: PastFile, agency: Agency | None, last: Content | None) -> None:
    """Say by hand whose report it is, and check it against theirs of last year."""
    file.agency, file.matched = agency, PastFile.Matched.HAND if agency else ""
    file.findings = [kept_finding(one, None) for one in findings_of(unpacked(file), last)]
