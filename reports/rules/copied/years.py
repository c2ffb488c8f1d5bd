"""N-R09: a sentence that tells of another year as if it were the reporting year.

What matters is where the year stands, not which words are near: at the head of a sentence, as its
time, it claims; before a noun (2025年部门预算), in a date, a range or a title it does not. A later
year may be planned for, an earlier one compared with or remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.rules.context import Checked, Violation, shortened
from reports.rules.sentences import ANY_YEAR, START, YEAR, masked_titles, sentences, year_of

_CLAUSE_END = re.compile(r"[，。；！？]")
CLAUSES, LONGEST = 2, 48  # what is looked at behind a claim for words that excuse it


@dataclass(frozen=True)
class _Patterns:
    """The rule's patterns, compiled."""

    with_titles: tuple[re.Pattern[str], ...]  # in the sentence as it stands
    always: tuple[re.Pattern[str], ...]
    of_earlier_years: tuple[re.Pattern[str], ...]
    of_the_year_before: tuple[re.Pattern[str], ...]
    of_any_other: tuple[re.Pattern[str], ...]
    excuses: re.Pattern[str]
    planned: re.Pattern[str]  # a later year that is still to come
    perhaps_planned: re.Pattern[str]  # unless work or results are told
    work: re.Pattern[str]
    results: re.Pattern[str]

    def claims(self, year: int, own: int) -> Iterator[re.Pattern[str]]:
        yield from self.always
        if year < own:
            yield from self.of_earlier_years
        if year == own - 1 or year > own:
            yield from self.of_the_year_before
        if year != own - 1:
            yield from self.of_any_other


def other_year_as_this_one(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """One violation for each sentence; a sentence that names the reporting year compares."""
    own = checked.content.year
    for section in checked.sections(options):
        may_plan = section.code in options["of_plans"]
        for sentence in sentences(checked.text(section.code)):
            if _years_in(sentence) - {own} and (told := _claim(sentence, options, own, may_plan)):
                quote = sentence[told.start() : told.end()].strip()
                values = {"quote": shortened(quote), "found": year_of(told["year"]), "year": own}
                yield Violation(values, section=section.code, quote=quote)


def _years_in(text: str) -> set[int]:
    return {year_of(match["year"]) for match in ANY_YEAR.finditer(text)}


def _claim(
    sentence: str, options: Mapping[str, Any], own: int, may_plan: bool
) -> re.Match[str] | None:
    words, plain = _words_of(options), masked_titles(sentence)
    if told := _of_this_report(sentence, words, own):
        return told
    years = _years_in(plain)
    return None if own in years else _told(plain, years, words, own, may_plan)


def _of_this_report(sentence: str, words: _Patterns, own: int) -> re.Match[str] | None:
    found = (claim.search(sentence) for claim in words.with_titles) if "《" in sentence else ()
    return next((match for match in found if match and year_of(match["year"]) != own), None)


def _told(
    plain: str, years: set[int], words: _Patterns, own: int, may_plan: bool
) -> re.Match[str] | None:
    for year in sorted(years):
        matches = (claim.search(plain) for claim in words.claims(year, own))
        for match in filter(None, matches):
            if year_of(match["year"]) == year and not _excused(
                plain, match, words, year > own, may_plan
            ):
                return match
    return None


def _excused(
    sentence: str, match: re.Match[str], words: _Patterns, later: bool, may_plan: bool
) -> bool:
    if later and words.planned.search(sentence):
        return True
    if later and not words.results.search(sentence):
        told = words.work.search(sentence, match.end() - 2, match.end() + 4)
        return may_plan or not told and bool(words.perhaps_planned.search(sentence))
    return bool(words.excuses.search(sentence, match.start("year"), _reach(sentence, match.end())))


def _reach(sentence: str, end: int) -> int:
    """The end of the second clause behind a place: excuses further on are about something else."""
    ends = [match.start() for match in _CLAUSE_END.finditer(sentence, end, end + LONGEST)]
    return ends[CLAUSES - 1] if len(ends) >= CLAUSES else min(len(sentence), end + LONGEST)


def _words_of(options: Mapping[str, Any]) -> _Patterns:
    kinds = (
        "claims_with_titles",
        "claims",
        "claims_of_earlier_years",
        "claims_of_the_year_before",
        "claims_of_others",
    )
    claims = tuple(tuple(options[kind]) for kind in kinds)
    words = tuple(
        tuple(options[kind]) for kind in ("excuses", "planned", "perhaps", "work", "results")
    )
    return _compiled(claims, words, "|".join(options["own"]))


@cache
def _compiled(
    claims: Sequence[Sequence[str]], words: Sequence[Sequence[str]], own: str
) -> _Patterns:
    def of(pattern: str) -> re.Pattern[str]:
        filled = pattern.replace("{start}", START).replace("{own}", f"(?:{own})")
        return re.compile(filled.replace("{year}", YEAR.format("year")))

    titles, always, earlier, before, others = (tuple(map(of, kind)) for kind in claims)
    excuses, planned, perhaps, work, results = (re.compile("|".join(kind)) for kind in words)
    return _Patterns(
        titles, always, earlier, before, others, excuses, planned, perhaps, work, results
    )
