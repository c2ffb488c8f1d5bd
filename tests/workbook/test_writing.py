"""The offline workbook as it goes out: what is open, what is locked, what adds up, what is said."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
import time_machine

from reports.form.equations import with_totals
from reports.rendering.document import section_grid
from reports.workbook import read_workbook
from reports.workbook.layout import GUIDE_SHEET, SPARE_LINES, STAMP_SHEET, TEXT_HEAD_ROW
from reports.workbook.notes import LONGEST_MESSAGE, LONGEST_TITLE
from tests.support.offline_books import (
    EDITIONS,
    OVERVIEW,
    S2,
    S3,
    at,
    make_stamp,
    opened,
    plain,
    shown_of,
    written,
)

LONGEST_FORMULA = 8192  # as Excel takes them
DANGEROUS = ['=HYPERLINK("http://x")', "+1+1", "-1", "@SUM(A1)", "＝1", "<r><t>x</t></r>"]
NEW = "requests.new_received.natural_person"
every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)


def tens(edition):
    return {cell.id: 10 for cell in edition.cells.values() if not cell.computed}


def book_of(edition, shown=None, texts=None, last=None):
    full = shown_of(edition, tens(edition)) | (shown or {})
    return opened(written(make_stamp(edition, full, texts or {}), last))


def validations(sheet) -> dict[str, object]:
    return {
        str(cells): rule
        for rule in sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }


@every_edition
def test_a_sheet_for_each_part_in_the_order_of_the_form(edition):
    book = book_of(edition)
    titles = [section.title for section in edition.sections]
    assert book.sheetnames == [GUIDE_SHEET, *titles, STAMP_SHEET]
    assert book.active.title == GUIDE_SHEET
    assert book[STAMP_SHEET].sheet_state == "veryHidden"


def area(cell) -> set[tuple[str, str]]:
    """The cell with those it is merged with."""
    sheet = cell.parent
    ranges = [str(merged) for merged in sheet.merged_cells.ranges if cell.coordinate in merged]
    return {
        (sheet.title, c.coordinate)
        for row in sheet[(ranges or [f"{cell.coordinate}:{cell.coordinate}"])[0]]
        for c in row
    }


@every_edition
def test_what_is_to_be_filled_in_is_open_and_nothing_else(edition):
    book = book_of(edition, texts={"s1_overview": "一段\n又一段"})
    wanted = {
        place for c in edition.cells.values() if not c.computed for place in area(at(book, c.id))
    }
    for section in edition.sections:
        if section.is_narrative:
            lines = (2 if section.code == "s1_overview" else 1) + SPARE_LINES
            wanted |= {(section.title, f"B{TEXT_HEAD_ROW + 2 + n}") for n in range(lines)}
    opened_up = {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert opened_up == wanted
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert not any(sheet.protection.password for sheet in book.worksheets)


@every_edition
def test_every_cell_of_a_text_is_open_text(edition):
    sheet = book_of(edition, texts={"s1_overview": "一段\n2026\n=1"})[OVERVIEW]
    lines = [sheet.cell(TEXT_HEAD_ROW + 2 + n, 2) for n in range(4)]
    assert [(c.value, c.data_type) for c in lines[:3]] == [
        ("一段", "s"),
        ("2026", "s"),
        ("=1", "s"),
    ]
    assert all(not c.protection.locked and c.number_format == "@" for c in lines)


@every_edition
def test_totals_are_formulas_with_their_value(edition):
    full = with_totals(edition, tens(edition))
    content = written(make_stamp(edition, shown_of(edition, tens(edition)), {}))
    formulas, values = opened(content), _values(content)
    for cell in edition.cells.values():
        place = at(formulas, cell.id)
        if cell.computed:
            assert re.match(r'=IF\(COUNT\(([A-Z0-9:,]+)\)=0,"",SUM\(\1\)\)', place.value), cell.id
            assert place.protection.locked
        assert at(values, cell.id).value == full[cell.id]


def _values(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_a_total_of_blanks_is_blank():
    edition = EDITIONS["2021"]
    book = _values(written(make_stamp(edition, {}, {})))
    assert at(book, "requests.new_received.total").value in (None, "")


@every_edition
def test_numbers_are_checked_in_chinese_as_their_kind_wants(edition):
    book = book_of(edition)
    for cell in edition.cells.values():
        place = at(book, cell.id)
        rule = validations(place.parent).get(place.coordinate)
        assert (rule is None) == cell.computed, cell.id
        if rule:
            assert rule.type == ("decimal" if cell.kind == "money" else "whole")
            assert (float(rule.formula1) < 0) == (cell.kind == "signed_count")
            assert "填" in rule.error
            assert len(rule.promptTitle) <= LONGEST_TITLE
            assert len(rule.prompt or "") <= LONGEST_MESSAGE


def test_a_chosen_cell_tells_last_years_figure_and_the_note():
    edition = EDITIONS["2021"]
    book = book_of(edition, last={NEW: 1234, "art20_8.fees.amount": Decimal("1571.55")})
    told = validations(book[S3])[at(book, NEW).coordinate]
    assert told.promptTitle == "本年新收·自然人"
    assert told.prompt.startswith("上年：1234 件")
    assert "一件申请只计一次" in told.prompt
    assert (
        "上年：1571.55 万元"
        in validations(book[S2])[at(book, "art20_8.fees.amount").coordinate].prompt
    )


def test_the_notes_stand_under_each_table_and_are_not_printed():
    book = book_of(EDITIONS["2021"])
    rows = len(section_grid(EDITIONS["2021"], "s3_requests").rows)
    sheet = book[S3]
    assert sheet.print_area.endswith(f"$J${rows + 3}")
    below = [sheet.cell(row, 1).value for row in range(rows + 4, sheet.max_row + 1)]
    assert "填写说明" in below
    assert any(words and words.startswith("自然人：") for words in below)


def test_nothing_typed_becomes_a_formula_or_a_link():
    edition = EDITIONS["2021"]
    texts = {"s1_overview": "\n".join(DANGEROUS), "s5_problems": "http://example.org"}
    shown = {
        cell.id: DANGEROUS[n % 6]
        for n, cell in enumerate(edition.cells.values())
        if not cell.computed
    }
    stamp = replace(make_stamp(edition, shown, texts), agency='=HYPERLINK("http://x")<r>')
    content = written(stamp)
    book = opened(content)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.match(
                        r'=(IF\(COUNT|"已填 "&COUNT|IF\(COUNTA|IF\(COUNT\()', str(cell.value)
                    ), cell.value
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        links = [
            name
            for name in archive.namelist()
            if b"External" in archive.read(name) and "rels" in name
        ]
    assert links == []
    assert read_workbook(content).cells == {}


@every_edition
def test_no_formula_is_longer_than_excel_takes(edition):
    book = book_of(edition, last=tens(edition))
    formulas = [
        str(c.value)
        for s in book.worksheets
        for row in s.iter_rows()
        for c in row
        if c.data_type == "f"
    ]
    assert max(map(len, formulas)) < LONGEST_FORMULA


def test_the_first_page_says_whose_it_is_and_how_far_one_is():
    edition = EDITIONS["2021"]
    content = written(
        make_stamp(edition, shown_of(edition, tens(edition)) | {NEW: "11"}, {"s1_overview": "文"})
    )
    said = {cell.value for row in _values(content)[GUIDE_SHEET].iter_rows() for cell in row}
    assert {
        "云岭县交通运输局",
        "国办公开办函〔2021〕30号",
        "已写",
        "还没有写",
        "已填 144 格，共 144 格",
    } <= said
    cells = [cell for row in opened(content)[GUIDE_SHEET].iter_rows() for cell in row]
    links = {cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert links == {f"'{section.title}'!A1" for section in edition.sections}


@pytest.mark.parametrize(("received", "off"), [("0", 0), ("1", 2)])
def test_the_first_page_counts_what_is_off(received, off):
    edition = EDITIONS["2021"]
    zeros = shown_of(edition, dict.fromkeys(tens(edition), 0))
    content = written(make_stamp(edition, zeros | {NEW: received}, {}))
    rows = _values(content)[GUIDE_SHEET].iter_rows(values_only=True)
    title = next(rule.title["zh"] for rule in edition.rules if rule.id == "T3-R01")
    counts = {row[0]: row[2] for row in rows if isinstance(row[2], int)}
    assert (counts.pop(title), set(counts.values())) == (off, {0})


def test_the_same_report_gives_the_same_bytes():
    with time_machine.travel("2027-01-31"):
        first = plain()
    assert plain() == first
