"""Findings as pages list them: grouped, in the reader's language, each cell a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.drafts.explanations import Reason
from reports.form.content import Finding
from reports.form.edition import Edition
from reports.form.numbers import format_figure
from reports.language import in_readers_language
from reports.models import Report
from reports.rules.error_localisation import Correction, Suspicion

LINKS_SHOWN = 8
SUSPECTS_SHOWN = 4
GROUPS: Mapping[str, str | Promise] = {
    "error": _("To correct"),
    "blank": _("Still to fill in"),
    "warning": _("To explain"),
    "waived": _("Waived by the bureau"),
    "info": _("For information"),
}


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class ShownFinding:
    finding: Finding
    title: str
    message: str
    links: Sequence[Link]
    links_left_out: int
    reason: Reason | None

    @property
    def waived_until(self) -> date | None:
        waiver = self.finding.waiver
        return date.fromisoformat(waiver.until) if waiver else None


@dataclass(frozen=True)
class ShownSuspicion:
    """A suspicion to show; each candidate has one link per cell, usually one, sometimes two."""

    certain: bool
    cleared: int
    candidates: Sequence[Sequence[Link]]
    less_likely: Sequence[Sequence[Link]]  # folded


@dataclass(frozen=True)
class Group:
    name: str  # a key of GROUPS
    heading: str | Promise
    findings: Sequence[ShownFinding]
    suspicion: ShownSuspicion | None = None  # only in the group of errors


def group_of(finding: Finding) -> str:
    """Return a group by what the filer must do: errors resolved by a reason are to be explained."""
    if finding.blanks and finding.severity != "error":
        return "blank"
    if finding.waiver:
        return "waived"
    return "warning" if finding.needs_explanation else finding.severity


def grouped(
    edition: Edition,
    findings: Sequence[Finding],
    link: Callable[[str, str], str],
    explanations: Mapping[str, Reason] | None = None,
    suspicion: Suspicion | None = None,
) -> list[Group]:
    """Group findings; `link(section code, cell id)` returns an address, the cell may be ""."""
    reasons = explanations or {}
    suspected = shown_suspicion(edition, suspicion, link) if suspicion else None
    return [
        Group(name, heading, rows, suspected if name == "error" else None)
        for name, heading in GROUPS.items()
        if (
            rows := [
                shown(edition, finding, link, reasons.get(finding.key))
                for finding in findings
                if group_of(finding) == name
            ]
        )
    ]


def shown(
    edition: Edition, finding: Finding, link: Callable[[str, str], str], reason: Reason | None
) -> ShownFinding:
    links = [
        Link(edition.cells[cell].name, link(edition.section_of(cell).code, cell))
        for cell in finding.cells[:LINKS_SHOWN]
    ]
    if not links and finding.section:
        section = edition.by_code[finding.section]
        links = [Link(section.title, link(section.code, ""))]
    return ShownFinding(
        finding,
        in_readers_language(finding.title),
        in_readers_language(finding.message),
        links,
        max(0, len(finding.cells) - LINKS_SHOWN),
        reason,
    )


def shown_suspicion(
    edition: Edition, suspicion: Suspicion, link: Callable[[str, str], str]
) -> ShownSuspicion:
    def shown_change(change: Correction) -> Link:
        cell = edition.cells[change.cell]
        values = f"{format_figure(change.now)} → {format_figure(change.value)}"
        return Link(f"{cell.name} {values}", link(edition.section_of(cell.id).code, cell.id))

    links = [[shown_change(change) for change in changes] for changes in suspicion.candidates]
    return ShownSuspicion(
        suspicion.certain, suspicion.cleared, links[:SUSPECTS_SHOWN], links[SUSPECTS_SHOWN:]
    )


def entry_links(report: Report) -> Callable[[str, str], str]:
    """Return a function giving links to the inputs on the section pages."""

    def link(section: str, cell: str) -> str:
        page = reverse("entry:section", kwargs={"pk": report.pk, "code": section})
        return f"{page}#f-{cell}" if cell else f"{page}#id_text"

    return link
