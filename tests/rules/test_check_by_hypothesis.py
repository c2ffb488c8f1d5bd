"""Whatever figures are entered, the rules say what the naive writing of them says."""

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reports.form.content import Content
from reports.form.equations import with_totals, without_partial_totals
from reports.form.loader import load_editions
from reports.rules.check import check
from tests.rules.test_check import of_figures
from tests.support import naive_rules
from tests.support.balanced import balanced_figures
from tests.support.lengths import examples

EDITIONS = tuple(load_editions().values())
FIGURE = st.one_of(st.none(), st.integers(-2, 30))
QUICK = examples(50, 1000)


@st.composite
def disturbed(draw):
    """A balanced report with a handful of its cells changed at will."""
    edition = draw(st.sampled_from(EDITIONS))
    figures = balanced_figures(edition, Random(draw(st.integers(0, 2**32))))
    changes = draw(st.dictionaries(st.sampled_from(tuple(edition.cells)), FIGURE, max_size=6))
    return edition, {**figures, **changes}


@QUICK
@given(disturbed())
def test_the_rules_say_what_the_naive_ones_say(report):
    edition, figures = report
    fired = of_figures(check(edition, Content(edition.first_year, figures)))
    assert fired == naive_rules.broken(edition.id, figures)


@QUICK
@given(disturbed())
def test_computed_totals_never_break_a_rule_of_sums(report):
    edition, figures = report
    computed = without_partial_totals(edition, with_totals(edition, figures))
    found = check(edition, Content(edition.first_year, computed))
    assert not {f.rule for f in found} & {"T3-R02", "T3-R03", "T4-R01"}


@QUICK
@given(disturbed())
def test_totals_computed_twice_are_the_same(report):
    edition, figures = report
    once = with_totals(edition, figures)
    assert with_totals(edition, once) == once


@QUICK
@given(disturbed())
def test_a_finding_names_cells_that_exist_and_one_of_sums_what_stands_on_its_left(report):
    edition, figures = report
    for finding in check(edition, Content(edition.first_year, figures)):
        assert set(finding.cells) <= set(edition.cells)
        if finding.rule.startswith("T3-R0") and finding.left is not None:
            assert re.search(rf"(?<![\d.]){finding.left}(?!\d)", str(finding.message))
