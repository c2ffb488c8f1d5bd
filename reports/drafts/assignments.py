"""Assigning a report's sections: who has which until when, done marks, handing back.

Who may write in an assigned section is decided in access.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.trail.record import Actor, record
from reports.drafts.access import WRITERS
from reports.drafts.notify import close_if_done, notify_assigned, notify_handed_back
from reports.drafts.storage import ReportNotEditable, locked
from reports.models import Report, ReportSection

NOTE_LIMIT = 500


class NoteMissing(Exception):
    """Handing a section back needs a reason."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the assignments since the page was shown."""

    def __init__(self, sections: Iterable[ReportSection]) -> None:
        self.sections = tuple(sections)
        super().__init__([section.code for section in self.sections])


@dataclass(frozen=True)
class Assignment:
    """Who has a section, and until when."""

    holder: User
    due_on: date

    def __str__(self) -> str:
        return f"{self.holder} {self.due_on.isoformat()}"


def assignment_of(section: ReportSection) -> Assignment | None:
    if section.holder is None or section.due_on is None:
        return None
    return Assignment(section.holder, section.due_on)


def possible_holders(report: Report) -> QuerySet[User]:
    """The people a section can be assigned to: the agency's reporters and its office."""
    writers = report.agency.memberships.filter(role__in=WRITERS).values("user")
    return User.objects.filter(is_active=True, pk__in=writers).order_by("name", "pk")


def not_done(report: Report) -> list[ReportSection]:
    """The assigned sections still being worked on, in printed order."""
    still = report.sections.filter(holder__isnull=False, done_at=None)
    return list(still.select_related("holder"))


# The office -----------------------------------------------------------------------------------


def assign(
    report: Report,
    wanted: Mapping[str, Assignment | None],
    shown: Mapping[str, Assignment | None],
    actor: Actor,
) -> list[ReportSection]:
    """Assign sections, change assignments, or end them (None); return the sections changed.

    What differs from `shown` is a change; if somebody else changed the same section meanwhile, that
    must be looked at first. Raises ChangedMeanwhile, and ReportNotEditable if the report is not
    open.
    """
    with transaction.atomic():
        sections = _locked(report)
        before = {section.code: assignment_of(section) for section in sections}
        codes = [code for code in before if wanted.get(code) != shown.get(code)]
        changed = [s for s in sections if s.code in codes and before[s.code] != wanted.get(s.code)]
        if stale := [s for s in changed if before[s.code] != shown.get(s.code)]:
            raise ChangedMeanwhile(stale)
        for section in changed:
            _give(section, wanted.get(section.code), actor, timezone.now())
        if changed:
            notify_assigned(report, changed, actor.user)
            close_if_done(report, [one.holder for one in before.values() if one])
            record(
                actor,
                "section.hand_out",
                report.trail_name,
                label=report,
                before={s.code: str(before[s.code] or "") for s in changed},
                after={s.code: str(wanted.get(s.code) or "") for s in changed},
            )
    return changed


def _locked(report: Report) -> list[ReportSection]:
    found = locked(ReportSection.objects.filter(report=report)).order_by("pk")
    sections = list(found.prefetch_related("holder"))  # after the lock: a join shows who was before
    if not sections[0].report.is_open:
        raise ReportNotEditable(sections[0].report)
    return sections


def _give(section: ReportSection, to: Assignment | None, actor: Actor, now: datetime) -> None:
    """Store one assignment; a new due day alone keeps the done mark."""
    if to is None or to.holder != section.holder:
        section.done_at = section.done_by = None
    section.holder = to.holder if to else None
    section.due_on = to.due_on if to else None
    section.handed_by = actor.user
    section.handed_at = now
    section.handed_back_by, section.note = None, ""
    section.save(
        update_fields=["holder", "due_on", "handed_by", "handed_at", "done_at", "done_by",
                       "handed_back_by", "note"]
    )  # fmt: skip


# The holder -----------------------------------------------------------------------------------


def mark_done(section: ReportSection, actor: Actor, *, done: bool = True) -> None:
    """Mark a section as done or not done; the caller holds its row lock.

    Raises ReportNotEditable.
    """
    if not section.report.is_open:
        raise ReportNotEditable(section.report)
    if not section.is_handed_out or section.is_done == done:
        return
    section.done_at = timezone.now() if done else None
    section.done_by = actor.user if done else None
    section.save(update_fields=["done_at", "done_by"])
    report = section.report
    close_if_done(report, [section.holder])
    record(actor, "section.done" if done else "section.not_done", report.trail_name,
           label=f"{report} {section.code}", after={"section": section.code})  # fmt: skip


def hand_back(section: ReportSection, note: str, actor: Actor) -> None:
    """Return a section to the office with a reason; the caller holds its row lock.

    Raises NoteMissing, and ReportNotEditable if the report is not open.
    """
    words = note.strip()[:NOTE_LIMIT]
    if not section.report.is_open:
        raise ReportNotEditable(section.report)
    if not words:
        raise NoteMissing
    holder = section.holder
    section.holder = section.due_on = section.done_at = section.done_by = None
    section.handed_back_by, section.note = actor.user, words
    section.save(update_fields=["holder", "due_on", "done_at", "done_by", "handed_back_by", "note"])
    report = section.report
    close_if_done(report, [holder])
    notify_handed_back(section, actor.user)
    record(actor, "section.hand_back", report.trail_name, label=f"{report} {section.code}",
           after={"section": section.code, "note": words})  # fmt: skip


def reopen_sections(report: Report) -> None:
    """Clear done marks after a return, as everything may need another look; assignments stay."""
    report.sections.filter(done_at__isnull=False).update(done_at=None, done_by=None)
