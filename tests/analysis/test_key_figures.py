"""The eight to ten figures by which a leader takes in a report, chosen by its edition."""

from decimal import Decimal

import pytest

from reports.analysis.key_figures import KeyFigure, key_figures
from reports.form.content import Content
from reports.form.live_figures import live_figures
from reports.form.loader import load_editions

EDITIONS = list(load_editions().values())
LICENSING, CARRIED = "art20_5.licensing.decisions", "requests.carried_over.total"
BOTH_LAWSUITS = ("disputes.litigation_direct.total", "disputes.litigation_after_review.total")


def rows(now: dict, last: dict | None) -> dict[str, KeyFigure]:
    edition = load_editions()["2021"]
    previous = None if last is None else Content(year=2025, figures=last)
    return {row.name: row for row in key_figures(edition, Content(2026, now), previous)}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_every_edition_sums_its_report_up_in_eight_to_ten_figures(edition):
    assert 8 <= len(edition.summary) <= 10
    assert len(set(edition.summary)) == len(edition.summary)
    for row in ("本年新收", "办理结果总计", "结转下年度", "行政复议", "行政诉讼"):
        assert f"{row}·总计" in edition.summary


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_they_come_in_printed_order_so_that_each_section_is_named_once(edition):
    known = list(live_figures(edition))
    sections = [row.section for row in key_figures(edition, Content(edition.first_year), None)]
    assert all(name in known for name in edition.summary)
    assert sections == sorted(sections, key=edition.sections.index)


SHOWN = [
    # this year's, last year's, as shown: now, last, change
    (1300, 1234, ("1,300", "1,234", "+66")),
    (3, 300, ("3", "300", "-297")),
    (7, 7, ("7", "7", "0")),
    (0, None, ("0", "", "")),
    (None, 5, ("", "5", "")),
    (Decimal("12.50"), Decimal("2.5"), ("12.5", "2.5", "+10")),
]


@pytest.mark.parametrize(("now", "last", "shown"), SHOWN)
def test_a_figure_stands_beside_last_years_with_its_change(now, last, shown):
    row = rows({LICENSING: now}, {LICENSING: last})["行政许可"]
    assert (row.now, row.last, row.change) == shown
    assert row.detail == "本年处理决定数量"


def test_without_last_years_report_nothing_is_compared():
    row = rows({CARRIED: 3}, None)["上年结转"]
    assert (row.now, row.last, row.change, row.detail) == ("3", "", "", "")


def test_lawsuits_are_one_figure_and_blank_while_a_part_is():
    assert rows(dict.fromkeys(BOTH_LAWSUITS, 2), {})["行政诉讼"].now == "4"
    assert rows({BOTH_LAWSUITS[0]: 2}, {})["行政诉讼"].now == ""
