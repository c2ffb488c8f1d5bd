"""What pressing the main button of a report's state would do for who looks, in one sentence.

Made of the refusals that the move itself would meet, so that no page says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.display.findings import Link, entry_links
from reports.form.content import Finding
from reports.models import AGENCY_STATES, Report, ReportSection
from reports.workflow.available_moves import AvailableMove, Onward
from reports.workflow.questions import empty_sections
from reports.workflow.refusals import (
    MoveRefused,
    NotSubmittable,
    OnlyPractice,
    StillAssigned,
    Unanswered,
)
from reports.workflow.states import STATES

Text = str | Promise

POSSIBLE: Mapping[str, Text] = {
    "pass_on": gettext_lazy("It can be passed on."),
    "sign": gettext_lazy("It can be signed."),
    "submit": gettext_lazy("It can be submitted."),
}
REFUSED: Mapping[str, Text] = {
    "pass_on": gettext_lazy("It cannot be passed on yet."),
    "sign": gettext_lazy("You cannot sign it."),
    "submit": gettext_lazy("It cannot be submitted yet."),
}


@dataclass(frozen=True)
class Hindrance:
    """What is in the way, and where it is settled."""

    words: Text
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class MoveVerdict:
    """`level` is clean, later (possible, but something is left to settle), refused, or others (it
    is not the turn of who looks)."""

    level: str
    sentence: Text
    hindrances: Sequence[Hindrance] = ()
    onward: Onward | None = None

    @property
    def look(self) -> str:
        """The kind of notice it is drawn as."""
        looks = {"clean": "success", "later": "warning", "refused": "error", "others": "info"}
        return looks[self.level]


def verdict_of(
    report: Report,
    offers: Iterable[AvailableMove],
    stopping: Sequence[Finding],
    sections: Iterable[ReportSection],
) -> MoveVerdict:
    """Return the verdict for whom `offers` were made; `stopping` prevents the submission,
    `sections` are as stored."""
    later = _later(report, stopping) if report.state in AGENCY_STATES else []
    if report.is_practice:
        return MoveVerdict("others", str(OnlyPractice()), later)
    main = next((offer for offer in offers if offer.move.name in POSSIBLE), None)
    if main is None:
        return MoveVerdict("others", STATES[report.state].next, later)
    name = main.move.name
    if main.refusals:
        met = [_hindrance(report, refusal) for refusal in main.refusals]
        return MoveVerdict("refused", REFUSED[name], met)
    empty = empty_sections(sections) if report.is_with_drafters else []
    left = [*_still_empty(report, empty), *later]
    return MoveVerdict("later" if left else "clean", POSSIBLE[name], left, main.waits_for)


def _later(report: Report, stopping: Sequence[Finding]) -> list[Hindrance]:
    if not stopping:
        return []
    words = _("To be settled before it is submitted:")
    return [Hindrance(words, _counted(report, stopping))]


def _counted(report: Report, stopping: Sequence[Finding]) -> list[Link]:
    """Return the points by what they want, each leading to their list on the check page."""
    page = reverse("agency:check", kwargs={"pk": report.pk})
    explain = sum(finding.needs_explanation for finding in stopping)
    correct = len(stopping) - explain
    counts = (
        (correct, ngettext("%(count)d to correct", "%(count)d to correct", correct), "error"),
        (explain, ngettext("%(count)d to explain", "%(count)d to explain", explain), "warning"),
    )
    return [
        Link(words % {"count": count}, f"{page}#findings-{group}")
        for count, words, group in counts
        if count
    ]


def _still_empty(report: Report, codes: Sequence[str]) -> list[Hindrance]:
    if not codes:
        return []
    links = [_section(report, code) for code in codes]
    return [Hindrance(_("Still empty; you are asked once more when you pass it on:"), links)]


def _section(report: Report, code: str, more: str = "") -> Link:
    page = reverse("entry:section", kwargs={"pk": report.pk, "code": code})
    return Link(f"{report.edition.by_code[code].title}{more}", page)


def _hindrance(report: Report, refusal: MoveRefused) -> Hindrance:
    match refusal:
        case StillAssigned(sections=sections):
            held = [_section(report, s.code, f"（{s.holder}）") for s in sections]
            return Hindrance(_("Not marked as done by those who hold it:"), held)
        case Unanswered(places=places):
            link, whole = entry_links(report), _("The whole report")
            page = reverse("agency:report", kwargs={"pk": report.pk})
            return Hindrance(
                _("Comments of the reviewer to be answered:"),
                [
                    Link(p.name, link(p.section.code, p.cell))
                    if p.section
                    else Link(whole, f"{page}#comments")
                    for p in places
                ],
            )
        case NotSubmittable(findings=findings):
            return Hindrance(_("To be settled first:"), _counted(report, findings))
    return Hindrance(str(refusal))
