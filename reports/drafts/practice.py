"""The practice report: a person's own copy with seeded errors and the pages of a real report.

It is marked by `practice_of`: `Report.objects` leaves it out wherever reports are listed.
"""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.trail.presses import first_press
from accounts.trail.record import Actor, record
from reports.analysis.seeded_errors import with_seeded_errors, year_before
from reports.drafts.access import WRITERS, own_practice, own_reports
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.form.content import Content
from reports.form.equations import carry_overs
from reports.models import Report, ReportSection

HOW = "practice"  # the trail's word for writing the seeded errors


def model_of(user: User) -> Report | None:
    """Return the real report whose agency and year the practice uses: the newest they write in."""
    agencies = [m.agency_id for m in user.held if m.role in WRITERS]
    newest = own_reports(user).filter(agency__in=agencies).order_by("-campaign__year", "pk")
    return newest.first()


def is_newcomer(user: User) -> bool:
    """Whether this person fills in reports, but has saved nothing in a real one so far."""
    if not user.has_role(*WRITERS):
        return False
    return not ReportSection.objects.filter(updated_by=user, report__practice_of=None).exists()


def begin(user: User, actor: Actor) -> Report | None:
    """Create a practice report, replacing any earlier one; None if there is nothing to file."""
    model = model_of(user)
    if model is None:
        return None
    with transaction.atomic():
        if not first_press(actor):
            return own_practice(user).first()
        User.objects.select_for_update().get(pk=user.pk)  # a second press waits, then starts over
        again = own_practice(user).exists()
        Report.with_practice.filter(practice_of=user).delete()
        report = Report.with_practice.create(
            campaign=model.campaign, agency=model.agency, practice_of=user
        )
        _seed(report, actor)
        record(actor, "practice.start", report.trail_name, label=report,
               after={"again": again})  # fmt: skip
    return report


def _seed(report: Report, actor: Actor) -> None:
    """Write the seeded errors. Carried over cells are stored first, as if typed before last year's
    approval: written afterwards, a wrong figure would be refused."""
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
    """Return what a practice report uses as last year's; real reports play no part."""
    return year_before(report.edition, report.campaign.year)
