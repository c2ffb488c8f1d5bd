"""Figures as people write them: what is read, and what is refused by which name."""

from decimal import Decimal

import pytest

from reports.form.numbers import Fault, FigureError, offered_figure, parse_figure
from tests.support.figures import EXAMPLES


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("1234", 1234), (" 12 ", 12), ("１２", 12), ("1,234", 1234), ("12 件", 12), ("", None),
        ("1\u2009234", 1234), ("12\u202f345\u202f678", 12345678), ("\u300012\u3000", 12),
    ],
)  # fmt: skip
def test_a_number_is_read_with_what_stands_around_it(written, figure):
    assert parse_figure(written, "count") == figure


@pytest.mark.parametrize(
    "written",
    [
        "12 34",
        "1 234",
        "1\n2",
        "1\t2",
        "１２　３４",
        "1\xa0234",
        "12\u2009 34",
        "1\u20092",
        "1 2件",
        "1, 2",
    ],
)
def test_a_space_inside_a_number_may_stand_between_two(written):
    with pytest.raises(FigureError) as error:
        parse_figure(written, "count")
    assert error.value.fault is Fault.SPACED
    assert error.value.found == written.strip()


def test_money_too():
    assert parse_figure("1\u2009234.5 万元", "money") == Decimal("1234.5")
    with pytest.raises(FigureError, match="spaced"):
        parse_figure("12. 5", "money")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: ascii(example["written"]))
def test_the_examples_that_the_browser_reads_too(example):
    if "refused" in example:
        with pytest.raises(FigureError) as error:
            parse_figure(example["written"], "count")
        assert error.value.fault == example["refused"]
        assert offered_figure(example["written"], "count") == example.get("offered", "")
    else:
        figure = None if example["figure"] == "" else example["figure"]
        assert parse_figure(example["written"], "count") == figure


@pytest.mark.parametrize(
    ("written", "kind", "offered"),
    [
        ("-5份", "signed_count", "-5"), ("5.", "signed_count", "+5"), ("无", "signed_count", "0"),
        ("/", "money", "0"), (".5", "money", "0.5"), ("5.", "money", ""), ("5份", "money", ""),
        ("￥5", "money", ""), ("$5份", "count", ""), ("1234567890123份", "count", ""),
    ],
)  # fmt: skip
def test_what_a_press_writes_instead_depends_on_the_kind_of_the_cell(written, kind, offered):
    with pytest.raises(FigureError):
        parse_figure(written, kind)
    assert offered_figure(written, kind) == offered
