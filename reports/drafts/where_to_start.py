"""What of an open report is one person's, and the section with which they go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Role, User
from reports.drafts.progress import blank_count
from reports.form.content import Content
from reports.models import Report, ReportSection


@dataclass(frozen=True)
class SectionShare:
    """A report's sections as one person sees them, each in printed order."""

    sections: Sequence[ReportSection]
    held: Sequence[ReportSection]  # handed to them and not marked as done
    free: Sequence[ReportSection]  # handed to nobody, not complete, and theirs to fill in
    with_others: Sequence[ReportSection]  # handed to others and not marked as done
    takes_the_rest: bool  # what is handed to nobody is theirs

    @property
    def start(self) -> ReportSection | None:
        """The first section that still wants something of this person."""
        return min((*self.held, *self.free), key=lambda section: section.pk, default=None)

    @property
    def is_to_check(self) -> bool:
        """Whether nothing is left to fill in for anybody, so that they check and pass it on."""
        return self.takes_the_rest and not (self.held or self.free or self.with_others)


def share_of(
    report: Report, user: User, sections: Sequence[ReportSection], content: Content
) -> SectionShare:
    """What is handed to nobody belongs to the office, and to writers who were handed nothing."""
    undone = [section for section in sections if section.is_handed_out and not section.is_done]
    is_office = user.has_role_at(report.agency_id, Role.OFFICE)
    has_none = all(section.holder_id != user.pk for section in sections)
    takes_the_rest = is_office or (has_none and not all(s.is_handed_out for s in sections))
    free = [s for s in sections if not s.is_handed_out and _is_incomplete(report, s, content)]
    return SectionShare(
        sections=sections,
        held=[section for section in undone if section.holder_id == user.pk],
        free=free if takes_the_rest else [],
        with_others=[section for section in undone if section.holder_id != user.pk],
        takes_the_rest=takes_the_rest,
    )


def _is_incomplete(report: Report, stored: ReportSection, content: Content) -> bool:
    section = report.edition.by_code[stored.code]
    unreadable = any(cell.id in content.unreadable for cell in section.cells)
    return unreadable or blank_count(section, content) > 0
