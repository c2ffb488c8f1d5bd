"""A workbook saved as Strict Open XML calls everything otherwise and is read all the same."""

import io

import openpyxl

from accounts.spreadsheets.reading import read_book
from tests.support.hostile_workbooks import packed, parts_of

COMMON = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_strict_workbook_is_read_like_any_other() -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["名称", "数量"])
    book.active.append(["水利局", 5])
    book.save(stream)
    strict = {
        name: part.replace(COMMON, b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            RELATIONS, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in parts_of(stream.getvalue()).items()
    }
    assert read_book(packed(strict)).sheets[0].rows == [["名称", "数量"], ["水利局", 5]]
