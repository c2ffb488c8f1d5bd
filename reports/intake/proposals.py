"""Proposals: what a file states for a report, kept until somebody writes or discards it.

They are written as the form is (`write_into`): in one transaction, with conflict handling. What was
changed is kept, so that it can be undone where it still stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from accounts.trail.record import Actor, record
from reports.drafts.access import get_writable_report
from reports.drafts.merging import Conflict, Entry, as_typed, text_mark
from reports.drafts.storage import TEXT_LIMIT, ReportNotEditable, locked, write_into
from reports.form.content import Words
from reports.form.edition import Section
from reports.intake.comparison import Doubted, Extract
from reports.intake.returned_cells import uneditable_places
from reports.models import Proposal, Report, ReportSection

KEPT = 5  # proposals per report
SHOWN_FOR = dt.timedelta(days=14)  # unless confirmed
LONGEST_NAME = 120
LONGEST_FOUND = 200
LONGEST_WRITTEN = 60  # as for what is typed in a cell of the form
TEXT_TOO_LONG = Words({
    "zh": f"文字超过 {TEXT_LIMIT} 字，不能写入。",
    "en": f"The text has more than {TEXT_LIMIT} characters and cannot be written.",
})  # fmt: skip


class Clash(Exception):
    """The draft has changed since the page was shown; nothing was written."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(", ".join(conflict.place for conflict in conflicts))
        self.conflicts = tuple(conflicts)


class NotSure(Exception):
    """The file's questions were not all confirmed; nothing was written."""


@dataclass(frozen=True)
class ProposalOutcome:
    """What was changed; empty if it had been done before. `left` places were changed by others, or
    are closed to this person by now."""

    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    left: tuple[str, ...] = ()


# Keeping, showing --------------------------------------------------------------------------


def propose(
    report: Report, statement: Extract, actor: Actor, *, how: Proposal.Way, name: str,
    source: Mapping[str, str | int],
) -> Proposal:  # fmt: skip
    """Store a statement for somebody to confirm; `source` is what the trail says about the file."""
    with transaction.atomic():
        kept = Proposal(report=report, by=actor.user, how=how, name=name[:LONGEST_NAME])
        _fill(kept, statement)
        kept.save()
        older = list(report.proposals.values_list("pk", flat=True)[KEPT:])
        report.proposals.filter(pk__in=older).delete()
        tally = {
            "cells": len(kept.figures), "texts": len(kept.texts), "doubts": len(kept.doubts),
        }  # fmt: skip
        about = {"name": kept.name, "how": how, "proposal": kept.pk, **source, **tally}
        record(actor, "proposal.make", report.trail_name, label=f"{report} {name}", after=about)
    return kept


@transaction.atomic
def tell_refused(report: Report, actor: Actor, reason: object, **about: object) -> None:
    """Record in the trail that a file led to no proposal, and why."""
    after = {**about, "reason": str(reason)}
    record(actor, "proposal.refuse", report.trail_name, label=report, after=after)


def _fill(kept: Proposal, statement: Extract) -> None:
    doubts = dict(statement.doubts)
    for code, text in statement.texts.items():
        if len(text) > TEXT_LIMIT:
            doubts[code] = Doubted(text, TEXT_TOO_LONG)
        else:
            kept.texts[code] = text
    kept.figures = dict(statement.figures)
    kept.unreadable = {c: text[:LONGEST_WRITTEN] for c, text in statement.unreadable.items()}
    kept.origins = {place: dict(words.texts) for place, words in statement.origins.items()}
    kept.doubts = {
        place: {"found": doubt.found[:LONGEST_FOUND], "reason": dict(doubt.reason.texts)}
        for place, doubt in doubts.items()
    }
    kept.base = dict(statement.base)
    kept.remarks = [dict(words.texts) for words in statement.remarks]
    kept.asks = [dict(words.texts) for words in statement.asks]


def extract_of(kept: Proposal) -> Extract:
    return Extract(
        figures=kept.figures,
        unreadable=kept.unreadable,
        texts=kept.texts,
        origins={place: Words(texts) for place, texts in kept.origins.items()},
        doubts={p: Doubted(d["found"], Words(d["reason"])) for p, d in kept.doubts.items()},
        base=kept.base,
        remarks=tuple(map(Words, kept.remarks)),
        asks=tuple(map(Words, kept.asks)),
    )


def in_view(report: Report) -> QuerySet[Proposal]:
    """Return a report's proposals that can still be written or undone, newest first."""
    fresh = Q(at__gt=timezone.now() - SHOWN_FOR) | Q(applied_at__isnull=False)
    return report.proposals.filter(fresh).select_related("by", "applied_by")


def get_proposal(user: User, pk: int, number: int) -> Proposal:
    """Return a proposal for those who may write the report. Raises PermissionDenied, Http404."""
    return get_object_or_404(in_view(get_writable_report(user, pk)), pk=number)


# Writing, undoing, discarding ---------------------------------------------------------------


def apply(
    proposal: Proposal,
    chosen: Collection[str],
    seen: Mapping[str, str],
    actor: Actor,
    *,
    answered: int = 0,
) -> ProposalOutcome:
    """Write all the chosen places, or none; `seen` is what the page showed of the draft where it
    differs from what the file was compared with, `answered` counts ticked `asks`.

    Raises Clash, NotSure, ReportNotEditable, writing nothing. Does nothing if done before.
    """
    with transaction.atomic():
        sections = _locked_sections(proposal)
        kept = _locked_proposal(proposal)
        if kept is None or kept.applied_at:
            return ProposalOutcome()
        if answered < len(kept.asks):
            raise NotSure
        closed = _closed(proposal, sections, actor) & frozenset(chosen)
        entries = _entries(extract_of(kept), sections, frozenset(chosen) - closed, seen)
        changes, conflicts = _write_all(sections, entries, actor, how=kept.how)
        if conflicts:
            raise Clash(conflicts)
        if not entries:
            return ProposalOutcome(left=tuple(closed))
        kept.applied_at, kept.applied_by, kept.changes = timezone.now(), actor.user, changes
        kept.save(update_fields=["applied_at", "applied_by", "changes"])
        _record(actor, "proposal.apply", kept, {"how": kept.how, "changed": len(changes)})
    return ProposalOutcome(changes, tuple(closed))


def undo(proposal: Proposal, actor: Actor) -> ProposalOutcome:
    """Undo what the proposal changed, where that still stands; it can then be written again. Raises
    ReportNotEditable."""
    with transaction.atomic():
        sections = _locked_sections(proposal)
        kept = _locked_proposal(proposal)
        if kept is None or not kept.applied_at:
            return ProposalOutcome()
        closed = _closed(proposal, sections, actor) & kept.changes.keys()
        open_changes = {p: change for p, change in kept.changes.items() if p not in closed}
        entries = _backs(open_changes, sections)
        changes, conflicts = _write_all(sections, entries, actor, how=f"{kept.how}.undo")
        kept.applied_at, kept.applied_by, kept.changes = None, None, {}
        kept.save(update_fields=["applied_at", "applied_by", "changes"])
        left = (*(conflict.place for conflict in conflicts), *closed)
        _record(actor, "proposal.undo", kept, {"changed": len(changes), "left": list(left)})
    return ProposalOutcome(changes, left)


def discard(proposal: Proposal, actor: Actor) -> None:
    """Delete the proposal; what was written from it stays."""
    with transaction.atomic():
        kept = _locked_proposal(proposal)
        if kept:
            _record(actor, "proposal.discard", kept, {"written": kept.applied_at is not None})
            kept.delete()


def _locked_sections(proposal: Proposal) -> dict[Section, ReportSection]:
    """Row-lock all six sections with their report, always before the proposal. Raises
    ReportNotEditable."""
    found = locked(ReportSection.objects.filter(report=proposal.report_id)).order_by("pk")
    sections = {stored.report.edition.by_code[stored.code]: stored for stored in found}
    for stored in sections.values():
        if not stored.report.is_open:
            raise ReportNotEditable(stored.report)
    return sections


def _closed(
    proposal: Proposal, sections: Mapping[Section, ReportSection], actor: Actor
) -> frozenset[str]:
    assert actor.user is not None  # only people confirm
    return frozenset(uneditable_places(proposal.report, sections.values(), actor.user))


def _locked_proposal(proposal: Proposal) -> Proposal | None:
    """Return the row-locked proposal, or None if it was discarded meanwhile."""
    kept = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if kept:
        kept.report = proposal.report
    return kept


def _write_all(
    sections: Mapping[Section, ReportSection], entries: Mapping[Section, Entry], actor: Actor, *,
    how: str,
) -> tuple[dict[str, tuple[str, str]], list[Conflict]]:  # fmt: skip
    written = [write_into(sections[s], entry, actor, how=how) for s, entry in entries.items()]
    changes = {place: change for one in written for place, change in one.changes.items()}
    return changes, [conflict for one in written for conflict in one.conflicts]


def _entries(
    stated: Extract, sections: Iterable[Section], chosen: frozenset[str], seen: Mapping[str, str]
) -> dict[Section, Entry]:
    """Return an entry for each section in which something was chosen."""
    base = {**stated.base, **seen}
    entries: dict[Section, Entry] = {}
    for section in sections:
        if section.code in chosen and section.code in stated.texts:
            entries[section] = Entry(text=stated.texts[section.code], base=base)
        cells = chosen & {cell.id for cell in section.cells if not cell.computed}
        figures = {cell: stated.figures[cell] for cell in cells & stated.figures.keys()}
        unreadable = {cell: stated.unreadable[cell] for cell in cells & stated.unreadable.keys()}
        if figures or unreadable:
            entries[section] = Entry(figures, unreadable, base=base)
    return entries


def _backs(
    changes: Mapping[str, Sequence[str]], sections: Iterable[Section]
) -> dict[Section, Entry]:
    """Return entries that restore the earlier values where the written ones are unchanged."""
    before = {place: change[0] for place, change in changes.items()}
    base = {place: change[1] for place, change in changes.items()}
    entries: dict[Section, Entry] = {}
    for section in sections:
        if section.code in before:
            mark = text_mark(base[section.code])
            entries[section] = Entry(text=before[section.code], base={section.code: mark})
        entry = as_typed(section, before, base)
        if entry.figures:
            entries[section] = entry
    return entries


def _record(actor: Actor, action: str, kept: Proposal, about: Mapping[str, object]) -> None:
    report = kept.report
    after = {"name": kept.name, "proposal": kept.pk, **about}
    record(actor, action, report.trail_name, label=f"{report} {kept.name}", after=after)
