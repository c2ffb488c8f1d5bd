"""Report files that want to crash, stall or deceive, each made when it is needed."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable

from tests.support import hostile_workbooks as workbooks
from tests.support.hostile_workbooks import packed
from tests.support.report_files import W, docx

TEXT = "<w:p><w:r><w:t>1</w:t></w:r></w:p>"


def document(xml: str | bytes) -> bytes:
    return packed({"word/document.xml": xml if isinstance(xml, bytes) else xml.encode()})


def docx_entity(kind: str) -> bytes:
    return document(f'<!DOCTYPE a [<!ENTITY x {kind}>]><w:document xmlns:w="{W}">&x;</w:document>')


def docx_laughs() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return document(f'<!DOCTYPE a [<!ENTITY e0 "ha">{levels}]><a>&e9;</a>')


def docx_utf16_entity() -> bytes:
    return document('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"))


def nested(opening: str, closing: str, times: int) -> str:
    return opening * times + TEXT + closing * times


def with_macros() -> bytes:
    return packed({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"macro"})


def encrypted_member() -> bytes:
    content = bytearray(docx(TEXT))
    at = content.index(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 1)
    return bytes(content)


def lying_size() -> bytes:
    """The directory says 10 bytes, the member unpacks to 30 MB."""
    content = bytearray(packed({"word/document.xml": b"a" * 30_000_000}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def changed_bytes(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Also members that no decent program writes: twice the same, out of the folder."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, part in members:
            archive.writestr(name, part)
    return stream.getvalue()


def overlapping() -> bytes:
    """A hundred entries of the directory that all unpack the same member."""
    content = zipped(("word/document.xml", b"a" * 900_000))
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[at:end]
    tail = bytearray(content[end:])
    tail[8:12] = (100).to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * 100).to_bytes(4, "little")
    return content[:at] + entry * 100 + bytes(tail)


def no_report(*rows: str) -> bytes:
    """A sheet of raw XML rows that are no annual report."""
    return workbooks.with_rows("".join(rows))


def near_headings(times: int) -> str:
    """Lines nearly like the headings of the form, each to be compared with them."""
    lines = (f"{n}、存在问题主要及改进情泥{i % 7}" for i in range(times) for n in "一二三四五六")
    return "\n".join(lines)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nil_return": lambda: b"",
    "a member that unpacks to 60 MB": lambda: document(b"a" * 60_000_000),
    "a member that says it is small": lying_size,
    "a thousand members": lambda: packed(
        {"word/document.xml": b"<a/>", **{f"x/{n}": b"x" for n in range(1000)}}
    ),
    "a small member that packs too well": lambda: document(b" " * 3_000_000),
    "a file of the machine": lambda: docx_entity('SYSTEM "file:///etc/passwd"'),
    "an entity from elsewhere": lambda: docx_entity('SYSTEM "http://127.0.0.1:9/x"'),
    "a billion laughs": docx_laughs,
    "an entity in UTF-16": docx_utf16_entity,
    "tables in tables": lambda: docx(nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 5000)),
    "runs in runs": lambda: docx(nested("<w:p><w:r>", "</w:r></w:p>", 20_000)),
    "boxes in boxes": lambda: docx(
        nested("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>", 9000)
    ),
    "a cell over a billion columns": lambda: docx(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        f"{TEXT}</w:tc></w:tr></w:tbl>"
    ),
    "a span of ten thousand digits": lambda: docx(
        f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{"9" * 10_000}"/></w:tcPr></w:tc></w:tr></w:tbl>'
    ),
    "a document without text": lambda: docx(""),
    "a document cut in half": lambda: docx(TEXT * 900)[:400],
    "a broken document": lambda: document("<w:document"),
    "a document with macros": with_macros,
    "an encrypted member": encrypted_member,
    "old Word": lambda: workbooks.old_excel(),
    "a PDF named as it likes": lambda: b"%PDF-1.7\n1 0 obj",
    "RTF": lambda: b"{\\rtf1 1}",
    "a zip of something else": lambda: packed({"a.txt": b"a"}),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n\x00\x00\xff",
    "lists in lists": lambda: b'{"figures": ' + b"[" * 200_000,
    "too large": lambda: b"<p>" + b"a" * 6_000_000,
    "web tables in tables": lambda: page("<table><tr><td>" * 30_000),
    "a huge colspan": lambda: page(
        "<table>" + "<tr>" + '<td colspan="99999999999" rowspan="9999999">1' * 20_000
    ),
    "a colspan of a million digits": lambda: page(f'<table><tr><td colspan="{"9" * 10**6}">1'),
    "two thousand rowspans": lambda: page(
        "<table>" + "<tr><td rowspan=300>1<td rowspan=300>2" * 2100
    ),
    "half a million tags": lambda: page("<b>" * 500_000),
    "brackets without end": lambda: page("<p>" + "<a " * 90_000),
    "comments without end": lambda: page("<p>" + "<!--" * 90_000),
    "declarations without end": lambda: page("<p>" + "<![" * 30_000),
    "half a million entities": lambda: page("&amp" * 500_000),
    "a script without end": lambda: page("<script>" + "</scrip" * 90_000),
    "a sheet with its last cell": workbooks.last_cell,
    "a sheet with its last column": workbooks.last_column,
    "a column beyond all": workbooks.column_beyond_all,
    "a row bomb": workbooks.row_bomb,
    "the same row again": workbooks.same_row_again,
    "a cell of 60 MB": workbooks.one_cell_bomb,
    "a sheet with an entity": workbooks.external_entity,
    "a workbook cut": workbooks.without_its_end,
    "a workbook without its sheet": workbooks.no_sheet,
    "a workbook with macros": workbooks.macros,
    "merged to the end of the sheet": lambda: workbooks.with_part(
        workbooks.SHEET,
        b'<worksheet><sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        b"</worksheet>",
    ),
    "merged a thousand times": lambda: workbooks.with_part(
        workbooks.SHEET,
        b"<worksheet><sheetData/><mergeCells>"
        + b'<mergeCell ref="A1:IP2000"/>' * 1000
        + b"</mergeCells></worksheet>",
    ),
    # Documents that lie about themselves
    "the document twice": lambda: zipped(
        ("word/document.xml", b"<a/>"), ("word/document.xml", b"<b/>")
    ),
    "a member outside its folder": lambda: zipped(
        ("../../etc/cron.d/x", b"x"), ("/etc/passwd", b"x")
    ),
    "packed in another way": lambda: zipped(
        ("word/document.xml", b"<a/>"), method=zipfile.ZIP_LZMA
    ),
    "entries that overlap": overlapping,
    "a member whose sum is wrong": lambda: changed_bytes(
        zipped(("word/document.xml", b"<a>12345</a>"), method=zipfile.ZIP_STORED),
        b"12345",
        b"12346",
    ),
    "a directory without its members": lambda: docx(TEXT)[-200:],
    "a document behind noise": lambda: b"noise" * 100 + docx(TEXT),
    "elements in elements": lambda: document("<a>" * 150_000),
    "attributes without end": lambda: document(
        "<a " + " ".join(f'x{n}="1"' for n in range(200_000)) + "/>"
    ),
    "an encoding that is none": lambda: document('<?xml version="1.0" encoding="klingon"?><a/>'),
    "a table of five thousand rows": lambda: docx(
        f"<w:tbl>{'<w:tr><w:tc>' + TEXT + '</w:tc></w:tr>'}</w:tbl>".replace(
            "<w:tr>", "<w:tr/>" * 5000 + "<w:tr>"
        )
    ),
    "a table of three hundred columns": lambda: docx(
        f"<w:tbl><w:tr>{f'<w:tc>{TEXT}</w:tc>' * 300}</w:tr></w:tbl>"
    ),
    # Pages and texts that cost more than they hold
    "a character of a million digits": lambda: page(f"<p>&#{'9' * 10**6};</p>"),
    "a tag of a million attributes": lambda: page("<td " + "a='1' " * 300_000 + ">"),
    "quotes without end": lambda: page('<td a="' * 90_000),
    "eighty thousand cells": lambda: page("<table>" + ("<tr>" + "<td>" * 200) * 400),
    "twenty thousand tables": lambda: page("<table><tr><td>1</table>" * 19_000),
    "a cell of ninety thousand lines": lambda: page("<table><tr><td>" + "1<br>" * 90_000),
    "two million bars": lambda: b"|" * 1_900_000,
    "two million tabs": lambda: b"\t" * 1_900_000 + b"x",
    "lines nearly like headings": lambda: near_headings(2400).encode(),
    "fourteen thousand open cells": lambda: "".join(f"\t规章{n}\n" for n in range(14_000)).encode(),
    "a line that says it goes on": lambda: ("\t规章\n" + "行政\n" * 14_000).encode(),
    "a mark of the wrong order": lambda: b"\xfe\xff" + "规章".encode("utf-16-le") * 1000 + b"x",
    # Sheets that are none
    "a sheet of errors": lambda: no_report('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'),
    "strings that are not there": lambda: no_report(
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'
    ),
    "a row below all rows": lambda: no_report(f'<row r="99999999999">{workbooks.cell("A1")}</row>'),
    "a number of a million digits": lambda: no_report(
        f'<row r="1">{workbooks.cell("A1", "9" * 10**6)}</row>'
    ),
    "a date beyond all time": lambda: no_report(
        '<row r="1"><c r="A1" t="d"><v>9999999-99-99T99:99:99</v></c></row>'
    ),
    "columns hidden to the end": lambda: workbooks.with_part(
        workbooks.SHEET,
        b'<worksheet><cols><col min="1" max="99999999" hidden="1"/></cols><sheetData/></worksheet>',
    ),
}
