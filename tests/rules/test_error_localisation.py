"""The cell that is probably wrong: named where the figures leave one, listed where they leave more."""

from collections import Counter
from random import Random

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Role
from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.error_localisation import (
    MOST_SUSPECTS,
    OTHER,
    SAME_AS_LAST_YEAR,
    Suspicion,
    localise_errors,
    slip_of_hand,
)
from tests.support.addresses import page_name
from tests.support.balanced import balanced_figures
from tests.support.factories import fill_report, make_report, person_at
from tests.support.slips import TABLES, tables_with_one_slip

OLD, NEW = load_editions()["2019"], load_editions()["2021"]
NATURAL, COMPANY = "natural_person", "commercial_enterprise"
RECEIVED, OVER = f"requests.new_received.{NATURAL}", f"requests.carried_over.{NATURAL}"
GRANTED, TOTAL = f"requests.granted.{NATURAL}", f"requests.outcome_total.{NATURAL}"
FORWARD = f"requests.carried_forward.{NATURAL}"


def valid(**figures: Figure) -> dict[str, Figure | None]:
    """Zeros but for these, dots written as two underscores, with the totals that follow."""
    given = {name.replace("__", "."): value for name, value in figures.items()}
    return with_totals(NEW, {cell: given.get(cell, 0) for cell in NEW.cells})


def small() -> dict[str, Figure | None]:
    """Twelve requests came in, nine were granted, three stand over."""
    return valid(**{RECEIVED: 12, GRANTED: 9, FORWARD: 3})


def suspected(figures, previous=None, **options) -> Suspicion | None:
    last = Content(2025, previous, approved=True) if previous else None
    return localise_errors(NEW, Content(2026, figures), last, **options)


def changes(suspicion: Suspicion | None) -> list[tuple[tuple[str, Figure, Figure], ...]]:
    assert suspicion is not None
    return [tuple((c.cell, c.now, c.value) for c in found) for found in suspicion.candidates]


# By hand -----------------------------------------------------------------------------------


def test_nothing_is_suspected_where_everything_holds():
    assert suspected(small()) is None
    assert suspected(small(), typed_only=True) is None


@pytest.mark.parametrize(
    ("cell", "wrong", "right", "cleared"),
    [
        (RECEIVED, 14, 12, 2),  # its row, its column
        (GRANTED, 90, 9, 2),
        (TOTAL, 6, 9, 3),  # its row, the outcomes above, the balance of the column
        ("requests.granted.total", 8, 9, 2),
        ("requests.new_received.total", 21, 12, 2),
    ],
)
def test_a_stated_figure_is_found_where_its_equations_cross(cell, wrong, right, cleared):
    suspicion = suspected({**small(), cell: wrong})
    assert changes(suspicion) == [((cell, wrong, right),)]
    assert (suspicion.certain, suspicion.cleared) == (True, cleared)


def test_a_row_by_itself_leaves_every_cell_of_it():
    figures = valid(disputes__review__upheld=12, disputes__review__other_result=40)
    suspicion = suspected({**figures, "disputes.review.upheld": 21})
    assert not suspicion.certain
    assert changes(suspicion)[0] == (
        ("disputes.review.upheld", 21, 12),
    )  # two digits changed round
    assert [c[0][0] for c in changes(suspicion)[1:]] == [
        "disputes.review.other_result",
        "disputes.review.total",
    ]  # the zeros would have to be negative


def test_in_the_form_totals_follow_and_are_not_suspected():
    figures = with_totals(NEW, {**small(), RECEIVED: 14})
    suspicion = suspected(figures, typed_only=True)
    cells = {cell for ((cell, _, _),) in changes(suspicion)}
    assert {RECEIVED, GRANTED, FORWARD} <= cells
    assert not any(NEW.cells[cell].computed for cell in cells)
    assert suspicion.cleared == 1  # the column; that of totals repeats it


def test_what_last_year_carried_on_is_not_touched_and_tells_the_culprit():
    last = valid(**{FORWARD: 5})
    right = valid(**{RECEIVED: 12, OVER: 5, GRANTED: 17})
    suspicion = suspected(with_totals(NEW, {**right, OVER: 7}), last, typed_only=True)
    assert changes(suspicion) == [((OVER, 7, 5),)]
    other = suspected(with_totals(NEW, {**right, RECEIVED: 21}), last, typed_only=True)
    assert OVER not in {change[0] for found in changes(other) for change in found}


def test_a_carry_over_alone_may_be_lawful_and_suspects_nobody():
    figures = valid(**{RECEIVED: 12, OVER: 5, GRANTED: 17})
    assert suspected(figures, valid(**{FORWARD: 4})) is None


def test_two_figures_in_each_others_place_are_found_together():
    company = f"requests.granted.{COMPANY}"
    figures = valid(
        **{
            RECEIVED: 12,
            GRANTED: 9,
            FORWARD: 3,
            company: 4,
            f"requests.new_received.{COMPANY}": 4,
        }
    )
    suspicion = suspected({**figures, GRANTED: 4, company: 9})
    assert sorted(changes(suspicion)[0]) == sorted([(GRANTED, 4, 9), (company, 9, 4)])


def test_two_wrong_figures_of_one_row_are_found_together():
    company = f"requests.granted.{COMPANY}"
    suspicion = suspected({**small(), GRANTED: 11, company: 5})
    assert sorted(changes(suspicion)[0]) == sorted([(GRANTED, 11, 9), (company, 5, 0)])
    assert (suspicion.certain, suspicion.cleared) == (True, 3)


def test_independent_mistakes_are_no_alternatives_and_the_certain_one_comes_first():
    rows = {"disputes.review.upheld": 12, "disputes.litigation_direct.upheld": 3}
    assert set(rows) <= set(NEW.cells)
    figures = valid(**rows)
    wrong = {**figures, **dict.fromkeys(rows, 21)}
    one_each = [suspected({**figures, cell: 21}) for cell in rows]
    both = changes(suspected(wrong))
    assert both in [changes(alone) for alone in one_each]  # of one of them, not of both mixed
    errors = {"requests.new_received.total": 21, GRANTED: 90}  # two errors each
    assert suspected({**small(), **errors}).certain


def test_a_blank_is_no_culprit():
    assert suspected({**small(), RECEIVED: None}) is None


def test_each_section_has_its_own_culprit():
    figures = {**small(), GRANTED: 8, "disputes.review.total": 3}
    assert suspected(figures, section="s3_requests").cells == (GRANTED,)
    assert suspected(figures, section="s4_review_litigation").cells[0].startswith("disputes.")
    assert suspected(figures, section="s2_proactive") is None


def test_slips_of_the_hand_from_the_likeliest():
    meant = [21, 120, 1, 13, 40]  # round, tenfold, a digit less, another digit, anything
    kinds = [slip_of_hand(12, value) for value in meant]
    assert kinds == sorted(set(kinds))
    assert slip_of_hand(12, 40, last_year=40) == SAME_AS_LAST_YEAR
    assert slip_of_hand(0, 5) == slip_of_hand(5, 0) == OTHER


# By the thousand -----------------------------------------------------------------------------


def tally(edition: Edition, *, typed_only: bool) -> Counter[str]:
    """How often the true cell and figure are named alone, listed, wrongly passed over."""
    found: Counter[str] = Counter()
    for table in tables_with_one_slip(edition, Random(20), typed_only=typed_only):
        written = with_totals(edition, table.written) if typed_only else table.written
        content = Content(2026, written)
        suspicion = localise_errors(edition, content, typed_only=typed_only)
        if suspicion is None:
            found["breaks nothing"] += 1
            continue
        right = table.truth
        listed = changes(suspicion)
        kind = "one candidate" if suspicion.certain else "several candidates"
        found[kind] += 1
        found[f"{kind}, right first"] += listed[0] == right
        found[f"{kind}, right shown"] += right in listed[:MOST_SUSPECTS]
        found[f"{kind}, passed over"] += right not in listed
    return found


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
def test_of_a_thousand_documents_the_wrong_cell_is_named(edition):
    found = tally(edition, typed_only=False)
    print(edition.id, "stated totals", dict(found))
    assert found["one candidate"] > TABLES / 2
    assert found["one candidate, right first"] >= 0.9 * found["one candidate"]
    assert found["several candidates, passed over"] == found["breaks nothing"] == 0


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
def test_of_a_thousand_forms_the_wrong_cell_is_listed(edition):
    """Without stated totals a column's balance is all there is: nobody could name the one cell."""
    found = tally(edition, typed_only=True)
    print(edition.id, "computed totals", dict(found))
    assert found["several candidates"] > TABLES / 2
    assert found["several candidates, passed over"] == found["one candidate, passed over"] == 0


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
def test_two_mistakes_in_a_document_rarely_put_suspicion_on_a_third_cell(edition):
    rng = Random(5)
    cells = [c for c in edition.cells if c.startswith(("requests", "disputes"))]
    found: Counter[str] = Counter()
    for _ in range(TABLES // 4):
        figures = balanced_figures(edition, rng)
        wrong = {cell: figures[cell] + rng.randint(1, 90) for cell in rng.sample(cells, 2)}
        suspicion = localise_errors(edition, Content(2026, {**figures, **wrong}))
        if suspicion and suspicion.certain:
            right = all(
                now == wrong.get(c) and v == figures[c] for c, now, v in changes(suspicion)[0]
            )
            found["right" if right else "wrong"] += 1
    print(edition.id, "two mistakes, named as certain", dict(found))
    assert found["right"] > 0.95 * found.total() > TABLES / 8


# On the pages --------------------------------------------------------------------------------


@pytest.fixture
def report(db):
    report = make_report()
    fill_report(report, **{RECEIVED: 21, GRANTED: 12})
    return report


@pytest.fixture
def browser(report, client):
    client.force_login(person_at(report.agency, Role.REPORTER))
    return client


@pytest.mark.parametrize(
    ("page", "code", "shown"),
    [
        ("section", "s3_requests", True),
        ("section", "s4_review_litigation", False),
        ("check", "", True),
    ],
)
def test_pages_say_which_cell_it_may_be_with_a_link_to_it(report, browser, page, code, shown):
    keys = {"pk": report.pk, **({"code": code} if code else {})}
    html = browser.get(reverse(page_name(page), kwargs=keys)).content.decode()
    section = reverse("entry:section", kwargs={"pk": report.pk, "code": "s3_requests"})
    name = NEW.cells[RECEIVED].name
    link = f'<a href="{section}#f-{RECEIVED}">{escape(name)} 21 → 12</a>'
    press = f'name="set" value="{RECEIVED}:21:12"'
    assert (link in html) is (press in html) is shown
    assert ('class="suspicion"' in html) is shown
    assert html.count('name="set"') == (MOST_SUSPECTS if shown else 0)


def test_what_no_office_could_mean_is_not_proposed():
    """A figure typed with nine digits too many puts no other cell under suspicion."""
    figures = with_totals(NEW, {**small(), RECEIVED: 12345678912})
    assert changes(suspected(figures, typed_only=True)) == [((RECEIVED, 12345678912, 12),)]


def test_what_was_typed_last_is_named_first():
    figures = with_totals(NEW, {**small(), RECEIVED: 14})
    suspicion = suspected(figures, typed_only=True)
    typed = suspicion.typed_last_first({GRANTED: 1, FORWARD: 0})
    assert [found[0][0] for found in changes(typed)[:2]] == [FORWARD, GRANTED]
    assert set(typed.candidates) == set(suspicion.candidates)


def test_the_same_mistake_is_not_told_again_where_it_adds_up():
    figures = with_totals(NEW, {**small(), RECEIVED: 14})
    told = [f.cells for f in check(NEW, Content(2026, figures)) if f.severity == "error"]
    assert [RECEIVED in cells for cells in told] == [True]
    both = with_totals(NEW, {**figures, f"requests.granted.{COMPANY}": 5})
    assert len([f for f in check(NEW, Content(2026, both)) if f.severity == "error"]) == 2


def test_a_total_that_is_wrong_by_itself_is_told_beside_its_parts():
    figures = {**with_totals(NEW, {**small(), RECEIVED: 14}), "requests.new_received.total": 30}
    told = [f.cells for f in check(NEW, Content(2026, figures)) if f.severity == "error"]
    assert sum("requests.new_received.total" in cells for cells in told) == 2
