"""One definition of a figure, whichever kind of file it comes in: the examples of figures.toml."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.styles import Color, Font, PatternFill

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.form.numbers import Fault
from reports.reading import Doubt, Reading, read_file
from reports.reading.doubts import (
    FAULTS,
    HIDDEN_PARTS,
    SHOWN_BY_SCRIPT,
    STRUCK_OUT,
    STRUCK_WORDS,
)
from reports.reading.word_styles import Styles
from reports.rendering.document import build_document
from reports.rendering.json import render
from tests.support.figures import EXAMPLES, IN_PAGES, IN_WORD, SHEET, SHOWN, STYLES, Written
from tests.support.hostile_workbooks import packed, parts_of
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


# What is not shown at all ----------------------------------------------------------------------

CELL = CELLS[0]
UNSEEN_IN_WORD = {
    "white": '<w:color w:val="FFFFFF"/>',
    "tiny": '<w:sz w:val="2"/>',
    "in the web view": "<w:webHidden/>",
}


@pytest.mark.parametrize("look", UNSEEN_IN_WORD.values(), ids=UNSEEN_IN_WORD)
def test_what_a_word_document_does_not_show_is_not_read(look: str) -> None:
    assert figure_in_word(f"<w:r><w:rPr>{look}</w:rPr><w:t>9</w:t></w:r>") == 5


def test_white_on_a_cell_of_another_colour_is_seen() -> None:
    shaded = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    white = f'<w:r><w:rPr><w:color w:val="FFFFFF"/>{shaded}</w:rPr><w:t>9</w:t></w:r>'
    assert figure_in_word(white) == 95


def test_what_is_to_be_written_in_a_control_is_not_what_was_written() -> None:
    control = (
        "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:r><w:t>9</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert figure_in_word(control.format("<w:showingPlcHdr/>")) == 5
    assert figure_in_word(control.format("")) == 95


def test_a_cell_that_is_a_control_without_an_entry_is_blank_in_its_place() -> None:
    made = file_of("docx", {CELL: "@"})
    body = parts_of(made)["word/document.xml"].decode()
    start = body.rindex("<w:tc>", 0, body.index("@"))
    end = body.index("</w:tc>", start) + len("</w:tc>")
    properties = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
    control = f"<w:sdt>{properties}<w:sdtContent>{body[start:end]}</w:sdtContent></w:sdt>"
    reading = read_file(with_body(made, body[:start] + control + body[end:]))
    assert reading.content.figures[CELL] is None
    assert set(doubts_of(reading)) <= {CELL}


def figure_in_word(before: str) -> object:
    """What a cell is read as that holds 5 behind this."""
    made = file_of("docx", {CELL: "@"})
    body = parts_of(made)["word/document.xml"].decode()
    five = f"{before}<w:r><w:t>5</w:t></w:r>"
    reading = read_file(with_body(made, body.replace("<w:r><w:t>@</w:t></w:r>", five)))
    return reading.content.figures[CELL]


def with_body(made: bytes, body: str) -> bytes:
    return packed({**parts_of(made), "word/document.xml": body.encode()})


UNSEEN_IN_PAGES = (
    '<span class="sr-only">9</span>', '<i class="fa d-none">9</i>', '<b aria-hidden="true">9</b>',
    '<span style="font-size:0">9</span>', '<span style="position:absolute;left:-9999px">9</span>',
    '<em style="clip: rect(0 0 0 0)">9</em>', '<font color="#ffffff">9</font>',
    '<span style="color:transparent">9</span>', '<input type="hidden" value="9">',
    '<span class="visually-hidden">9</span>', '<span style="visibility:hidden">9</span>',
    '<span style="display:inline-block;height:0;overflow:hidden">9</span>',
    '<i style="max-width: 0px; overflow-x: clip">9</i>',
    '<span style="background:#EEE;color:#eee">9</span>',
    '<div class="hidden">9</div>', '<div class="box hide"><p>9</p></div>',
)  # fmt: skip
SEEN_IN_PAGES = (
    '<span class="d-none d-md-inline">9</span>', '<b aria-hidden="false">9</b>',
    '<span style="color:#fff;background:#036">9</span>', '<input value="9">',
    '<span style="font-size:inherit;opacity:1">9</span>', '<span style="font-size:12px">9</span>',
    '<span style="height:0;line-height:1">9</span>', '<b style="min-width:0;overflow:hidden">9</b>',
    '<span style="color:#eee;background:#036">9</span>',
    '<span style="font-size:;left:-1px;color:#fffbe6">9</span>', '<b style="font:16pt SimSun">9</b>',
    '<select><option>7</option><option selected>9</option></select>', "<textarea>9</textarea>",
)  # fmt: skip


@pytest.mark.parametrize("nine", UNSEEN_IN_PAGES)
def test_what_a_web_page_does_not_show_is_not_read(nine: str) -> None:
    reading = read_file(file_of("html", {CELL: "@"}).replace(b"@", f"{nine}5".encode()))
    assert reading.content.figures[CELL] == 5


@pytest.mark.parametrize("nine", SEEN_IN_PAGES)
def test_what_it_shows_is_read_whatever_shows_it(nine: str) -> None:
    reading = read_file(file_of("html", {CELL: "@"}).replace(b"@", nine.encode()))
    assert reading.content.figures[CELL] == 9


def test_a_paragraph_that_a_class_hides_is_no_part_of_a_text() -> None:
    page = file_of("html", {}).decode()
    hidden = (
        '<style>.old{display:none}</style><p class="old">旧的话。</p><p class="hidden">旧的话。</p>'
    )
    reading = read_file(page.replace("<p>本年度按照", f"{hidden}<p>本年度按照").encode())
    assert "旧的话" not in reading.content.texts["s1_overview"]
    assert "本年度按照" in reading.content.texts["s1_overview"]


# Number formats ----------------------------------------------------------------------------------

FORMATS = {  # how 5 is read: as a figure, or why not
    "_ * #,##0_ ": 5, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ': 5, r"0_);[Red]\(0\)": 5,
    '0"件"': 5, "0件": 5, "G/通用格式": 5, 'G/通用格式"项"': 5, "[DBNum1][$-804]General": 5, "@": 5,
    '"约"0': Fault.NOT_A_NUMBER, '0"次"': Fault.DRESSED, "0%": Fault.OTHERWISE,
    "yyyy/m/d": Fault.OTHERWISE, "#,##0,": Fault.OTHERWISE, "0!.0,": Fault.OTHERWISE,
    "# ?/?": Fault.OTHERWISE, ";;;": Fault.NOT_SHOWN, "[>3]0;0": Fault.OTHERWISE, ";0": Fault.NOT_SHOWN,
    '"";0;0': Fault.OTHERWISE, "[White]0": Fault.NOT_SHOWN, "0;;;": 5, "[Red]0;[White]0": 5,
    '0"a;b"': Fault.NOT_A_NUMBER, r"0\;": Fault.NOT_A_NUMBER,
}  # fmt: skip


@pytest.mark.parametrize(("code", "read"), FORMATS.items())
def test_a_number_format_is_read_as_it_shows_the_number(code: str, read: int | Fault) -> None:
    reading = read_file(with_cell(file_of("xlsx", {CELL: "@"}), number_format=code))
    assert reading.content.figures[CELL] == (read if isinstance(read, int) else None)
    told = [doubt.reason for doubt in doubts_of(reading).values()]
    assert told == ([] if isinstance(read, int) else [FAULTS[read]])


@pytest.mark.parametrize(
    ("looks", "read"),
    [
        ({"font": Font(color="FFFFFF")}, None),
        ({"font": Font(sz=1)}, None),
        ({"font": Font(color="FFFFFF"), "fill": PatternFill("solid", fgColor="1F4E79")}, 5),
        ({"font": Font(color="1F4E79"), "fill": PatternFill("solid", fgColor="1F4E79")}, None),
        ({"font": Font(color=Color(indexed=9))}, None),
        ({"font": Font(color=Color(theme=0))}, None),
        ({"font": Font(color=Color(theme=0, tint=-0.5))}, 5),
        ({"font": Font(color="FF0000")}, 5),
    ],
)
def test_a_number_that_a_sheet_shows_white_on_white_is_not_there(
    looks: dict[str, object], read: int | None
) -> None:
    reading = read_file(with_cell(file_of("xlsx", {CELL: "@"}), **looks))
    assert reading.content.figures[CELL] == read


NINE = "<r><rPr>{}</rPr><t>9</t></r>"
RUNS = {  # before a 5 in the colour of the cell
    '<color rgb="FFFFFFFF"/>': 5, '<color theme="0"/>': 5, '<color indexed="9"/>': 5, '<sz val="1"/>': 5,
    '<color rgb="FF000000"/><sz val="11"/>': 95, '<color theme="0" tint="-0.5"/>': 95,
}  # fmt: skip


@pytest.mark.parametrize(("look", "read"), RUNS.items())
def test_runs_that_a_sheet_keeps_in_its_own_cells_are_seen_or_not(look: str, read: int) -> None:
    assert figure_in_runs(NINE.format(look) + "<r><t>5</t></r>") == read


def test_white_runs_on_a_coloured_cell_are_seen() -> None:
    blue = PatternFill("solid", fgColor="1F4E79")
    assert figure_in_runs(NINE.format('<color rgb="FFFFFFFF"/>'), fill=blue) == 9


def figure_in_runs(runs: str, **looks: object) -> object:
    """What a cell is read as that holds these runs itself."""
    parts = parts_of(with_cell(file_of("xlsx", {CELL: "@"}), value="@@", **looks))
    sheet, whole = "xl/worksheets/sheet1.xml", b"<is><t>@@</t></is>"
    assert parts[sheet].count(whole) == 1
    body = parts[sheet].replace(whole, f"<is>{runs}</is>".encode())
    return read_file(packed({**parts, sheet: body})).content.figures[CELL]


@pytest.mark.parametrize("written", ["9", "九"])
def test_a_text_that_its_format_hides_is_doubtful_as_a_figure_and_else_not_there(
    written: str,
) -> None:
    reading = read_file(with_cell(file_of("xlsx", {CELL: "@"}), value=written, number_format=";;;"))
    assert reading.content.figures[CELL] is None
    told = [doubt.reason for doubt in doubts_of(reading).values()]
    assert (FAULTS[Fault.NOT_SHOWN] in told) == (written == "9")


# Parts of a page -----------------------------------------------------------------------------

PARTS = (
    'div class="hidden"', 'section hidden', 'div class="tab-pane hide"', 'div style="display:none"',
    'main style="visibility:hidden"', 'div aria-hidden="true" class="d-none"', 'body class="hidden"',
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_report_in_a_part_that_a_script_may_show_is_read_and_that_is_said(part: str) -> None:
    """What stands in that part itself is not, nor what it hides further in."""
    page = file_of("html", {CELL: "@"}).decode().replace("@", "5<i class='hidden'>9</i>")
    start, end = page.index("<body>"), page.index("</body>")
    tag = part.split()[0]
    inner = f"<{part}>旧的话。<span>也是旧的。</span>{page[start + len('<body>') : end]}</{tag}>"
    reading = read_file(f"{page[:start]}<body>{inner}</body></html>".encode())
    assert [doubt.reason for doubt in reading.doubts] == [SHOWN_BY_SCRIPT]
    assert reading.content.figures[CELL] == 5
    assert reading.content.year == YEAR
    assert not any("旧的" in text for text in reading.content.texts.values())


@pytest.mark.parametrize("part", PARTS[:4])
def test_a_hidden_part_beside_the_report_is_no_part_of_it(part: str) -> None:
    page, tag = file_of("html", {CELL: "5"}).decode(), part.split()[0]
    old = file_of("html", {CELL: "7"}).decode()
    body = old[old.index("<body>") + len("<body>") : old.index("</body>")]
    beside = page.replace("<body>", f"<body><{part}>{body}</{tag}>")
    reading = read_file(beside.encode())
    assert (reading.content.figures[CELL], reading.doubts) == (5, ())


def test_tables_in_a_hidden_part_are_told_where_others_lack() -> None:
    page = file_of("html", {}).decode()
    at = page.rindex("<table")
    end = page.index("</table>", at) + len("</table>")
    hidden = f'{page[:at]}<div class="hidden">{page[at:end]}</div>{page[end:]}'
    reading = read_file(hidden.encode())
    assert HIDDEN_PARTS in [doubt.reason for doubt in reading.doubts]
    assert all(figure in (0, None) for figure in reading.content.figures.values())


def with_cell(made: bytes, **looks: object) -> bytes:
    """The workbook with a 5 for its @, looking like this."""
    book = openpyxl.load_workbook(io.BytesIO(made))
    [cell] = [cell for row in book.active.iter_rows() for cell in row if cell.value == "@"]
    for name, look in {"value": 5, **looks}.items():
        setattr(cell, name, look)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"spreadsheetml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"officeDocument/relationships",
}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_file_saved_as_strict_open_xml_is_read(kind: str) -> None:
    parts = parts_of(file_of(kind, {CELL: "7"}))
    for common, strict in STRICT.items():
        parts = {
            n: p.replace(common, b"http://purl.oclc.org/ooxml/" + strict) for n, p in parts.items()
        }
    assert any(b"purl.oclc.org" in part for part in parts.values())
    reading = read_file(packed(parts))
    assert (reading.content.figures[CELL], reading.doubts) == (7, ())


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
