"""The offline workbook comes back with footnotes' numbers and struck figures in its cells."""

from __future__ import annotations

import pytest
from openpyxl.styles import Font

from reports.reading.doubts import FAULTS, STRUCK_OUT
from reports.workbook import read_workbook
from reports.workbook.notices import NUMBER, Weight
from tests.support.figures import EXAMPLES, SHOWN
from tests.support.marked_books import with_runs
from tests.support.offline_books import EDITIONS, at, damaged, plain, put

CELLS = [c.id for c in EDITIONS["2021"].cells.values() if c.kind == "count" and not c.computed][
    -60:
]
REASONS = {fault.value: words for fault, words in FAULTS.items()} | {"struck": STRUCK_OUT}


def test_a_cell_is_read_as_it_is_typed():
    filled = [example for example in EXAMPLES if example.get("figure") != ""]
    examples = dict(zip(CELLS, filled, strict=False))
    content = damaged(plain(), *(put(cell, e["written"]) for cell, e in examples.items()))
    read = read_workbook(content)
    told = {notice.places[0]: notice for notice in read.notices if len(notice.places) == 1}
    for cell, example in examples.items():
        if "refused" not in example:
            assert read.cells[cell] == str(example["figure"])
        elif example["refused"] != "struck":
            assert cell not in read.cells
            assert told[cell].reason == FAULTS[example["refused"]]
            assert (told[cell].weight, told[cell].expected) == (Weight.PROBLEM, NUMBER["count"])
            assert told[cell].address and told[cell].sheet


@pytest.mark.parametrize("shared", [True, False])
def test_what_is_raised_is_refused_and_what_is_struck_out_left_out_and_told(shared):
    places = {cell: f"@{cell}" for cell in CELLS[: len(SHOWN)]}
    runs = {f"@{cell}": e["runs"] for cell, e in zip(CELLS, SHOWN, strict=False)}
    content = damaged(plain(), *(put(cell, text) for cell, text in places.items()))
    read = read_workbook(with_runs(content, runs, shared=shared))
    told = {notice.places[0]: notice for notice in read.notices}
    for cell, example in zip(CELLS, SHOWN, strict=False):
        figure = example["figure"]
        assert read.cells.get(cell) == (None if figure == "" else str(figure))
        assert told[cell].weight is (Weight.PROBLEM if figure == "" else Weight.DOUBT)
        assert (told[cell].found, told[cell].reason) == (
            example["found"],
            REASONS[example["doubt"]],
        )


def test_a_figure_in_a_struck_font_is_not_taken():
    def strike(book):
        at(book, CELLS[0]).value = 77
        at(book, CELLS[0]).font = Font(strike=True)

    read = read_workbook(damaged(plain(), strike))
    assert CELLS[0] not in read.cells
    assert [n.reason for n in read.notices if n.places == (CELLS[0],)] == [STRUCK_OUT]


def test_words_that_are_struck_out_are_left_out_of_a_text_and_told():
    runs = [("旧", "struck"), ("新的第一段", "")]
    read = read_workbook(with_runs(plain(), {"第一段": runs}))
    assert read.texts["s1_overview"] == "新的第一段\n第二段"
    assert [n.reason for n in read.notices if n.places == ("s1_overview",)] == [STRUCK_OUT]
