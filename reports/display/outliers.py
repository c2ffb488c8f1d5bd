"""Outliers as pages list them, each along with what rules and reasons say about the same jump."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reports.analysis.outliers import Outlier, outliers
from reports.display.findings import ShownFinding, shown
from reports.display.links import Link
from reports.display.peers import PeerFigures
from reports.drafts.explanations import Reason
from reports.form.content import Content, Finding
from reports.form.edition import Edition
from reports.form.equations import equations_by_rule
from reports.language import in_readers_language
from reports.rules.figure_checks import unusual_change

SHOWN_AT_ONCE = 8  # the rest is folded
LinkTo = Callable[[str, str], str]


@dataclass(frozen=True)
class ShownOutlier:
    outlier: Outlier
    cell: Link
    why: str
    said: Sequence[ShownFinding] = ()  # from rules that compare the cell with last year's

    @property
    def repeats(self) -> int:
        return len(self.outlier.repeated_in)


@dataclass(frozen=True)
class Unusual:
    """A report's outliers, and the findings not already covered by them."""

    shown: Sequence[ShownOutlier]
    findings: Sequence[Finding]

    @property
    def first(self) -> Sequence[ShownOutlier]:
        return self.shown[:SHOWN_AT_ONCE]

    @property
    def more(self) -> Sequence[ShownOutlier]:
        return self.shown[SHOWN_AT_ONCE:]

    @property
    def cells(self) -> set[str]:
        """The cells listed, without those that only follow from them."""
        return {one.outlier.cell for one in self.shown}


def to_review(
    edition: Edition,
    content: Content,
    held: PeerFigures,
    findings: Sequence[Finding],
    link: LinkTo,
    reasons: Mapping[str, Reason],
) -> Unusual:
    """Return outliers for the reviewer, with what the rules and the filer say about them."""
    found, rest = _judged(edition, content, held, findings)
    said = {one.cell: [f for f in rest if _is_of(edition, f, one)] for one in found}
    told = {finding.key for each in said.values() for finding in each}
    return Unusual(
        [
            _shown(edition, one, link, [shown(edition, f, link, reasons.get(f.key)) for f in each])
            for one in found
            for each in [said[one.cell]]
        ],
        [finding for finding in rest if finding.key not in told],
    )


def count_unusual(
    edition: Edition, content: Content, held: PeerFigures, findings: Sequence[Finding]
) -> int:
    """Return how many `to_review` would list."""
    return len(_judged(edition, content, held, findings)[0])


def to_check(
    edition: Edition,
    content: Content,
    held: PeerFigures,
    findings: Sequence[Finding],
    link: LinkTo,
) -> Unusual:
    """Return outliers for the agency, without those that findings awaiting its reasons cover."""
    found, rest = _judged(edition, content, held, findings)
    new = [one for one in found if not any(_is_of(edition, f, one) for f in rest)]
    return Unusual([_shown(edition, one, link, ()) for one in new], rest)


def _judged(
    edition: Edition,
    content: Content,
    held: PeerFigures,
    findings: Sequence[Finding],
) -> tuple[list[Outlier], list[Finding]]:
    """Return outliers, with all cells of findings that only report jumps, and other findings."""
    jumps = _rules(edition).jumps
    jumped = {cell for finding in findings if finding.rule in jumps for cell in finding.cells}
    found = outliers(edition, content, held.earlier, held.like, jumped)
    return found, without_jumps(edition, findings)


def without_jumps(edition: Edition, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are not already shown as outliers."""
    return [finding for finding in findings if finding.rule not in _rules(edition).jumps]


def _is_of(edition: Edition, finding: Finding, outlier: Outlier) -> bool:
    """Whether the finding compares the same figure with last year's; its first cell counts."""
    compares = finding.rule in _rules(edition).comparing
    return compares and finding.cells[0] in outlier.cells


@dataclass(frozen=True)
class _Rules:
    jumps: frozenset[str]  # rules that say what outliers say, less exactly
    comparing: frozenset[str]  # rules that compare with last year's report


@cache
def _rules(edition: Edition) -> _Rules:
    return _Rules(
        frozenset(r.id for r in edition.rules if r.check == unusual_change.__name__),
        frozenset(
            rule
            for rule, equations in equations_by_rule(edition).items()
            if any(term.previous for equation in equations for term in equation.terms)
        ),
    )


def _shown(
    edition: Edition, outlier: Outlier, link: LinkTo, said: Sequence[ShownFinding]
) -> ShownOutlier:
    cell = edition.cells[outlier.cell]
    why = in_readers_language(outlier.why)
    place = Link(cell.name, link(edition.section_of(cell.id).code, cell.id))
    return ShownOutlier(outlier, place, why, said)
