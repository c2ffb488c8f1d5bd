"""Reports as Word, web and Excel files: every figure right or doubtful, none silently wrong."""

import copy
import io
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.form.numbers import parse_figure
from reports.reading import Reading, Unreadable, read_file, read_in_child
from reports.reading.child import ROOT
from reports.reading.doubts import TOO_SLOW
from tests.support.hostile_reports import HOSTILE
from tests.support.hostile_workbooks import packed, parts_of
from tests.support.lengths import LONG
from tests.support.published import AGENCY, TEXTS, Layout, published, random_figures
from tests.support.published import WRITERS as TEXT_ROWS
from tests.support.report_files import WRITERS, Figures, Style, W, paper
from tests.support.report_places import STANDING, document_of
from tests.support.steps import steps_of

EDITIONS = load_editions()
YEARS = {"2019": 2020, "2021": 2023}
PLAIN = {
    "merged": Style(),
    "no fillers": Style(fillers=False),
    "labels once, not merged": Style(merged=False),
    "heads unbroken": Style(breaks=False),
    "half-width brackets": Style(half_width=True),
    "long titles": Style(long_titles=True),
    "units in cells": Style(counted=True),
}
SPECIAL = {
    ("html", "no end tags"): Style(end_tags=False),
    ("html", "messy"): Style(messy=True),
    ("html", "nested"): Style(nested=True),
    ("html", "nested, no end tags, messy"): Style(nested=True, messy=True, end_tags=False),
    ("html", "gb2312"): Style(encoding="gb18030"),
    ("docx", "boxed"): Style(boxed=True),
    ("docx", "nested"): Style(nested=True),
    ("docx", "tracked changes"): Style(messy=True),
}
LAYOUTS = {(kind, name): style for name, style in PLAIN.items() for kind in WRITERS} | SPECIAL
EXPECTED = {code: text.replace("\n\n", "\n") for code, text in TEXTS.items()}
every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)
MANY_CELLS = "eighty thousand cells"
STEPS = {MANY_CELLS: 25_000_000}  # it is refused by their number, when they have been read
every_kind = pytest.mark.parametrize("kind", WRITERS)
every_layout = pytest.mark.parametrize(
    ("kind", "style"), [(k, s) for (k, _), s in LAYOUTS.items()], ids=map(": ".join, LAYOUTS)
)
MARKS = ("", "/", "无", "未统计", "12 34件", "1\n2")


def read(edition: Edition, kind: str, figures: Figures, style: Style) -> Reading:
    year = YEARS[edition.id]
    return read_file(WRITERS[kind](paper(edition, figures, style, year), style))


def silently_wrong(reading: Reading, truth: Figures) -> dict[str, object]:
    doubtful = {doubt.cell for doubt in reading.doubts}
    found = reading.content.figures
    wrong = {cell for cell in truth if found[cell] != truth[cell]} - doubtful
    return {cell: (found[cell], truth[cell]) for cell in wrong}


@every_edition
@every_layout
def test_plain_layouts_leave_no_doubt(edition: Edition, kind: str, style: Style) -> None:
    figures = random_figures(edition, 1)
    reading = read(edition, kind, figures, style)
    assert reading.edition is edition
    assert reading.content.figures == figures
    assert reading.doubts == ()
    assert (reading.content.agency, reading.content.year) == (AGENCY, YEARS[edition.id])
    assert reading.content.texts == EXPECTED


@every_edition
@every_layout
def test_every_cell_stood_where_it_is_said_to_have_stood(
    edition: Edition, kind: str, style: Style
) -> None:
    figures = random_figures(edition, 2)
    style = replace(style, written={"requests.granted.total": "无"})
    content = WRITERS[kind](paper(edition, figures, style, YEARS[edition.id]), style)
    assert_origins(edition, kind, content, read_file(content))


def assert_origins(edition: Edition, kind: str, content: bytes, reading: Reading) -> None:
    assert set(edition.cells) <= set(reading.origins)
    for id_, cell in edition.cells.items():
        standing = STANDING[kind](content, reading.origins[id_].in_language("zh"))
        if reading.content.figures[id_] is None:
            assert standing == next(d.found for d in reading.doubts if d.cell == id_)
        else:
            assert parse_figure(standing, cell.kind) == reading.content.figures[id_], id_


@every_edition
@pytest.mark.parametrize("rows", TEXT_ROWS)
def test_in_a_text_too(edition: Edition, rows: str) -> None:
    layout = Layout(rows=rows, amount_unit="万元")
    page = published(edition, random_figures(edition, 3), layout, year=YEARS[edition.id])
    content = page.encode()
    assert_origins(edition, "text", content, read_file(content))


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_where_a_text_stood_is_told_from_its_first_paragraph_to_its_last(kind: str) -> None:
    edition = EDITIONS["2021"]
    reading = read(edition, kind, random_figures(edition, 1), Style())
    assert {code: reading.origins[code].in_language("zh") for code in TEXTS} == {
        "s1_overview": "第 4 段至第 5 段",
        "s5_problems": "第 10 段至第 11 段",
        "s6_other": "第 13 段至第 14 段",
    }


def test_on_a_sheet_a_text_stands_in_cells() -> None:
    edition = EDITIONS["2021"]
    content = WRITERS["xlsx"](paper(edition, random_figures(edition, 1), Style(), 2023), Style())
    reading = read_file(content)
    for code, text in EXPECTED.items():
        ends = reading.origins[code].in_language("zh").split("至")
        assert [STANDING["xlsx"](content, end) for end in ends] == text.split("\n")


@every_kind
def test_origins_are_told_in_english_too(kind: str) -> None:
    edition = EDITIONS["2021"]
    reading = read(edition, kind, random_figures(edition, 1), Style())
    place = reading.origins["requests.granted.total"].in_language("en")
    assert re.fullmatch(r"table \d+, row \d+, cell \d+|Sheet![A-Z]+\d+", place)


def hidden_book(**hidden: Callable[[Any], None]) -> tuple[dict[str, object], Reading]:
    edition = EDITIONS["2021"]
    figures = random_figures(edition, 6)
    style = Style(merged=False)
    content = WRITERS["xlsx"](paper(edition, figures, style, 2023), style)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for change in hidden.values():
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return dict(figures), read_file(stream.getvalue())


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(d.found, str(d.reason)) for d in reading.doubts if not d.cell]


def test_a_hidden_row_is_left_out_and_told() -> None:
    def hide(book: Any) -> None:
        sheet = book.active
        for row in sheet.iter_rows():
            if any(cell.value == "（一）予以公开" for cell in row):
                sheet.row_dimensions[row[0].row].hidden = True

    figures, reading = hidden_book(hide=hide)
    granted = {cell for cell in figures if cell.startswith("requests.granted.")}
    assert all(reading.content.figures[cell] is None for cell in granted)
    assert granted <= {doubt.cell for doubt in reading.doubts}
    assert silently_wrong(reading, figures | dict.fromkeys(granted)) == {}
    ((found, reason),) = told(reading)
    assert re.fullmatch(r"Sheet!\d+", found)
    assert reason == "隐藏的行没有读取。"


def test_a_row_of_old_figures_that_is_hidden_does_not_pass_for_the_shown_one() -> None:
    def old(book: Any) -> None:
        sheet = book.active
        at = next(
            r[0].row for r in sheet.iter_rows() if any(c.value == "（一）予以公开" for c in r)
        )
        copied = [cell.value for cell in sheet[at]]
        sheet.insert_rows(at)
        for x, value in enumerate(copied, 1):
            sheet.cell(at, x, 7 if isinstance(value, int) else value)
        sheet.row_dimensions[at].height = 0.1

    figures, reading = hidden_book(old=old)
    assert reading.content.figures == figures
    assert [doubt.cell for doubt in reading.doubts] == [""]
    assert told(reading)[0][1] == "隐藏的行没有读取。"


def test_a_hidden_row_of_a_document_is_not_read() -> None:
    edition, style = EDITIONS["2021"], Style(merged=False)
    figures = random_figures(edition, 6)
    content = WRITERS["docx"](paper(edition, figures, style, 2023), style)
    root = copy.deepcopy(document_of(content))
    for row in root.iter(f"{{{W}}}tr"):
        if "（一）予以公开" in "".join(row.itertext()):
            ElementTree.SubElement(ElementTree.SubElement(row, f"{{{W}}}trPr"), f"{{{W}}}hidden")
    body = ElementTree.tostring(root, encoding="unicode")
    reading = read_file(packed({"word/document.xml": body.encode()}))
    granted = {cell for cell in figures if cell.startswith("requests.granted.")}
    assert granted == {doubt.cell for doubt in reading.doubts}
    assert silently_wrong(reading, figures | dict.fromkeys(granted)) == {}


def test_a_hidden_column_and_a_hidden_sheet_are_left_out_and_told() -> None:
    def hide(book: Any) -> None:
        book.active.insert_cols(2)
        for row in book.active.iter_rows(min_col=2, max_col=2):
            row[0].value = 5
        book.active.column_dimensions["B"].hidden = True
        book.create_sheet("旧数").append(["规章", 1, 2, 3])
        book["旧数"].sheet_state = "veryHidden"

    figures, reading = hidden_book(hide=hide)
    assert reading.content.figures == figures
    assert told(reading) == [("旧数", "隐藏的工作表没有读取。"), ("Sheet!B", "隐藏的列没有读取。")]


@every_edition
@every_kind
@pytest.mark.parametrize("name", PLAIN)
def test_blank_marked_and_lost_cells_are_never_silently_wrong(
    edition: Edition, kind: str, name: str
) -> None:
    for seed in range(3):
        rng, figures = random.Random(seed), random_figures(edition, seed)
        base = PLAIN[name]
        written = {cell: rng.choice(MARKS[:4]) for cell in rng.sample(list(edition.cells), 10)}
        dropped = rng.sample(list(edition.cells), 4)
        style = Style(**{**vars(base), "written": written, "dropped": dropped})
        if kind == "xlsx":  # a sheet cannot lack a cell, only leave it blank
            style = Style(**{**vars(base), "written": written | dict.fromkeys(dropped, "")})
        truth = {**figures, **dict.fromkeys([*written, *dropped])}
        assert silently_wrong(read(edition, kind, figures, style), truth) == {}


@every_edition
@every_kind
@pytest.mark.parametrize("row", ["requests.granted", "art20_6.penalty"])
def test_a_missing_row_is_named(edition: Edition, kind: str, row: str) -> None:
    figures = random_figures(edition, 5)
    reading = read(edition, kind, figures, Style(merged=False, dropped_rows=[row]))
    missing = {cell for cell in edition.cells if cell.startswith(f"{row}.")}
    assert silently_wrong(reading, {**figures, **dict.fromkeys(missing)}) == {}
    assert missing <= {doubt.cell for doubt in reading.doubts}


@every_kind
@pytest.mark.parametrize("written", ["12 34", "12\u300034", "1 234", "12\xa034"])
def test_a_space_inside_a_number_is_a_doubt_that_quotes_it(kind: str, written: str) -> None:
    edition, cell = EDITIONS["2021"], "requests.granted.natural_person"
    reading = read(edition, kind, random_figures(edition, 3), Style(written={cell: written}))
    assert [doubt.cell for doubt in reading.doubts] == [cell]
    assert reading.content.figures[cell] is None
    assert "可能是两个数" in str(reading.doubts[0].reason)


@every_kind
def test_thousands_apart_by_a_thin_space_are_read(kind: str) -> None:
    edition, cell = EDITIONS["2021"], "requests.granted.natural_person"
    reading = read(edition, kind, random_figures(edition, 3), Style(written={cell: "1\u2009234"}))
    assert reading.doubts == ()
    assert reading.content.figures[cell] == 1234


@every_kind
def test_two_figures_in_one_cell_are_a_doubt(kind: str) -> None:
    edition, cell = EDITIONS["2021"], "requests.granted.total"
    reading = read(edition, kind, random_figures(edition, 3), Style(written={cell: "1\n2"}))
    assert [doubt.cell for doubt in reading.doubts] == [cell]


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_in_plain_words(make: Callable[[], bytes]) -> None:
    with pytest.raises(Unreadable) as refused:
        read_file(make())
    assert 5 < len(refused.value.reason.in_language("zh-hans")) < 60


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_hostile_file_costs_is_bounded(name: str) -> None:
    if name == MANY_CELLS and not LONG:
        pytest.skip("its cells are counted with LONG=1: counting takes as long as reading")
    content = HOSTILE[name]()
    assert steps_of(lambda: read_file(content), Unreadable) < STEPS.get(name, 6_000_000)


def test_the_child_may_use_so_much_and_no_more() -> None:
    told = "from resource import *; print(getrlimit(RLIMIT_CPU)[1], getrlimit(RLIMIT_AS)[1])"
    limited = f"from reports.reading.limits import limit_process as f; f(); {told}"
    done = subprocess.run(
        [sys.executable, "-c", limited], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["3", str(512 * 1024 * 1024)]


@every_kind
def test_a_file_damaged_anywhere_is_read_or_refused_and_nothing_else(kind: str) -> None:
    rng, edition = random.Random(11), EDITIONS["2021"]
    content = WRITERS[kind](paper(edition, random_figures(edition, 1), Style(), 2023), Style())
    parts = {"": content} if kind == "html" else parts_of(content)
    refused = 0
    for _ in range(150):
        name = rng.choice([n for n in parts if len(parts[n]) > 200])
        damaged = {**parts, name: damage(parts[name], rng)}
        try:
            read_file(damaged[""] if kind == "html" else packed(damaged), year=2023)
        except Unreadable:
            refused += 1
    assert 0 < refused < 150


def damage(part: bytes, rng: random.Random) -> bytes:
    """Some bytes changed, lost, or put in."""
    found = bytearray(part)
    for _ in range(rng.choice((1, 3))):
        at = rng.randrange(len(found) - 60)
        put_in = rng.choice((b"<", b"&#0;", b"</td>", b"<w:tbl>", b"9" * 30, b" ", b"\xff"))
        found[at : at + rng.choice((0, 1, 40))] = put_in
    return bytes(found)


def test_the_child_reads_what_the_parent_would() -> None:
    edition = EDITIONS["2019"]
    style = Style(units=False, written={"requests.granted.total": "无"})
    content = WRITERS["docx"](paper(edition, random_figures(edition, 4), style, 2020), style)
    assert read_in_child(content, year=2019) == read_file(content, year=2019)


@pytest.mark.parametrize("name", ["a billion laughs", "nil_return", "brackets without end"])
def test_the_child_refuses_in_the_same_words(name: str) -> None:
    content = HOSTILE[name]()
    with pytest.raises(Unreadable) as here:
        read_file(content)
    with pytest.raises(Unreadable) as there:
        read_in_child(content)
    assert there.value.reason == here.value.reason


def test_a_child_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(Unreadable) as stopped:
        read_in_child("一封信".encode(), seconds=0.01)
    assert stopped.value.reason is TOO_SLOW
