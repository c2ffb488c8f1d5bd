"""Where a pasted block goes: every figure into its own cell, or it is refused by name. The browser's
modules are given many blocks in one page; what is right is worked out here, from the printed table."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from playwright.sync_api import Page

from reports.form.edition import Edition
from tests.e2e.placing import (
    FIRST,
    NEW,
    OLD,
    S2,
    S3,
    S4,
    SECOND,
    Block,
    Placed,
    as_text,
    named,
    place_all,
    place_in_three,
)
from tests.support.lengths import so_many
from tests.support.pasted_blocks import (
    PROGRAMS,
    Part,
    part_of,
    some_part,
    whole_rows,
    word,
)
from tests.support.published import WRITERS, Layout, published, random_figures


@pytest.fixture
def page(placing_page: Page) -> Page:
    return placing_page


GRANTED = "三、本年度办理结果|（一）予以公开"
# `|` for a tab, ` / ` for a line's end; what is read of it by place, or the fault it is refused for.
BLOCKS = {
    "a blank first row": ("|| / 1|2|3 / 4|5|6", {"A2": "1", "B2": "2", "C2": "3", "A3": "4", "B3": "5", "C3": "6"}),
    "a blank first column": ("|5|6 / |7|", {"B1": "5", "C1": "6", "B2": "7"}),
    "two blank rows and a column": ("|| / || / |1|", {"B3": "1"}),
    "a row of words in the middle": ("1|2 / 未发生|未发生 / 4|5 / 7|8", {"A1": "1", "B1": "2", "A2": "not_a_number", "B2": "not_a_number", "A3": "4", "B3": "5", "A4": "7", "B4": "8"}),
    "what typing accepts": ("1.0|2.00|1,234.00|５|+3|7件", {"A1": "1", "B1": "2", "C1": "1234", "D1": "5", "E1": "3", "F1": "7"}),
    "signs for nothing": ("—|无|\\|5", {"A1": "placeholder", "B1": "placeholder", "C1": "placeholder", "D1": "5"}),
    "two numbers, thousands": ("12 34|1\u2009234|5", {"A1": "spaced", "B1": "1234", "C1": "5"}),
    "no count": ("-3|1.5|5", {"A1": "negative", "B1": "not_whole", "C1": "5"}),
    "labels of something else": ("甲|1|2 / 乙|3|4", {"A1": "not_a_number", "B1": "1", "C1": "2", "A2": "not_a_number", "B2": "3", "C2": "4"}),
    "rows in another order": (f"{SECOND}|||6|7 / {FIRST}|||8|", {"A1": "8", "A2": "6", "B2": "7"}),
    "columns by their heads": (f"|社会公益组织|其他 / {FIRST}|5|6", {"D1": "5", "F1": "6"}),
    "heads in another order": (f"(本列数据)|||法律服务机构|商业企业 / {SECOND}|||1|2", {"E2": "1", "B2": "2"}),
    "another spelling": ("|其它 / 一、本年度新收政府信息公开申请数量|4", {"F1": "4"}),
    "heads without labels": ("法律服务机构|其他 / 3|4", {"E1": "3", "F1": "4"}),
    "a part of a row with labels": (f"{GRANTED}|4|5 / {FIRST}|1|2", {"A3": "4", "B3": "5", "A1": "1", "B1": "2"}),
    "whole rows of a web page": (f"{FIRST}|0|1|0|0|0|2|3 / {GRANTED}|0|0|0|0|0|0|0", {"A1": "0", "B1": "1", "F1": "2", "G1": "3", "A3": "0"}),
    "a title above": (f"三、收到和处理政府信息公开申请情况 / |||自然人 / {FIRST}|||4", {"A1": "4"}),
}  # fmt: skip
BLOCKS |= {
    f"{words} in the first column": (
        f"{words}|2|3 / {words}|4|6",
        {"A1": "not_a_number", "B1": "2", "C1": "3", "A2": "not_a_number", "B2": "4", "C2": "6"},
    )
    for words in ("未发生", "N/A", "─", "约5", "(5)", "5月1日", "1E+03", "同上", "#REF!", "####", "1-3", "○")
}  # fmt: skip


def test_blocks_go_where_they_belong(page: Page) -> None:
    placed = place_in_three(page, *(block for block, _ in BLOCKS.values()))
    for (name, (_, expected)), found in zip(BLOCKS.items(), placed, strict=True):
        read = found.figures | found.faults
        places = {named(place): value for place, value in expected.items()}
        assert {cell: read.get(cell) for cell in places} == places, (name, found)
        assert set(read) >= set(places) and not found.left, (name, found)


REFUSED = {
    "wider than the table": ("1|2|3|4|5|6|7|8", "A1", "shape"),
    "over the right edge": ("1|2|3", "F1", "shape"),
    "one cell a line": (" / ".join([FIRST, "1", "0", "未发生"] * 36), "A1", "lines"),
    "more lines than rows": (" / ".join("1" * 143), "A1", "lines"),
    "heads, away from their row": ("法律服务机构|其他 / 3|4", "A3", "rows"),
    "labels, away from their column": (f"{FIRST}|||12", "F1", "columns"),
    "a label and one figure, away from the first column": (f"{FIRST}|12", "F1", "columns"),
    "one row twice": (f"{FIRST}|||1 / {FIRST}|||2", "A1", "arrangement"),
    "a head beside figures": ("其他|1|2", "A1", "arrangement"),
    "blanks that may be figures or a merged label": (f"{FIRST}|||1|2|3|4|5", "A1", "columns"),
}


def test_what_does_not_fit_is_refused_with_its_reason(page: Page) -> None:
    for name, (block, start, reason) in REFUSED.items():
        (found,) = place_in_three(page, block, start=start)
        assert (found.refused, found.found) == (reason, {}), name


def test_one_of_several_alike_heads_is_chosen_by_the_cell_one_is_in(page: Page) -> None:
    heads = as_text("结果维持|结果纠正 / 3|4")
    given = [
        Block(heads, "", f"disputes.{table}")
        for table in (
            "litigation_direct.upheld",
            "litigation_after_review.upheld",
            "review.pending",
        )
    ]
    first, second, third = place_all(page, NEW, S4, given)
    assert set(first.found) == {f"disputes.litigation_direct.{c}" for c in ("upheld", "corrected")}
    assert set(second.found) == {
        f"disputes.litigation_after_review.{c}" for c in ("upheld", "corrected")
    }
    assert third.refused == "which"


def test_the_table_of_the_older_form_goes_where_its_labels_say(page: Page) -> None:
    """Its rows are fewer; the one that was split into three since has no place."""
    figures = {cell.id: str(n) for n, cell in enumerate(OLD.by_code[S3].cells)}
    part = part_of(OLD, S3, (0, 0, 26, 10), figures)
    for name, program in PROGRAMS.items():
        (found,) = place_all(page, NEW, S3, [Block(*program(part), named("C4"))])
        assert not found.refused, (name, found)
        assert found.found == {cell: text for cell, text in figures.items() if cell in NEW.cells}, (
            name
        )
        assert {(why, said) for _, why, said in found.left} == {("row", "（六）其他处理")}, name


LEFT = {
    "a row the table has not": (f"{FIRST}|||1|2 / 其中：网络申请|||3|4", {("3", "row", "其中：网络申请"), ("4", "row", "其中：网络申请")}),
    "a sum without a label": (f"{FIRST}|||1|2 / {SECOND}|||0|0 / |||9|8", {("9", "row", ""), ("8", "row", "")}),
    "a column the table has not": (f"|商业企业|外国企业 / {FIRST}|5|6", {("6", "column", "外国企业")}),
    "numbers beside the labels": (f"序号|||自然人|商业企业 / 7|{FIRST}||5|6", None),
    "a part of a row": (f"{FIRST}|其中：网络申请||1|2 / {SECOND}|||0|0", {("1", "row", "其中：网络申请"), ("2", "row", "其中：网络申请")}),
}  # fmt: skip


def test_what_has_no_place_in_the_table_is_named_and_the_rest_goes_in(page: Page) -> None:
    for name, (block, left) in LEFT.items():
        (found,) = place_in_three(page, block)
        if left is None:
            assert found.refused, name
            continue
        assert set(found.left) >= left, (name, found)
        assert found.found and not found.refused, (name, found)
        assert not {text for text, _, _ in left} & set(found.found.values()), name


@pytest.mark.parametrize("rows", WRITERS)
def test_a_whole_report_is_refused_or_only_its_own_rows_are_taken(page: Page, rows: str) -> None:
    """In every layout in which a web page leaves a report as text."""
    figures = random_figures(OLD, 4)
    text = published(OLD, figures, Layout(rows=rows), year=2020)
    for section in (S2, S3, S4):
        start = OLD.by_code[section].cells[0].id
        (found,) = place_all(page, OLD, section, [Block(text, "", start)])
        assert found.refused, (section, found)


# Any part of any table -------------------------------------------------------------------------


def _start(rng: Random, edition: Edition, section: str, part: Part) -> str:
    """The cell of its first figure, or any other where its labels say where it belongs."""
    cells = [cell.id for cell in edition.by_code[section].cells if not cell.computed]
    free = part.is_unique and (part.first not in cells or rng.random() < 0.5)
    return rng.choice(cells) if free else part.first


def _require_right(part: Part, program: str, block: Block, placed: Placed) -> None:
    said = (program, part.rows, part.columns, block.start, placed)
    moved = {cell for cell, text in placed.found.items() if part.stated.get(cell) != text}
    assert not moved, said
    if placed.refused:
        return
    missing = [text for cell, text in part.stated.items() if cell not in placed.found]
    assert not Counter(missing) - Counter(text for text, _, _ in placed.left), said


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
@pytest.mark.parametrize("section", [S2, S3, S4])
def test_every_figure_of_any_part_lands_in_its_cell_or_is_refused(
    page: Page, edition: Edition, section: str
) -> None:
    """From the cell of its first figure, where no label says otherwise, all of them land."""
    rng = Random(f"{edition.id} {section}")
    tried: list[tuple[Part, str, Block]] = []
    for _ in range(so_many(20, 84)):
        drawn = some_part(rng, edition, section)
        for name, program in PROGRAMS.items():
            part = whole_rows(drawn) if program is word else drawn
            start = _start(rng, edition, section, part)
            if not edition.cells[start].computed:
                tried.append((part, name, Block(*program(part), start)))
    placed = place_all(page, edition, section, [block for _, _, block in tried])
    outcomes: Counter[str] = Counter()
    for (part, program, block), found in zip(tried, placed, strict=True):
        _require_right(part, program, block, found)
        outcomes[found.refused or "placed"] += 1
        if block.start == part.first and (block.html or not part.has_names):
            assert found.refused in ("", "one value"), (program, part.rows, part.columns, found)
    print(dict(outcomes))
    assert outcomes["placed"] > len(tried) / 2
