"""One definition of a figure, whichever kind of file it comes in: the examples of figures.toml."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.styles import Font

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.reading import Doubt, Reading, read_file
from reports.reading.doubts import FAULTS, STRUCK_OUT, STRUCK_WORDS
from reports.reading.word_styles import Styles
from reports.rendering.document import build_document
from reports.rendering.json import render
from tests.support.figures import EXAMPLES, IN_PAGES, IN_WORD, SHEET, SHOWN, STYLES, Written
from tests.support.marked_books import with_runs
from tests.support.published import Layout, published
from tests.support.report_files import WRITERS, Style, paper

EDITION = load_editions()["2021"]
YEAR = 2023
ZEROS = dict.fromkeys(EDITION.cells, 0)
CELLS = [cell.id for cell in EDITION.cells.values() if cell.kind == "count"][-60:]
REASONS = {fault.value: words for fault, words in FAULTS.items()} | {"struck": STRUCK_OUT}


def file_of(kind: str, written: Mapping[str, str]) -> bytes:
    """A report of zeros, but for these cells."""
    if kind == "json":
        made = json.loads(render(build_document(EDITION, Content(YEAR, ZEROS, agency="某局"))))
        return json.dumps({**made, "figures": {**made["figures"], **written}}).encode()
    style = Style(written=written, fillers=False)
    if kind == "text":
        layout = Layout(rows="tab rows", written=written)
        return published(EDITION, ZEROS, layout, year=YEAR).encode()
    return WRITERS[kind](paper(EDITION, ZEROS, style, YEAR), style)


def doubts_of(reading: Reading) -> dict[str, Doubt]:
    return {doubt.cell: doubt for doubt in reading.doubts if doubt.cell in CELLS}


@pytest.mark.parametrize("kind", [*WRITERS, "text", "json"])
def test_a_cell_is_read_alike_in_every_kind_of_file(kind: str) -> None:
    """Nothing is a longer number than what was written, and what is refused is told by name."""
    filled = [example for example in EXAMPLES if example.get("figure") != ""]
    examples = dict(zip(CELLS, filled, strict=False))
    assert len(examples) == len(filled)
    reading = read_file(file_of(kind, {cell: e["written"] for cell, e in examples.items()}))
    doubts = doubts_of(reading)
    assert {c for c, e in examples.items() if "refused" in e} == doubts.keys()
    for cell, example in examples.items():
        if cell not in doubts:
            assert reading.content.figures[cell] == example["figure"]
        elif example["refused"] != "struck":  # a file is read without what is struck out: below
            assert doubts[cell].reason == FAULTS[example["refused"]]
            assert reading.content.figures[cell] is None
    if kind != "json":
        assert examples.keys() <= reading.origins.keys()  # where it stood


# What is shown beside the text -----------------------------------------------------------------


def assert_read_as_shown(reading: Reading) -> None:
    """The figures are those of SHOWN; each mark is told with what stood there; nothing else is."""
    expected = dict(zip(CELLS, SHOWN, strict=False))
    figures = {c: e["figure"] if e["figure"] != "" else None for c, e in expected.items()}
    assert {cell: reading.content.figures[cell] for cell in expected} == figures
    told = {cell: (doubt.found, doubt.reason) for cell, doubt in doubts_of(reading).items()}
    assert told == {c: (e["found"], REASONS[e["doubt"]]) for c, e in expected.items()}
    assert expected.keys() <= reading.origins.keys()


def filled(content: str, written: Written) -> str:
    """Each example in its place; one more cell has a hidden 9 before its 5."""
    for cell, example in zip(CELLS, SHOWN, strict=False):
        content = content.replace(place_of(cell), written(example["runs"]))
    return content.replace(place_of(CELLS[-1]), written([("9", "hidden"), ("5", "")]))


def place_of(cell: str) -> str:
    return f"@{cell}@"


PLACES = {cell: place_of(cell) for cell in (*CELLS[: len(SHOWN)], CELLS[-1])}


def in_word(written: Written) -> bytes:
    made = file_of("docx", PLACES)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(stream, "w") as new:
        body = old.read("word/document.xml").decode()
        for cell in PLACES:
            body = body.replace(f"<w:r><w:t>{place_of(cell)}</w:t></w:r>", place_of(cell))
        new.writestr("word/document.xml", filled(body, written))
        new.writestr("word/styles.xml", STYLES)
    return stream.getvalue()


@pytest.mark.parametrize("written", IN_WORD.values(), ids=IN_WORD)
def test_marks_in_a_word_document(written: Written) -> None:
    reading = read_file(in_word(written))
    assert_read_as_shown(reading)
    assert reading.content.figures[CELLS[-1]] == 5


def test_a_sign_that_only_a_font_or_a_drawing_shows_is_no_figure() -> None:
    signs = {
        '<w:r><w:t>1</w:t><w:sym w:font="Symbol" w:char="F035"/></w:r>': "1□",
        "<w:r><w:t>5</w:t></w:r><w:r><w:instrText> eq \\o\\ac(○,1)</w:instrText></w:r>": "5⃝",
        '<w:r><w:t>5</w:t></w:r><m:oMath xmlns:m="urn:m"><m:r><m:t>1</m:t></m:r></m:oMath>': "5□",
    }
    rest = iter(signs)
    made = read_file(in_word(lambda _runs: next(rest, "<w:r><w:t>0</w:t></w:r>")))
    assert [doubt.found for doubt in doubts_of(made).values()] == list(signs.values())


@pytest.mark.parametrize("written", IN_PAGES.values(), ids=IN_PAGES)
def test_marks_in_a_web_page(written: Written) -> None:
    page = filled(file_of("html", PLACES).decode(), written).replace("<style>", SHEET + "<style>")
    reading = read_file(page.encode())
    assert_read_as_shown(reading)
    assert reading.content.figures[CELLS[-1]] == 5


@pytest.mark.parametrize("tag", ["td", "tr"])
def test_a_cell_or_row_that_is_struck_out_as_a_whole_has_no_figure(tag: str) -> None:
    page = file_of("html", {CELLS[0]: "@"}).decode()
    start = page.rindex(f"<{tag}", 0, page.index("@")) + len(tag) + 1
    struck = f'{page[:start]} style="text-decoration:line-through"{page[start:]}'
    reading = read_file(struck.replace("@", "7").encode())
    assert reading.content.figures[CELLS[0]] is None
    assert CELLS[0] in {doubt.cell for doubt in reading.doubts}


@pytest.mark.parametrize("shared", [True, False])
def test_marks_in_a_workbook(shared: bool) -> None:
    runs = {place_of(c): example["runs"] for c, example in zip(CELLS, SHOWN, strict=False)}
    runs[place_of(CELLS[-1])] = [("5", "")]
    assert_read_as_shown(read_file(with_runs(file_of("xlsx", PLACES), runs, shared=shared)))


@pytest.mark.parametrize(("font", "found"), [
    (Font(strike=True), "5̶"), (Font(vertAlign="superscript"), "⁵"),
])  # fmt: skip
def test_the_font_of_a_cell_marks_its_number(font: Font, found: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of("xlsx", {CELLS[0]: "@"})))
    [cell] = [cell for row in book.active.iter_rows() for cell in row if cell.value == "@"]
    cell.value, cell.font = 5, font
    stream = io.BytesIO()
    book.save(stream)
    reading = read_file(stream.getvalue())
    assert reading.content.figures[CELLS[0]] is None
    assert doubts_of(reading)[CELLS[0]].found == found


# Words ---------------------------------------------------------------------------------------


def test_a_run_of_styles_based_on_each_other_ends() -> None:
    looks = Styles({"A": {"strike": ""}}, {"A": "B", "B": "A"}).looks("B")
    assert looks == {"strike": ""}


def test_struck_words_are_left_out_and_told() -> None:
    page = (
        file_of("html", {})
        .decode()
        .replace("<table>", "<p>本年<s>旧的话</s>新的话。<sup>1</sup></p><table>", 1)
    )
    reading = read_file(page.encode())
    assert [(d.found, d.reason) for d in reading.doubts] == [("旧的话", STRUCK_WORDS)]


@pytest.mark.parametrize("mark", ["①", "<sup>1</sup>", "<sup>[2]</sup>", "⑵"])
def test_a_row_whose_label_has_a_footnote_is_found(mark: str) -> None:
    row = EDITION.cells[CELLS[0]].row
    page = file_of("html", {CELLS[0]: "7"}).decode()
    label = row.label.replace("\n", "<br>")
    assert f">{label}<" in page
    reading = read_file(page.replace(f">{label}<", f">{label}{mark}<", 1).encode())
    assert reading.content.figures[CELLS[0]] == 7
