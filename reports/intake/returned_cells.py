"""Places where a file cannot be written now, although the report is open, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accounts.models import User
from reports.drafts.access import is_for
from reports.drafts.carry_over import carried_over_cells
from reports.form.content import Figure, Words
from reports.form.equations import carry_overs
from reports.models import Report, ReportSection

FIXED = Words({
    "zh": "由上年审核通过的年报确定。确需更改的，请先在填报页写明理由。",
    "en": "Fixed by last year's approved report. To change it, give a reason on the form first.",
})  # fmt: skip
NOT_RETURNED = Words({
    "zh": "审核人没有退回这一处，不能修改。",
    "en": "The reviewer did not return this place, so it cannot be changed.",
})  # fmt: skip


def uneditable_places(
    report: Report, sections: Iterable[ReportSection], user: User
) -> dict[str, Words]:
    """Map cells, and sections for texts, to why they cannot be written: carried over, not returned
    by the bureau, or assigned to others. Two queries."""
    sections = list(sections)
    kept = {**dict(_fixed(report, sections)), **dict(_not_returned(report))}
    return {**kept, **dict(_held(report, sections, user))}


def _not_returned(report: Report) -> Iterator[tuple[str, Words]]:
    for section in report.edition.sections:
        for place in (section.code, *(cell.id for cell in section.cells)):
            if not report.is_editable(place):
                yield place, NOT_RETURNED


def _fixed(report: Report, sections: Iterable[ReportSection]) -> Iterator[tuple[str, Words]]:
    figures: dict[str, Figure | None] = {}
    for stored in sections:
        figures |= stored.figures
    for cell, lock in carried_over_cells(report, carry_overs(report.edition), figures).items():
        if not lock.lifted:
            yield cell, FIXED


def _held(
    report: Report, sections: Iterable[ReportSection], user: User
) -> Iterator[tuple[str, Words]]:
    for stored in sections:
        if is_for(stored, user, report.agency_id):
            continue
        section = report.edition.by_code[stored.code]
        why = _held_by(str(stored.holder))
        yield from ((place, why) for place in (stored.code, *(c.id for c in section.cells)))


def _held_by(holder: str) -> Words:
    return Words({
        "zh": f"本部分已分派给{holder}，由{holder}填写。",
        "en": f"This section has been handed out to {holder}, who writes it.",
    })  # fmt: skip
