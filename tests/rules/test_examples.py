"""The examples that the page of all rules shows: each breaks its rule, and mended it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.form.edition import Edition, EditionError, RuleEntry
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.examples import Example, example_of, examples

RULES = [(edition, entry) for edition in load_editions().values() for entry in edition.rules]
BY_RULE = pytest.mark.parametrize(
    ("edition", "entry"), RULES, ids=[f"{edition.id} {entry.id}" for edition, entry in RULES]
)


def broken_rules(edition: Edition, example: Example, mended: bool = False) -> set[str]:
    content = example.mended if mended else example.broken
    return {f.rule for f in check(edition, content, example.previous, around=example.around)}


@BY_RULE
def test_an_example_breaks_its_rule_and_mended_does_not(edition: Edition, entry: RuleEntry) -> None:
    example = example_of(edition, entry)
    assert entry.id in broken_rules(edition, example)
    assert entry.id not in broken_rules(edition, example, mended=True)
    assert example.changes and all(one.before != one.after for one in example.changes)


@BY_RULE
def test_a_rule_says_in_both_languages_how_to_mend_it(edition: Edition, entry: RuleEntry) -> None:
    assert entry.mend and set(entry.mend) == {"zh", "en"} and all(entry.mend.values())


@pytest.mark.parametrize("edition", load_editions().values(), ids=list(load_editions()))
def test_only_comparisons_with_last_year_need_last_years_report(edition: Edition) -> None:
    needed = {rule for rule, one in examples(edition).items() if one.needs_last_year}
    beside = {rule.id for rule in edition.rules if rule.id.startswith("YOY-")}
    of_tables = {"2019": {"T4-R02"}, "2021": {"T2-R02", "T4-R02"}}
    assert needed == beside | of_tables[edition.id]


def test_an_example_that_breaks_nothing_is_refused_by_name() -> None:
    edition = load_editions()["2021"]
    entry = next(rule for rule in edition.rules if rule.id == "N-R17")
    sound = {"s1_overview": "全年公开信息312件。"}
    with pytest.raises(EditionError, match="2021.toml: N-R17: has an example that does not break"):
        example_of(edition, replace(entry, example={"broken": sound, "mended": sound}))
    with pytest.raises(EditionError, match="N-R17: has no example"):
        example_of(edition, replace(entry, example=None))
    assert examples(edition).keys() == {rule.id for rule in edition.rules}
