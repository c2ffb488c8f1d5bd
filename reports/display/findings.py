"""Findings as pages list them: grouped, in the reader's language, each cell a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.display.links import Link
from reports.display.suspects import ShownSuspicion
from reports.drafts.explanations import Reason
from reports.form.content import Finding
from reports.form.edition import Edition
from reports.language import in_readers_language
from reports.models import Report

LINKS_SHOWN = 8
TEXT_FIELD = "id_text"
AROUND = 12  # characters of a text shown on either side of the words that a finding is about
GROUPS: Mapping[str, str | Promise] = {
    "error": _("To correct"),
    "blank": _("Still to fill in"),
    "warning": _("To explain"),
    "explained": _("Explained"),
    "waived": _("Waived by the bureau"),
    "info": _("For information"),
}


@dataclass(frozen=True)
class Excerpt:
    """The words a finding is about, with what stands around them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class ShownFinding:
    finding: Finding
    title: str
    message: str
    links: Sequence[Link]
    links_left_out: int
    reason: Reason | None
    excerpt: Excerpt | None = None

    @property
    def waived_until(self) -> date | None:
        waiver = self.finding.waiver
        return date.fromisoformat(waiver.until) if waiver else None


@dataclass(frozen=True)
class Group:
    name: str  # a key of GROUPS
    heading: str | Promise
    findings: Sequence[ShownFinding]
    suspicion: ShownSuspicion | None = None  # only in the group of errors
    left_out: int = 0  # further findings, which are not listed

    @property
    def count(self) -> int:
        return len(self.findings) + self.left_out


def group_of(finding: Finding, reason: Reason | None = None) -> str:
    """Return a group by what the filer must do: errors resolved by a reason are to be explained,
    and what has its reason is explained."""
    if finding.blanks and finding.severity != "error":
        return "blank"
    if finding.waiver:
        return "waived"
    if finding.needs_explanation:
        return "explained" if reason else "warning"
    return finding.severity


def grouped(
    edition: Edition,
    findings: Sequence[Finding],
    link: Callable[[str, str], str],
    explanations: Mapping[str, Reason] | None = None,
    suspicion: ShownSuspicion | None = None,
    texts: Mapping[str, str] | None = None,
) -> list[Group]:
    """Group findings; `link(section code, cell id)` returns an address, the cell may be "". With
    the report's `texts`, findings quote the words they are about."""
    reasons = explanations or {}
    groups: dict[str, list[ShownFinding]] = {name: [] for name in GROUPS}
    for finding in findings:
        reason = reasons.get(finding.key)
        groups[group_of(finding, reason)].append(shown(edition, finding, link, reason, texts))
    return [
        Group(name, GROUPS[name], rows, suspicion if name == "error" else None)
        for name, rows in groups.items()
        if rows
    ]


def shown(
    edition: Edition,
    finding: Finding,
    link: Callable[[str, str], str],
    reason: Reason | None,
    texts: Mapping[str, str] | None = None,
) -> ShownFinding:
    links = list(_links(edition, finding, link))
    left_out = 0 if finding.blanks else max(0, len(finding.cells) - LINKS_SHOWN)
    return ShownFinding(
        finding,
        in_readers_language(finding.title),
        in_readers_language(finding.message),
        links,
        left_out,
        reason,
        _excerpt(finding, (texts or {}).get(finding.section, "")),
    )


def _links(edition: Edition, finding: Finding, link: Callable[[str, str], str]) -> Iterator[Link]:
    """Yield links to the words in the text, and to the cells; of blanks to the first alone."""
    if finding.section and (finding.quote or not finding.cells):
        section, words = edition.text_section(finding.section), finding.quote
        yield Link(section.title, _at_words(link(section.code, ""), words), words)
    if finding.blanks and len(finding.cells) > 1:
        first = finding.cells[0]
        url = link(edition.section_of(first).code, first)
        yield Link(gettext("Next blank cell"), url, to_blank=True)
        return
    for cell in finding.cells[:LINKS_SHOWN]:
        yield Link(edition.cells[cell].name, link(edition.section_of(cell).code, cell))


def _at_words(url: str, words: str) -> str:
    """Return the address of a text's field with the words that its script is to select."""
    page, hash_, place = url.partition("#")
    if not words or place != TEXT_FIELD:
        return url
    return f"{page}?{urlencode({'words': words})}{hash_}{place}"


def _excerpt(finding: Finding, text: str) -> Excerpt | None:
    at = text.find(finding.quote) if finding.quote else -1
    if at < 0 or finding.quote.strip() == text.strip():
        return None
    end = at + len(finding.quote)
    before, after = text[max(0, at - AROUND) : at], text[end : end + AROUND]
    before, after = before.rpartition("\n")[2], after.partition("\n")[0]
    return Excerpt(
        f"…{before}" if at > AROUND else before, finding.quote, f"{after}…" if after else after
    )


def entry_links(report: Report) -> Callable[[str, str], str]:
    """Return a function giving links to the inputs on the section pages."""

    def link(section: str, cell: str) -> str:
        page = reverse("entry:section", kwargs={"pk": report.pk, "code": section})
        return f"{page}#f-{cell}" if cell else f"{page}#{TEXT_FIELD}"

    return link
