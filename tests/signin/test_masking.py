"""No finding, no reason and no mail repeats personal data, whichever rule quotes the text."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event, Notice
from reports.form.content import Content, ListedWord, RuleContext
from reports.form.loader import load_editions
from reports.models import Explanation, State, Submission
from reports.rules.check import check, masked
from reports.workflow.models import Transition
from tests.rules.test_privacy import CARD, ID, ID_X, WIDE
from tests.support.factories import explain_findings, make_filled_report, move_on

NEW = load_editions()["2021"]
NUMBERS = [ID, ID_X, CARD, "13812345678", "19912345678", "430121600307123"]
# Around each number what makes a rule quote the words beside it.
QUOTED = [
    "上年我局{}全年公开信息，2019年，我局{}共公开信息30条。",
    "统计期限为2019年1月1日至{}2019年12月31日。",
    "收到政府信息公开申请（{}）11件，",
    "公开信息30条（{}），其中网站20条、公众号{}31条。",
    "申请20件，{}予以公开8件，占{}45%。",
    "未发生{}行政复议。",
    "决赛{}的的信息{}约50件",
    "{}",
    "无{}",
]
GROUPS = {11: (3, 4, 4), 15: (6, 6, 3), 18: (6, 8, 4), 19: (4, 4, 4, 4, 3)}  # as people write them


def in_groups(number: str) -> str:
    ends = [sum(GROUPS[len(number)][: n + 1]) for n in range(len(GROUPS[len(number)]))]
    return " ".join(number[a:b] for a, b in zip([0, *ends], ends, strict=False))


WRITTEN = [str, in_groups, lambda number: number.translate(WIDE)]
NATURAL = "requests.new_received.natural_person"
FIGURES = dict.fromkeys(NEW.cells, 5)
AROUND = RuleContext(watched=(ListedWord("网站"), ListedWord("电话")))


def digits(words: str) -> str:
    return re.sub(
        r"[^\dXx]", "", words.translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X"))
    )


@given(
    pieces=st.lists(st.sampled_from(QUOTED), min_size=1, max_size=6),
    number=st.sampled_from(NUMBERS),
    written=st.sampled_from(WRITTEN),
    filler=st.text("电话：，。\n身份证 12件条%我局", max_size=12),
    section=st.sampled_from(["s1_overview", "s5_problems", "s6_other"]),
)
def test_no_finding_holds_a_number_that_was_planted(pieces, number, written, filler, section):
    text = filler.join(piece.replace("{}", f"电话{written(number)}，") for piece in pieces)
    content = Content(2024, FIGURES, {section: text}, unreadable={NATURAL: f"见{number}"})
    findings = check(NEW, content, Content(2023, FIGURES, {section: text}), around=AROUND)
    assert findings  # at least of the figure that cannot be read
    for finding in findings:
        said = [*finding.message.texts.values(), finding.quote, finding.key]
        for words in said:
            assert number not in words
            assert number[3:-2] not in digits(words), (finding.rule, words)


def test_a_number_is_masked_before_a_long_quote_is_cut():
    text = f"2019年，我局共公开信息{'很' * 3}多，联系人{'某' * 9}{ID}收到30条。"
    content = Content(2024, FIGURES, {"s1_overview": f"收到申请（联系人身份证{ID}）11件。{text}"})
    words = "".join(str(finding.message) + finding.quote for finding in check(NEW, content))
    assert "****" in words and ID[:6] not in words


@pytest.mark.parametrize("number", NUMBERS)
def test_places_stay_when_a_text_is_masked(number):
    text = f"电话{number}，收到申请12件。"
    hidden = masked(NEW, 2024, text)
    assert len(hidden) == len(text) and number not in hidden
    assert hidden.startswith(f"电话{number[:3]}") and hidden.endswith("，收到申请12件。")


def test_an_office_number_and_plain_words_stay():
    text = "办公电话0731-84012345，收到申请12件。"
    assert masked(NEW, 2024, text) == text


@pytest.mark.django_db
def test_reasons_are_masked_where_they_are_kept():
    report = make_filled_report(state=State.DRAFTING)
    report.sections.filter(code="s6_other").update(text="收到建议3件。")
    explain_findings(report, "申请人电话13812345678，已核对")
    reasons = Explanation.objects.filter(report=report).values_list("text", "message")
    assert reasons and all("13812345678" not in "".join(words) for words in reasons)
    assert {text for text, _ in reasons} == {"申请人电话138****5678，已核对"}
    assert not Event.objects.filter(after__icontains="13812345678").exists()


@pytest.mark.usefixtures("daytime")
@pytest.mark.django_db(transaction=True)
def test_a_returned_report_and_its_mail_say_no_number():
    report = make_filled_report(state=State.IN_REVIEW)
    people = report.agency.memberships.select_related("user")
    for number, membership in enumerate(people):
        membership.user.email = f"p{number}@example.com"
        membership.user.save()
    mail.outbox.clear()
    move_on(report, "return", reason=f"第一部分写了身份证{ID}，请删去")
    made = Transition.objects.get(report=report, move="return")
    assert ID not in made.reason and made.reason.endswith("，请删去")
    assert mail.outbox and all(ID not in letter.body for letter in mail.outbox)
    assert not Notice.objects.filter(text__contains=ID).exists()
    kept = Submission.objects.filter(report=report).values_list("findings", flat=True)
    assert kept and all(ID not in json.dumps(findings) for findings in kept)
    assert not Event.objects.filter(after__icontains=ID).exists()
