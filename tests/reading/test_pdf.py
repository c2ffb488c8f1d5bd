"""PDFs as browsers and office programs print them: every figure right or doubtful."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest

from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.reading import Reading, Unreadable, read_file, read_in_child
from tests.reading.test_geometry import YEARS, counted
from tests.support.damaged_tables import sheet_of
from tests.support.hostile_pdfs import HOSTILE_PDFS, IN_A_CHILD, WITH_LONG
from tests.support.lengths import LONG, so_many
from tests.support.published import AGENCY, random_figures
from tests.support.report_pdfs import CHROMIUM, as_pdfs
from tests.support.table_formats import cases, written

EDITIONS = load_editions()
FIGURES = {edition.id: random_figures(edition, 7) for edition in EDITIONS.values()}
every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="No Chromium here to print a PDF.")
CELL = "requests.granted.natural_person"
LONG_TEXT = "本年度按照条例做好政府信息公开各项工作，" * 8 + "全年在网站发布信息36条。"


def page(edition: Edition, **changed: str) -> str:
    """The report as a web page, a cell printed in another way."""
    sheets = {
        s.code: sheet_of(edition, s.code, FIGURES[edition.id]) for s in edition.sections if s.tables
    }
    for rows in (sheet.rows for sheet in sheets.values()):
        for y, row in enumerate(rows):
            rows[y] = [
                box.with_text("［格］") if box.slot.cell == CELL and changed else box for box in row
            ]
    html = written(edition, sheets, "html, merged", YEARS[edition.id]).decode()
    for old, new in {"［格］": changed.pop("cell", ""), **changed}.items():
        html = html.replace(old, new)
    return html


DAMAGED = {
    f"{edition.id} {case.name}": case
    for edition in EDITIONS.values()
    for case in cases(
        edition, FIGURES[edition.id], "html, merged", YEARS[edition.id], so_many(1, 75) / 1000, 1
    )
}
SPECIAL = {
    "raised": "5<sup style='font-size:60%'>1</sup>",
    "struck": "<s>9</s>5",
    "white": "5<span style='color:#fff'>9</span>",
    "tiny": "5<span style='font-size:0.5px'>9</span>",
    "two": "1<br>2",
}


@pytest.fixture(scope="module")
def printed() -> Iterator[Mapping[str, bytes]]:
    pages = {edition.id: page(edition) for edition in EDITIONS.values()}
    pages |= {name: case.content.decode() for name, case in DAMAGED.items()}
    edition = EDITIONS["2021"]
    pages |= {name: page(edition, cell=cell) for name, cell in SPECIAL.items()}
    first = "本年度按照条例做好政府信息公开各项工作。"
    pages["long"] = page(edition, **{first: f"　　{LONG_TEXT}</p><p>　　{first}"})
    pages["bare"] = page(edition).replace(
        "<table>", "<table class=bare><style>.bare td{border:0}</style>"
    )
    yield as_pdfs(pages)


@needs_chromium
@every_edition
def test_a_whole_report_is_read(printed: Mapping[str, bytes], edition: Edition) -> None:
    reading = read_file(printed[edition.id])
    assert reading.edition is edition
    assert reading.content.figures == FIGURES[edition.id]
    assert reading.doubts == ()
    assert (reading.content.agency, reading.content.year) == (AGENCY, YEARS[edition.id])
    assert reading.content.texts["s6_other"] == "（一）本年没有收取信息处理费。"
    assert len(reading.content.titles) == 6


@needs_chromium
def test_no_cell_of_a_damaged_table_is_silently_wrong(
    printed: Mapping[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    total, wrong = Counter[str](), []
    for name, case in DAMAGED.items():
        found = counted(read_file(printed[name]), case.truth)
        total += found + Counter(files=1)
        wrong += [name] * bool(found["wrong"])
    with capsys.disabled():
        print(f"\nPDF: {', '.join(f'{n} {what}' for what, n in sorted(total.items()))}")
    assert wrong == []


def at(reading: Reading) -> tuple[object, list[str]]:
    return reading.content.figures[CELL], [str(d.reason) for d in reading.doubts if d.cell == CELL]


@needs_chromium
@pytest.mark.parametrize(
    ("name", "figure", "reason"),
    [
        ("raised", None, "上标"),
        ("struck", 5, "删除线"),
        ("white", 5, ""),
        ("tiny", 5, ""),
        ("two", None, "不是数字"),
    ],
)
def test_what_a_page_shows_of_a_cell_is_read(
    printed: Mapping[str, bytes], name: str, figure: object, reason: str
) -> None:
    found, reasons = at(read_file(printed[name]))
    assert found == figure
    assert [reason in told for told in reasons] == [True] * bool(reason)


@needs_chromium
def test_a_paragraph_over_several_lines_is_one(printed: Mapping[str, bytes]) -> None:
    text = read_file(printed["long"]).content.texts["s1_overview"]
    assert text.split("\n") == [LONG_TEXT, "本年度按照条例做好政府信息公开各项工作。"]


@needs_chromium
def test_tables_without_lines_are_right_or_doubtful(printed: Mapping[str, bytes]) -> None:
    reading = read_file(printed["bare"])
    assert counted(reading, FIGURES["2021"])["wrong"] == 0


@needs_chromium
def test_a_figure_is_told_with_its_page(printed: Mapping[str, bytes]) -> None:
    places = read_file(printed["2021"]).origins
    assert places["art20_1.rules.made"].in_language("zh") == "第 1 页表格 1 第 3 行第 2 格"
    assert places["art20_1.rules.made"].in_language("en") == "page 1, table 1, row 3, cell 2"
    assert places["s6_other"].in_language("zh") == "第 2 页"


@needs_chromium
def test_the_child_reads_what_the_parent_would(printed: Mapping[str, bytes]) -> None:
    assert read_in_child(printed["2019"]) == read_file(printed["2019"])


@pytest.mark.parametrize("name", HOSTILE_PDFS)
def test_what_is_no_readable_pdf_is_refused_in_plain_words(name: str) -> None:
    make, word = HOSTILE_PDFS[name]
    with pytest.raises(Unreadable) as refused:
        read_file(make())
    assert word in str(refused.value.reason)
    assert 5 < len(str(refused.value.reason)) < 60


STOPPED = IN_A_CHILD | (WITH_LONG if LONG else {})


@pytest.mark.parametrize("make", STOPPED.values(), ids=STOPPED)
def test_a_pdf_that_wants_to_fill_or_stall_the_reader_is_stopped(make: Callable[[], bytes]) -> None:
    with pytest.raises(Unreadable):
        read_in_child(make())
