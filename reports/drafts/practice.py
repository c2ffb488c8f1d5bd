"""A report for practice: a person's own copy of the planted one, with the pages of a real report.

It stands apart by `practice_of`: `Report.objects` leaves it out wherever reports are listed.
"""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.trail.record import Actor, record
from reports.analysis.seeded_errors import with_seeded_errors, year_before
from reports.drafts.access import WRITERS, own_practice, own_reports
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.form.content import Content
from reports.form.equations import carry_overs
from reports.models import Report, ReportSection

HOW = "practice"  # what the trail calls the writing of what is planted


def model_of(user: User) -> Report | None:
    """The real report whose agency and year the practice takes: the newest they write."""
    agencies = [m.agency_id for m in user.held if m.role in WRITERS]
    newest = own_reports(user).filter(agency__in=agencies).order_by("-campaign__year", "pk")
    return newest.first()


def begin(user: User, actor: Actor) -> Report | None:
    """A new practice report, in place of the one there was; None where there is nothing to file."""
    model = model_of(user)
    if model is None:
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # a second press waits, and begins anew
        again = own_practice(user).exists()
        Report.with_practice.filter(practice_of=user).delete()
        report = Report.with_practice.create(
            campaign=model.campaign, agency=model.agency, practice_of=user
        )
        _seed(report, actor)
        record(actor, "practice.start", report.trail_name, label=str(report),
               after={"again": again})  # fmt: skip
    return report


def _seed(report: Report, actor: Actor) -> None:
    """What last year's report fixes stands there from the start, as if typed before its approval:
    written afterwards, a wrong figure would be refused."""
    edition = report.edition
    content = with_seeded_errors(edition, report.campaign.year)
    carried = carry_overs(edition).keys()
    ReportSection.objects.bulk_create(
        ReportSection(report=report, code=section.code, figures={
            cell.id: content.figures[cell.id] for cell in section.cells if cell.id in carried
        })
        for section in edition.sections
    )  # fmt: skip
    for section in edition.sections:
        figures = {c.id: content.figures[c.id] for c in section.cells if c.id not in carried}
        entry = Entry(figures, text=content.texts.get(section.code))
        write_section(report, section.code, entry, actor, how=HOW)


def last_year_of(report: Report) -> Content:
    """What a practice report takes for last year's: real ones are no matter of practice."""
    return year_before(report.edition, report.campaign.year)
