"""Words from the administrators' lists (P-R02): found, with their severity, where they belong."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from reports.drafts.working_copy import working_copy
from reports.form.content import Content, Finding, ListedWord, RuleContext
from reports.form.loader import load_editions
from reports.models import State, WatchedWord
from reports.rules.check import check
from reports.workflow.refusals import NotSubmittable
from tests.support.elements import texts_in
from tests.support.factories import (
    fill_report,
    make_agency,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
    move_to,
)
from tests.support.steps import grows_no_faster

NEW = load_editions()["2021"]
LIST = (
    ListedWord("截止", "截至", "info", "指时间点"),
    ListedWord("布署", "部署", "error"),
    ListedWord("一把手", "", "warning", "改写为主要负责人"),
    ListedWord("把手", "", "error"),
    ListedWord("ABC公司", "", "warning"),
    ListedWord("贫困户", "脱贫户", "warning", "", ("建档立卡贫困户", "贫困户帮扶台账")),
)


def told(
    text: str, section: str = "s1_overview", watched: tuple[ListedWord, ...] = LIST
) -> list[Finding]:
    content = Content(2024, texts={section: text})
    found = check(NEW, content, around=RuleContext(watched=watched))
    return [finding for finding in found if finding.rule == "P-R02"]


WORDS = [
    ("截止年底", [("截止", "info")]),
    ("周密布署，再次布署", [("布署", "error")]),
    ("由一把手负责", [("一把手", "warning")]),
    ("把手坏了，由一把手负责", [("把手", "error"), ("一把手", "warning")]),
    ("ａｂｃ公司、Abc公司", [("ａｂｃ公司", "warning")]),
    ("走访贫困户12户", [("贫困户", "warning")]),
    ("建档立卡贫困户12户，更新贫困户帮扶台账", []),
    ("建档立卡贫困户外的贫困户", [("贫困户", "warning")]),
    ("全年工作有序", []),
]


@pytest.mark.parametrize(("text", "found"), WORDS)
def test_the_longest_word_is_told_and_longer_allowed_ones_hide_it(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert {(f.quote, f.severity) for f in told(text)} == set(found)
    assert len(told(text)) == len(found)


@pytest.mark.parametrize("section", ["s1_overview", "s5_problems", "s6_other"])
def test_every_text_is_read_and_the_message_says_what_is_meant(section: str) -> None:
    (finding,) = told("截止年底", section)
    title = NEW.by_code[section].title
    assert str(finding.message) == f"“{title}”中的“截止”应为“截至”（指时间点）"
    assert finding.message.in_language("en") == f"“{title}”: “截止” should read “截至”（指时间点）"
    (finding,) = told("由一把手负责", section)
    assert str(finding.message) == f"“{title}”中的“一把手”不宜出现，请核对（改写为主要负责人）"


def test_without_a_list_nothing_is_told() -> None:
    assert told("周密布署", watched=()) == []


def test_words_of_signs_are_no_patterns() -> None:
    assert [
        f.quote
        for f in told("甲.乙和甲丙乙（试行", watched=(ListedWord("甲.乙"), ListedWord("（试行")))
    ] == [
        "甲.乙",
        "（试行",
    ]


def test_twice_the_list_or_the_text_is_at_most_twice_the_work() -> None:
    assert grows_no_faster(lambda size: told("词1999" * 400, watched=words(size)), 2000)
    assert grows_no_faster(lambda size: told("词1999" * size, watched=words(200)), 4000)
    told("词1999" * 4000, watched=words(2000))


def words(count: int) -> tuple[ListedWord, ...]:
    return tuple(ListedWord(f"词{number}语") for number in range(count))


# In the portal -------------------------------------------------------------------------------------


def quotes(report) -> list[str]:
    return [f.quote for f in working_copy(report).findings() if f.rule == "P-R02"]


@pytest.mark.django_db
def test_a_list_serves_its_region_and_all_below_and_the_nearest_entry_wins():
    county, other = make_region(), make_region()
    township = make_region(parent=county)
    report = make_report(make_agency(region=township))
    fill_report(report)
    WatchedWord.objects.create(region=other, word="渠道")
    assert quotes(report) == []
    WatchedWord.objects.create(region=county, word="渠道", severity="error")
    assert quotes(report) == ["渠道"]
    WatchedWord.objects.create(region=township, word="渠道", right="途径", severity="info")
    (finding,) = (f for f in working_copy(report).findings() if f.rule == "P-R02")
    assert (finding.severity, "途径" in str(finding.message)) == ("info", True)


@pytest.mark.django_db
def test_a_word_listed_as_an_error_stops_the_filing():
    report = make_filled_report(state=State.READY)
    WatchedWord.objects.create(region=report.agency.region, word="渠道", severity="error")
    with pytest.raises(NotSubmittable) as refused:
        move_on(report, "submit")
    assert {finding.rule for finding in refused.value.findings} == {"P-R02"}
    assert not report.submissions.exists()
    WatchedWord.objects.update(severity="info")
    assert move_to(report, State.SUBMITTED).submissions.get().findings


@pytest.mark.django_db
def test_the_page_of_the_text_shows_it(client: Client):
    report = make_report()
    fill_report(report)
    WatchedWord.objects.create(region=report.agency.region, word="渠道", severity="error")
    client.force_login(
        make_user((report.agency, Role.REPORTER)),
        backend="accounts.signin.backends.PasswordBackend",
    )
    page = client.get(reverse("entry:section", args=[report.pk, "s1_overview"]))
    messages = texts_in(page, "li.finding.error .finding-message")
    assert [words for words in messages if "中的“渠道”不宜出现" in words]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"word": "截止", "right": "截止"}, "right"),
        ({"word": "截止", "allowed": "截至时间"}, "allowed"),
        ({"word": "截止", "allowed": "截止"}, "allowed"),
        ({"word": "截止", "severity": "fatal"}, "severity"),
        ({"word": ""}, "word"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(fields, wrong):
    with pytest.raises(ValidationError) as refused:
        WatchedWord(region=make_region(), **fields).full_clean()
    assert wrong in refused.value.error_dict
