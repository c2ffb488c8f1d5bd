"""The bounded XLSX and CSV formats: what is refused, what comes back, and no live formula."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import tablib
from openpyxl.utils import get_column_letter
from openpyxl.xml import functions

from accounts.admin_pages.widgets import TextWidget, WholeNumberWidget
from accounts.spreadsheets.formats import Csv, Xlsx
from accounts.spreadsheets.formula_guard import guarded, unguarded
from accounts.spreadsheets.reading import FileRefused
from accounts.spreadsheets.writing import write_book
from tests.support import hostile_workbooks as hostile
from tests.support.steps import steps_of

STEPS = 200_000  # a plain workbook of a thousand rows takes that many
PAYLOADS = [
    "=1+1", "==1", "=cmd|' /C calc'!A0", "+1+cmd|x", "-2+3", "--1", "@SUM(A1)", "\t=1", "\r=1",
    "\n=1", "  =1", "＝1+1", "＋1+1", "－1-1", "＠SUM(A1)", "'=1", "''=1", "=HYPERLINK(\"http://x\")",
    "'-251", "'plain", "+86-0731", "{=1}", "http://example.com", "internal:Sheet1!A1",
]  # fmt: skip
VALUES = [5, 0, None, -251, 28, Decimal("1571.55"), "007", "+28", "甲", "㐂𠮷", "a\nb", 'say "a"']


def sheet(*rows):
    dataset = tablib.Dataset(headers=["first", *[f"c{n}" for n in range(1, len(rows[0]))]])
    for row in rows:
        dataset.append(row)
    return dataset


@pytest.mark.usefixtures("a_twentieth")
@pytest.mark.parametrize("make", hostile.XLSX, ids=lambda make: make.__name__)
def test_a_hostile_workbook_is_refused_with_little_work(make):
    content = make()
    with pytest.raises(FileRefused) as refused:
        Xlsx().create_dataset(content)
    assert steps_of(lambda: Xlsx().create_dataset(content), FileRefused) < STEPS
    assert hostile.XLSX[make] in str(refused.value)
    assert 10 < len(str(refused.value)) < 200


@pytest.mark.parametrize("make", hostile.NOT_WELL_MADE, ids=lambda make: make.__name__)
def test_a_sheet_that_is_not_well_made_is_refused_where_it_must_be(make):
    with pytest.raises(FileRefused, match=hostile.NOT_WELL_MADE[make]):
        Xlsx().create_dataset(make())


@pytest.mark.usefixtures("a_twentieth")
@pytest.mark.parametrize("make", hostile.CSV, ids=lambda make: make.__name__)
def test_a_hostile_csv_is_refused_with_little_work(make):
    content = make()
    with pytest.raises(FileRefused) as refused:
        Csv().create_dataset(content)
    assert steps_of(lambda: Csv().create_dataset(content), FileRefused) < STEPS
    assert hostile.CSV[make] in str(refused.value)


def test_twenty_thousand_rows_are_read_and_not_one_more():
    lines = b"name\n" + b"a\n" * 20_000
    assert len(Csv().create_dataset(lines)) == 20_000
    with pytest.raises(FileRefused, match="20001"):
        Csv().create_dataset(lines + b"a\n")


def test_a_damaged_workbook_never_raises_anything_but_a_refusal():
    content = hostile.plain()
    for place in range(0, len(content), 61):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        try:
            Xlsx().create_dataset(bytes(damaged))
        except FileRefused as refused:
            assert str(refused)


def test_entities_are_refused_by_the_parser_too_where_lxml_is_installed():
    assert openpyxl.xml.lxml_available()
    assert not openpyxl.LXML
    assert openpyxl.DEFUSEDXML
    assert functions.iterparse.__module__.startswith("defusedxml")
    assert functions.fromstring.__module__.startswith("defusedxml")


@pytest.mark.parametrize("format_", [Xlsx, Csv])
def test_values_come_back_as_they_were(format_):
    back = format_().create_dataset(format_().export_data(sheet(["x", *VALUES])))
    read = list(back[0][1:])
    if format_ is Csv:
        assert read == [None if value is None else str(value) for value in VALUES]
    else:
        assert read == [float(v) if isinstance(v, Decimal) else v for v in VALUES]


@pytest.mark.parametrize("format_", [Xlsx, Csv])
def test_a_second_export_equals_the_first(format_):
    rows = [["x", *VALUES], ["y", *PAYLOADS[: len(VALUES)]], ["z", *PAYLOADS[-len(VALUES) :]]]
    once = format_().create_dataset(format_().export_data(sheet(*rows)))
    twice = format_().create_dataset(format_().export_data(once))
    assert list(twice) == list(once)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_or_a_link_in_a_workbook(payload):
    content = Xlsx().export_data(sheet([payload]))
    found = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert found.data_type == "s"
    assert found.value.replace("_x000D_", "\r") == payload
    assert found.hyperlink is None


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_begins_a_formula_in_csv(payload):
    line = Csv().export_data(sheet([payload])).decode("utf-8-sig").split("\n", 1)[1]
    assert line.lstrip('"').lstrip()[0] not in "=+-@＝＋－＠"
    assert unguarded(guarded(payload)) == payload


@pytest.mark.parametrize("number", ["-251", "+28", "0", "-1.5"])
def test_signed_numbers_stay_numbers_in_csv(number):
    assert guarded(number) == unguarded(number) == number


def test_blank_stays_blank_and_zero_stays_zero():
    content = Xlsx().export_data(sheet(["x", None, 0]))
    _name, blank, zero = next(
        openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)
    )
    assert (blank.value, zero.value, zero.data_type) == (None, 0, "n")
    assert b"None" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert Csv().export_data(sheet(["x", None, 0])).endswith(b"x,,0\r\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_offices_use(encoding):
    content = hostile.csv_file([["名称", "代码"], ["㐂𠮷镇", "1"]], encoding)
    assert Csv().create_dataset(content).dict == [{"名称": "㐂𠮷镇", "代码": "1"}]


def test_dates_counted_since_1904_are_the_same_days():
    content = hostile.dates_since_1904(["day"], [[hostile.A_DAY]])
    assert Xlsx().create_dataset(content)[0][0].date() == hostile.A_DAY


def test_rows_left_blank_at_the_end_are_not_read():
    content = hostile.workbook([["name", "code"], ["甲", None], [None, None], [" ", 0], [None, ""]])
    assert list(Xlsx().create_dataset(content)) == [("甲", None), (None, None), (" ", 0)]


@pytest.mark.parametrize("year", ["2026①", "202６²", "٢٠٢٦"])
def test_a_footnotes_mark_is_no_digit_of_a_whole_number(year):
    with pytest.raises(ValueError, match=year):
        WholeNumberWidget().clean(year)


@pytest.mark.parametrize("name", ["\u202a财政局\u202c", "财\u200b政局", "\ufeff财政局 "])
def test_marks_that_nobody_sees_are_taken_out_of_names(name):
    assert TextWidget().clean(name) == "财政局"


def test_a_name_that_is_struck_out_is_refused():
    with pytest.raises(ValueError, match="旧"):
        TextWidget().clean("旧̶财政局")


# Widths ------------------------------------------------------------------------------------------


def widths_of(row: list[object]) -> list[float]:
    content = write_book([("表", ["列"] * len(row), [row])], "某县办理记录")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, len(row) + 1)]


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("2027年1月20日 10:30:11", 23),
        ("县人力资源和社会保障局", 22),
        ("abc\n中文中文中文", 12),
        (dt.date(2026, 12, 31), 14),
        (123456789, 9),
    ],
)
def test_a_column_is_as_wide_as_what_stands_in_it(value, digits):
    (width,) = widths_of([value])
    assert digits < width <= digits + 3


def test_what_is_wider_than_a_column_may_be_is_wrapped_in_a_row_of_its_height():
    content = write_book([("表", ["列"], [["字" * 100], ["字"]])], "某县&某局办理记录")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (int(sheet.column_dimensions["A"].width), sheet["A2"].alignment.wrap_text) == (40, True)
    assert sheet.row_dimensions[2].height >= 15 * 200 / 40
    assert sheet.row_dimensions[3].height is None


def test_on_paper_a_list_lies_across_under_its_title_and_repeats_its_headings():
    content = write_book([("表", ["列"], [["字"]])], "某县&某局办理记录")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$1:$1")
    assert sheet.oddHeader.center.text == "某县&&某局办理记录 表"
