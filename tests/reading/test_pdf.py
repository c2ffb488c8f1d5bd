"""PDFs as a browser prints them: every figure right or doubtful."""

from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.reading import Reading, Unreadable, read_file, read_in_child
from tests.reading.test_geometry import YEARS, counted, told
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
LONG_TEXT = "本年度按照条例做好政府信息公开各项工作，" * 8 + "全年在网站发布信息36条。"
OVERVIEW = "本年度按照条例做好政府信息公开各项工作。"
PICTURE = (
    "<style>@page scan{margin:0} img{page:scan;display:block;width:210mm;height:290mm}</style>"
    "<img src='data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs='>"
)
SHOWN = {
    "natural_person": ("5<sup style='font-size:60%'>1</sup>", None, "上标"),
    "commercial_enterprise": ("<s>9</s>5", 5, "删除线"),
    "research_institution": ("5<span style='color:#fff'>9</span>", 5, ""),
    "public_welfare_org": ("5<span style='font-size:0.5px'>9</span>", 5, ""),
    "legal_service_org": ("1<br>2", None, "不是数字"),
    "other_org": ("5<sub style='font-size:60%'>2</sub>", None, "上标"),
}  # how a cell is printed, what must be read and a word of the doubt
DAMAGED = {
    f"{edition.id} {case.name}": case
    for edition in EDITIONS.values()
    for case in cases(
        edition, FIGURES[edition.id], "html, merged", YEARS[edition.id], so_many(1, 75) / 1000, 1
    )
}


def page(edition: Edition, printed: Mapping[str, str]) -> str:
    """The report as a web page, with these cells of one row printed in another way."""
    sheets = {
        s.code: sheet_of(edition, s.code, FIGURES[edition.id]) for s in edition.sections if s.tables
    }
    for row in (row for sheet in sheets.values() for row in sheet.rows):
        for at, box in enumerate(row):
            if box.slot.cell in printed:
                row[at] = box.with_text(f"［{box.slot.cell}］")
    html = written(edition, sheets, "html, merged", YEARS[edition.id]).decode()
    for cell, shown in printed.items():
        html = html.replace(f"［{cell}］", shown)
    return html


def pages() -> dict[str, str]:
    made = {edition.id: page(edition, {}) for edition in EDITIONS.values()}
    made |= {name: case.content.decode() for name, case in DAMAGED.items()}
    special = {f"requests.granted.{column}": shown[0] for column, shown in SHOWN.items()}
    made["special"] = page(EDITIONS["2021"], special).replace(
        f"<p>{OVERVIEW}", f"<p>　　{LONG_TEXT}</p><p>　　{OVERVIEW}"
    )
    made["without lines"] = made["2021"].replace(
        "<table>", "<style>td{border:0!important}</style><table>"
    )
    made["with a picture"] = made["2021"].replace("</body>", f"{PICTURE}</body>")
    sideways = "<style>@page{size:A4 landscape}</style><table>"
    made["cut"] = made["2021"].replace("<table>", sideways)
    return made


class Printed(dict[str, Reading]):
    """What was read out of each PDF, once it is asked for."""

    def __init__(self) -> None:
        self.files = as_pdfs(pages())

    def __missing__(self, name: str) -> Reading:
        self[name] = read_file(self.files[name])
        return self[name]


@pytest.fixture(scope="module")
def printed() -> Printed:
    return Printed()


@needs_chromium
@every_edition
def test_a_whole_report_is_read(printed: Printed, edition: Edition) -> None:
    reading = printed[edition.id]
    assert reading.edition is edition
    assert reading.content.figures == FIGURES[edition.id]
    assert reading.doubts == ()
    assert (reading.content.agency, reading.content.year) == (AGENCY, YEARS[edition.id])
    assert reading.content.texts["s6_other"] == "（一）本年没有收取信息处理费。"
    assert len(reading.content.titles) == 6


@needs_chromium
def test_no_cell_of_a_damaged_table_is_silently_wrong(
    printed: Printed, capsys: pytest.CaptureFixture[str]
) -> None:
    total, wrong = Counter[str](), []
    for name, case in DAMAGED.items():
        found = counted(printed[name], case.truth)
        total += found + Counter(files=1)
        wrong += [name] * bool(found["wrong"])
    told(capsys, "PDF", total)
    assert wrong == []


@needs_chromium
@pytest.mark.parametrize("column", SHOWN)
def test_what_a_page_shows_of_a_cell_is_read(printed: Printed, column: str) -> None:
    _, figure, word = SHOWN[column]
    cell, reading = f"requests.granted.{column}", printed["special"]
    assert reading.content.figures[cell] == figure
    reasons = [str(doubt.reason) for doubt in reading.doubts if doubt.cell == cell]
    assert [word in reason for reason in reasons] == [True] * bool(word)


@needs_chromium
def test_a_paragraph_over_several_lines_is_one(printed: Printed) -> None:
    text = printed["special"].content.texts["s1_overview"]
    assert text.split("\n") == [LONG_TEXT, OVERVIEW]


@needs_chromium
def test_tables_without_lines_are_right_or_doubtful(printed: Printed) -> None:
    assert counted(printed["without lines"], FIGURES["2021"])["wrong"] == 0


@needs_chromium
def test_a_page_that_is_a_picture_is_left_out_and_told(printed: Printed) -> None:
    reading = printed["with a picture"]
    assert reading.content.figures == FIGURES["2021"]
    assert [(d.found, str(d.reason)) for d in reading.doubts] == [
        ("第 3 页", "是图片的页没有读取。")
    ]


@needs_chromium
def test_a_row_that_a_page_cuts_is_read(printed: Printed) -> None:
    """The head of table three ends on one page and goes on at the next."""
    reading = printed["cut"]
    assert reading.content.figures == FIGURES["2021"]
    assert reading.doubts == ()


@needs_chromium
def test_a_figure_is_told_with_its_page(printed: Printed) -> None:
    places = printed["2021"].origins
    assert places["art20_1.rules.made"].in_language("zh") == "第 1 页表格 1 第 3 行第 2 格"
    assert places["art20_1.rules.made"].in_language("en") == "page 1, table 1, row 3, cell 2"
    assert places["s6_other"].in_language("zh") == "第 2 页"


@needs_chromium
def test_the_child_reads_what_the_parent_would(printed: Printed) -> None:
    assert read_in_child(printed.files["2019"]) == printed["2019"]


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
