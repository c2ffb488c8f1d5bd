"""The sheet of a past year: a template, filled in, comes back as reports."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from reports.form.loader import edition_for
from reports.past_years.sheet import is_sheet, sheet_rows, template
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from tests.support.factories import make_agency
from tests.support.past_reports import told

pytestmark = pytest.mark.django_db
YEAR = 2024
EDITION = edition_for(YEAR)


def filled(agencies, **changed):
    """The template with balanced figures, and `changed` by column in its first row."""
    book = openpyxl.load_workbook(io.BytesIO(template(EDITION, agencies)))
    heads = {head.value.rpartition("[")[2].rstrip("]"): head.column for head in book.active[1]}
    for number, agency in enumerate(agencies, 2):
        said = {
            **told(agency.name, YEAR).figures,
            "source": "县网",
            "published_on": "2025年1月20日",
        }
        for id_, value in {**said, **(changed if number == 2 else {})}.items():
            book.active.cell(number, heads[id_], value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_filled_template_comes_back_as_a_report_a_row():
    agencies = [make_agency() for _ in range(3)]
    content = filled(agencies)
    assert is_sheet(content)
    rows = sheet_rows(content, EDITION, YEAR)
    assert [(row.number, row.code, row.source) for row in rows] == [
        (number, one.credit_code, "县网") for number, one in enumerate(agencies, 2)
    ]
    assert {row.published_on for row in rows} == {dt.date(2025, 1, 20)}
    for row, one in zip(rows, agencies, strict=True):
        assert row.reading.content.figures == told(one.name, YEAR).figures
        assert row.reading.doubts == ()


CELL = "requests.new_received.natural_person"


@pytest.mark.parametrize(
    ("column", "value", "place"),
    [(CELL, "若干", CELL), (CELL, -3, CELL), (CELL, 2.5, CELL), ("published_on", "去年", "")],
)
def test_what_is_no_figure_or_no_day_is_a_doubt_and_not_guessed(column, value, place):
    [row] = sheet_rows(filled([make_agency()], **{column: value}), EDITION, YEAR)
    [doubt] = row.reading.doubts
    assert (doubt.cell, doubt.found) == (place, str(value))
    assert row.reading.content.unread == ({CELL: str(value)} if place else {})
    if place:
        assert row.reading.content.figures[CELL] is None


def test_a_title_above_and_columns_of_its_own_are_told_and_do_no_harm():
    """As offices make them: 序号 in front, a title over it, a sum below."""
    agency = make_agency()
    book = openpyxl.load_workbook(io.BytesIO(filled([agency])))
    book.active.insert_rows(1)
    book.active.insert_cols(1)
    book.active.cell(1, 1, "2024年度往年年报汇总表")
    book.active.cell(2, 1, "序号")
    book.active.cell(3, 1, 1)
    book.active.append(["合计", None, None, None, None, 7])
    stream = io.BytesIO()
    book.save(stream)
    [row] = sheet_rows(stream.getvalue(), EDITION, YEAR)
    assert (row.number, row.code) == (3, agency.credit_code)
    assert row.reading.content.figures == told(agency.name, YEAR).figures
    assert [(doubt.cell, doubt.found) for doubt in row.reading.doubts] == [("", "序号")]


def test_a_figure_of_merged_cells_is_nobodys():
    book = openpyxl.load_workbook(io.BytesIO(filled([make_agency(), make_agency()])))
    column = next(head.column for head in book.active[1] if f"[{CELL}]" in head.value)
    book.active.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    stream = io.BytesIO()
    book.save(stream)
    first, second = sheet_rows(stream.getvalue(), EDITION, YEAR)
    assert first.reading.content.figures[CELL] is not None
    assert second.reading.content.figures[CELL] is None and CELL in second.reading.content.unread


def test_rows_that_nobody_filled_in_are_left_out():
    assert sheet_rows(template(EDITION, [make_agency()]), EDITION, YEAR) == []


def test_a_published_workbook_is_no_sheet():
    one = told("云岭县水利局", YEAR)
    assert not is_sheet(RENDERERS["xlsx"].render(build_document(one.edition, one.content)))
