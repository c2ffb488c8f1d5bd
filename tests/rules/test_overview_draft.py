"""A text drafted from the tables says nothing that they do not say."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.form.content import Content
from reports.form.live_figures import NAME, live_figures, read_live, read_texts
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.mentions.matching import compared
from reports.rules.overview_draft import draft, drafted_sections, parts_by_section
from tests.support.balanced import balanced_figures

EDITIONS = load_editions()
OVERVIEW = "s1_overview"
editions = st.sampled_from(list(EDITIONS.values()))


def drafted(edition, figures, **fields):
    content = Content(edition.first_year + 1, figures, **fields)
    texts = {section: draft(edition, content, section) for section in drafted_sections()}
    return Content(content.year, figures, read_texts(texts, edition, figures), **fields)


@given(editions, st.integers(0, 10**9), st.booleans())
def test_a_draft_has_no_finding_against_its_own_tables(edition, seed, is_government):
    figures = balanced_figures(edition, Random(seed))
    content = drafted(edition, figures, is_government=is_government)
    found = [f for f in check(edition, content) if f.section in content.texts]
    assert {f.rule for f in found} <= {"N-R19"}, [str(f.message) for f in found]
    assert all(match.agrees for match in compared(edition, content))


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)
def test_a_quiet_year_is_told_in_denials_that_the_tables_confirm(edition):
    content = drafted(edition, dict.fromkeys(edition.cells, 0))
    assert "没有收到政府信息公开申请" in content.texts[OVERVIEW]
    assert "0件" not in content.texts[OVERVIEW]
    matches = list(compared(edition, content))
    assert len(matches) >= 4
    assert all(match.agrees for match in matches)


def test_only_what_there_was_is_told():
    form = EDITIONS["2021"]
    figures = dict.fromkeys(form.cells, 0) | {
        "requests.new_received.total": 3, "requests.new_received.natural_person": 3,
        "requests.outcome_total.total": 3, "requests.granted.total": 2,
        "requests.denied_state_secret.total": 1,
    }  # fmt: skip
    text = drafted(form, figures).texts[OVERVIEW]
    assert "新收政府信息公开申请3件，其中自然人申请3件。" in text
    assert "办结申请3件，其中予以公开2件、不予公开1件。" in text
    assert "上年结转" not in text


def test_blanks_read_as_gaps_and_are_not_called_nothing():
    form = EDITIONS["2021"]
    text = drafted(form, {}).texts[OVERVIEW]
    assert "【待填：本年新收·总计】" in text
    assert "没有收到" not in text


def test_the_draft_of_a_government_asks_for_three_more_subjects():
    form = EDITIONS["2021"]
    figures = dict.fromkeys(form.cells, 0)
    more = "【请补充：工作考核、社会评议和责任追究的结果】"
    others = drafted(form, figures).texts[OVERVIEW]
    assert more not in others
    assert drafted(form, figures, is_government=True).texts[OVERVIEW] == others + more


def test_a_draft_as_it_comes_cannot_be_filed():
    form = EDITIONS["2021"]
    content = drafted(form, dict.fromkeys(form.cells, 0))
    filed = [f for f in check(form, content, submitting=True) if f.rule == "N-R19"]
    assert {f.section for f in filed} == set(drafted_sections())
    assert {f.severity for f in filed} == {"error"}


def test_every_sentence_names_figures_of_some_edition():
    known = [set(live_figures(edition)) for edition in EDITIONS.values()]
    for part in (part for parts in parts_by_section().values() for part in parts):
        for sentence in part.sentences:
            words = "".join([sentence.some, *sentence.items])
            names = {*sentence.about, *NAME.findall(words)}
            assert any(names <= figures for figures in known), sentence


def test_its_figures_follow_their_cells():
    form = EDITIONS["2021"]
    figures = dict.fromkeys(form.cells, 0) | {"requests.new_received.total": 3}
    written = draft(form, Content(2026, figures), OVERVIEW)
    later = read_live(written, form, figures | {"requests.new_received.total": 7}).text
    assert "新收政府信息公开申请7件" in later
