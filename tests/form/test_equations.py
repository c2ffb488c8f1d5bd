"""Equations of the edition files: parsed, expanded, tested; totals and prefilling."""

from decimal import Decimal
from random import Random

import pytest

from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.equations import Equation, Term, carried_over_figures, parse_equation, with_totals
from reports.form.loader import load_editions
from tests.support.balanced import balanced_figures

OLD, NEW = load_editions()["2019"], load_editions()["2021"]


def test_cells_and_numbers_are_read_with_their_signs() -> None:
    text = "art20_1.rules.made - art20_1.rules.repealed + 2 <= previous:art20_1.rules.in_force"
    assert parse_equation(text, NEW) == (
        Equation(
            (Term("art20_1.rules.made"), Term("art20_1.rules.repealed", sign=-1), Term(number=2)),
            "<=",
            (Term("art20_1.rules.in_force", previous=True),),
        ),
    )


def test_a_star_stands_for_the_same_line_in_every_term() -> None:
    found = parse_equation("art20_1.*.made <= previous:art20_1.*.in_force", NEW)
    assert [(e.left[0].cell, e.right[0].cell) for e in found] == [
        ("art20_1.rules.made", "art20_1.rules.in_force"),
        ("art20_1.normative_docs.made", "art20_1.normative_docs.in_force"),
    ]


def test_every_line_is_a_statement() -> None:
    text = "\nart20_1.*.made >= 0\n  art20_5.licensing.decisions >= 0\n"
    assert len(parse_equation(text, NEW)) == 3


@pytest.mark.parametrize(
    ("made", "repealed", "last", "sides"),
    [
        (5, 3, 1, (2, 1)),
        (5, 3, None, None),
        (None, 3, 1, None),
        (Decimal("0.1"), Decimal("0.3"), Decimal("-0.2"), (Decimal("-0.2"), Decimal("-0.2"))),
    ],
)
def test_sides_are_exact_and_unknown_over_a_blank(
    made: Figure | None, repealed: Figure | None, last: Figure | None, sides: tuple[Figure] | None
) -> None:
    text = "art20_1.rules.made - art20_1.rules.repealed = previous:art20_1.rules.in_force"
    (equation,) = parse_equation(text, NEW)
    figures = {"art20_1.rules.made": made, "art20_1.rules.repealed": repealed}
    assert equation.sides(figures, {"art20_1.rules.in_force": last}) == sides


@pytest.mark.parametrize(
    ("relation", "holding"), [("=", [(1, 1)]), ("<=", [(0, 1), (1, 1)]), (">=", [(1, 1), (1, 0)])]
)
def test_the_three_relations(relation: str, holding: list[tuple[int, int]]) -> None:
    equation = Equation((), relation, ())
    pairs = [(left, right) for left in (0, 1) for right in (0, 1)]
    assert [p for p in pairs if equation.holds_for(*p) and p != (0, 0)] == sorted(holding)


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
def test_totals_of_a_balanced_report_are_what_stands_there(edition: Edition) -> None:
    figures = balanced_figures(edition, Random(1))
    typed = {cell: n for cell, n in figures.items() if not edition.cells[cell].computed}
    assert with_totals(edition, typed) == figures
    assert with_totals(edition, {**figures, "requests.granted.total": -7}) == figures


def test_a_total_is_blank_only_where_all_parts_are() -> None:
    totals = with_totals(
        NEW, {"requests.granted.natural_person": 3, "disputes.review.upheld": None}
    )
    assert totals["requests.granted.total"] == totals["requests.outcome_total.total"] == 3
    assert totals["requests.outcome_total.natural_person"] == 3
    assert totals["requests.outcome_total.other_org"] is None
    assert totals["disputes.review.total"] is None


def test_what_stood_over_fills_this_year_whatever_the_edition() -> None:
    last = balanced_figures(OLD, Random(2))
    filled = carried_over_figures(NEW, Content(2020, last))
    columns = [column.code for column in NEW.tables[-2].columns if not column.sum_of]
    assert filled == {  # totals follow
        f"requests.carried_over.{c}": last[f"requests.carried_forward.{c}"] for c in columns
    }


def test_items_of_last_year_are_filled_with_their_change() -> None:
    last = {
        "art20_6.penalty.prev_year_items": 473,
        "art20_6.penalty.change": -3,
        "art20_6.coercion.prev_year_items": 5,
        "requests.carried_forward.total": None,
    }
    assert carried_over_figures(OLD, Content(2019, last)) == {
        "art20_6.penalty.prev_year_items": 470
    }
    assert carried_over_figures(OLD, None) == {}


def test_what_is_in_force_follows_what_is_made_and_repealed() -> None:
    row = "art20_1.normative_docs"
    last = Content(2025, {f"{row}.in_force": 7})
    assert carried_over_figures(NEW, last) == {f"{row}.in_force": None}
    made = {f"{row}.made": 3, f"{row}.repealed": 1}
    assert carried_over_figures(NEW, last, made) == {f"{row}.in_force": 9}
