"""What surrounds the tables: preamble, year without a title, the end of the report, running text."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from reports.form.content import Content, Finding
from reports.form.loader import load_editions
from reports.reading import Reading, Unreadable, read_file, read_text
from reports.reading.doubts import (
    LEFT_OUT_BEHIND,
    YEAR_OF_ANNOUNCEMENT,
    YEAR_OF_FIRST_SENTENCE,
    YEAR_OF_PAGE_TITLE,
    YEAR_OF_PERIOD,
)
from reports.reading.names import is_government
from reports.reading.origins import Origin
from reports.reading.running_text import even, margin_of, paragraphs
from reports.reading.site_lines import is_beside_site, is_of_site
from reports.rendering.document import build_document
from reports.rendering.json import render
from reports.rules.check import check
from tests.support.published import AGENCY, TEXTS, Layout, published, random_figures
from tests.support.report_files import WRITERS, Paper, Style, as_docx, as_html, paper

EDITION = load_editions()["2021"]
FIGURES = random_figures(EDITION, 1)
EXPECTED = {code: text.replace("\n\n", "\n") for code, text in TEXTS.items()}
TITLE = f"{AGENCY}2023年政府信息公开工作年度报告"


def page(head: str, *, texts: Mapping[str, str] = TEXTS, behind: str = "") -> str:
    body = published(EDITION, FIGURES, Layout(title="@"), year=2023, texts=texts)
    return f"{head}\n{body.partition('编制。')[2]}\n{behind}"


def findings_of(reading: Reading) -> list[Finding]:
    return check(reading.edition, reading.content)


# The preamble --------------------------------------------------------------------------------

PERIOD = "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。"
PREAMBLES = {
    "one sentence": (f"{TITLE}\n根据条例编制本报告。", "根据条例编制本报告。"),
    "after the lines of a site": (
        f"首页 > 政务公开\n{TITLE}\n发布时间：2024-01-20 09:12 来源：{AGENCY} 浏览次数：12\n"
        f"字体：[大 中 小] 打印\n现将2023年的情况公布如下：\n{PERIOD}",
        f"现将2023年的情况公布如下：\n{PERIOD}",
    ),
    "with a table of contents behind it": (
        f"{TITLE}\n根据条例编制本报告。{PERIOD}\n目录\n一、总体情况\n二、主动公开政府信息情况",
        f"根据条例编制本报告。{PERIOD}",
    ),
    "with whom to ask": (
        f"{TITLE}\n{PERIOD}\n如有疑问，请与本局办公室联系（电话：0731-1234567）。",
        f"{PERIOD}\n如有疑问，请与本局办公室联系（电话：0731-1234567）。",
    ),
    "none": (f"{TITLE}\n2024年1月15日", None),
}


@pytest.mark.parametrize(("head", "expected"), PREAMBLES.values(), ids=PREAMBLES)
def test_the_preamble_is_a_text_of_what_was_read(head: str, expected: str | None) -> None:
    reading = read_text(page(head))
    assert reading.content.texts.get("s0_preamble") == expected
    assert ("s0_preamble" in reading.origins) == (expected is not None)
    assert reading.content.texts["s1_overview"] == TEXTS["s1_overview"].replace("\n\n", "\n")


SEEN = {
    "last year's period": (PERIOD.replace("2023", "2022"), "N-R08"),
    "last year's report": ("现将2022年度政府信息公开工作年度报告公布如下。", "N-R09"),
    "a doubled word": ("根据条例和和要求编制本报告。", "N-R18"),
    "a gap": ("本报告由{编制单位}编制，请与我局联系。", "N-R19"),
    "a mobile number": ("如有疑问，请联系13912345678。", "P-R01"),
}


@pytest.mark.parametrize(("preamble", "rule"), SEEN.values(), ids=SEEN)
def test_the_rules_of_texts_read_the_preamble(preamble: str, rule: str) -> None:
    found = findings_of(read_text(page(f"{TITLE}\n{preamble}")))
    assert rule in {finding.rule for finding in found if finding.section == "s0_preamble"}


def test_a_sound_preamble_with_a_telephone_of_the_office_is_left_alone() -> None:
    sound = f"根据条例编制本报告。{PERIOD}如有疑问，请与本局办公室联系（地址：青石镇河西路12号，电话：0731-1234567）。"
    found = findings_of(read_text(page(f"{TITLE}\n{sound}")))
    assert [finding for finding in found if finding.section == "s0_preamble"] == []


# The year without a title line ---------------------------------------------------------------

SHOWN = as_html(paper(EDITION, FIGURES, Style(), 2023), Style()).decode()
UNTITLED = SHOWN.replace(f"<p>{AGENCY}</p>", "").replace(
    "<p>2023年度政府信息公开工作年度报告</p>", "@"
)
NAMED = f"<title>{TITLE}-青石县人民政府网</title>"
ARTICLE = f'<meta name="ArticleTitle" content="{TITLE}">'
ANNOUNCED = "<p>根据条例，现将青石县水利局2023年度政府信息公开工作年度报告公布如下。</p>"
SOURCES = {
    "announced": ("", ANNOUNCED, AGENCY, YEAR_OF_ANNOUNCEMENT),
    "announced before the title of the window": (
        NAMED.replace("2023", "2022"), ANNOUNCED, AGENCY, YEAR_OF_ANNOUNCEMENT,
    ),
    "title of the window": (NAMED, "", AGENCY, YEAR_OF_PAGE_TITLE),
    "title of the article": (ARTICLE, f"<p>{PERIOD}</p>", AGENCY, YEAR_OF_PAGE_TITLE),
    "announced with the year before the name": (
        "", "<p>现向社会公布2023年度青石镇人民政府信息公开工作年度报告。</p>", "青石镇人民政府",
        YEAR_OF_ANNOUNCEMENT,
    ),
    "announced as a document": (
        "", f"<p>现将《{TITLE}》公布如下：</p>", AGENCY, YEAR_OF_ANNOUNCEMENT,
    ),
    "announced by a bureau that does not name itself": (
        "", "<p>现将我局2023年度政府信息公开工作报告如下：</p>", "", YEAR_OF_ANNOUNCEMENT,
    ),
    "period": ("", f"<p>{PERIOD}</p>", "", YEAR_OF_PERIOD),
    "period in one year": (
        "", "<p>数据统计期限为2023年1月1日—12月31日。</p>", "", YEAR_OF_PERIOD,
    ),
    "first sentence": (
        "", "<p>根据《条例》（2019年修订）的要求，2023年我局编制本报告。2022年的另行公布。</p>", "",
        YEAR_OF_FIRST_SENTENCE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "agency", "source"), SOURCES.values(), ids=SOURCES)
def test_without_a_title_line_the_year_is_a_doubt_that_says_where_it_is_from(
    head: str, body: str, agency: str, source: object
) -> None:
    made = UNTITLED.replace("<title>网站</title>", head).replace("@", body)
    reading = read_file(made.encode(), or_year=2020)
    assert (reading.content.year, reading.content.agency) == (2023, agency)
    assert [doubt.reason for doubt in reading.doubts if "年度" in str(doubt.reason)] == [source]
    assert reading.content.figures == FIGURES


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("2023年青石县水利局政府信息公开工作年度报告", AGENCY),
        ("2023年度青石镇人民政府信息公开工作年度报告", "青石镇人民政府"),
        ("2023年度政府信息公开工作年度报告", ""),
    ],
)
def test_a_title_may_have_the_year_before_the_name(title: str, agency: str) -> None:
    content = read_text(page(title)).content
    assert (content.year, content.agency) == (2023, agency)


def test_a_document_may_have_its_title_in_its_properties_alone() -> None:
    made = paper(EDITION, FIGURES, Style(), 2023)
    content = with_part(
        as_docx(type(made)(2023, made.parts[2:]), Style()),
        "docProps/core.xml",
        f'<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>{TITLE}</dc:title></cp:coreProperties>',
    )
    reading = read_file(content)
    assert (reading.content.year, reading.content.agency) == (2023, AGENCY)
    assert YEAR_OF_PAGE_TITLE in [doubt.reason for doubt in reading.doubts]


def test_the_period_goes_before_the_properties_of_a_copied_document() -> None:
    made = paper(EDITION, FIGURES, Style(), 2023)
    content = with_part(
        as_docx(type(made)(2023, [PERIOD, *made.parts[2:]]), Style()),
        "docProps/core.xml",
        f'<cp:coreProperties xmlns:dc="d"><dc:title>{TITLE.replace("2023", "2019")}</dc:title></cp:coreProperties>',
    )
    assert read_file(content).content.year == 2023


def test_the_dates_of_a_site_are_no_year_of_a_report() -> None:
    with pytest.raises(Unreadable):
        read_file(UNTITLED.replace("@", "<p>发布时间：2024年1月20日</p>").encode())


def with_part(content: bytes, name: str, part: str) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, part)
    return stream.getvalue()


# The end of the report -----------------------------------------------------------------------

SIGNED = f"{AGENCY}\n2024年1月15日"
ENDS = {
    "buttons": "打印本页 关闭窗口",
    "buttons in brackets": "【打印本页】 【关闭窗口】\n【返回顶部】",
    "neighbours": "上一篇：青石县财政局年报\n下一篇：没有了",
    "owner and records": "版权所有：青石县人民政府 湘ICP备05000001号-1\n湘公网安备 43032102000001号\n网站标识码：4303210001",
    "who runs it": "主办：青石县人民政府办公室 承办：青石县数据局\n技术支持：某公司 联系我们 网站地图",
    "who put it up": "责任编辑：张某\n来源：青石县水利局",
    "shared": "分享到：微信 微博\n扫一扫在手机打开当前页",
    "where it is, and its records": (
        "地址：青石县河西路12号 邮编：411228\n电话：0731-1234567\n网站标识码：4303210001"
    ),
    "signed and dated in figures": f"{AGENCY}\n2024-01-15",
    "signed": SIGNED,
    "signed on one line": f"{AGENCY} 2024年1月15日",
    "signed and dated in Chinese": f"{AGENCY}\n二〇二四年一月十五日",
    "signed, then the site": f"{SIGNED}\n（此件公开发布）\n打印 关闭",
    "numbers of pages": "— 8 —\n第 8 页 共 8 页",
}
ATTACHED = {
    "an attachment": ("附件：政府信息公开统计表.xlsx", "附件：政府信息公开统计表.xlsx"),
    "an attachment before the signature": (f"附件：1.统计表\n{SIGNED}", "附件：1.统计表"),
    "files, and the column of the site": (
        f"{TITLE}.pdf\n{TITLE}.docx\n政府信息公开年报",
        f"{TITLE}.pdf；{TITLE}.docx",
    ),
    "news of the site": ("上一篇：没有了\n县里召开会议", "县里召开会议"),
}


@pytest.mark.parametrize("behind", ENDS.values(), ids=ENDS)
def test_what_stands_behind_the_report_is_no_part_of_section_six(behind: str) -> None:
    reading = read_text(page(TITLE, behind=behind))
    assert reading.content.texts["s6_other"] == TEXTS["s6_other"]
    assert reading.doubts == ()


@pytest.mark.parametrize(("behind", "told"), ATTACHED.values(), ids=ATTACHED)
def test_what_is_left_out_there_and_says_something_is_told(behind: str, told: str) -> None:
    reading = read_text(page(TITLE, behind=behind))
    assert reading.content.texts["s6_other"] == TEXTS["s6_other"]
    assert [(d.found, d.reason) for d in reading.doubts] == [(told, LEFT_OUT_BEHIND)]


KEPT = (
    "以上数据截至2023年12月31日",
    "联系电话：0731-1234567",
    "返回申请材料3件",
    "返还多收费用2笔。",
    "打印资料12份",
    "下载量有所增加。",
    "主办单位培训2次。",
    "相关文件均已公开",
    "来源广泛的意见均已办理",
    "附件一并公开。",
    "网站版面已改版。",
)


@pytest.mark.parametrize("line", KEPT)
def test_a_last_line_of_the_report_is_kept(line: str) -> None:
    texts = {**TEXTS, "s6_other": f"{TEXTS['s6_other']}\n{line}"}
    assert read_text(page(TITLE, texts=texts)).content.texts["s6_other"].endswith(line)


SITE_LINES = """
【打印此文】
【打印文章】
字体：【大 中 小】 分享到 打印 关闭
主办单位：上海市某区人民政府 ICP备案 公安备案 网站地图
运维电话：0561-3198639
违法和不良信息举报中心
本站已支持IPV6访问
适老化无障碍服务
公安机关备案号：43010302000524
某县人民政府办公室承办
某县人民政府主办 某县数据局承办
扫码关注
官方微信
微信公众号
移动客户端
【我要纠错】
下一页
尾页
[大] [中] [小]
用微信扫描二维码
分享至好友和朋友圈
打印此页
关闭此页
推荐给朋友
收藏此页
(责任编辑：张某)
【字号：大 中 小】
保护视力色：
当前位置：首页>政务公开
到顶部
TOP
微信 微博 QQ空间
备案号：湘ICP备12345号
无障碍浏览
访问总量：12345
投诉建议
网站纠错
相关政策解读
没有了
相关附件：
[关闭]
【返回】
返回上一级
【收藏本文】
文章来源：县水利局
信息来源：县水利局
发布日期：2024-01-15
发布时间：2024-01-15 09:00
稿件来源：某
责编：某某
编辑：某某 审核：某某
上一条：某某
下一条：某某
上一篇: 无
下一篇: 某县财政局2023年政府信息公开工作年度报告
您是第12345位访问者
Copyright © 2024 某县人民政府 All Rights Reserved
Produced By 大汉网络 大汉版通发布系统
建议使用IE9.0以上浏览器
分享：
分享到：
打印 收藏 关闭
打印本页 | 关闭窗口
【大 中 小】【打印】【关闭】
主办：某县人民政府
地址：某县某路1号
关于我们 | 网站地图 | 联系我们
友情链接：
政务微博
"""
OWN_LINES = """
本年度没有收取信息处理费
无其他需要报告的事项
无
（一）信息处理费收取情况
1.本机关未收取信息处理费
打印费、复印费均未收取
关闭整改网站2个
返还申请材料3件
下载专区更新12次
主办提案3件，会办5件
承办人大代表建议12件
来源单位包括三个股室
分享经验2次
相关工作已完成
政务微博发布信息30条
微信公众号发布信息120条
官方网站改版一次
发布时间及时
当前存在的问题是人手不足
附表所列为准
网站地图已更新
友情提示：欢迎监督
联系人：张某，电话：0731-1234567
编辑人员参加培训2次
扫码查询政策12项
移动客户端下载量1.2万次
上一条建议已采纳
技术支持由县数据局提供
版面更新12次
投诉建议办结率100%
责任编辑制度得到落实
审核发布信息120条
访问量12万次
"""


def test_lines_of_a_site_are_told_from_lines_of_a_report() -> None:
    site, own = SITE_LINES.strip().split("\n"), OWN_LINES.strip().split("\n")
    assert [line for line in site if not is_beside_site(line)] == []
    assert [line for line in own if is_of_site(line)] == []


def test_the_foot_and_the_menus_of_a_page_are_not_read() -> None:
    around = "<nav>首页 政务公开</nav><footer><p>运行维护 县行政审批服务局</p></footer><button>提交</button>"
    reading = read_file(SHOWN.replace("</body>", f"{around}</body>").encode())
    assert reading.content.texts == EXPECTED


def test_our_own_json_ends_where_our_own_print_ends() -> None:
    filed = {**TEXTS, "s6_other": "没有收费(0元).\n附件：统计表.xlsx"}
    made = render(build_document(EDITION, Content(2023, FIGURES, filed, agency=AGENCY)))
    reading = read_file(made)
    assert reading.content.texts["s6_other"] == "没有收费（0元）."
    assert LEFT_OUT_BEHIND in [doubt.reason for doubt in reading.doubts]


# Running text --------------------------------------------------------------------------------

WHOLE = (
    "本局按照条例的要求，全年在门户网站公开信息一百二十条，其中工作动态六十条，通知公告六十条，比上年有所增加，质量也有所提高，群众反映较好。",
    "（一）主动公开方面",
    "及时公开机构职能、规划计划、财政预算决算、行政许可和行政处罚等各类信息，做到应公开尽公开，并按规定在二十个工作日内更新有关栏目的内容。",
    "本年没有收费。",
)


def broken(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


@pytest.mark.parametrize("width", [24, 30, 36])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_lines_broken_at_the_margin_are_one_paragraph(width: int, indent: str) -> None:
    lines = [line for text in WHOLE for line in broken(indent + text, width)]
    here = Origin("line", (1,))
    joined = paragraphs([(line, here) for line in lines], margin_of(lines))
    assert [line for line, _ in joined] == list(WHOLE)


def test_a_broken_text_is_read_whole_from_a_file() -> None:
    texts = {**TEXTS, "s1_overview": "\n".join(line for t in WHOLE for line in broken(t, 30))}
    assert read_text(page(TITLE, texts=texts)).content.texts["s1_overview"] == "\n".join(WHOLE)


def test_whole_paragraphs_stay_apart_whatever_they_end_in() -> None:
    lines = [
        "主要做法如下",
        "一是公开的内容更加细致，让群众看得懂、找得到",
        "二是多做解读",
        "以上是全部情况",
    ]
    assert margin_of(lines) is None


EVENED = {
    "公开信息36条,其中动态12条;公告24条": "公开信息36条，其中动态12条；公告24条",
    "收到申请15件(含上年结转3件)": "收到申请15件（含上年结转3件）",
    "(一)主动公开": "（一）主动公开",
    "条例(2019年(修订))": "条例（2019年（修订））",
    "支出1,571.55万元": "支出1,571.55万元",
    "时间:8:30至17:00": "时间：8:30至17:00",
    "网址:https://www.example.gov.cn/a,b": "网址：https://www.example.gov.cn/a,b",
    "f(x) = (a, b)": "f(x) = (a, b)",
    "好吗?好!": "好吗？好！",
    "36,公告12": "36，公告12",
}


@pytest.mark.parametrize(("written", "evened"), EVENED.items())
def test_half_width_marks_beside_chinese_are_evened_in_place(written: str, evened: str) -> None:
    assert even(written) == evened
    assert len(even(written)) == len(written)


# Whose report --------------------------------------------------------------------------------

GOVERNMENTS = {
    "棠溪县人民政府": True, "棠溪县": True, "青石镇人民政府": True, "青石乡": True,
    "棠溪县人民政府办公室": False, "棠溪县水利局": False, "青石街道办事处": False,
    "棠溪高新技术产业开发区": False, "棠溪县景区": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), GOVERNMENTS.items())
def test_a_government_is_told_by_its_name(name: str, expected: bool) -> None:
    assert is_government(name) == expected


def test_what_a_report_of_a_government_must_say_is_asked_of_one_that_is_read() -> None:
    body = page("棠溪县人民政府2023年政府信息公开工作年度报告")
    assert "N-R16" in {finding.rule for finding in findings_of(read_text(body))}
    assert "N-R16" not in {finding.rule for finding in findings_of(read_text(page(TITLE)))}


@pytest.mark.parametrize(("name", "is_told"), [("棠溪县人民政府", True), ("棠溪县水利局", False)])
def test_what_a_government_says_of_its_county_is_its_own(name: str, is_told: bool) -> None:
    texts = {**TEXTS, "s1_overview": "2023年，全县共收到政府信息公开申请99999件。"}
    found = findings_of(read_text(page(f"{name}2023年政府信息公开工作年度报告", texts=texts)))
    assert ("N-R01" in {finding.rule for finding in found}) is is_told


# Cells that were not read ---------------------------------------------------------------------


def of_rules(found: list[Finding], *rules: str) -> set[str]:
    return {cell for finding in found if finding.rule in rules for cell in finding.cells}


def test_a_cell_that_was_not_read_is_unknown_and_not_blank() -> None:
    cells = {"art20_5.licensing.decisions": "12 34", "requests.granted.other_org": "未统计"}
    layout = Layout(written=cells)
    reading = read_text(published(EDITION, FIGURES, layout, year=2023))
    found = findings_of(reading)
    unread = set(reading.content.unread)
    assert len(unread) == 2
    assert of_rules(found, "ALL-R02") == unread
    assert of_rules(found, "T2-R10", "T3-R05", "T2-R01", "T3-R04") == set()
    assert all("未能读出" in str(f.message) for f in found if f.rule == "ALL-R02")


def test_an_entry_that_was_read_and_is_no_figure_is_told_as_if_typed() -> None:
    reading = read_text(
        published(EDITION, FIGURES, Layout(written={"requests.granted.total": "/"}), year=2023)
    )
    found = findings_of(reading)
    assert dict(reading.content.unreadable) == {"requests.granted.total": "/"}
    assert of_rules(found, "T3-R04") == {"requests.granted.total"}
    assert of_rules(found, "ALL-R02", "T3-R05") == set()


def test_a_cell_left_blank_is_still_called_blank() -> None:
    reading = read_text(
        published(EDITION, FIGURES, Layout(written={"requests.granted.other_org": ""}), year=2023)
    )
    assert of_rules(findings_of(reading), "T3-R05") == {"requests.granted.other_org"}


def test_a_row_that_cannot_be_told_apart_breaks_no_rule_but_that_it_was_not_read() -> None:
    row = [c for c in EDITION.cells if c.startswith("requests.new_received.")]
    layout = Layout(rows="tab rows", dropped=row[2:3])
    reading = read_text(published(EDITION, dict.fromkeys(EDITION.cells, 0), layout, year=2023))
    found = findings_of(reading)
    assert of_rules(found, "ALL-R02") == set(row)
    assert {f.rule for f in found if set(f.cells) & set(row)} == {"ALL-R02"}


def test_json_says_null_for_blank_and_lacks_what_is_unknown() -> None:
    made = json.loads(render(build_document(EDITION, Content(2023, FIGURES, TEXTS, agency=AGENCY))))
    del made["figures"]["requests.granted.total"]
    made["figures"]["requests.granted.other_org"] = None
    found = findings_of(read_file(json.dumps(made).encode()))
    assert of_rules(found, "ALL-R02") == {"requests.granted.total"}
    assert of_rules(found, "T3-R05") == {"requests.granted.other_org"}


@pytest.mark.parametrize("kind", WRITERS)
def test_preamble_and_end_are_found_in_every_kind_of_file(kind: str) -> None:
    parts = paper(EDITION, FIGURES, Style(), 2023).parts
    around = [*parts[:2], "发布时间：2024-01-20", PERIOD, *parts[2:], "2024年1月15日", "打印本页"]
    reading = read_file(WRITERS[kind](Paper(2023, around), Style()))
    assert reading.content.texts == {"s0_preamble": PERIOD, **EXPECTED}
    assert reading.doubts == ()
