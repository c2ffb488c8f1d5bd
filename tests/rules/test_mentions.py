"""Numbers in the narrative: found, matched to the right cells, compared; and what is left alone."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.mentions.extraction import in_chinese, mentions, plain
from reports.rules.mentions.matching import compared, matches, readings, unbound
from reports.rules.mentions.parts import splits
from reports.rules.mentions.pieces import MOST_NUMBERS
from tests.support.steps import grows_no_faster

NEW = load_editions()["2021"]
Checked = tuple[str, Counter[tuple[str, Decimal]]]


def labelled() -> tuple[list[Checked], list[Checked]]:
    """The sentences used for tuning, and those held out."""
    text = (Path(__file__).parent / "labelled_sentences.txt").read_text(encoding="utf-8")
    used, held_out = text.split("## held out")
    return _cases(used), _cases(held_out)


def _cases(text: str) -> list[Checked]:
    lines = [line.split(" | ") for line in text.splitlines() if " | " in line and line[0] != "#"]
    return [
        (sentence, Counter(map(_label, labels.split())))
        for labels, sentence in lines
        if labels != "-"
    ] + [(sentence, Counter()) for labels, sentence in lines if labels == "-"]


def _label(label: str) -> tuple[str, Decimal]:
    code, value = label.split("=")
    if value == "二十":
        return code, Decimal(20)
    return code, Decimal(value.rstrip("万")) * (10_000 if value.endswith("万") else 1)


def found_in(sentence: str) -> Counter[tuple[str, Decimal]]:
    return Counter((reading.target.code, reading.value) for reading in readings(sentence, 2024))


def rates(cases: list[Checked]) -> tuple[float, float, list[str]]:
    right = found = expected = 0
    wrong = []
    for sentence, labels in cases:
        got = found_in(sentence)
        right, found, expected = (
            right + (got & labels).total(),
            found + got.total(),
            expected + labels.total(),
        )
        if got != labels:
            wrong.append(f"{sentence}\n   found {dict(got)}\n   not {dict(labels)}")
    return right / found, right / expected, wrong


@pytest.mark.parametrize("part", [0, 1], ids=["tuned", "held out"])
def test_numbers_are_matched_to_the_right_cells(
    part: int, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = labelled()[part]
    precision, recall, wrong = rates(cases)
    with capsys.disabled():
        name = ("tuned", "held out")[part]
        print(f"\n{name}: {len(cases)} sentences, precision {precision:.1%}, recall {recall:.1%}")
    assert precision >= 0.95 and recall >= 0.90, "\n".join(wrong)


def test_there_are_enough_sentences_and_as_many_traps() -> None:
    cases = [case for part in labelled() for case in part]
    assert len(cases) >= 300
    assert 0.45 < sum(not labels for _, labels in cases) / len(cases) < 0.6


# What is a number ---------------------------------------------------------------------------------

WRITTEN = [
    ("共12件", [(12, "件")]),
    ("共１２ 件", [(12, "件")]),
    ("共1 234条", [(1234, "条")]),
    ("共1,234条", [(1234, "条")]),
    ("共1.2万件", [(12000, "件")]),
    ("3.26万元", [(32600, "元")]),
    ("一百二十三件", [(123, "件")]),
    ("十二条", [(12, "条")]),
    ("零件", [(0, "件")]),
    ("两份、3宗、4篇、5起", [(2, "份"), (3, "宗"), (4, "篇"), (5, "起")]),
    ("按时办结率98.5％", [("98.5", "%")]),
    ("2024年12月31日", []),
    ("国办公开办函〔2021〕30号", []),
    ("第二十条第（六）项", []),
    ("第 20 条", []),
    ("电话0731-57881234", []),
    ("1.完善制度；二、加强培训", []),
    ("每一件、第3件、一件件", []),
    ("《三件大事》", []),
]


@pytest.mark.parametrize(("text", "numbers"), WRITTEN)
def test_numbers_are_found_as_people_write_them(
    text: str, numbers: list[tuple[int | str, str]]
) -> None:
    found = mentions(plain(text))
    assert [(m.value, m.unit) for m in found] == [(Decimal(value), unit) for value, unit in numbers]


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百零三", 103),
        ("三千", 3000),
        ("一万二千", 12000),
        ("百千", None),
        ("一二", None),
    ],
)
def test_chinese_numbers(digits: str, value: int | None) -> None:
    assert in_chinese(digits) == value


# What is found ------------------------------------------------------------------------------------

FIGURES = dict.fromkeys(NEW.cells, 0) | {
    "requests.new_received.total": 12,
    "requests.carried_over.total": 2,
    "requests.granted.total": 5,
    "requests.denied_state_secret.total": 1,
    "requests.denied_enforcement_file.total": 2,
    "disputes.review.total": 1,
    "disputes.litigation_direct.total": 2,
    "disputes.litigation_after_review.total": 1,
    "art20_5.licensing.decisions": 374,
    "art20_8.fees.amount": Decimal("3.2649"),
}  # fmt: skip
SENTENCES = [
    ("收到政府信息公开申请12件。", []),
    ("收到政府信息公开申请11件。", [("N-R01", 11, 12)]),
    ("共办理政府信息公开申请14件。", []),
    ("共办理政府信息公开申请12件。", [("N-R01", 12, 14)]),
    ("申请予以公开5件，不予公开3件。", []),
    ("申请予以公开4件，不予公开2件。", [("N-R02", 4, 5), ("N-R02", 2, 3)]),
    ("全年未收到政府信息公开申请。", [("N-R03", 0, 12)]),
    ("未发生行政复议。", [("N-R03", 0, 1)]),
    ("被提起行政诉讼3件。", []),
    ("被提起行政诉讼2件。", [("N-R04", 2, 3)]),
    ("作出行政许可决定373件。", [("N-R05", 373, 374)]),
    ("行政事业性收费3.26万元。", []),
    ("行政事业性收费32649元。", []),
    ("行政事业性收费3.3万元。", []),
    ("行政事业性收费32.649万元。", [("N-R05", Decimal("32.649"), Decimal("3.2649"))]),
]  # fmt: skip


def told(text: str, **changes: object) -> list[tuple[str, object, object]]:
    content = Content(2024, {**FIGURES, **changes}, {"s1_overview": text})  # type: ignore[arg-type]
    found = [f for f in check(NEW, content) if f.rule in {f"N-R0{n}" for n in range(1, 7)}]
    assert all(f.quote in text for f in found)
    return [(f.rule, f.left, f.right) for f in found]


@pytest.mark.parametrize(("sentence", "findings"), SENTENCES)
def test_a_number_that_differs_from_the_table_is_told_with_both_sides(
    sentence: str, findings: list[tuple[str, object, object]]
) -> None:
    assert sorted(told(sentence), key=str) == sorted(findings, key=str)


def test_blank_cells_stay_silent() -> None:
    assert told("收到政府信息公开申请11件。", **{"requests.new_received.total": None}) == []


def test_the_message_says_what_the_text_and_what_the_table_says() -> None:
    content = Content(2024, FIGURES, {"s6_other": "全年收到政府信息公开申请11件。"})
    (finding,) = (f for f in check(NEW, content) if f.rule == "N-R01")
    assert (
        str(finding.message)
        == "“全年收到政府信息公开申请11件”写的是 11 件，表中“本年新收·总计”是 12 件，请核对"
    )
    assert (finding.section, finding.cells) == ("s6_other", ("requests.new_received.total",))


def test_what_matches_is_told_with_its_place() -> None:
    text = "全年收到政府信息公开申请12件。"
    cells = ("requests.new_received.total",)
    ((section, start, end, value, *rest),) = matches(
        NEW, Content(2024, FIGURES, {"s1_overview": text})
    )
    assert (section, text[start:end], value, rest) == ("s1_overview", "12件", 12, [cells, 12])


# `more` and `less` are wrong, `rest` may only lack a part and informs; the others are right or open.
LISTS = [
    ("公开信息30条，其中网站20条、公众号10条。", ""),
    ("公开信息30条，其中网站20条、公众号9条。", "rest"),
    ("公开信息30条，其中网站20条、公众号11条。", "more"),
    ("公开信息30条，其中网站20条、公众号2条。", ""),
    ("公开信息30条，其中网站12条、公众号10条、其他6条。", "less"),
    ("公开信息30条，分别为动态20条、公告9条。", "less"),
    ("公开信息30条，其中动态、公告分别为20条、9条。", "less"),
    ("公开信息30条，其中网站20条、公众号5条等。", ""),
    ("公开信息30条，其中网站20条、公众号15条等。", "more"),
    ("公开信息30条，其中主要是网站20条、公众号5条。", ""),
    ("公开信息30条，其中包括网站20条、公众号5条。", ""),
    ("公开信息30条，其中通知4条。", ""),
    ("公开信息30条，其中通知40条。", "more"),
    ("公开信息30条，其中网站20条，其余为公告。", ""),
    ("公开信息30条，其中网站20条，其余9条为公告。", "less"),
    ("公开信息30条，其中网站20条，其余10条为公告。", ""),
    ("公开信息30条，其中网站20条、视频3个。", ""),
    ("公开信息300余条，其中网站20条、公众号5条。", ""),
    ("办结8件，其中予以公开5件、部分公开3件，结转下年度1件。", ""),
    ("公开信息30条，其中网站20条、公众号9条，比上年增加2条。", "rest"),
    ("公开信息100条，其中网站60条（其中动态40条、公告20条）、公众号40条。", ""),
    ("公开信息100条，其中网站60条（其中动态40条、公告21条）、公众号40条。", "more"),
    ("公开信息100条，其中网站60条（动态40条、公告20条）、公众号39条。", "rest"),
    ("公开信息100条，其中网站60条，其中动态40条、公告20条，公众号40条。", ""),
    ("公开信息100条，其中网站60条，其中动态45条、公告20条，公众号40条。", "more"),
    ("公开信息100条，其中网站60条，其中动态40条，公众号40条。", ""),
    ("本年收到申请37件（其中当面9件，网上28件），33件已办结，结转下年4件。", ""),
    ("本年收到申请37件（当面9件，网上29件），33件已办结。", "more"),
    ("全年新收申请12件，上年结转2件，其中自然人10件、企业4件。", ""),
    ("公开信息47条，包括机构类3条、动态类32条、公告类12条。", ""),
    ("公开信息47条，包括：机构类3条、动态类36条、公告类12条。", "more"),
    ("全年公开信息215条：重点领域96条，动态80条，预决算6条，其他33条。", ""),
    ("全年公开信息215条：重点领域96条，动态80条，预决算6条，其他32条。", "less"),
    ("公开信息30条，其中：网站20条；公众号9条；公告栏2条。", "more"),
    ("公开信息30条，其中网站20条、公众号9条；全年收到留言45条。", "rest"),
    ("公开信息30条，其中网站20条、公众号10条，收到留言45条、答复45条。", ""),
    ("公开信息30条，其中网站20条，收到留言45条、答复45条。", ""),
    ("公开信息30条，其中网站30条、公众号同步转发25条。", ""),
    ("办理文件21件（含新制定9件，修改7件，废止5件）。", ""),
    ("办理文件21件（含新制定9件，修改7件，废止6件）。", "more"),
    ("公开信息30条，其中网站20条，占66.7%，公众号10条，占33.3%。", ""),
    ("收费12.5万元，其中检测费10万元、年检费2.5万元。", ""),
    ("收费12.5万元，其中检测费10万元、年检费3.5万元。", "more"),
    ("申请按时答复率100%，收到申请8件，其中2023年结转1件、新收8件。", ""),
    ("公开信息63条，其中动态48条、通知5条，机构2条、领导1条、公开2条、财政4条。", "rest"),
    ("公开信息50条，其中图片30条（较上年增加5条）、文字20条。", ""),
    ("共收到申请8件，其中自然人6件，法人或其他组织2件。", ""),
    ("共收到申请8件，其中自然人6件，法人或其他组织3件。", "more"),
]
SEVERITY = {"more": "warning", "less": "warning", "rest": "info"}


@pytest.mark.parametrize(("sentence", "fault"), LISTS)
def test_parts_add_up_to_the_total_they_take_apart(sentence: str, fault: str) -> None:
    assert "".join(split.fault for split in splits(sentence)) == fault
    content = Content(2024, FIGURES, {"s1_overview": sentence})
    found = [finding for finding in check(NEW, content) if finding.rule == "N-R06"]
    assert [finding.severity for finding in found] == ([SEVERITY[fault]] if fault else [])
    assert all(finding.quote in sentence for finding in found)


def test_the_message_adds_the_parts_up() -> None:
    (finding,) = (
        f
        for f in check(NEW, Content(2024, FIGURES, {"s6_other": "公开30条，其中甲20条、乙11条。"}))
        if f.rule == "N-R06"
    )
    assert str(finding.message) == (
        "“30条，其中甲20条、乙11条”：总数 30，分项 20 + 11 = 31，比总数多 1"
    )


@pytest.mark.parametrize(
    "nasty",
    [
        "1",
        "一",
        "1件",
        "申请",
        "收到申请1件，",
        "未收到",
        "其中1件",
        "（其中1件",
        "1件：1件，",
        "占1%，",
        "比上年增长1%",
        "的共总计",
        "《",
        " ",
        "复议、",
        "2024年1件",
        "1件。",
        "分别为1件、",
        "自然人1件、",
        "办结1件，结转1件。",
        "收到申请1件，增长1%。",
        "其中：",
        "“",
        "、",
        "（1件）",
        "二十件",
    ],
)
def test_twice_the_text_is_at_most_twice_the_work(nasty: str) -> None:
    assert grows_no_faster(lambda size: read_over(nasty, size), 16_000)


def test_a_sentence_that_nobody_writes_is_read_so_far_and_the_rest_is_listed() -> None:
    content = Content(2024, FIGURES, {"s1_overview": "收到申请1件，" * 1000 + "。办结申请1件。"})
    assert len(list(compared(NEW, content))) == MOST_NUMBERS + 1
    left = unbound(NEW, content, "s1_overview")
    assert len(left) == 1000 - MOST_NUMBERS and str(left[-1].reason) == "句子太长，没有核对"


def test_words_that_stand_twice_are_read_as_what_is_before_them_has_it() -> None:
    text = "（一）行政复议情况。全年收到3件。（二）依申请公开情况。全年收到3件。"
    found = compared(NEW, Content(2024, FIGURES, {"s1_overview": text}))
    assert [(m.reading.target.code, text[m.reading.start : m.reading.end]) for m in found] == [
        ("review", "3件"), ("new", "3件"),
    ]  # fmt: skip


def read_over(nasty: str, size: int) -> None:
    text = f"第{size}稿" + nasty * (size // len(nasty))  # what was read before is remembered
    check(NEW, Content(2024, FIGURES, {"s1_overview": text}))
