"""Published reports as text: every figure right or marked doubtful, none silently wrong."""

import random
from collections.abc import Mapping
from decimal import Decimal

import pytest

from reports.form.content import Figure
from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.reading import Reading, decode, read_text
from tests.support.published import (
    AGENCY,
    PUBLISHED_TEXTS,
    SAMPLE,
    WRITERS,
    Layout,
    published,
    random_figures,
)

EDITIONS = load_editions()
MARKS = ("", "/", "-", "无", "未统计，详见附件")
YEARS = {"2019": 2020, "2021": 2023}

LAYOUTS = {
    "own lines behind tabs": Layout(),
    "own lines, no blank line after a row": Layout(rows="own lines unbroken"),
    "padded with no-break spaces": Layout(padded=True),
    "heads unbroken": Layout(broken_heads=False),
    "tab rows": Layout(rows="tab rows"),
    "tab rows padded": Layout(rows="tab rows", padded=True, broken_heads=False),
    "pipes": Layout(rows="pipes"),
    "bare lines": Layout(rows="bare lines"),
    "bare lines, heads unbroken": Layout(rows="bare lines", broken_heads=False),
    "lines apart": Layout(rows="lines apart"),
    "spaces between": Layout(rows="spaced", broken_heads=False),
    "half-width brackets": Layout(half_width=True),
    "half-width pipes": Layout(rows="pipes", half_width=True),
    "long titles, title on one line": Layout(
        long_titles=True, title="{agency}{year}年政府信息公开工作年度报告"
    ),
    "windows line ends": Layout(line_end="\r\n"),
    "amounts in yuan": Layout(amount_unit="元"),
    "changes unsigned": Layout(signed=False),
    "remarks around the tables": Layout(remarks=True),
    "remarks around bare lines": Layout(rows="bare lines", remarks=True),
    "other spellings": Layout(
        relabelled={
            "规范性文件": "行政规范性文件",
            "行政规范性文件": "规范性文件",
            "规章": "规 章",
            "本年增/减": "本年增／减",
            "本年新制作数量": "本年度新制作数量",
            "总计": "合计",
            "（七）总计": "（七）合计",
            "第二十条第（五）项": "第二十条第五项",
            "1.属于国家秘密": "1、属于国家秘密",
            "3.其他": "3．其他",
            "3.危及“三安全一稳定”": '3.危及"三安全一稳定"',
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.申请人逾期未按收费通知要求缴纳费用，\n行政机关不再处理其政府信息公开申请",
        }
    ),
    "labels without numbers": Layout(
        relabelled={"1.属于国家秘密": "属于国家秘密", "2.重复申请": "重复申请"}
    ),
}
every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)
every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
every_way_to_print_rows = pytest.mark.parametrize("rows", WRITERS)


def read(edition: Edition, figures: Mapping[str, Figure | None], layout: Layout) -> Reading:
    return read_text(published(edition, figures, layout, year=YEARS[edition.id]))


def silently_wrong(reading: Reading, truth: Mapping[str, Figure | None]) -> dict[str, object]:
    doubtful = {doubt.cell for doubt in reading.doubts}
    figures = reading.content.figures
    return {
        cell: (figures[cell], truth[cell])
        for cell in truth
        if figures[cell] != truth[cell] and cell not in doubtful
    }


def row_of(edition: Edition, cell: str) -> set[str]:
    """The cells beside it; all of them where the rows are printed side by side."""
    table = edition.cells[cell].table
    row = f"{table.code}." if table.rows_side_by_side else cell.rpartition(".")[0] + "."
    return {other for other in edition.cells if other.startswith(row)}


@every_edition
@every_layout
def test_every_figure_is_read_in_every_layout(edition: Edition, layout: Layout) -> None:
    figures = random_figures(edition, 1)
    reading = read(edition, figures, layout)
    assert reading.edition is edition
    assert reading.doubts == ()
    assert reading.content.figures == figures
    assert list(reading.content.figures) == list(edition.cells)


@every_edition
@every_layout
def test_agency_year_title_and_texts_are_read_in_every_layout(
    edition: Edition, layout: Layout
) -> None:
    content = read(edition, random_figures(edition, 2), layout).content
    assert (content.agency, content.year) == (AGENCY, YEARS[edition.id])
    assert content.title.startswith(f"{AGENCY}{YEARS[edition.id]}年")
    expected = {code: text.replace("\n\n", "\n") for code, text in PUBLISHED_TEXTS.items()}
    assert content.texts == expected
    assert len(content.titles) == 6


@every_edition
@every_way_to_print_rows
@pytest.mark.parametrize("mark", MARKS)
def test_a_cell_without_a_figure_moves_no_neighbour(edition: Edition, rows: str, mark: str) -> None:
    for seed in range(4):
        figures = random_figures(edition, seed)
        cell = random.Random(seed).choice(list(edition.cells))
        reading = read(edition, figures, Layout(rows=rows, written={cell: mark}))
        assert silently_wrong(reading, {**figures, cell: None}) == {}
        assert reading.content.figures[cell] is None
        doubtful = {doubt.cell for doubt in reading.doubts}
        assert doubtful <= row_of(edition, cell)
        if mark:
            assert cell in doubtful


@every_edition
@every_way_to_print_rows
def test_a_left_out_cell_makes_its_whole_row_doubtful(edition: Edition, rows: str) -> None:
    for seed in range(6):
        figures = random_figures(edition, seed)
        cell = random.Random(seed).choice(list(edition.cells))
        reading = read(edition, figures, Layout(rows=rows, dropped=[cell]))
        assert silently_wrong(reading, {**figures, cell: None}) == {}
        assert {doubt.cell for doubt in reading.doubts} == row_of(edition, cell)


@every_edition
@every_way_to_print_rows
@pytest.mark.parametrize("row", ["requests.carried_forward", "requests.granted", "art20_6.penalty"])
def test_a_left_out_row_is_named(edition: Edition, rows: str, row: str) -> None:
    figures = random_figures(edition, 5)
    reading = read(edition, figures, Layout(rows=rows, dropped_rows=[row]))
    missing = {cell for cell in edition.cells if cell.startswith(f"{row}.")}
    assert silently_wrong(reading, {**figures, **dict.fromkeys(missing)}) == {}
    assert {doubt.cell for doubt in reading.doubts} == missing


@every_edition
@every_way_to_print_rows
@pytest.mark.parametrize("remarks", [False, True], ids=["bare", "with remarks"])
def test_many_faults_at_once_leave_nothing_silently_wrong(
    edition: Edition, rows: str, remarks: bool
) -> None:
    for seed in range(8):
        rng = random.Random(seed)
        figures = random_figures(edition, seed)
        written = {cell: rng.choice(MARKS) for cell in rng.sample(list(edition.cells), 10)}
        dropped = rng.sample(list(edition.cells), 3)
        layout = Layout(rows=rows, written=written, dropped=dropped, remarks=remarks)
        truth = {**figures, **dict.fromkeys([*written, *dropped])}
        assert silently_wrong(read(edition, figures, layout), truth) == {}


@every_edition
def test_a_mark_in_a_cell_is_a_doubt_with_what_was_found(edition: Edition) -> None:
    cell = "requests.granted.total"
    reading = read(edition, random_figures(edition, 3), Layout(written={cell: "/"}))
    (doubt,) = reading.doubts
    assert (doubt.cell, doubt.found) == (cell, "/")
    assert "0" in doubt.reason.in_language("zh-hans")
    assert reading.content.figures[cell] is None


@every_edition
def test_totals_are_kept_as_stated(edition: Edition) -> None:
    figures = {**dict.fromkeys(edition.cells, 0), "requests.granted.total": 7}
    assert read(edition, figures, Layout()).content.figures["requests.granted.total"] == 7


@pytest.mark.parametrize(
    ("head", "written", "figure", "doubtful"),
    [
        ("本年收费金额（单位：万元）", "12.5", Decimal("12.5"), False),
        ("本年收费金额（单位：元）", "125000", Decimal("12.5"), False),
        ("本年收费金额", "12.5", Decimal("12.5"), False),
        ("采购总金额（万元）", "12.5", Decimal("12.5"), False),
        ("采购总金额（元）", "125000", Decimal("12.5"), False),
        ("采购总金额", "12.5", Decimal("12.5"), True),
        ("采购总金额", "0", 0, False),
        ("采购总金额", "12.5万元", Decimal("12.5"), False),
        ("采购总金额", "125000元", Decimal("12.5"), False),
    ],
)
def test_money_is_read_in_its_unit(head: str, written: str, figure: Figure, doubtful: bool) -> None:
    edition = EDITIONS["2021" if "收费" in head else "2019"]
    cell = next(c for c in edition.cells.values() if c.kind == "money")
    layout = Layout(relabelled={cell.column.label: head}, written={cell.id: written})
    reading = read(edition, random_figures(edition, 1), layout)
    assert reading.content.figures[cell.id] == figure
    assert [doubt.cell for doubt in reading.doubts] == [cell.id] * doubtful


def test_columns_in_another_order_are_read_by_their_heads() -> None:
    edition = EDITIONS["2021"]
    swapped = {"本年制发件数": "本年废止件数", "本年废止件数": "本年制发件数"}
    figures = random_figures(edition, 8)
    found = read(edition, figures, Layout(relabelled=swapped)).content.figures
    for row in ("art20_1.rules", "art20_1.normative_docs"):
        assert found[f"{row}.made"] == figures[f"{row}.repealed"]
        assert found[f"{row}.repealed"] == figures[f"{row}.made"]


def test_a_head_that_is_not_recognised_makes_its_column_doubtful() -> None:
    edition = EDITIONS["2021"]
    figures = random_figures(edition, 8)
    reading = read(edition, figures, Layout(relabelled={"科研机构": "大学"}))
    doubtful = {doubt.cell for doubt in reading.doubts}
    assert doubtful == {cell for cell in edition.cells if cell.endswith(".research_institution")}
    assert reading.content.figures == figures


def test_a_table_without_one_column_leaves_that_column_out() -> None:
    edition = EDITIONS["2021"]
    figures = random_figures(edition, 9)
    column = [cell for cell in edition.cells if cell.endswith(".other_org")]
    layout = Layout(relabelled={"其他": ""}, dropped=column)
    reading = read(edition, figures, layout)
    assert reading.content.figures == {**figures, **dict.fromkeys(column)}
    assert set(column) <= {doubt.cell for doubt in reading.doubts}


@every_edition
def test_a_row_that_stands_twice_with_different_figures_is_doubtful(edition: Edition) -> None:
    figures = random_figures(edition, 4)
    page = published(edition, figures, Layout(rows="tab rows"), year=YEARS[edition.id])
    row = next(line for line in page.split("\n") if line.startswith("行政强制"))
    other = "\t".join(["行政强制", *["4321"] * row.count("\t")])
    reading = read_text(page.replace(row, f"{row}\n{other}"))
    expected = {cell for cell in edition.cells if cell.startswith("art20_6.coercion.")}
    assert {doubt.cell for doubt in reading.doubts} == expected


# The first real report -------------------------------------------------------------------------

SAMPLE_FIGURES = {
    "art20_5.licensing.prev_year_items": 625,
    "art20_5.licensing.change": -251,
    "art20_5.licensing.decisions": 374,
    "art20_6.penalty.prev_year_items": 473,
    "art20_6.penalty.change": 28,
    "art20_6.penalty.decisions": 501,
    "art20_6.coercion.prev_year_items": 53,
    "art20_6.coercion.change": 114,
    "art20_6.coercion.decisions": 167,
    "art20_9.central_procurement.projects": 92,
    "art20_9.central_procurement.amount": Decimal("1571.55"),
}  # all others are 0


@pytest.mark.skipif(not SAMPLE.exists(), reason="the published sample is not on this machine")
def test_the_real_report_is_read_whole() -> None:
    text = decode(SAMPLE.read_bytes())
    reading = read_text(text)
    content, edition = reading.content, reading.edition
    assert (content.agency, content.year, edition.id) == ("湘潭县交通运输局", 2020, "2019")
    assert content.figures == {cell: SAMPLE_FIGURES.get(cell, 0) for cell in edition.cells}
    assert (len(content.figures), reading.doubts) == (198, ())
    assert content.titles == tuple(section.title for section in edition.sections)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for code, next_title in (("s1_overview", 1), ("s5_problems", 5), ("s6_other", None)):
        start = lines.index(edition.by_code[code].title) + 1
        end = lines.index(edition.sections[next_title].title) if next_title else len(lines)
        assert content.texts[code].split("\n") == lines[start:end]
