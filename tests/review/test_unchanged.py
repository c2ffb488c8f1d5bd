"""What was answered without being changed: by place, and by what the answer says."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reports.analysis.answers import claimed, stands_as_it_was
from reports.form.content import Content
from reports.form.loader import edition_for
from reports.form.places import find_place
from reports.models import Report, State
from reports.workflow.threads import answer, ask
from tests.support.elements import elements, text_in
from tests.support.factories import actor, browser, clerk_of, make_filled_report, move_on

EDITION = edition_for(2026)
CELL, ROW, TABLE = "requests.granted.natural_person", "requests.granted", "s3_requests"
BEFORE = Content(2026, {CELL: 270, "requests.granted.total": 270}, {"s5_problems": "公开不够。"})

SAID = [
    ("已改为27", "27"), ("已更正为1,027件。", "1027"), ("应为 3，已改成：30", "30"), ("已核对，属实。", ""),
    ("2026年已核对", ""), ("corrected, now 12", "12"), ("调整为0.5万元", "0.5"), ("已修改", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "figure"), SAID)
def test_the_figure_that_an_answer_names_is_read_from_its_words(words, figure):
    assert claimed(words) == figure


STANDS = [
    (CELL, "", {}, {}, True),
    (CELL, "", {CELL: 27}, {}, False),
    (ROW, "", {"requests.granted.total": 27}, {}, False),
    (ROW, "", {"requests.partially_granted.total": 1}, {}, True),
    (TABLE, "", {"requests.partially_granted.total": 1}, {}, False),
    ("s5_problems", "", {}, {"s5_problems": "公开不够，将逐月检查。"}, False),
    ("s5_problems", "公开不够", {}, {"s5_problems": "公开不够，将逐月检查。"}, True),
    ("s5_problems", "公开不够", {}, {"s5_problems": "解读不多。"}, False),
    ("s5_problems", "", {CELL: 27}, {}, True),
    ("", "", {}, {}, True),
    ("", "", {}, {"s5_problems": "别的"}, False),
]


@pytest.mark.parametrize(("place", "quote", "figures", "texts", "unchanged"), STANDS)
def test_a_place_is_as_it_was_where_none_of_it_differs(place, quote, figures, texts, unchanged):
    found = find_place(EDITION, place)
    assert found is not None
    now = Content(2026, {**BEFORE.figures, **figures}, {**BEFORE.texts, **texts})
    assert stands_as_it_was(found, quote, BEFORE, now) is unchanged


@pytest.mark.django_db
def test_it_stands_above_all_at_the_desk_and_once():
    report = make_filled_report(state=State.IN_REVIEW)
    reviewer = actor(report.reviewer)
    thread = ask(
        report.pk, reviewer, place="art20_5.licensing.decisions", quote="", text="多了一个零？"
    )
    words = text_in(desk(report), "#reason-return")
    assert words == "行政许可·本年处理决定数量：多了一个零？"
    report = move_on(report, "return", reason=words)
    answer(report.pk, thread.pk, actor(clerk_of(report)), "已改为27")
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        report = move_on(report, name)
    report = move_on(report, "submit", reason="已改")
    page = desk(report)
    assert elements(page, ".desk-panel section")[0].get("aria-labelledby") == "unchanged-title"
    for told in ("多了一个零？", "已改为27", "数据仍是 0。"):
        assert told in text_in(page, ".answered-unchanged")
    assert elements(page, f"#thread-{thread.pk}")[1:] == []
    assert [back.reason for back in page.context["asked_back"]] == [""]


def desk(report: Report):
    return browser(report.reviewer).get(reverse("review:desk", args=[report.pk]))
