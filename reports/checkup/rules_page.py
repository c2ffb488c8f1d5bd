"""The catalogue of all rules, for everybody: each with its law, an example, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.page import render_page
from reports.display.findings import Excerpt
from reports.form.content import Severity, Words
from reports.form.edition import Edition, RuleEntry
from reports.form.equations import equations_by_rule
from reports.form.loader import load_editions
from reports.form.numbers import format_figure
from reports.language import in_readers_language
from reports.rules.context import in_words
from reports.rules.examples import Example, Mended, examples

# By how a rule's id begins, in the order of the page.
PARTS: Mapping[str, str | Promise] = {
    "T2": _("Section two: what was disclosed"),
    "T3": _("Section three: requests"),
    "T4": _("Section four: review and litigation"),
    "ALL": _("All tables"),
    "YOY": _("Against last year's report"),
    "N": _("Texts, and their numbers beside the tables"),
    "P": _("Personal data and words"),
}
SEVERITIES: Mapping[Severity, str | Promise] = {
    "error": _("error"),
    "warning": _("warning"),
    "info": _("note"),
}
LONGEST = 90  # characters of an example's text
NAMES: Mapping[str, str | Promise] = {"title": _("Title"), "titles": _("The six titles")}


@dataclass(frozen=True)
class ShownChange:
    where: str
    before: Excerpt
    after: str


@dataclass(frozen=True)
class ListedRule:
    id: str
    title: str
    severity: Severity
    word: str | Promise  # of its severity
    grows: bool  # an error once a report is filed
    editions: Sequence[str]  # reporting years, where it is not a rule of every edition
    holds: str  # in words, of one column or row
    source: str
    mend: str
    message: str  # what it says of its example
    changes: Sequence[ShownChange]
    needs_last_year: bool


@dataclass(frozen=True)
class RulePart:
    code: str
    title: str | Promise
    rules: Sequence[ListedRule]


@dataclass(frozen=True)
class ListedEdition:
    """An edition to choose."""

    id: str
    years: str
    document: str
    is_shown: bool


@dataclass(frozen=True)
class RulesPage:
    parts: Sequence[RulePart]
    listed: Sequence[ListedEdition]
    shown: ListedEdition | None  # None: the rules of all editions
    count: int


@require_safe
@login_not_required
def rules(request: HttpRequest, edition: str = "") -> HttpResponse:
    if edition and edition not in load_editions():
        raise Http404
    return render_page(request, "checkup/rules.html", rules_page(edition))


def rules_page(chosen: str) -> RulesPage:
    """Return one edition's rules, or with "" those of all, each once."""
    newest_first = sorted(load_editions().values(), key=lambda one: -one.first_year)
    editions = [one for one in newest_first if chosen in ("", one.id)]
    every = list(_each_once(editions))
    shown = [_rule(edition, entry, editions) for edition, entry in every]
    parts = [
        RulePart(code, title, found)
        for code, title in PARTS.items()
        if (found := [rule for rule in shown if rule.id.partition("-")[0] == code])
    ]
    listed = [ListedEdition(e.id, years(e), e.document, e.id == chosen) for e in newest_first]
    of_page = next((one for one in listed if one.is_shown), None)
    return RulesPage(parts, listed, of_page, sum(len(part.rules) for part in parts))


def years(edition: Edition) -> str:
    """Return the reporting years that an edition serves, in words."""
    if edition.last_year is None:
        return gettext("since %(year)d") % {"year": edition.first_year}
    both = {"first": edition.first_year, "last": edition.last_year}
    return gettext("%(first)d to %(last)d") % both


def _each_once(editions: Sequence[Edition]) -> Iterator[tuple[Edition, RuleEntry]]:
    """Yield the rules as the newest edition has them that has them, by their ids."""
    found = {entry.id: (one, entry) for one in reversed(editions) for entry in one.rules}
    yield from (found[id_] for id_ in sorted(found, key=_order))


def _order(rule: str) -> tuple[int, str]:
    kind, _dash, number = rule.partition("-")
    return list(PARTS).index(kind), number


def _rule(edition: Edition, entry: RuleEntry, editions: Sequence[Edition]) -> ListedRule:
    example = examples(edition).get(entry.id)
    of = [one for one in editions if any(rule.id == entry.id for rule in one.rules)]
    severities = (entry.options or {}).get("severities", {})
    return ListedRule(
        id=entry.id,
        title=in_readers_language(Words(entry.title)),
        severity=entry.severity,
        word=SEVERITIES[entry.severity],
        grows=severities.get("submitting") == "error" != entry.severity,
        editions=[years(one) for one in of] if len(of) < len(editions) else [],
        holds=_in_words(edition, entry),
        source=entry.source,
        mend=in_readers_language(Words(entry.mend or {"zh": ""})),
        message=in_readers_language(example.finding.message) if example else "",
        changes=[_change(edition, example, one) for one in example.changes] if example else [],
        needs_last_year=bool(example and example.needs_last_year),
    )


def _in_words(edition: Edition, entry: RuleEntry) -> str:
    equations = equations_by_rule(edition).get(entry.id)
    words = in_words(equations[0], edition) if equations else ""
    return words.replace("<=", "≤").replace(">=", "≥")


def _change(edition: Edition, example: Example, change: Mended) -> ShownChange:
    if cell := edition.cells.get(change.place):
        before, after = (_written(value) for value in (change.before, change.after))
        return ShownChange(cell.name, Excerpt("", before, ""), after)
    section = edition.by_code.get(change.place)
    where = section.title if section else str(NAMES.get(change.place, change.place))
    text, quote = str(change.before), example.finding.quote
    before, words, after = text.partition(quote) if quote else (text, "", "")
    parts = (before, words, after) if words else ("", _short(text), "")
    return ShownChange(where, Excerpt(*parts), _short(str(change.after)))


def _written(value: object) -> str:
    if isinstance(value, str):
        return value or "—"
    return format_figure(value)  # type: ignore[arg-type]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
