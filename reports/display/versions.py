"""The versions of a report that can be compared: submissions, last year's, the working copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from reports.drafts.working_copy import previous_content, working_copy
from reports.form.content import Content, Finding
from reports.form.edition import Edition
from reports.form.loader import edition_for
from reports.models import FILED_STATES, Report, Submission
from reports.workflow.submissions import found_when_filed

LAST_YEAR, DRAFT = "last", "draft"


@dataclass(frozen=True)
class Version:
    """A version, ordered by `number`: 0 is last year's, the working copy comes last."""

    key: str  # in addresses
    name: str
    number: int
    at: datetime | None = None


@dataclass(frozen=True)
class OpenedVersions:
    """A version with its content."""

    version: Version
    edition: Edition
    content: Content
    findings: Sequence[Finding] = field(default_factory=tuple)


@dataclass(frozen=True)
class Versions:
    """All versions of a report, oldest first."""

    report: Report
    all: Sequence[Version]
    last_year: Content | None

    def find(self, key: str) -> Version | None:
        return next((version for version in self.all if version.key == key), None)

    @property
    def usual(self) -> tuple[Version, Version] | None:
        """The newest version and the one before it; None if there are fewer than two."""
        return (self.all[-2], self.all[-1]) if len(self.all) > 1 else None

    def open(self, *wanted: Version) -> list[OpenedVersions]:
        """Return versions with their content; one query for the submissions."""
        numbers = [version.number for version in wanted]
        filed = {s.number: s for s in self.report.submissions.filter(number__in=numbers)}
        return [self._opened(version, filed) for version in wanted]

    def _opened(self, version: Version, filed: dict[int, Submission]) -> OpenedVersions:
        if version.key == LAST_YEAR and self.last_year:
            return OpenedVersions(version, edition_for(self.last_year.year), self.last_year)
        if version.key == DRAFT:
            copy = working_copy(self.report)
            findings = copy.findings(submitting=True)
            return OpenedVersions(version, self.report.edition, copy.content, findings)
        submission = filed[version.number]
        findings = found_when_filed(submission)
        return OpenedVersions(version, submission.edition, submission.content, findings)


def versions_of(report: Report, *, with_draft: bool = False) -> Versions:
    """Return a report's versions in two queries. Only the agency sees its working copy, and only
    while it has the report."""
    last_year = previous_content(report)
    light = report.submissions.order_by("number").values_list("number", "at")
    found = [
        Version(str(number), _("Submission No. %(number)d") % {"number": number}, number, at)
        for number, at in light
    ]
    if last_year:
        name = _("Approved report of %(year)d") % {"year": last_year.year}
        found.insert(0, Version(LAST_YEAR, name, 0))
    if with_draft and report.status not in FILED_STATES:
        found.append(Version(DRAFT, _("What the agency has now"), report.last_number + 1))
    return Versions(report, found, last_year)
