"""When a report is due, in days, as every page says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from reports.models import FILED_STATES, Report, ReportSection

SOON = 7  # days


@dataclass(frozen=True)
class Deadline:
    day: date
    days_left: int  # negative when late

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= SOON

    @property
    def late_by(self) -> int:
        return -self.days_left


def deadline_of(report: Report, today: date | None = None) -> Deadline | None:
    """The internal deadline, which the agencies work to; none once the report is filed."""
    if report.status in FILED_STATES:
        return None
    day = report.campaign.internal_deadline
    return Deadline(day, (day - (today or timezone.localdate())).days)


def deadline_of_section(section: ReportSection, today: date | None = None) -> Deadline | None:
    """When its holder has to be done; none where nobody holds it, or they are."""
    if section.due_on is None or section.is_done:
        return None
    return Deadline(section.due_on, (section.due_on - (today or timezone.localdate())).days)
