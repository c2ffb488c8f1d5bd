"""The history of a cell: who, when, from, to, how."""

import pytest
from django.urls import reverse

from tests.support.addresses import page_name
from tests.support.elements import text_in, texts_in

pytestmark = pytest.mark.django_db

NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"


def url(report, name="history", code="s3_requests"):
    return reverse(page_name(name), kwargs={"pk": report.pk, "code": code})


def save(browser, report, base="", **typed):
    browser.post(url(report, "section"), {**typed, "base": base})


def test_it_tells_who_changed_a_cell_from_what_to_what_newest_first(report, browser):
    save(browser, report, **{NATURAL: "3"})
    save(browser, report, base=f'{{"{NATURAL}": "3"}}', **{NATURAL: "30"})
    changes = browser.get(url(report)).context["page"].object_list
    assert [(c.before, c.after) for c in changes] == [("3", "30"), ("", "3")]
    assert all(c.who.startswith("田小满") for c in changes)


def test_it_can_be_narrowed_to_one_cell(report, browser):
    save(browser, report, **{NATURAL: "3", COMPANY: "4"})
    changes = browser.get(url(report), {"cell": COMPANY}).context["page"].object_list
    assert [(c.cell, c.after) for c in changes] == [(COMPANY, "4")]


def test_it_tells_how_a_figure_came_in(report, browser):
    browser.post(reverse("entry:nil_return", kwargs={"pk": report.pk, "table": "requests"}))
    changes = browser.get(url(report), {"cell": NATURAL}).context["page"].object_list
    assert [str(c.how) for c in changes] == ["本年未发生"]


def test_a_section_never_changed_says_so(report, browser):
    assert text_in(browser.get(url(report)), ".empty") == "这里还没有修改过。"
    save(browser, report, **{NATURAL: "3"})
    assert texts_in(browser.get(url(report)), ".empty") == []


def test_it_takes_a_fixed_number_of_queries(report, browser, django_assert_max_num_queries):
    for number in range(3):
        save(browser, report, base=f'{{"{NATURAL}": "{number - 1}"}}', **{NATURAL: str(number)})
    with django_assert_max_num_queries(6):
        browser.get(url(report))
