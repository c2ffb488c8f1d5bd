"""Applies all rules of an edition to one report. Pure: the same report gives the same findings.

Sums and bounds are in the edition files; other rules are functions in figure_checks, narrative,
mentions, copied, wording, privacy or word_list, registered below. Rules ignore blanks, which are
reported once, in groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from reports.form.content import SEVERITIES, Content, Finding, RuleContext, Severity, Words
from reports.form.edition import Edition, EditionError, RuleEntry
from reports.form.equations import Equation, equations_by_rule, totals
from reports.rules import figure_checks, narrative, privacy, word_list
from reports.rules.context import NO_CONTEXT, Check, Checked, Violation, broken
from reports.rules.copied.names import other_body_named, subjects
from reports.rules.copied.years import other_year_as_this_one
from reports.rules.mentions.checks import (
    denials_agree,
    numbers_agree,
    parts_add_up,
    requests_balance,
)
from reports.rules.mentions.shares import shares_follow
from reports.rules.wording.left_open import nothing_left_open
from reports.rules.wording.rough_counts import counts_are_exact
from reports.rules.wording.slips import no_slips

CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        figure_checks.figures_are_of_their_kind,
        figure_checks.more_than_one_has,
        figure_checks.no_blanks,
        figure_checks.every_cell_was_read,
        figure_checks.only_rule_makers_have_rules,
        figure_checks.items_look_like_cases,
        figure_checks.both_or_neither,
        figure_checks.disputes_without_requests,
        figure_checks.unusual_change,
        figure_checks.carried_in_both_years,
        narrative.period_is_the_reporting_year,
        narrative.six_sections,
        narrative.edition_fits,
        narrative.texts_say_something,
        narrative.text_is_not_too_long,
        narrative.subjects_are_mentioned,
        narrative.processing_fee_is_told,
        numbers_agree,
        denials_agree,
        parts_add_up,
        requests_balance,
        shares_follow,
        other_year_as_this_one,
        other_body_named,
        counts_are_exact,
        no_slips,
        nothing_left_open,
        privacy.no_personal_data,
        word_list.watched_words,
    )
}
CELL_OPTIONS = ("cells", "disputes", "last_year")


@dataclass(frozen=True)
class Rule:
    """A rule from the edition file, compiled and ready to be tested."""

    entry: RuleEntry
    options: Mapping[str, Any]
    messages: Mapping[str, Mapping[str, str]]  # by variant
    equations: tuple[Equation, ...] = ()
    check: Check | None = None

    def violations(self, checked: Checked) -> Iterator[Violation]:
        violations = [
            violation for equation in self.equations if (violation := broken(equation, checked))
        ]
        less = without_sums if self.entry.prefills else without_echoes
        yield from less(violations, checked)
        if self.check:
            yield from self.check(checked, self.options)


def without_sums(violations: list[Violation], checked: Checked) -> Iterator[Violation]:
    """Drop violations of sums whose parts differ too: one reason is enough for both."""
    found = {cell for violation in violations for cell in violation.cells}
    cells = checked.edition.cells
    for violation in violations:
        if not any(part in found for part in cells[violation.cells[0]].parts):
            yield violation


def without_echoes(violations: list[Violation], checked: Checked) -> Iterator[Violation]:
    """Drop violations of sums that are off by just what their parts are off by together: a mistake
    is told where it was made, not once more where it adds up."""
    off = {violation.cells[0]: violation.difference for violation in violations}
    for violation in violations:
        parts = checked.edition.cells[violation.cells[0]].parts
        echoed = [off[part] for part in parts if part in off]
        if not echoed or sum(echoed) != violation.difference:
            yield violation


@cache
def compiled_rules(edition: Edition) -> tuple[Rule, ...]:
    """Compile an edition's rules. Raises EditionError at the first unknown cell, section or check.

    Also raises EditionError at a total that adds up itself: this validates a whole edition.
    """
    totals(edition)
    equations = equations_by_rule(edition)
    entries = {entry.id: entry for entry in edition.rules}
    return tuple(_compiled(edition, entry, entries, equations) for entry in edition.rules)


def _compiled(
    edition: Edition,
    entry: RuleEntry,
    entries: Mapping[str, RuleEntry],
    equations: Mapping[str, tuple[Equation, ...]],
) -> Rule:
    options = entry.options or {}
    for problem in _problems(edition, entry, entries, equations):
        raise EditionError(f"{edition.id}.toml", entry.id, problem)
    words = entries[options.get("messages_of", entry.id)].options or {}
    return Rule(
        entry,
        options,
        words.get("messages", {}),
        equations.get(entry.id, ()),
        CHECKS[entry.check] if entry.check else None,
    )


def _problems(
    edition: Edition,
    entry: RuleEntry,
    entries: Mapping[str, RuleEntry],
    equations: Mapping[str, tuple[Equation, ...]],
) -> Iterator[str]:
    options = entry.options or {}
    if entry.check and entry.check not in CHECKS:
        yield f"names the unknown check {entry.check!r}"
    if entry.severity not in SEVERITIES:
        yield f"has the unknown severity {entry.severity!r}"
    if options.get("messages_of", entry.id) not in entries:
        yield f"takes its messages of the unknown rule {options['messages_of']!r}"
    sections = set(options.get("sections", ())) - edition.text_codes
    cells = {cell for key in CELL_OPTIONS for cell in options.get(key, ())} - set(edition.cells)
    known_rows = {f"{table.code}.{row.code}" for table in edition.tables for row in table.rows}
    rows = set(options.get("rows", ())) - known_rows
    yield from (f"names the unknown {name!r}" for name in sorted(sections | cells | rows))
    if entry.prefills and not all(map(_can_carry_over, equations.get(entry.id, ()))):
        yield "prefills, but is not `cell = figures of last year, with others of this year`"


def _can_carry_over(equation: Equation) -> bool:
    """Whether the left side is one cell used nowhere else and the right side has last year's."""
    one_cell = len(equation.left) == 1 and not equation.left[0].previous
    own = equation.cells.count(equation.left[0].cell)
    last_year = any(term.previous for term in equation.right)
    return one_cell and own == 1 and last_year and equation.relation == "="


def check(
    edition: Edition,
    content: Content,
    previous: Content | None = None,
    *,
    submitting: bool = False,
    around: RuleContext = NO_CONTEXT,
) -> list[Finding]:
    """Return every finding, the most severe first, then in printed order.

    `previous` counts only if it is the report of the year before. `submitting` turns what a draft
    may leave open into errors. No finding repeats personal data: the rules do not see any.
    """
    if previous is not None and previous.year != content.year - 1:
        previous = None
    checked = Checked(edition, _without_personal_data(edition, content), content,
                previous, submitting, around)  # fmt: skip
    findings = [
        _finding(rule, violation, checked)
        for rule in compiled_rules(edition)
        for violation in rule.violations(checked)
    ]
    return sorted(findings, key=lambda finding: _rank(edition, finding))


def _without_personal_data(edition: Edition, content: Content) -> Content:
    known = _signs(edition)
    return privacy.masked_content(content, known) if known else content


def masked(edition: Edition, year: int, text: str) -> str:
    """Return what somebody wrote about a report with personal data masked, to store and mail."""
    known = _signs(edition)
    return privacy.masked(text, year, known) if known else text


@cache
def _signs(edition: Edition) -> privacy.Signs | None:
    own = privacy.no_personal_data.__name__
    options = (rule.options for rule in edition.rules if rule.check == own and rule.options)
    return next((privacy.signs(words) for words in options), None)


def bodies_named(edition: Edition, content: Content) -> set[str]:
    """Names in the texts of which the rules want to know whether they are other agencies."""
    own = other_body_named.__name__
    options = (rule.options for rule in edition.rules if rule.check == own and rule.options)
    return {name for words in options for name in subjects(content, words)}


def checks_made(edition: Edition) -> int:
    """The number of statements `check` tests: every equation, and every rule that is a function."""
    return sum(len(rule.equations) or 1 for rule in compiled_rules(edition))


def _finding(rule: Rule, violation: Violation, checked: Checked) -> Finding:
    severity, waiver = _severity(rule, violation, checked), checked.waiver_of(rule.entry)
    if waiver and severity == "error":
        severity = "warning"
    messages = rule.messages.get(violation.variant, rule.entry.message)
    finding = Finding(
        rule.entry.id,
        severity,
        Words(rule.entry.title),
        Words({language: text.format(**violation.values) for language, text in messages.items()}),
        violation.cells,
        violation.section
        or (checked.edition.section_of(violation.cells[0]).code if violation.cells else ""),
        quote=violation.quote,
        explainable=rule.entry.explainable and severity == "error",
        blanks=violation.blank,
        of_cell=rule.entry.prefills,
        waiver=waiver if severity == "warning" else None,
        offer=violation.offer,
    )
    return replace(finding, left=violation.left, right=violation.right)


def _severity(rule: Rule, violation: Violation, checked: Checked) -> Severity:
    """Return the violation's own severity, else the one `severities` gives for this variant or
    circumstance, else the rule's."""
    if violation.severity:
        return violation.severity
    severities: Mapping[str, Severity] = rule.options.get("severities", {})
    circumstances = (*checked.circumstances, violation.variant)
    special = next((severities[name] for name in circumstances if name in severities), None)
    return special or rule.entry.severity


@cache
def _places(edition: Edition) -> Mapping[str, int]:
    """Map sections and cells to their position in print."""
    names = [name for s in edition.sections for name in (s.code, *(c.id for c in s.cells))]
    return {name: place for place, name in enumerate(names)}


def _rank(edition: Edition, finding: Finding) -> tuple[int, int]:
    first = finding.cells[0] if finding.cells else finding.section
    return SEVERITIES.index(finding.severity), _places(edition).get(first, -1)
