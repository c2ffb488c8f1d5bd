"""A table's geometry is decided once, for every format: what is missing shifts no figure."""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.reading import Reading, read_file, read_text
from tests.support.damaged_tables import (
    Damage,
    Figures,
    Sheet,
    columns_of,
    remarked,
    sheet_of,
    shifted,
    value_rows,
    without_column,
)
from tests.support.lengths import LONG
from tests.support.published import random_figures
from tests.support.table_formats import FORMATS, cases, written

EDITIONS = load_editions()
YEARS = {"2019": 2020, "2021": 2023}
SHARE = 1.0 if LONG else 0.0007
every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)
FEW = ("tabs", "pipes behind", "a pipe behind each", "spaced", "html, merged", "xlsx, unmerged")
every_format = pytest.mark.parametrize("format_", FORMATS)
a_few_formats = pytest.mark.parametrize("format_", FORMATS if LONG else FEW)


def doubtful(reading: Reading) -> set[str]:
    return {doubt.cell for doubt in reading.doubts}


def counted(reading: Reading, truth: Figures) -> Counter[str]:
    """How many cells are right, doubtful and silently wrong."""
    doubts = doubtful(reading)
    return Counter(
        "doubtful" if cell in doubts else "right" if found == truth[cell] else "wrong"
        for cell, found in reading.content.figures.items()
    )


def told(capsys: pytest.CaptureFixture[str], what: str, total: Counter[str]) -> None:
    """Print the figures of a property."""
    figures = ", ".join(f"{total[of]} {of}" for of in ("files", "right", "doubtful", "wrong"))
    with capsys.disabled():
        print(f"\n{what}: {figures}")


@every_edition
def test_no_cell_of_a_damaged_table_is_silently_wrong(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    """A column, a row or a pair left out, a row shifted, a remark in the margin, in every format.
    With LONG=1 all of them, else a few of each format."""
    total, wrong = Counter[str](), []
    for seed, format_ in enumerate(FORMATS):
        figures = random_figures(edition, 7)
        for case in cases(edition, figures, format_, YEARS[edition.id], SHARE, seed):
            found = counted(read_file(case.content), case.truth)
            total += found + Counter(files=1)
            wrong += [f"{format_}, {case.name}"] * bool(found["wrong"])
    told(capsys, edition.id, total)
    assert wrong == []
    assert total["files"] > 30


def whole(edition: Edition, figures: Figures, format_: str, *ways: tuple[str, Damage]) -> Reading:
    """The report in that format, its sections damaged in these ways."""
    sheets = {s.code: sheet_of(edition, s.code, figures) for s in edition.sections if s.tables}
    for section, way in ways:
        way(sheets[section])
    return read_file(written(edition, sheets, format_, YEARS[edition.id]))


@every_edition
@every_format
def test_a_whole_report_is_read_without_doubt(edition: Edition, format_: str) -> None:
    figures = random_figures(edition, 3)
    reading = whole(edition, figures, format_)
    assert reading.doubts == ()
    assert reading.content.figures == figures


DOUBTFUL_AT_MOST = 0.12


def test_of_whole_reports_with_everyday_flaws_little_is_doubtful(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Blank cells, strokes and words in place of figures, and remarks, in every format."""
    total = Counter[str]()
    for seed, (format_, edition) in enumerate(product(FORMATS, EDITIONS.values())):
        if LONG or seed % 3 == 0:
            figures = random_figures(edition, seed)
            sheets = flawed(edition, figures, random.Random(seed))
            reading = read_file(written(edition, sheets, format_, YEARS[edition.id]))
            truth = {
                **figures,
                **{c: f for sheet in sheets.values() for c, f in sheet.truth.items()},
            }
            total += counted(reading, truth) + Counter(files=1)
    told(capsys, "flawed", total)
    assert total["wrong"] == 0
    assert total["doubtful"] <= DOUBTFUL_AT_MOST * (total["right"] + total["doubtful"])


def flawed(edition: Edition, figures: Figures, rng: random.Random) -> dict[str, Sheet]:
    """Each cell in fifty blank or without a number, each row in ten with a remark."""
    sheets = {s.code: sheet_of(edition, s.code, figures) for s in edition.sections if s.tables}
    for sheet in sheets.values():
        for y in value_rows(sheet):
            row = sheet.rows[y]
            for at, box in enumerate(row):
                if box.slot.cell and rng.random() < 0.02:
                    sheet.truth[box.slot.cell] = None
                    row[at] = replace(box, text=rng.choice(("", "/", "无", "-", "未统计")))
            if rng.random() < 0.1:
                remarked(y, "见附件")(sheet)
    return sheets


@every_edition
@a_few_formats
def test_remarks_beside_the_tables_make_nothing_doubtful(edition: Edition, format_: str) -> None:
    figures = random_figures(edition, 4)
    rows = value_rows(sheet_of(edition, "s3_requests", figures))
    ways = [("s3_requests", remarked(y, "见附件")) for y in rows[3:6]]
    reading = whole(edition, figures, format_, *ways)
    assert reading.content.figures == figures
    assert reading.doubts == ()


@every_edition
@a_few_formats
def test_a_table_whose_head_lacks_a_column_is_doubtful_and_says_which(
    edition: Edition, format_: str
) -> None:
    figures = random_figures(edition, 5)
    x = columns_of(sheet_of(edition, "s3_requests", figures), "requests")[2]
    reading = whole(edition, figures, format_, ("s3_requests", without_column("requests", x)))
    requests = {cell for cell in figures if cell.startswith("requests.")}
    missing = {cell for cell in requests if cell.endswith(".research_institution")}
    assert doubtful(reading) == requests
    reasons = {str(d.reason) for d in reading.doubts if d.cell not in missing}
    assert reasons == {"表头中没有“科研机构”这一栏，其余各栏请逐格核对。"}
    assert reading.content.figures == {**figures, **dict.fromkeys(missing)}


@every_edition
@a_few_formats
def test_a_table_whose_rows_lack_a_figure_that_the_head_names_is_doubtful(
    edition: Edition, format_: str
) -> None:
    figures = random_figures(edition, 5)
    x = columns_of(sheet_of(edition, "s3_requests", figures), "requests")[2]
    way = without_column("requests", x, head=False)
    reading = whole(edition, figures, format_, ("s3_requests", way))
    requests = {cell for cell in figures if cell.startswith("requests.")}
    assert doubtful(reading) == requests
    assert all("多数行的数据个数与此不符" in str(doubt.reason) for doubt in reading.doubts)
    assert all(reading.content.figures[cell] is None for cell in requests)


@every_edition
@a_few_formats
def test_a_shifted_row_alone_is_doubtful(edition: Edition, format_: str) -> None:
    figures = random_figures(edition, 6)
    y = value_rows(sheet_of(edition, "s3_requests", figures))[4]
    reading = whole(edition, figures, format_, ("s3_requests", shifted(y, 1, spills=False)))
    assert len(doubtful(reading)) == 7
    assert {cell.split(".")[0] for cell in doubtful(reading)} == {"requests"}


# As the web has it -----------------------------------------------------------------------------

HEAD = "青石县水利局2023年政府信息公开工作年度报告\n一、总体情况\n无。\n"
PROACTIVE = "二、主动公开政府信息情况\n第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可 7\n"
REQUESTS = "三、收到和处理政府信息公开申请情况\n"
DISPUTES = "四、政府信息公开行政复议、行政诉讼情况\n"
FIFTEEN = " ".join(map(str, range(1, 16)))


def read(text: str) -> Reading:
    return read_text(HEAD + text)


def row_of(reading: Reading, row: str) -> list[object]:
    return [figure for cell, figure in reading.content.figures.items() if cell.startswith(row)]


@pytest.mark.parametrize(
    ("made", "figures"),
    [
        # A converter writes merged cells behind their text, and of broken labels the first line.
        ("第二十条第（一）项 | |||\n信息内容 | 本年制发 | 本年废止 | 现行有效 |\n规章 | 1 | 2 | 3 |", [1, 2, 3]),
        ("第二十条第（一）项 |\n|||\n信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件 |\n规章 |\n1 |\n2 |\n3 |", [1, 2, 3]),
        ("| 第二十条第（一）项 | |||\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 | \n| 规章 | 1 | 2 | 3 | ", [1, 2, 3]),
        ("第二十条第（一）项\n信息内容\n| 本年制发\n件数\n| 本年废止\n件数\n| 现行有效\n件数\n|\n规章\n| 1\n| 2\n| 3\n|", [1, 2, 3]),
        # Notes behind labels.
        ("第二十条第（一）项\n信息内容 本年制发件数（含修订） 本年废止件数 现行有效件数\n规章（设区的市填写） 1 2 3", [1, 2, 3]),
        # Labels over two lines, side by side.
        ("第二十条第（一）项\n信息内容 本年制发 本年废止 现行有效\n件数 件数 件数\n规章 1 2 3", [1, 2, 3]),
        # A page number under a row that lacks a figure is none of its figures.
        ("第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n行政规范性文件 4 5 6\n规章 1 2\n3", [None] * 3),
        ("第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 1 2 3\n行政规范性文件 4 5 6\n12", [1, 2, 3]),
    ],
)  # fmt: skip
def test_rules_are_read_as_pages_print_them(made: str, figures: list[object]) -> None:
    reading = read(f"二、主动公开政府信息情况\n{made}\n")
    assert row_of(reading, "art20_1.rules") == figures
    assert len(
        doubtful(reading) & {f"art20_1.rules.{c}" for c in ("made", "repealed", "in_force")}
    ) in (0, 3)


VERTICAL = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结 结 其 尚\n结 结 其 尚 结 结 其 尚\n果 果 他 未\n总计 果 果 他 未 总 果 果 他 未 总\n维 纠 结 审\n维 纠 结 审 计 维 纠 结 审 计\n持 正 果 结\n持 正 果 结 持 正 果 结\n"


def test_labels_from_top_to_bottom_are_read() -> None:
    reading = read(f"{DISPUTES}{VERTICAL}{FIFTEEN}\n五、存在的主要问题及改进情况\n无。")
    assert row_of(reading, "disputes") == list(range(1, 16))
    assert not {cell for cell in doubtful(reading) if cell.startswith("disputes")}


def test_labels_from_top_to_bottom_of_which_one_is_missing_are_doubtful() -> None:
    vertical = VERTICAL.replace("维 纠 结 审\n", "维 结 审\n")
    reading = read(f"{DISPUTES}{vertical}{FIFTEEN}\n五、存在的主要问题及改进情况\n无。")
    assert len({cell for cell in doubtful(reading) if cell.startswith("disputes")}) == 15
