"""What stands at a place that the reader named, found in the file in a second way."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree

import openpyxl

from tests.support.report_files import W

IN_TABLE = re.compile(r"表格 (\d+) 第 (\d+) 行第 (\d+) 格")
ON_LINE = re.compile(r"第 (\d+) 行(?:第 (\d+) 格)?")
TOKEN = re.compile(r"<(/?)(table|tr|td)\b[^>]*>", re.IGNORECASE)


def numbers(place: str, pattern: re.Pattern[str]) -> list[int]:
    match = pattern.fullmatch(place)
    assert match, place
    return [int(number) for number in match.groups() if number]


@lru_cache(maxsize=1)
def document_of(content: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def in_docx(content: bytes, place: str) -> str:
    root = document_of(content)
    table, row, cell = numbers(place, IN_TABLE)
    tables = list(root.iter(f"{{{W}}}tbl"))
    rows = tables[table - 1].findall(f"{{{W}}}tr")
    own = [tc for tc in rows[row - 1].findall(f"{{{W}}}tc") if not is_continued(tc)]
    return "".join(visible_texts(own[cell - 1]))


def is_continued(tc: ElementTree.Element) -> bool:
    merge = tc.find(f"{{{W}}}tcPr/{{{W}}}vMerge")
    return merge is not None and merge.get(f"{{{W}}}val") != "restart"


def visible_texts(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{{{W}}}t":
            yield child.text or ""
        elif child.tag != f"{{{W}}}del":
            yield from visible_texts(child)


@lru_cache(maxsize=1)
def cells_of_page(content: bytes) -> dict[tuple[int, ...], str]:
    """Follows opening tags alone; a table ends at its end tag."""
    text = content.decode("gb18030" if b"gb18030" in content else "utf-8")
    stack: list[list[int]] = []
    count = 0
    cells: dict[tuple[int, ...], str] = {}
    tokens = [t for t in TOKEN.finditer(text) if not inside(text[: t.start()])]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        closing, name = token[1], token[2].lower()
        if name == "table" and closing:
            stack.pop()
        elif name == "table":
            count += 1
            stack.append([count, 0, 0])
        elif not closing and name == "tr":
            stack[-1][1:] = [stack[-1][1] + 1, 0]
        elif not closing:
            stack[-1][2] += 1
            written = text[token.end() : following.start() if following else len(text)]
            cells[tuple(stack[-1])] = unescape(re.sub(r"<[^>]*>", "", written)).strip()
    return cells


def in_html(content: bytes, place: str) -> str:
    return cells_of_page(content)[tuple(numbers(place, IN_TABLE))]


def inside(before: str) -> bool:
    """In a script or a comment; both stand in the head of the page."""
    head = before[:1000]
    return any(head.count(a) > head.count(b) for a, b in (("<script", "</script"), ("<!--", "-->")))


@lru_cache(maxsize=1)
def book_of(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def in_xlsx(content: bytes, place: str) -> str:
    sheet, _, address = place.partition("!")
    value = book_of(content)[sheet][address].value
    return "" if value is None else str(value)


def on_line(content: bytes, place: str) -> str:
    line, *cell = numbers(place, ON_LINE)
    text = content.decode().split("\n")[line - 1]
    if not cell:
        return text.strip()
    if "|" in text:
        cells = text.strip().strip("|").split("|")
    else:
        cells = text.split("\t") if "\t" in text else text.split()
    return cells[cell[0] - 1].strip()


STANDING: Mapping[str, Callable[[bytes, str], str]] = {
    "docx": in_docx,
    "html": in_html,
    "xlsx": in_xlsx,
    "text": on_line,
}
