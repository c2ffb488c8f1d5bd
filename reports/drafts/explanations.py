"""The filer's written reasons: why findings stand, and why carried over cells were opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.trail.record import Actor, record
from reports.drafts.merging import Entry, shown_values
from reports.drafts.storage import ReportNotEditable, write_section
from reports.form.content import Finding, normal_text
from reports.form.equations import carry_overs
from reports.models import Explanation, Report
from reports.rules.check import masked

MAX_LENGTH = 500
LIFT = "override"  # the trail's word for opening a cell
PUT_BACK = "override.undo"


class NoReason(Exception):
    """Opening a carried over cell needs a reason."""


@dataclass(frozen=True)
class Reason:
    text: str
    by: str
    at: datetime

    def __str__(self) -> str:
        return self.text


def reasons_of(report: Report) -> dict[str, Reason]:
    """Return every reason given, by the key of what it is for."""
    given = report.explanations.select_related("author")
    return {e.key: Reason(e.text, e.author.name, e.at) for e in given}


def explanations_of(report: Report, findings: Sequence[Finding]) -> dict[str, Reason]:
    """Return reasons by finding key. A reason given for other numbers no longer counts."""
    keys = {finding.key for finding in findings}
    return {key: reason for key, reason in reasons_of(report).items() if key in keys}


def explain(
    report: Report, findings: Sequence[Finding], texts: Mapping[str, str], actor: Actor
) -> int:
    """Store reasons by finding key, and return how many changed. Emptying one deletes it, and for a
    carried over cell restores last year's figure.

    Raises ReportNotEditable if the report is no longer open to the agency.
    """
    with transaction.atomic():
        _require_open(report)
        before = dict(report.explanations.values_list("key", "text"))
        after = {
            finding.key: written(report, texts[finding.key])
            for finding in findings
            if finding.needs_explanation and finding.key in texts
        }
        changed = [
            finding
            for finding in findings
            if finding.key in after and after[finding.key] != before.get(finding.key, "")
        ]
        for finding in changed:
            _keep(report, finding, after[finding.key], author_of(actor))
        emptied = [f.cells[0] for f in changed if f.of_cell and not after[f.key]]
        _write_last_years(report, emptied, actor)
        if changed:
            record(
                actor,
                "report.explain",
                report.trail_name,
                label=report,
                before={f.key: before.get(f.key, "") for f in changed},
                after={f.key: after[f.key] for f in changed},
            )
    return len(changed)


def written(report: Report, typed: str) -> str:
    """Return a reason as stored, with personal data masked: it is kept for years."""
    text = normal_text(typed).strip()[:MAX_LENGTH]
    return masked(report.edition, report.campaign.year, text)


def author_of(actor: Actor) -> User:
    assert actor.user is not None  # only people give reasons
    return actor.user


def _require_open(report: Report) -> None:
    locked = Report.with_practice.select_for_update(of=("self",)).select_related("campaign")
    if not (now := locked.get(pk=report.pk)).is_open:
        raise ReportNotEditable(now)


def _keep(report: Report, finding: Finding, text: str, author: User) -> None:
    if not text:
        report.explanations.filter(key=finding.key).delete()
        return
    Explanation.objects.update_or_create(
        report=report,
        key=finding.key,
        defaults={
            "rule": finding.rule,
            "message": str(finding.message),
            "text": text,
            "author": author,
        },
    )


# Carried over cells -----------------------------------------------------------


def lift(report: Report, code: str, cells: Iterable[str], text: str, actor: Actor) -> list[str]:
    """Open carried over cells of a section, with a reason that the reviewer will read.

    Returns the cells opened. Raises NoReason, and ReportNotEditable if the report is not open.
    """
    reason, carried = written(report, text), carry_overs(report.edition)
    if not reason:
        raise NoReason
    known = report.edition.by_code[code].cells
    opened = [cell.id for cell in known if cell.id in set(cells) and cell.id in carried]
    with transaction.atomic():
        _require_open(report)
        given = dict(report.explanations.values_list("key", "text"))
        new = [cell for cell in opened if given.get(carried[cell].key) != reason]
        for cell in new:
            Explanation.objects.update_or_create(
                report=report,
                key=carried[cell].key,
                defaults={
                    "rule": carried[cell].rule,
                    "message": report.edition.cells[cell].label,
                    "text": reason,
                    "author": author_of(actor),
                },
            )
        if new:
            shown = _shown(report, code)
            values = {cell: shown[cell] for cell in new}
            after = {"section": code, "how": LIFT, "values": values, "reason": reason}
            _record_lift(report, values, after, actor)
    return opened


def put_back(report: Report, cell: str, actor: Actor) -> bool:
    """Withdraw the reason for a cell, so that last year's figure is carried over again."""
    key = carry_overs(report.edition)[cell].key
    with transaction.atomic():
        _require_open(report)
        reason = report.explanations.filter(key=key).first()
        if reason:
            reason.delete()
        changed = _write_last_years(report, [cell], actor)
        if reason and not changed:  # otherwise the write records it
            code = report.edition.section_of(cell).code
            values = {cell: _shown(report, code)[cell]}
            after = {"section": code, "how": PUT_BACK, "values": values}
            _record_lift(report, values, after, actor)
    return bool(reason)


def _record_lift(
    report: Report, before: Mapping[str, str], after: Mapping[str, object], actor: Actor
) -> None:
    label = f"{report} {after['section']}"
    record(actor, "report.lift", report.trail_name, label=label, before=before, after=after)


def _shown(report: Report, code: str) -> dict[str, str]:
    """Return what a section's cells hold, without carried over figures."""
    stored = report.sections.get(code=code)
    return shown_values(report.edition.by_code[code], stored.figures, stored.unreadable)


def _write_last_years(report: Report, cells: Sequence[str], actor: Actor) -> set[str]:
    """Blank cells, so that they are carried over again; return the cells changed."""
    changed: set[str] = set()
    for code in sorted({report.edition.section_of(cell).code for cell in cells}):
        own = [cell for cell in cells if report.edition.section_of(cell).code == code]
        entry = Entry(dict.fromkeys(own), base=_shown(report, code))
        changed |= write_section(report, code, entry, actor, how=PUT_BACK).changes.keys()
    return changed
