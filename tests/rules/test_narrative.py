"""The rules over texts, titles and structure: what they tell, and the traps they must not fall in."""

from __future__ import annotations

from typing import Any

import pytest

from reports.form.content import Content, Finding
from reports.form.loader import load_editions
from reports.rules.check import check
from tests.support.steps import grows_no_faster

OLD, NEW = load_editions()["2019"], load_editions()["2021"]
OVERVIEW = (
    "2020年，我局主动公开各类信息312条，其中通知公告40条。依申请公开方面，全年未收到申请。"
    "政府信息管理方面，完善发布审查制度，动态调整目录。平台建设方面，网站设专栏12个。"
    "监督保障方面，组织培训2次，明确专人负责，定期自查，发现的问题已经改正。"
)
PROBLEMS = (
    "一是政策解读的形式比较单一，图解和视频解读少；二是公开专栏更新不够及时。将加强培训和检查。"
)


def make_content(edition: str = "2019", **changes: Any) -> Content:
    """A report for 2020, sound in its texts but for what is given."""
    texts = {"s1_overview": OVERVIEW, "s5_problems": PROBLEMS, "s6_other": "无"}
    texts |= changes.pop("texts", {})
    return Content(**{"year": 2020, "texts": texts, **changes})


def told(
    rule: str,
    edition: str = "2019",
    last: Content | None = None,
    submitting: bool = False,
    **changes: Any,
) -> list[Finding]:
    content = make_content(**changes)
    findings = check(load_editions()[edition], content, last, submitting=submitting)
    return [finding for finding in findings if finding.rule == rule]


def quotes(rule: str, sentence: str, section: str = "s1_overview", year: int = 2020) -> list[str]:
    found = told(rule, year=year, texts={section: sentence})
    assert all(finding.section == section for finding in found)
    assert all(finding.quote in sentence for finding in found)
    return [finding.quote for finding in found]


def test_a_sound_report_has_no_finding_on_its_texts() -> None:
    findings = check(OLD, make_content())
    assert {finding.section for finding in findings} == {
        section.code for section in OLD.sections if section.tables
    }
    assert {finding.rule for finding in findings} == {"T2-R10", "T3-R05"}  # blanks of the tables


# Period and year ---------------------------------------------------------------------------------

WRONG_PERIODS = [
    "本报告所列数据的统计期限自2019年1月1日起至2019年12月31日止。",
    "统计期限为2020年1月1日至2020年11月30日。",
    "统计期限：2019年1月至12月。",
    "统计期限为２０１９年１月１日—１２月３１日。",
    "2019年1月1日至12月31日，本机关公开信息30条。",
    "所列数据的统计期限自 2019 年 1 月 1 日起至 2020 年 12 月 31 日止。",
]
SOUND_PERIODS = [
    "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。",
    "统计期限为2020年1月至12月。",
    "统计期限：２０２０年１月１日～１２月３１日。",
    "2020年3月1日至3月15日开展政务公开宣传活动。",
    "与2019年1月1日至12月31日同比增长12%。",
    "制定2021年1月1日至12月31日的工作计划。",
    "《县志》记载1949年1月1日至12月31日的大事。",
    "专项行动自2019年6月1日至2020年6月30日开展。",
]


@pytest.mark.parametrize("sentence", WRONG_PERIODS)
def test_a_period_other_than_the_year_is_told(sentence: str) -> None:
    assert len(quotes("N-R08", sentence)) == 1


@pytest.mark.parametrize("sentence", SOUND_PERIODS)
def test_the_period_of_the_year_and_of_other_things_are_not(sentence: str) -> None:
    assert quotes("N-R08", sentence) == []


STRAY_YEARS = [
    ("s1_overview", "2019年，我局主动公开信息300条。", "2019年，我局"),
    ("s1_overview", "2019年度，我镇认真做好政府信息公开工作。", "2019年度，我镇"),
    ("s1_overview", "２０１９年全年公开信息300条。", "２０１９年全年"),
    ("s1_overview", "2018年青山县水利局严格按照要求开展工作。", "2018年青山县水利局严格"),
    (
        "s1_overview",
        "现将我局2019年度政府信息公开工作情况报告如下。",
        "现将我局2019年度政府信息公开工作情况",
    ),
    ("s1_overview", "本报告是青山县林业局2019年度的报告。", "本报告是青山县林业局2019年度"),
    ("s1_overview", "今年（2019年）新增专栏3个。", "今年（2019年）"),
    ("s1_overview", "2021年，我局全年公开信息300条。", "2021年，我局"),
    ("s1_overview", "截至2019年12月31日，公开信息300条。", "截至2019年12月31日"),
    ("s1_overview", "（二）2019年，我局办理申请3件。", "（二）2019年，我局"),
    ("s5_problems", "一是2019年我局公开不够及时。", "一是2019年我局"),
    ("s1_overview", "2019年共收到申请3件。", "2019年共"),
    ("s5_problems", "2019年，我局政府信息公开工作取得较好成效，但仍有不足。", "2019年，我局"),
    ("s6_other", "2019年未收取信息处理费。", "2019年未"),
    ("s6_other", "未收取信息处理费。2019年，本单位办理建议3件。", "2019年，本单位"),
]
OTHER_YEARS = [
    "2021年，我局将继续加强政府信息公开工作。",
    "2021年，我局重点做好以下三项工作。",
    "2020年，我局公开信息300条，比2019年增加20条。",
    "2019年，我局公开信息280条，2020年公开300条。",
    "与2019年相比，申请量减少5件。",
    "2019年同期为12件。",
    "按照国办公开办函〔2019〕60号文件要求编制。",
    "根据《2019年政务公开工作要点》，我局开展了自查。",
    "按照《青山县2019年度政府信息公开年度报告》反映的问题，逐项改正。",
    "按时公布2019年度政府信息公开工作年度报告。",
    "已向社会公布2019年度政府信息公开工作年度报告。",
    "《中华人民共和国政府信息公开条例》自2019年5月15日起施行。",
    "2019年5月15日，新修订的条例施行。",
    "自2008年以来，我局坚持编制年度报告。",
    "针对2019年存在的更新不及时问题，已经改正。",
    "2018年，我局被评为先进单位。",
    "2019年结转的2件申请已经办结。",
    "建于2019年的公开专区设在政务大厅。",
    "2018-2020年共公开信息900条。",
    "热线12345年均受理2000年以上档案查询。",
    "2020年，我局主动公开信息300条。",
]


@pytest.mark.parametrize(("section", "sentence", "quote"), STRAY_YEARS)
def test_another_year_told_as_this_one_is_told(section: str, sentence: str, quote: str) -> None:
    assert quotes("N-R09", sentence, section) == [quote]


@pytest.mark.parametrize("section", ["s1_overview", "s5_problems", "s6_other"])
@pytest.mark.parametrize("sentence", OTHER_YEARS)
def test_other_years_may_be_mentioned(sentence: str, section: str) -> None:
    assert quotes("N-R09", sentence, section) == []


def test_the_message_names_both_years() -> None:
    (finding,) = told("N-R09", texts={"s1_overview": "2019年，我局公开信息30条。"})
    assert str(finding.message) == "“2019年，我局”写的是2019年，本报告是2020年度的，请核对"
    assert finding.severity == "warning"


# Structure -----------------------------------------------------------------------------------------

SHORT = tuple(section.title for section in OLD.sections)
LONG = tuple(section.long_title or section.title for section in OLD.sections)
TITLES = [
    ((), []),
    (SHORT, []),
    (LONG, []),
    (tuple(f" {title} 。" for title in SHORT), []),
    (SHORT[:5], ["缺少“六、其他需要报告的事项”这一部分"]),
    (SHORT[:3] + SHORT[4:], ["缺少“四、政府信息公开行政复议、行政诉讼情况”这一部分"]),
    ((*SHORT[:4], "五、存在问题", SHORT[5]),
     ["标题写的是“五、存在问题”，应为“五、存在的主要问题及改进情况”"]),
    ((*SHORT[:5], "五、其他需要报告的事项"),
     ["标题写的是“五、其他需要报告的事项”，应为“六、其他需要报告的事项”"]),
    ((SHORT[1], SHORT[0], *SHORT[2:]),
     [f"六个部分顺序不对，现为：{'、'.join((SHORT[1], SHORT[0], *SHORT[2:]))}"]),
]  # fmt: skip


@pytest.mark.parametrize(("titles", "messages"), TITLES)
def test_six_sections_in_order_with_their_titles(
    titles: tuple[str, ...], messages: list[str]
) -> None:
    found = told("N-R10", titles=titles)
    assert [str(finding.message) for finding in found] == messages
    assert {finding.severity for finding in found} <= {"error"}


@pytest.mark.parametrize(
    ("edition", "year", "fits"),
    [("2019", 2019, True), ("2019", 2020, True), ("2019", 2021, False), ("2021", 2020, False)],
)
def test_the_form_fits_the_year(edition: str, year: int, fits: bool) -> None:
    found = told("N-R11", edition, year=year)
    assert [finding.severity for finding in found] == ([] if fits else ["error"])


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("青山县水利局2020年政府信息公开工作年度报告", True),
        ("青山县水利局2020年度政府信息公开工作年度报告", True),
        ("2020年度政府信息公开工作年度报告", True),
        ("水利局 2020 年政府信息公开年报", True),
        ("青山县水利局二〇二〇年政府信息公开工作年度报告", True),
        ("", True),
        ("青山县水利局2019年政府信息公开工作年度报告", False),
        ("青山县林业局2020年政府信息公开工作年度报告", False),
        ("政府信息公开工作总结", False),
    ],
)
def test_the_title_names_agency_and_year(title: str, fits: bool) -> None:
    found = told("N-R11", title=title, agency="青山县水利局")
    assert [finding.severity for finding in found] == ([] if fits else ["warning"])


def test_a_title_alone_names_its_agency() -> None:
    assert told("N-R11", title="青山县水利局2020年政府信息公开工作年度报告") == []


@pytest.mark.parametrize(
    ("cited", "text", "found"),
    [
        ("国办公开办函〔2019〕60号", "", []),
        ("国办公开办函〔2021〕30号", "", ["国办公开办函〔2021〕30号"]),
        ("", "按照国办公开办函[2021]30 号要求编制。", ["国办公开办函[2021]30 号"]),
        ("", "国办公开办函〔2021〕30号废止了国办公开办函〔2019〕60号。", []),
        ("", "国办公开办函〔2020〕61号要求公开。", []),
        ("", "按照国办公开办函〔2019〕61号编制本年度报告。", ["国办公开办函〔2019〕61号"]),
        ("", "《关于政府信息公开平台有关事项的通知》（国办公开办函〔2019〕61号）。", []),
        ("", "国办公开办函〔2019〕60号和〔2019〕61号。编制年报。", []),
    ],
)
def test_the_document_cited_is_that_of_the_year(cited: str, text: str, found: list[str]) -> None:
    told_of = told("N-R11", cited_document=cited, texts={"s6_other": text})
    assert [(finding.severity, finding.quote) for finding in told_of] == [
        ("warning", quote) for quote in found
    ]


@pytest.mark.parametrize(
    ("edition", "year", "cited", "expected"),
    [
        ("2019", 2023, "国办公开办函〔2021〕30号", []),
        ("2019", 2023, "国办公开办函〔2019〕60号", ["document"]),
        ("2021", 2020, "国办公开办函〔2021〕30号", ["document"]),
    ],
)
def test_the_document_is_compared_with_the_year_whatever_the_form(
    edition: str, year: int, cited: str, expected: list[str]
) -> None:
    found = told("N-R11", edition, year=year, cited_document=cited)
    assert [finding.severity for finding in found] == ["error"] + ["warning"] * len(expected)
    assert all("〔2021〕30号" in str(finding.message) or year == 2020 for finding in found[1:])


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("根据《政府信息公开条例》（国务院令第711号）编制。", False),
        ("根据《政府信息公开条例》（国务院令第771号）编制。", True),
        ("根据《中华人民共和国政府信息公开条例》（中华人民共和国国务院令第492号）编制。", True),
        ("根据国务院令第771号《中华人民共和国政府信息公开条例》编制。", True),
        ("根据国务院令第771号修改其他条例。", False),
        ("根据《政府信息公开条例》编制。依照第771号文办理。", False),
    ],
)
def test_the_regulation_has_its_number(text: str, is_told: bool) -> None:
    found = told("N-R11", texts={"s0_preamble": text})
    assert [finding.section for finding in found] == (["s0_preamble"] if is_told else [])


# Content ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" 无。\n", "“五、存在的主要问题及改进情况”没有内容"),
        (
            "存在更新不及时的问题。",
            "“五、存在的主要问题及改进情况”只有 11 字，少于 30 字，请写清具体情况",
        ),
    ],
)
def test_a_hollow_section_is_told(text: str, message: str) -> None:
    (finding,) = told("N-R12", texts={"s5_problems": text})
    assert (str(finding.message), finding.section) == (message, "s5_problems")


@pytest.mark.parametrize("section", ["s1_overview", "s5_problems", "s6_other"])
def test_a_text_that_is_not_written_is_left_open_in_a_draft_and_an_error_when_submitting(
    section: str,
) -> None:
    (draft,) = told("N-R10", texts={section: " \n"})
    assert (draft.severity, draft.blanks, draft.section) == ("warning", True, section)
    (filed,) = told("N-R10", texts={section: ""}, submitting=True)
    assert filed.severity == "error"


def test_section_six_may_say_none() -> None:
    assert told("N-R12", texts={"s6_other": "无"}) == []


def repeated(now: str, last: str) -> list[str]:
    previous = Content(2019, texts={"s1_overview": last})
    return [str(f.message) for f in told("N-R12", last=previous, texts={"s1_overview": now})]


def test_last_years_text_again_is_told_whatever_year_it_names() -> None:
    again = "“一、总体情况”有 100% 的文字与上年报告相同，请按本年情况改写"
    assert repeated(OVERVIEW, OVERVIEW) == [again]
    assert repeated(OVERVIEW, OVERVIEW.replace("2020年", "2019年")) == [again]


def test_a_text_nearly_the_same_is_told_with_its_share() -> None:
    nearly = "“一、总体情况”有 87% 的文字与上年报告相同，请按本年情况改写"
    assert repeated(OVERVIEW, OVERVIEW.replace("专栏12个", "专栏9个")) == [nearly]


def test_a_text_written_anew_is_not() -> None:
    anew = OVERVIEW.replace("312", "290").replace("培训2次", "培训5次").replace("未收到", "收到")
    assert repeated(OVERVIEW, anew) == []
    assert repeated(OVERVIEW, "") == []


@pytest.mark.parametrize(("length", "found"), [(1000, []), (1001, ["info"])])
def test_the_overview_has_an_advised_length_since_the_form_of_2021(
    length: int, found: list[str]
) -> None:
    texts = {"s1_overview": "字 \n" * length}
    assert [f.severity for f in told("N-R14", "2021", year=2026, texts=texts)] == found
    assert told("N-R14", texts=texts) == []


def test_the_overview_speaks_of_five_subjects_since_the_form_of_2021() -> None:
    assert told("N-R15", "2021", year=2026) == []
    assert told("N-R15", "2021", year=2026, texts={"s1_overview": ""}) == []
    texts = {"s1_overview": OVERVIEW.replace("监督保障", "其他").replace("培训", "学习")}
    (finding,) = told("N-R15", "2021", year=2026, texts=texts)
    assert (str(finding.message), finding.severity) == ("总体情况没有写到：监督保障", "warning")
    assert told("N-R15", texts={"s1_overview": "全年工作正常。"}) == []


@pytest.mark.parametrize(
    ("year", "text", "severities"),
    [
        (2020, "没有其他事项，年内办理建议3件。", []),
        (2021, "没有其他事项，年内办理建议3件。", ["warning"]),
        (2025, "本年度未收取信息处理费。", []),
        (2025, "发出信息 处理费收费通知2份，收到500元。", []),
        (2025, "行政事业性收费12万元。", ["warning"]),
        (2025, "无。", ["info"]),
        (2025, " \n", []),
    ],
)
def test_section_six_tells_of_the_processing_fee(
    year: int, text: str, severities: list[str]
) -> None:
    edition = "2019" if year < 2021 else "2021"
    found = told("N-R13", edition, year=year, texts={"s6_other": text})
    assert [finding.severity for finding in found] == severities
    assert all(finding.section == "s6_other" for finding in found)


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_government_tells_of_three_more_subjects(edition: str) -> None:
    assert told("N-R16", edition) == []
    (finding,) = told("N-R16", edition, is_government=True)
    assert str(finding.message) == "政府的报告没有写明：工作考核、社会评议、责任追究"
    assert finding.severity == "error"
    empty = dict.fromkeys(("s1_overview", "s5_problems", "s6_other"), "")
    assert len(told("N-R16", edition, is_government=True, texts=empty)) == 1
    texts = {
        "s1_overview": OVERVIEW + "工作考核占2分。",
        "s6_other": "未开展社会评议，没有责任追究情形。",
    }
    assert told("N-R16", edition, is_government=True, texts=texts) == []


@pytest.mark.parametrize(
    "nasty",
    [" ", "2019年1月 ", "2019年 ", "《", "2019年，我局", "国办公开办函", "1", "。", "（", "\n"],
)
def test_twice_the_text_is_at_most_twice_the_work(nasty: str) -> None:
    assert grows_no_faster(lambda size: check_over(nasty, size), 20_000)
    check_over(nasty, 200_000)  # to its end: how long that takes, benchmarks/hostile.py says


def check_over(nasty: str, size: int) -> None:
    text = f"第{size}稿2019年1月" + nasty * (size // len(nasty))  # what was read is remembered
    check(
        OLD,
        make_content(texts={"s1_overview": text}, title=text),
        Content(2019, texts={"s1_overview": text}),
    )
