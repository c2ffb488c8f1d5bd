"""What a copied or hurried text gets wrong, over labelled sentences: which rule speaks, which not."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.form.content import Content, Finding, RuleContext
from reports.form.loader import load_editions
from reports.rules.check import check, compiled_rules, masked
from reports.rules.context import Checked
from tests.support.steps import grows_no_faster

NEW = load_editions()["2021"]
AGENCY = "棠溪县教育局"
OTHERS = ("棠溪县财政局", "棠溪县公安局", "棠溪县司法局", "棠溪县行政审批服务局", "棠溪县人民政府办公室", "青石镇人民政府")  # fmt: skip
MEASURED = ("N-R08", "N-R09", "N-R17", "N-R18", "N-R19", "N-R21", "P-R01")


@cache
def labelled() -> tuple[tuple[frozenset[str], str], ...]:
    text = (Path(__file__).parent / "labelled_facts.txt").read_text(encoding="utf-8")
    lines = [line.split(" | ", 1) for line in text.splitlines() if line[:1] not in {"#", ""}]
    return tuple((frozenset(rules.split()) - {"-"}, sentence) for rules, sentence in lines)


def findings_of(
    sentence: str, year: int = 2024, agency: str = AGENCY, **more: Any
) -> list[Finding]:
    section = more.pop("section", "s1_overview")
    content = Content(year, texts={section: sentence}, agency=agency, **more)
    return check(NEW, content, around=RuleContext(agencies=OTHERS))


def rules_that_speak(sentence: str, **about: Any) -> frozenset[str]:
    return frozenset(finding.rule for finding in findings_of(sentence, **about)) & set(MEASURED)


@cache
def counts() -> dict[str, Counter[str]]:
    """By rule: right, found and expected; and what differs."""
    found = {rule: Counter[str]() for rule in MEASURED}
    for labels, sentence in labelled():
        spoken = rules_that_speak(sentence)
        for rule in MEASURED:
            found[rule]["expected"] += rule in labels
            found[rule]["found"] += rule in spoken
            found[rule]["right"] += rule in labels & spoken
            if rule in labels ^ spoken:
                found[rule][f"{'+' if rule in spoken else '-'} {sentence}"] += 1
    return found


@pytest.mark.parametrize("rule", MEASURED)
def test_labelled_sentences_are_told_as_labelled(rule: str) -> None:
    """The figures of the first run, before anything was tuned, are in docs/testing.md."""
    count = counts()[rule]
    print(f"{rule}: {count['right']} right of {count['found']} found, {count['expected']} labelled")
    differing = [said for said in count if said[0] in "+-"]
    assert count["expected"] >= 3 and not differing


def test_half_of_the_labelled_sentences_are_traps() -> None:
    labels = [rules for rules, _sentence in labelled()]
    assert len(labels) >= 150 and sum(not rules for rules in labels) >= len(labels) / 2


# Whose report -----------------------------------------------------------------------------------


NAMES = [  # agency, sentence, the name that is told
    ("棠溪县教育局", "2024年，湘潭县交通运输局认真落实条例。", "湘潭县交通运输局"),
    ("云江市棠溪县教育局", "2024年，棠溪县教育局认真落实条例。", ""),
    ("棠溪县卫生健康局", "2024年，棠溪县卫健局认真落实条例。", ""),
    ("棠溪县人力资源和社会保障局", "2024年，棠溪县人社局高度重视公开工作。", ""),
    ("棠溪县住建局", "2024年，棠溪县住房和城乡建设局坚持公开为常态。", ""),
    ("青石镇人民政府", "2024年，青石镇认真落实条例，青石镇政府网站运行正常。", ""),
    ("青石镇人民政府", "2024年，棠溪县青石镇根据上级要求开展工作。", ""),
    ("道里区经纬街道办事处", "2024年，云江市道里区经纬街道认真落实条例。", ""),
    ("青石镇人民政府", "通过棠溪县人民政府门户网站公开信息30条。", ""),
    ("青石镇人民政府", "2024年，清河县水利局认真落实条例。", "清河县水利局"),
    ("棠溪县人民政府", "棠溪县财政局全年公开信息300条。", ""),
    ("棠溪县人民政府", "2024年，清河县全面推进政务公开。", "清河县"),
    ("棠溪县水利局", "我局在清河县委、县政府的正确领导下开展工作。", "清河县委"),
    ("白水区统计局", "2024年，清河区统计局持续深化公开。", "清河区统计局"),
    ("陇县财政局", "2024年，陇县财政局严格按照条例开展工作。", ""),
    ("棠溪县教育局", "2024年，陇县财政局严格按照条例开展工作。", "陇县财政局"),
    ("棠溪县教育局", "2024年，某县某局按照条例开展工作。", "某县某局"),
    ("棠溪县教育局", "围绕县委、县政府中心工作，配合县财政局认真开展自查，协助县纪委、联合县司法局检查。", ""),
    ("棠溪县教育局", "配合县财政局认真开展绩效评价，并邀请县人大代表参加。", ""),
    ("棠溪县教育局", "请登录县人民政府网站查阅，也可到县政务服务中心咨询。", ""),
    ("棠溪县教育局", "全县各乡镇、县直各部门、贫困县、示范县建设，社区办公室，开发区管委会。", ""),
    ("棠溪县教育局", "县财政局全年共公开信息300条。", "县财政局"),
    ("棠溪县教育局", "县林业局全年共公开信息300条。", ""),  # no agency of the portal
    ("", "2024年，湘潭县交通运输局认真落实条例。", ""),  # whose report it is, nobody knows
    # Places named after their peoples, and banners.
    ("棠溪县教育局", "2024年，丹林苗族自治县教育局认真落实条例。", "丹林苗族自治县教育局"),
    ("棠溪县教育局", "由双河拉祜族佤族布朗族傣族自治县水利局编制。", "双河拉祜族佤族布朗族傣族自治县水利局"),
    ("棠溪县教育局", "本报告由新宾满族自治县教育局编制。", "新宾满族自治县教育局"),
    ("棠溪县教育局", "我局在丹林苗族自治县委、县政府的领导下开展工作。", "丹林苗族自治县委"),
    ("棠溪县教育局", "2024年，丹林苗族自治县全面推进政务公开。", "丹林苗族自治县"),
    ("棠溪县教育局", "公开信息30条，东乡族自治县教育局审核后发布。", "东乡族自治县教育局"),
    ("棠溪县教育局", "2024年，鄂伦春自治旗教育局认真落实条例。", "鄂伦春自治旗教育局"),
    ("棠溪县教育局", "2024年，科尔沁左翼中旗教育局积极公开信息。", "科尔沁左翼中旗教育局"),
    ("棠溪县教育局", "以上信息由阿鲁科尔沁旗教育局审核。", "阿鲁科尔沁旗教育局"),
    ("丹林苗族自治县教育局", "2024年，棠溪县教育局认真落实条例。", "棠溪县教育局"),
    ("丹林苗族自治县教育局", "2024年，云东布依族苗族自治州教育局认真落实条例。", "云东布依族苗族自治州教育局"),
    ("湘云土家族苗族自治州水利局", "2024年，恩河土家族苗族自治州水利局认真落实条例。", "恩河土家族苗族自治州水利局"),
    ("翁牛特旗水利局", "2024年，敖汉旗水利局认真落实条例。", "敖汉旗水利局"),
    ("丹林苗族自治县教育局", "2024年，丹林苗族自治县教育局认真落实条例。", ""),
    ("丹林苗族自治县教育局", "2024年，丹林县教育局认真落实条例，丹林县政府网站运行正常。", ""),
    ("丹林县教育局", "2024年，丹林苗族自治县教育局认真落实条例，公布于丹林苗族自治县政府网站。", ""),
    ("丹林苗族自治县教育局", "围绕自治县县委、县政府中心工作，配合自治县财政局开展自查，自治县人大常委会听取了汇报。", ""),
    ("丹林苗族自治县教育局", "自治县教育局全年公开信息30条。", ""),
    ("丹林苗族自治县教育局", "根据云东苗族侗族自治州人民政府办公室要求编制，云东州教育局给予指导。", ""),
    ("新宾满族自治县教育局", "我县是全国最大的满族自治县，县委、县政府高度重视公开工作。", ""),
    ("湘云土家族苗族自治州水利局", "2024年，湘云州水利局认真落实条例，州委、州政府高度重视。", ""),
    ("翁牛特旗水利局", "2024年，翁牛特旗水利局围绕旗委、旗政府中心工作，配合旗财政局开展自查。", ""),
    ("科尔沁左翼中旗水利局", "2024年，科尔沁左翼中旗水利局认真落实条例。", ""),
    ("棠溪县教育局", "赴丹林苗族自治县教育局学习考察，赴敖汉旗交流。", ""),
    ("棠溪县教育局", "广西壮族自治区人民政府办公厅印发了通知，西藏自治区教育厅发来感谢信。", ""),
    ("棠溪县教育局", "高举中国特色社会主义伟大旗帜，旗帜鲜明讲政治，收到群众赠送锦旗2面，争创流动红旗。", ""),
    ("棠溪县民族宗教事务局", "做好满族自治县成立纪念宣传，研究民族自治县、自治旗条例，发挥各中心作用。", ""),
]  # fmt: skip


@pytest.mark.parametrize(("agency", "sentence", "name"), NAMES)
def test_a_body_that_reports_and_is_not_the_agency_is_told(
    agency: str, sentence: str, name: str
) -> None:
    found = [f for f in findings_of(sentence, agency=agency) if f.rule == "N-R21"]
    assert [finding.quote for finding in found] == ([name] if name else [])
    assert all(
        finding.severity == "warning" and agency in str(finding.message) for finding in found
    )


def test_the_preamble_is_a_text_too() -> None:
    said = "本报告由清河县教育局编制，现公布清河县教育局2023年度政府信息公开工作年度报告，公开信息　条。"
    found = findings_of(said, section="s0_preamble")
    assert {f.rule for f in found if f.section == "s0_preamble"} >= {"N-R09", "N-R19", "N-R21"}
    assert all("“报告开头”" in str(f.message) for f in found if f.rule in {"N-R19", "N-R21"})


# Personal data ----------------------------------------------------------------------------------

MASKED = [
    ("身份证号430321198507124513，", "身份证号430*************13，"),
    ("身份证号码：43032119850712451X和430321850712451。", "身份证号码：430*************1X和430**********51。"),
    ("公民身份号码 4303 2119 8507 1245 13", "公民身份号码 430*****************13"),
    ("电话139.1234.5678，", "电话139******5678，"),
    ("见example.gov.cn/art/13912345678/1.html", "见example.gov.cn/art/13912345678/1.html"),
    ("家住青石镇河西路12号3栋402室，要求公开", "家住青石*************，要求公开"),
    ("身份证受理编号202401010123456", "身份证受理编号202401010123456"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hidden"), MASKED)
def test_personal_data_are_masked_to_their_end(text: str, hidden: str) -> None:
    assert masked(NEW, 2024, text) == hidden


# Carried over -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "forward", "said"),
    [
        (3, None, "2024年“上年结转”填了总计 3，2023年“结转下年度”没有填，不能核对"),
        (None, 3, "2023年“结转下年度”填了总计 3，2024年“上年结转”没有填，不能核对"),
        (3, 3, ""),
        (0, None, ""),
        (None, None, ""),
    ],
)
def test_what_was_carried_over_and_one_year_does_not_state_is_a_hint(
    over: int | None, forward: int | None, said: str
) -> None:
    now = Content(2024, {"requests.carried_over.total": over})
    last = Content(2023, {"requests.carried_forward.total": forward})
    found = [f for f in check(NEW, now, last) if f.rule == "YOY-R06"]
    assert [str(finding.message) for finding in found] == ([said] if said else [])
    assert all(finding.severity == "info" for finding in found)


def test_what_one_of_two_years_does_not_let_read_is_not_said_to_be_blank() -> None:
    now = Content(2024, {"requests.carried_over.total": 3})
    cell = "requests.carried_forward.total"
    for unknown in ({"unread": {cell: ""}}, {"unreadable": {cell: "/"}}):
        last = Content(2023, {cell: None}, **unknown)
        assert not [f for f in check(NEW, now, last) if f.rule == "YOY-R06"]


# Cost -------------------------------------------------------------------------------------------

WORST = {  # for each rule the texts that cost it most
    "N-R09": ("1件", "2019年，我局", "二〇一九年"),
    "N-R17": ("一", "百千万", "1余"),
    "N-R18": ("公开", "保障", "“", "一是", "\n1. ", "收到1，"),
    "N-R19": ("【待填：", "_", "X条", "信息　"),
    "N-R21": ("县", "旗", "由清河县", "清河县教育局", "丹林苗族自治县"),
    "P-R01": (
        "申请人张某（地址",
        "住在",
        "138 ",
        "身份证430321198507124513、",
        "a.",
        "13912345678 ",
    ),
}
SHAPES = [(rule, shape) for rule, shapes in WORST.items() for shape in shapes]


@pytest.mark.parametrize(("rule", "shape"), SHAPES)
def test_twice_the_text_is_at_most_twice_the_work(rule: str, shape: str) -> None:
    """At 5, 10 and 20 thousand characters; how long it takes, benchmarks/hostile.py says."""
    (compiled,) = (one for one in compiled_rules(NEW) if one.entry.id == rule)

    def work(size: int) -> None:
        text = f"第{size}稿" + shape * (size // len(shape))
        content = Content(2024, texts={"s1_overview": text}, agency=AGENCY)
        list(compiled.violations(Checked(NEW, content, content)))

    assert grows_no_faster(work, 20_000)
