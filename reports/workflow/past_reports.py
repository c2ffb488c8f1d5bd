"""Past years' reports that come in as they were published, without the way through the moves.

Besides make_move the only writer of a status: such a report is published from its first day on,
never moves, was never filed here, and nobody is told. Each is one line of the trail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.models.refusals import ActRefused
from accounts.trail.record import Actor, record
from reports.form.content import Content, Finding
from reports.form.edition import Edition
from reports.models import (
    Campaign,
    FiledSentence,
    PastReport,
    Report,
    ReportSection,
    State,
    Submission,
)
from reports.workflow.submissions import digest, next_submission


class NotTakenIn(ActRefused):
    """The published report was not taken in; what is there stays as it is."""


class StillNeeded(ActRefused):
    """A past year's report cannot be taken away, for a later one was filed beside it."""


class TakenInAs(StrEnum):
    NEW = "new"
    CORRECTED = "corrected"
    SAME = "same"  # it stood there already


@dataclass(frozen=True)
class Published:
    """A report as it was published: what it says, and where."""

    content: Content
    findings: tuple[Finding, ...]
    source: str
    published_on: date | None
    name: str  # of the file
    digest: str  # of the file


def content_digest(content: Content, edition: Edition) -> str:
    """Return the digest of what a report says of this edition's cells, whoever's name it bears."""
    figures = {cell: content.figures.get(cell) for cell in edition.cells}
    texts = {s.code: content.texts.get(s.code, "") for s in edition.sections if s.is_narrative}
    return digest(replace(content, agency="", figures=figures, texts=texts), edition.id)


def why_not_past(campaign: Campaign) -> str | Promise:
    """Return why nothing published can be taken in for this year, or ""."""
    if campaign.is_past:
        return ""
    words = _("This year is not past: until %(day)s its reports come in by being filed.")
    return words % {"day": date_format(campaign.legal_deadline)}


def why_not_replaced(report: Report | None, *, is_begun: bool) -> str:
    """Return why what there is of an agency's report does not give way, or ""."""
    if report is None or report.is_historic:
        return ""
    if report.moves_made or report.last_number or is_begun:
        words = gettext("Its report of this year was begun in the portal (%(state)s).")
        return words % {"state": report.get_status_display()}
    return ""


def take_in(campaign: Campaign, agency: Agency, published: Published, actor: Actor) -> TakenInAs:
    """Make the agency's report of this year what was published, in one transaction; the same once
    more changes nothing. Raises NotTakenIn."""
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        report = _report_of(campaign, agency)
        before = past_report_of(report)
        if before and _is_same(before, published, campaign.edition):
            return TakenInAs.SAME
        _write_sections(report, published.content, actor)
        made = _submission(report, published, actor)
        _change(report, made)
        past = _kept(made, published)
        record(actor, "past.take_in", report.trail_name, label=report,
               before=_told(before) if before else None, after=_told(past))  # fmt: skip
    return TakenInAs.CORRECTED if before else TakenInAs.NEW


def past_report_of(report: Report) -> PastReport | None:
    """Return where the report that counts was published, if it came in that way; one query, or
    none."""
    if not (report.is_historic and report.approved_number):
        return None
    found = PastReport.objects.select_related("submission__by")
    return found.get(submission__report=report, submission__number=report.approved_number)


def _report_of(campaign: Campaign, agency: Agency) -> Report:
    """Return the agency's report, locked, or a new one. Raises NotTakenIn."""
    if not f"{agency.region.path}".startswith(campaign.region.path):
        raise NotTakenIn(_("The agency is not in the region of this year."))
    if why := why_not_past(campaign):
        raise NotTakenIn(why)
    known = Report.with_practice.select_for_update(of=("self",))
    report = known.filter(campaign=campaign, agency=agency, practice_of=None).first()
    if report is None:
        report = Report.objects.create(campaign=campaign, agency=agency)
        ReportSection.objects.bulk_create(
            ReportSection(report=report, code=section.code) for section in campaign.edition.sections
        )
    begun = report.sections.filter(version__gt=0).exists()
    if why := why_not_replaced(report, is_begun=begun):
        raise NotTakenIn(why)
    report.campaign, report.agency = campaign, agency
    return report


def _is_same(before: PastReport, published: Published, edition: Edition) -> bool:
    where = (before.source, before.published_on)
    said = content_digest(published.content, edition)
    return before.content_digest == said and where == (published.source, published.published_on)


def _write_sections(report: Report, content: Content, actor: Actor) -> None:
    """Write what was published as it is: wrong sums stay wrong."""
    for stored in report.sections.select_for_update():
        section = report.edition.by_code[stored.code]
        stored.figures = {cell.id: content.figures.get(cell.id) for cell in section.cells}
        stored.unreadable = {
            cell.id: content.unread[cell.id] for cell in section.cells if cell.id in content.unread
        }
        stored.text = content.texts.get(stored.code, "") if section.is_narrative else ""
        stored.version += 1
        stored.updated_at, stored.updated_by = timezone.now(), actor.user
        stored.save()


def _submission(report: Report, published: Published, actor: Actor) -> Submission:
    content, edition = published.content, report.edition
    said = Content(
        year=report.campaign.year,
        figures={cell: content.figures.get(cell) for cell in edition.cells},
        texts={s.code: content.texts.get(s.code, "") for s in edition.sections if s.is_narrative},
        agency=report.agency.name,
        is_government=report.agency.is_government,
    )
    assert actor.user is not None
    return next_submission(report, said, published.findings, actor.user, {})


def _change(report: Report, made: Submission | None) -> None:
    """Publish the report, or take it away where there is nothing."""
    report.is_historic = True
    report.status = State.PUBLISHED if made else State.DRAFTING
    report.approved_number = made.number if made else None
    report.status_since = timezone.now()
    report.save(update_fields=["is_historic", "status", "approved_number", "last_number",
                               "status_since"])  # fmt: skip


def _kept(made: Submission, published: Published) -> PastReport:
    past = PastReport.objects.create(
        submission=made,
        source=published.source,
        published_on=published.published_on,
        name=published.name,
        digest=published.digest,
        content_digest=content_digest(published.content, made.edition),
        unread=dict(published.content.unread),
    )
    if past.published_on:  # so that it is old among what a person has done with
        noon = timezone.make_aware(datetime.combine(past.published_on, time(12)))
        Report.objects.filter(pk=made.report_id).update(status_since=noon)
    return past


def _told(past: PastReport) -> dict[str, object]:
    """Return what the trail keeps of a report that came in."""
    figures = past.submission.figures.values()
    return {
        "source": past.source,
        "published_on": past.published_on.isoformat() if past.published_on else "",
        "name": past.name,
        "digest": past.digest,
        "number": past.submission.number,
        "cells": sum(figure is not None for figure in figures),
        "doubts": len(past.unread),
        "status": State.PUBLISHED,
    }


# Away again ----------------------------------------------------------------------------------


def why_it_stays(report: Report) -> str:
    """Return why a past year's report cannot be taken away, or ""."""
    later = Report.objects.filter(agency=report.agency_id, campaign__year=report.campaign.year + 1)
    if later.filter(moves_made__gt=0).exists():
        words = gettext("The agency's report of %(year)d is on its way beside it.")
        return words % {"year": report.campaign.year + 1}
    return ""


def take_away(report: Report, actor: Actor) -> bool:
    """Take a past year's report out of every list and sum; what was kept of it stays in the trail.
    False if that was done before. Raises StillNeeded."""
    with transaction.atomic():
        known = Report.with_practice.select_for_update(of=("self",)).select_related("campaign")
        report = known.select_related("agency__region").get(pk=report.pk, is_historic=True)
        before = past_report_of(report)
        if before is None:
            return False
        if why := why_it_stays(report):
            raise StillNeeded(why)
        report.sections.update(figures={}, unreadable={}, text="")
        FiledSentence.objects.filter(report=report).delete()
        _change(report, None)
        record(actor, "past.take_away", report.trail_name, label=report, before=_told(before))
    return True
