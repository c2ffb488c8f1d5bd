"""What stands around the tables: title, agency, year, headings, texts; and what is refused."""

import pytest

from reports.form.loader import load_editions
from reports.reading import Reading, Unreadable, decode, read_text
from tests.support.published import (
    AGENCY,
    PUBLISHED_TEXTS,
    TEXTS,
    Layout,
    published,
    random_figures,
)

EDITIONS = load_editions()


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("{agency}\n{year}年度政府信息公开工作年度报告", AGENCY, 2023),
        ("{agency}{year}年政府信息公开工作年度报告", AGENCY, 2023),
        ("{agency}２０２３年度政府信息公开工作年度报告", AGENCY, 2023),
        ("{agency}二〇二三年政府信息公开工作年度报告", AGENCY, 2023),
        ("{agency}关于{year}年度政府信息公开工作情况的报告", AGENCY, 2023),
        ("{agency}{year}年\n政府信息公开工作年度报告", AGENCY, 2023),
        ("{agency}政府信息公开工作年度报告（{year}年）", AGENCY, 2023),
        ("{agency}\n政府信息公开工作年度报告\n（{year}年度）", AGENCY, 2023),
        (
            "首页 > 年报\n发布时间：2024-01-20 来源：{agency}\n{agency}{year}年政府信息公开工作年度报告",
            AGENCY,
            2023,
        ),
        (
            "某县12345热线受理中心{year}年政府信息公开工作年度报告",
            "某县12345热线受理中心",
            2023,
        ),
        ("发布时间：2024年1月20日\n{year}年政府信息公开年报", "", 2023),
    ],
)
def test_titles_are_understood(title: str, agency: str, year: int) -> None:
    edition = EDITIONS["2021"]
    page = published(edition, random_figures(edition, 1), Layout(title=title), year=2023)
    content = read_text(page).content
    assert (content.agency, content.year) == (agency, year)


def test_the_year_given_goes_before_the_title() -> None:
    edition = EDITIONS["2021"]
    page = published(edition, random_figures(edition, 1), year=2023)
    assert read_text(page, year=2024).content.year == 2024


def test_the_edition_is_what_the_tables_show() -> None:
    edition = EDITIONS["2019"]
    page = published(edition, random_figures(edition, 1), year=2023)
    assert (read_text(page).edition, read_text(page).content.year) == (edition, 2023)


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("国办公开办函〔2021〕30号", "国办公开办函〔2021〕30号"),
        ("国办公开办函[2019] 60 号", "国办公开办函〔2019〕60号"),
        ("本省通知", ""),
    ],
)
def test_the_cited_document_is_found(cited: str, found: str) -> None:
    edition = EDITIONS["2021"]
    layout = Layout(title=f"{{agency}}{{year}}年政府信息公开工作年度报告\n根据{cited}编制。")
    page = published(edition, random_figures(edition, 1), layout, year=2023)
    assert read_text(page).content.cited_document == found


def test_the_signature_is_no_part_of_section_six() -> None:
    edition = EDITIONS["2021"]
    layout = Layout(title="{year}年政府信息公开工作年度报告")
    page = published(edition, random_figures(edition, 1), layout, year=2023)
    content = read_text(f"{page}\n　　{AGENCY}\n　　2024年1月15日\n").content
    assert content.agency == AGENCY
    assert content.texts["s6_other"] == TEXTS["s6_other"]


def changed(old: str, new: str) -> Reading:
    edition = EDITIONS["2021"]
    page = published(edition, random_figures(edition, 1), year=2023)
    assert old in page
    return read_text(page.replace(old, new))


def test_headings_are_kept_as_found() -> None:
    reading = changed("五、存在的主要问题及改进情况", "五、存在问题和改进措施")
    assert reading.content.titles[4] == "五、存在问题和改进措施"
    assert reading.content.texts == {c: t.replace("\n\n", "\n") for c, t in PUBLISHED_TEXTS.items()}


def test_text_may_follow_a_heading_on_its_line() -> None:
    reading = changed("六、其他需要报告的事项\n", "六、其他需要报告的事项：")
    assert reading.content.texts["s6_other"] == TEXTS["s6_other"]
    assert len(reading.content.titles) == 6


def test_a_missing_heading_is_not_invented_and_loses_no_figure() -> None:
    reading = changed("三、收到和处理政府信息公开申请情况\n", "")
    titles = [section.title for section in EDITIONS["2021"].sections]
    assert list(reading.content.titles) == titles[:2] + titles[3:]
    assert reading.doubts == ()
    assert reading.content.figures == random_figures(EDITIONS["2021"], 1)


def test_a_table_of_contents_is_no_heading() -> None:
    edition = EDITIONS["2021"]
    contents = "\n".join(section.title for section in edition.sections)
    reading = changed("一、总体情况\n", f"{contents}\n一、总体情况\n")
    assert reading.content.titles == tuple(section.title for section in edition.sections)
    assert reading.content.texts["s1_overview"] == TEXTS["s1_overview"].replace("\n\n", "\n")


def test_numbered_lines_of_a_text_are_no_headings() -> None:
    text = TEXTS["s5_problems"]
    reading = changed(text, f"一、主要问题\n{text}\n二、改进情况\n{text}")
    assert reading.content.texts["s5_problems"] == f"一、主要问题\n{text}\n二、改进情况\n{text}"
    assert len(reading.content.titles) == 6


# Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "空"),
        (" \n\t\n", "空"),
        ("PK\x03\x04\x00", "不是文本"),
        ("青石县水利局2023年政府信息公开工作年度报告\n一、总体情况\n无", "表格"),
        ("一篇别的文章，说的是2023年的事。", "表格"),
        ("字" * 2_000_001, "过大"),
        ("规章 0\n" * 10_000, "过多"),
    ],
)
def test_what_is_no_report_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_text(text)
    assert reason in refused.value.reason.in_language("zh-hans")
    assert refused.value.reason.in_language("en").isascii()


def test_a_report_without_a_year_is_refused_unless_one_is_given() -> None:
    edition = EDITIONS["2021"]
    layout = Layout(title="{agency}政府信息公开工作年度报告")
    page = published(edition, random_figures(edition, 1), layout, year=2023)
    with pytest.raises(Unreadable, match="年度"):
        read_text(page)
    assert read_text(page, year=2023).content.agency == AGENCY


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_encodings_are_decoded(encoding: str) -> None:
    assert decode("规章\t０\n〔2021〕".encode(encoding)) == "规章\t０\n〔2021〕"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"\x89PNG\xff\xff\xff", "不是文本"), (b"a" * 2_000_001, "过大")]
)
def test_bytes_that_are_no_text_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(data)
