"""Reports as Word, web and Excel files: every figure right or doubtful, none silently wrong."""

import random
import time
from collections.abc import Callable

import pytest

from reports.edition import Edition
from reports.edition_files import load_editions
from reports.reading import Reading, Unreadable, read_file, read_in_child
from reports.reading.doubts import TOO_SLOW
from tests.hostile_reports import HOSTILE
from tests.published import AGENCY, TEXTS, random_figures
from tests.report_files import WRITERS, Figures, Style, paper

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
def test_two_figures_in_one_cell_are_a_doubt(kind: str) -> None:
    edition, cell = EDITIONS["2021"], "requests.granted.total"
    reading = read(edition, kind, random_figures(edition, 3), Style(written={cell: "1\n2"}))
    assert [doubt.cell for doubt in reading.doubts] == [cell]


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_in_plain_words_and_in_time(make: Callable[[], bytes]) -> None:
    content = make()
    start = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read_file(content)
    assert time.process_time() - start < 3
    assert 5 < len(refused.value.reason.in_language("zh-hans")) < 60


def test_the_child_reads_what_the_parent_would() -> None:
    edition = EDITIONS["2019"]
    style = Style(units=False, written={"requests.granted.total": "无"})
    content = WRITERS["docx"](paper(edition, random_figures(edition, 4), style, 2020), style)
    assert read_in_child(content, year=2019) == read_file(content, year=2019)


@pytest.mark.parametrize("name", ["a billion laughs", "nothing", "brackets without end"])
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
