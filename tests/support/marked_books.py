"""Workbooks in which somebody wrote a footnote's number beside a figure, or struck one out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.support.figures import Runs

_FONTS = {
    "raised": InlineFont(vertAlign="superscript"),
    "lowered": InlineFont(vertAlign="subscript"),
    "struck": InlineFont(strike=True),
}
_INLINE = re.compile(r't="inlineStr"><is>(.*?)</is></c>')
_STRINGS, _SHEETS = "xl/sharedStrings.xml", "xl/worksheets/"
_TYPES, _RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = (
    f'<Override PartName="/{_STRINGS}" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sharedStrings+xml"/>'
)
_RELATION = (
    '<Relationship Id="rIdTexts" Target="/xl/sharedStrings.xml" Type="http://schemas.openxmlformats'
    '.org/officeDocument/2006/relationships/sharedStrings"/>'
)


def rich(runs: Runs) -> CellRichText:
    return CellRichText([TextBlock(_FONTS[how], words) if how else words for words, how in runs])


def with_runs(content: bytes, examples: Mapping[str, Runs], *, shared: bool = True) -> bytes:
    """The workbook with runs where a cell holds one of the texts; `shared` as Excel stores them,
    else as openpyxl does."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if str(cell.value) in examples:
                    cell.value = rich(examples[str(cell.value)])
    stream = io.BytesIO()
    book.save(stream)
    return _with_shared_texts(stream.getvalue()) if shared else stream.getvalue()


def _with_shared_texts(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts: list[str] = []

    def moved(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v></c>'

    for name in [name for name in parts if name.startswith(_SHEETS)]:
        parts[name] = _INLINE.sub(moved, parts[name])
    items = "".join(f"<si>{text}</si>" for text in texts)
    parts[_STRINGS] = f'<sst xmlns="{_MAIN}" count="{len(texts)}">{items}</sst>'
    parts[_TYPES] = parts[_TYPES].replace("</Types>", f"{_TYPE}</Types>")
    parts[_RELATIONS] = parts[_RELATIONS].replace(
        "</Relationships>", f"{_RELATION}</Relationships>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()
