"""A cell over the years: its figures, changes, jumps; its notes and rules."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from reports.analysis.trends import trends_of
from reports.entry.cell_context import notes_of, rules_of, shown_years
from reports.form.content import Content
from reports.form.loader import load_editions
from tests.support.elements import elements
from tests.support.factories import make_agency, make_filled_report, make_report, person_at

OLD, NEW = load_editions()["2019"], load_editions()["2021"]
RECEIVED = "requests.new_received.natural_person"


def years(figures, edition=NEW, cell=RECEIVED):
    contents = [Content(2026 - number, {cell: figure}) for number, figure in enumerate(figures)]
    return trends_of(edition, edition.cells[cell], contents)


@pytest.mark.parametrize(
    ("now", "last", "change", "percent", "unusual"),
    [
        (9, 40, -31, Decimal("-77.5"), True),
        (40, 9, 31, Decimal("344.4"), True),
        (12, 10, 2, 20, False),
        (25, 10, 15, 150, False),  # three times, or 20 more: both are wanted
        (5, 0, 5, None, False),
        (40, 0, 40, None, True),
        (0, 0, 0, None, False),
        (None, 3, None, None, False),
        (3, None, None, None, False),
        (Decimal("1.5"), 1, Decimal("0.5"), 50, False),
    ],
)
def test_a_year_is_compared_with_the_one_before(now, last, change, percent, unusual):
    first = years([now, last])[0]
    assert (first.change, first.percent, first.unusual) == (change, percent, unusual)


def test_a_missing_year_is_not_compared_across():
    cell = NEW.cells[RECEIVED]
    found = trends_of(NEW, cell, [Content(2026, {RECEIVED: 5}), Content(2024, {RECEIVED: 4})])
    assert [each.change for each in found] == [None, None]


def test_changes_are_told_in_words():
    cell = NEW.cells[RECEIVED]
    contents = [Content(2026 - n, {RECEIVED: f}) for n, f in enumerate((9, 40, 40, 0))]
    words = [each.change for each in shown_years(NEW, cell, contents)]
    assert words == ["同比减少 31（-77.5%）", "与上年持平", "同比增加 40，上年为 0", ""]


def test_notes_are_those_of_the_row_and_the_column_with_their_source():
    notes = notes_of(NEW.cells[RECEIVED])
    assert [note.label for note in notes] == ["一、本年新收政府信息公开申请数量", "自然人"]
    assert all(note.source for note in notes)


def test_rules_are_those_whose_statement_names_the_cell():
    rules = {rule.title: rule.statement for rule in rules_of(NEW, NEW.cells[RECEIVED])}
    assert "本年新收 + 上年结转 = 办理结果总计 + 结转下年度" in rules.values()
    total = rules_of(NEW, NEW.cells["requests.outcome_total.natural_person"])
    assert any("21项之和" in rule.statement for rule in total)  # a long sum is cut short


@pytest.mark.parametrize("edition", [OLD, NEW], ids=["2019", "2021"])
def test_every_rule_of_a_cell_is_told_in_words(edition):
    told = [rule for cell in edition.cells.values() for rule in rules_of(edition, cell)]
    assert len(told) > 100
    assert all(rule.statement and rule.title for rule in told)


# The pages ------------------------------------------------------------------------------------

db = pytest.mark.django_db


@pytest.fixture
def report():
    agency = make_agency()
    for year in (2020, 2021, 2022):
        make_filled_report(
            agency, year=year,
            requests__new_received__natural_person=year - 2010,
            requests__granted__natural_person=year - 2010,
        )  # fmt: skip
    return make_report(agency, year=2023)


@pytest.fixture
def browser(report, client):
    client.force_login(person_at(report.agency, Role.HEAD))
    return client


def cell_page(report, cell=RECEIVED):
    return reverse("entry:cell", kwargs={"pk": report.pk, "cell": cell})


def years_page(report, code="s3_requests"):
    return reverse("entry:years", kwargs={"pk": report.pk, "code": code})


@db
def test_a_cell_is_told_of_across_the_change_of_the_form(report, browser):
    shown = browser.get(cell_page(report)).context["years"]
    assert [(each.year, each.figure) for each in shown] == [
        (2023, ""), (2022, "12"), (2021, "11"), (2020, "10"),
    ]  # fmt: skip


@db
def test_scripts_get_the_two_parts_alone(report, browser):
    parts = browser.get(cell_page(report), headers={"X-Requested-With": "fetch"}).json()
    assert set(parts) == {"years", "notes"}
    assert "2021" in parts["years"] and "自然人" in parts["notes"]
    assert "<html" not in parts["years"] + parts["notes"]


@db
def test_the_table_shows_every_cell_of_the_section(report, browser):
    cells = report.edition.by_code["s3_requests"].cells
    links = elements(browser.get(years_page(report)), "table tbody th a")
    assert [link.get("href") for link in links] == [cell_page(report, cell.id) for cell in cells]


@db
def test_what_there_is_not_is_not_found(report, browser):
    assert browser.get(cell_page(report, "no.such.cell")).status_code == 404
    assert browser.get(years_page(report, "s1_overview")).status_code == 404
    assert browser.post(cell_page(report)).status_code == 405


@db
def test_all_years_take_one_query(report, browser, django_assert_num_queries):
    for page in (cell_page(report), years_page(report)):
        with django_assert_num_queries(7):
            # session, user, memberships, report, earlier years, sections, the bureau in the foot
            browser.get(page)
