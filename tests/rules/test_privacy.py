"""Personal data in the texts, and slips of the pen: what is told, and what must not be."""

from __future__ import annotations

import re

import pytest

from reports.form.content import Content, Finding
from reports.form.loader import load_editions
from reports.rules.check import check


def told(rule: str, text: str, section: str = "s1_overview", year: int = 2024) -> list[Finding]:
    content = Content(year=year, texts={section: text})
    return [f for f in check(load_editions()["2021"], content) if f.rule == rule]


def make_id(body: str) -> str:
    """Seventeen digits with their check character, made up here so that nobody's stands in print."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def make_card(body: str) -> str:
    """A number that ends in the digit Luhn asks for."""
    for last in "0123456789":
        digits = [int(d) for d in reversed(body + last)]
        odd = sum(digits[0::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])
        if odd % 10 == 0:
            return body + last
    raise AssertionError(body)


ID = make_id("43012119900307123")
ID_X = next(n for i in range(100, 200) if (n := make_id(f"43012119900307{i}"))[-1] == "X")
CARD = make_card("622202190300123456")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
NARROW = tuple(zip("0123456789X", "０１２３４５６７８９Ｘ", strict=True))

PERSONAL = [
    ("id_card", f"申请人身份证号{ID}。"),
    ("id_card", f"身份证：{ID_X}，已答复"),
    ("id_card", f"身份证：{ID_X.lower()}"),
    ("id_card", f"证件号码{ID_X.translate(WIDE)}"),
    ("id_card", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
    ("id_card", f"2024 {ID}"),
    ("id_card", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}"),
    ("id_card", "老证号430121600307123。"),
    ("mobile", "联系人王某，13812345678。"),
    ("mobile", "电话138 1234 5678"),
    ("mobile", "电话138-1234-5678"),
    ("mobile", "电话+8613812345678"),
    ("mobile", "电话+86 138-1234-5678"),
    ("mobile", "电话１９９１２３４５６７８，请咨询"),
    ("mobile", "微信同号:17712345678（业务股）"),
    ("mobile", "邮箱13812345678@163.com"),
    ("mobile", "电话13812345678，2024年起使用"),
    ("bank_card", f"退费至{CARD}。"),
    ("bank_card", f"卡号{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}"),
    ("bank_card", f"卡号{make_card('622848001234567')}"),
    ("address", "申请人李四，家住黄花镇大路村3组，要求公开征地信息。"),
    ("address", "家庭住址：星沙街道开元路12号3栋201室"),
    ("address", "张某某，男，住安沙镇和平村十二组"),
    ("address", "村民陈大明（大路村5组）反映公示栏更新慢"),
    ("address", "王女士，住某小区5栋2单元301"),
    ("address", "户籍地址为长龙街道板仓路8号"),
    ("address", "申请人周某某系果园镇新明村王家组4号村民"),
]
NOT_PERSONAL = [
    "办公电话：0731-12345678。",
    "电话0731-84012345，传真0731-84012346",
    "拨打12345热线",
    "联系电话138****1234",
    "身份证430121********1234",
    f"银行卡{CARD[:4]}********{CARD[-4:]}",
    f"{ID[:17]}{'0' if ID[-1] != '0' else '1'}",
    make_id("43012119901307123"),
    make_id("43012121900307123"),
    f"统一社会信用代码11430121006125678{'X'}",
    f"公文编号{CARD}",
    f"系列号{CARD}0012",
    f"{CARD[:-1]}{(int(CARD[-1]) + 1) % 10}",
    "流水号4301202412310001001",
    "预算13812345678元",
    "发布13812345678.55",
    "网址http://www.example.gov.cn/art/2024/1/15/art_13812345678.html",
    "网址https://www.example.gov.cn/13812345678/c.html",
    "2024 年数据为 13 30 45 10 22 3",
    "受理编号202401010123456",
    "国办公开办函〔2021〕30号，2024年1月1日至2024年12月31日",
    "12812345678",
    "办公地址：星沙街道开元路12号。",
    "地址：长沙县星沙街道天华路88号政务中心3栋2单元",
    "我局位于望仙路12号行政中心5栋301室",
    "走访黄花镇大路村3组群众12户",
    "组织村民在大路村3组开展宣传",
    "申请人要求公开大路村3组征地补偿方案",
    "，住建局在开元路12号设立公开查阅点",
    "住址：黄花镇**村**组",
    "居民高度关注，大路村3组道路硬化情况",
    "收到居住证申请12件",
]


@pytest.mark.parametrize(("kind", "text"), PERSONAL)
def test_personal_data_stop_the_filing(kind: str, text: str) -> None:
    (finding,) = told("P-R01", text)
    words = {"id_card": "身份证", "mobile": "手机", "bank_card": "银行卡", "address": "住址"}
    assert words[kind] in str(finding.message) and "****" in str(finding.message)
    assert (finding.severity, finding.explainable) == ("error", False)
    assert not finding.needs_explanation


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_what_only_looks_like_personal_data_is_left_alone(text: str) -> None:
    assert [str(finding.message) for finding in told("P-R01", text)] == []


HOMES = ("大路村", "开元路12号", "和平村十二组", "5栋2单元", "板仓路8号", "新明村王家组")


def close(words: list[str]) -> str:
    """In narrow digits without spaces and dashes."""
    return re.sub(r"[\s-]", "", "|".join(words).translate({ord(w): n for n, w in NARROW}))


def secrets(text: str) -> list[str]:
    """The middle of each long number, and what tells a home."""
    numbers = [number[-18:][3:-2] for number in re.findall(r"\d{9,}", close([text]))]
    return [*numbers, *(home for home in HOMES if home in text)]


@pytest.mark.parametrize(("kind", "text"), PERSONAL)
def test_no_finding_copies_what_it_is_about(kind: str, text: str) -> None:
    content = Content(year=2024, texts={"s1_overview": "无。" * 60 + text})
    hidden = secrets(text)
    assert hidden
    findings = check(load_editions()["2021"], content)
    assert "P-R01" in {finding.rule for finding in findings}
    for finding in findings:
        said = close([*finding.message.texts.values(), finding.quote, finding.key])
        assert [secret for secret in hidden if secret in said] == []


def test_another_rule_that_quotes_the_sentence_quotes_it_masked() -> None:
    (finding,) = told("N-R06", "公开信息30条，其中甲20条（电话13812345678）、乙11条。")
    quote = "30条，其中甲20条（电话138****5678）、乙11条"
    assert finding.quote == quote
    assert str(finding.message).startswith(f"“{quote}”：")


@pytest.mark.parametrize("section", ["s1_overview", "s5_problems", "s6_other"])
def test_a_hit_names_the_section_and_the_way_out_in_both_languages(section: str) -> None:
    (finding,) = told("P-R01", "电话13812345678、13987654321", section)
    title = load_editions()["2021"].by_code[section].title
    assert finding.section == section
    assert str(finding.message) == (
        f"“{title}”中有手机号码（138****5678、139****4321），报告要公布，请删去或改为办公电话"
    )
    assert "give an office number" in finding.message.in_language("en")


def test_every_kind_is_told_once_and_no_number_as_two_kinds() -> None:
    text = f"身份证{ID}，卡号{CARD}，电话13812345678，家住大路村3组。"
    assert len(told("P-R01", text)) == 4
    assert len(told("P-R01", f"身份证{ID}，{ID_X}")) == 1


SLIPS = [
    ("的的", "公开的的信息"),
    ("了了", "完善了了制度"),
    ("和和", "单位和和个人"),
    ("政府政府", "在政府政府的领导下"),
    ("进行进行", "对目录进行进行更新"),
    ("单位决赛", "公开单位决赛12条"),
    ("2024你那", "2024你那，我局公开信息"),
    ("截止", "截止2024年12月31日"),
    ("行政付议", "行政付议0件"),
    ("20201月1日", "自20201月1日起"),
    ("202012月31日", "至202012月31日止"),
    ("2024年13月", "2024年13月开展"),
    ("12月32日", "12月32日前"),
    ("2月30日", "2月30日前"),
    ("年年", "2024年年1月1日"),
    ("202年1月", "202年1月起"),
    ("20241231日", "截至20241231日"),
    ("2024度", "2024度，我局公开信息"),
]
NO_SLIPS = [
    "常常走访，刚刚上线，人人参与，天天更新，层层落实，仅仅一次，渐渐形成",
    "公开的目的的确明确，以公开为目的的培训，的的确确",
    "为了了解需求，除了了解情况",
    "社会公平和和谐稳定",
    "长沙县人民政府政府信息公开指南，县政府政府网站",
    "及时更新以及及时答复",
    "单位决算，部门决算，歌唱比赛决赛",
    "截止时间为12月31日，截至2024年12月31日",
    "2024年1月1日至12月31日，2024年年底，2024年年度报告",
    "2月29日，12月31日，4月30日",
    "第202412号",
]


@pytest.mark.parametrize(("quote", "text"), SLIPS)
def test_a_slip_of_the_pen_is_told(quote: str, text: str) -> None:
    (finding,) = told("N-R18", text)
    assert (finding.quote, finding.severity, finding.section) == (quote, "info", "s1_overview")


@pytest.mark.parametrize("text", NO_SLIPS)
def test_what_is_rightly_doubled_or_dated_is_left_alone(text: str) -> None:
    assert [finding.quote for finding in told("N-R18", text)] == []


@pytest.mark.parametrize(
    "words",
    [
        "120余件",
        "100多件",
        "约12件",
        "大约12件",
        "近百件",
        "十余件",
        "12件左右",
        "近200余件",
        "100余人",
        "1.3万余条",
    ],
)
def test_an_approximate_count_is_told(words: str) -> None:
    (finding,) = told("N-R17", f"收到申请{words}。")
    assert finding.severity == "info"
    assert words in str(finding.message)


@pytest.mark.parametrize(
    "text",
    [
        "收到申请12件",
        "预约12件",
        "节约3件",
        "近3年12件",
        "近3个月",
        "10多个工作日",
        "多件申请",
        "其余12件",
        "最近2件",
    ],
)
def test_exact_counts_and_other_units_are_left_alone(text: str) -> None:
    assert told("N-R17", text) == []
