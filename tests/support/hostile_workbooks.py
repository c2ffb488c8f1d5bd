"""Workbooks that want to crash, stall or deceive, each made when it is needed."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def plain() -> bytes:
    return workbook([["name", "code"], ["甲", 1]])


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    return packed({**parts_of(plain()), name: part})


def with_rows(rows: str) -> bytes:
    """The sheet's cells replaced by raw XML, its stated size left as it was."""
    sheet = parts_of(plain())[SHEET].decode()
    new = re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", sheet, flags=re.S)
    return with_part(SHEET, new.encode())


def cell(place: str, value: str = "1") -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def noise_of(number: int) -> str:
    """Digits that do not pack well."""
    return str(number * 2_654_435_761 % 10**9)


def last_cell() -> bytes:
    return with_rows(f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>')


def last_column() -> bytes:
    return with_rows(f'<row r="1">{cell("A1")}</row><row r="2">{cell("XFD2")}</row>')


def column_beyond_all() -> bytes:
    return with_rows(f'<row r="1">{cell("A1")}</row><row r="2">{cell("ZZZZZ2")}</row>')


def row_bomb() -> bytes:
    return with_rows(f"<row>{cell('A1')}</row>" * 1_500_000)


def many_rows() -> bytes:
    return workbook([["name"], *[["甲"]] * 1500])


def same_row_again() -> bytes:
    """Every row says that it is row 1, so that counting by number never ends."""
    return with_rows("".join(f'<row r="1">{cell("A1", noise_of(n))}</row>' for n in range(60_000)))


def one_cell_bomb() -> bytes:
    text = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 60_000_000}</t></is></c></row>'
    return with_rows(text)


def many_marks() -> bytes:
    return with_part(
        "xl/other.xml", "".join(f"<a{noise_of(n)[:3]}>" for n in range(1_010_000)).encode()
    )


def many_members() -> bytes:
    return packed({**parts_of(plain()), **{f"x/{n}.txt": b"x" for n in range(300)}})


def external_entity() -> bytes:
    entity = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    )
    return with_part("xl/sharedStrings.xml", entity)


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{levels}]><a>&e9;</a>'
    return with_part("xl/sharedStrings.xml", text.encode())


def entity_in_utf16() -> bytes:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><sst>&x;</sst>'
    return with_part("xl/sharedStrings.xml", text.encode("utf-16"))


def cut_in_half() -> bytes:
    return plain()[: len(plain()) // 2]


def without_its_end() -> bytes:
    return plain()[:-30]


def no_sheet() -> bytes:
    return packed({name: p for name, p in parts_of(plain()).items() if name != SHEET})


def broken_sheet() -> bytes:
    return with_part(SHEET, b"<worksheet><sheetData><row")


def word_document() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def old_excel() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def macros() -> bytes:
    return with_part("xl/vbaProject.bin", b"macro")


def merged_cells() -> bytes:
    return workbook([["name"], ["甲"]], lambda book: book.active.merge_cells("A2:B3"))


def formula() -> bytes:
    return workbook([["name"], ["=1+1"]])


def error_value() -> bytes:
    rows = f'<row r="1">{cell("A1")}</row><row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>'
    return with_rows(rows)


def hidden_sheets() -> bytes:
    """Excel itself refuses to hide the last sheet."""
    parts = parts_of(plain())
    book = parts["xl/workbook.xml"].replace(b'state="visible"', b'state="hidden"')
    return packed({**parts, "xl/workbook.xml": book})


def value_without_heading() -> bytes:
    return workbook([["name"], ["甲", None, "乙"]])


def empty() -> bytes:
    return workbook([])


def csv_as_xlsx() -> bytes:
    return "名称,代码\n甲,1\n".encode()


def too_big() -> bytes:
    return b"PK\x03\x04" + b"\0" * (6 * 1024 * 1024)


# name of the maker -> what the message must contain
XLSX = {
    last_cell: "1001",
    last_column: "XFD",
    column_beyond_all: "",
    row_bomb: "MB",
    many_rows: "1001",
    same_row_again: "1000",
    one_cell_bomb: "MB",
    many_marks: "1000",
    many_members: "309",
    external_entity: "",
    entity_bomb: "",
    entity_in_utf16: "",
    cut_in_half: ".xlsx",
    without_its_end: ".xlsx",
    no_sheet: "",
    broken_sheet: "",
    word_document: ".xlsx",
    old_excel: ".xls",
    macros: "",
    hidden_sheets: "",
    empty: "",
    csv_as_xlsx: ".xlsx",
    too_big: "6.0 MB",
}

# What only a well-made sheet must not have: the import shows where it stands, and has it mended.
NOT_WELL_MADE = {formula: "A2", error_value: "#REF!", value_without_heading: "C2"}


def sheet_as_csv() -> bytes:
    return plain()


def open_quote() -> bytes:
    return 'name,code\n"甲,1\n'.encode()


def endless_cell() -> bytes:
    return b"name\n" + b"a" * 200_000


def csv_rows() -> bytes:
    return b"name\n" + b"a\n" * 2000


def csv_columns() -> bytes:
    return b"," * 4000 + b"a\nb\n"


def utf16() -> bytes:
    return "name,code\n甲,1\n".encode("utf-16")


def noise() -> bytes:
    return bytes(range(128, 256)) * 40


CSV = {
    sheet_as_csv: "",
    open_quote: "",
    endless_cell: "",
    csv_rows: "1001",
    csv_columns: "IP",
    utf16: "UTF-8",
    noise: "UTF-8",
    too_big: "6.0 MB",
}


def dates_since_1904(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    def change(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    return workbook([headers, *rows], change)


def csv_file(rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


A_DAY = dt.date(2027, 1, 20)
