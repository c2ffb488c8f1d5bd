"""The catalogue of rules: all of them, of every edition, for everybody."""

from __future__ import annotations

import pytest
from django.test import Client

from reports.checkup.rules_page import rules_page
from reports.form.loader import load_editions
from tests.support.elements import elements, text_in, texts_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EDITIONS = load_editions()


def ids(path: str) -> list[str | None]:
    return [rule.get("id") for rule in elements(Client().get(path), "article")]


def test_every_rule_of_every_edition_stands_there_once():
    every = {rule.id for edition in EDITIONS.values() for rule in edition.rules}
    found = ids("/rules/")
    assert set(found) == every and len(found) == len(every)
    assert f"共 {len(every)} 条" in text_in(Client().get("/rules/"), ".page-head")


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=list(EDITIONS))
def test_an_edition_has_a_page_of_its_rules_alone(edition):
    assert set(ids(f"/rules/{edition.id}/")) == {rule.id for rule in edition.rules}
    assert edition.document in text_in(Client().get(f"/rules/{edition.id}/"), ".page-head")


def test_a_rule_stands_with_its_words_law_example_and_mend():
    (rule,) = elements(Client().get("/rules/"), "#T3-R01")
    words = " ".join(rule.text_content().split())
    entry = next(one for one in EDITIONS["2021"].rules if one.id == "T3-R01")
    assert entry.mend and entry.mend["zh"] in words
    for part in (
        entry.title["zh"],
        entry.source,
        "本年新收 + 上年结转 = 办理结果总计 + 结转下年度",
        "上年结转·自然人 9 → 10",
        "差 1",
        "错误",
    ):
        assert part in words, part


def test_the_wrong_words_of_an_example_are_marked():
    (rule,) = elements(Client().get("/rules/"), "#N-R17")
    assert texts_in(rule, "del mark") == ["全年公开信息300余件。"]
    assert "312件" in text_in(rule, "ins")


def test_rules_of_one_edition_and_beside_last_year_say_so():
    rules = {rule.id: rule for part in rules_page("").parts for rule in part.rules}
    assert rules["T2-R05"].editions == ["2019—2020年度"] and not rules["T3-R01"].editions
    assert rules["YOY-R01"].needs_last_year and not rules["T3-R01"].needs_last_year
    assert rules["T3-R05"].grows and not rules["T3-R01"].grows


def test_no_other_edition_is_there():
    assert Client().get("/rules/2018/").status_code == 404
    assert Client().post("/rules/").status_code == 405


def test_it_reads_in_english_too():
    client = Client()
    client.cookies["django_language"] = "en"
    (rule,) = elements(client.get("/rules/"), "#P-R01")
    assert "Remove personal data" in rule.text_content()
