"""Reports of our own as Word, web and Excel files, in many layouts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

import openpyxl

from reports.form.content import Figure
from reports.form.edition import Edition
from reports.form.numbers import format_figure
from reports.rendering.document import Grid, Slot, section_grid
from tests.support.published import AGENCY, TEXTS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Printed = list[tuple[Slot, str]]  # a row as printed: the box and what stands in it
Figures = Mapping[str, Figure | None]


@dataclass(frozen=True)
class Style:
    """How the tables are printed; what damages them stands last."""

    merged: bool = True  # else a label that spans stands once, empty cells beside and below it
    repeated: bool = False  # without merging, the label again in each of its cells
    fillers: bool = True  # empty cells right of a table that is narrower than its section
    breaks: bool = True
    half_width: bool = False
    long_titles: bool = False
    units: bool = True  # 万元 behind amounts
    counted: bool = False  # 件 behind counts
    end_tags: bool = True
    messy: bool = False
    nested: bool = False  # the whole report in a cell of a table that lays out the page
    boxed: bool = False  # title in a text box, and its fallback
    encoding: str = "utf-8"
    written: Mapping[str, str] = field(default_factory=dict)  # cell -> printed instead
    dropped: Collection[str] = ()  # cells left out, so that the row is short
    dropped_rows: Collection[str] = ()
    dropped_columns: Collection[str] = ()  # table.column, in head and rows


@dataclass(frozen=True)
class Paper:
    """A report ready to be written: paragraphs and tables of printed rows."""

    year: int
    parts: list[str | list[Printed]]


def paper(
    edition: Edition,
    figures: Figures,
    style: Style,
    year: int,
    texts: Mapping[str, str] = TEXTS,
) -> Paper:
    parts: list[str | list[Printed]] = [AGENCY, f"{year}年度政府信息公开工作年度报告"]
    for section in edition.sections:
        parts.append((style.long_titles and section.long_title) or section.title)
        if section.is_narrative:
            parts += [line for line in texts[section.code].split("\n") if line]
        else:
            grid = section_grid(edition, section.code)
            parts.append([list(_row(edition, grid, row, figures, style)) for row in grid.rows])
            parts[-1] = [row for row in parts[-1] if row]
    return Paper(year, parts)


def _row(
    edition: Edition, grid: Grid, row: tuple[Slot, ...], figures: Figures, style: Style
) -> Iterator[tuple[Slot, str]]:
    cells = [slot.cell for slot in row if slot.cell]
    if any(cell.rpartition(".")[0] in style.dropped_rows for cell in cells):
        return
    for slot in row:
        is_filler = slot.role == "value" and not slot.cell and slot is row[-1]
        if slot.cell in style.dropped or (is_filler and not style.fillers):
            continue
        yield slot, _text(edition, slot, figures, style)


def _text(edition: Edition, slot: Slot, figures: Figures, style: Style) -> str:
    if not slot.cell:
        text = slot.text if style.breaks else slot.text.replace("\n", "")
        return text.translate(str.maketrans("（）：", "():")) if style.half_width else text
    if slot.cell in style.written:
        return style.written[slot.cell]
    kind = edition.cells[slot.cell].kind
    text = format_figure(figures[slot.cell], signed=kind == "signed_count")
    if kind == "money":
        return f"{text}万元" if style.units else text
    return f"{text}件" if style.counted else text


class _Line:
    """One row of boxes; None where a box from above continues, once per box."""

    def __init__(self, above: dict[int, tuple[int, int, str]], style: Style) -> None:
        self.boxes: list[tuple[int, int, str] | None] = []
        self.below: dict[int, tuple[int, int, str]] = {}
        self.above, self.style, self.x = above, style, 0

    def add(self, slot: Slot, text: str) -> None:
        if slot.rowspan > 1:
            self.below[self.x] = (slot.colspan, slot.rowspan - 1, text)
        if self.style.merged:
            self.boxes.append((slot.colspan, slot.rowspan, text))
        else:
            again = text if self.style.repeated and not slot.cell else ""
            self.boxes += [(1, 1, text), *[(1, 1, again)] * (slot.colspan - 1)]
        self.x += slot.colspan

    def fall(self) -> None:
        while self.x in self.above:
            span, down, text = self.above[self.x]
            again = text if self.style.repeated else ""
            self.boxes += [None] if self.style.merged else [(1, 1, again)] * span
            if down > 1:
                self.below[self.x] = (span, down - 1, text)
            self.x += span


def boxes(rows: list[Printed], style: Style) -> list[list[tuple[int, int, str] | None]]:
    """Rows of (colspan, rowspan, text)."""
    lines = [_Line({}, style)]
    for row in rows:
        line = _Line(lines[-1].below, style)
        for slot, text in row:
            line.fall()
            line.add(slot, text)
        line.fall()
        lines.append(line)
    return [line.boxes for line in lines[1:]]


# HTML ------------------------------------------------------------------------------------------


def as_html(made: Paper, style: Style) -> bytes:
    body = "\n".join(
        f"<p>{escape(part)}" + "</p>" * style.end_tags
        if isinstance(part, str)
        else _html_table(part, style)
        for part in made.parts
    )
    if style.nested:
        body = f"<table><tr><td>首页</td><td><div>{body}</div></td></tr></table>"
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={style.encoding}">'
    noise = "<style>td{x:y}</style><script>var a='<td>1</td>';</script><!-- <td>2</td> -->"
    page = f"<html><head>{head}<title>网站</title>{noise}</head><body>{body}</body></html>"
    return page.encode(style.encoding)


def _html_table(rows: list[Printed], style: Style) -> str:
    end = style.end_tags
    lines = []
    for row in boxes(rows, style):
        cells = (_html_cell(box, style) + "</td>" * end for box in row if box)
        lines.append("<tr>" + "".join(cells) + "</tr>" * end)
    return f"<table>{''.join(lines)}</table>"


def _html_cell(box: tuple[int, int, str], style: Style) -> str:
    span, down, text = box
    inner = escape(text).replace("\n", "<br>")
    if style.messy:
        inner = f'\n<P class=MsoNormal><SPAN lang="EN-US">&nbsp;{inner}<o:p></o:p></SPAN></P>\n'
    return f'<td colspan="{span}" rowspan={down}>{inner}'


# Word ------------------------------------------------------------------------------------------


def as_docx(made: Paper, style: Style) -> bytes:
    parts = [_p(part) if isinstance(part, str) else _word_table(part, style) for part in made.parts]
    if style.boxed:
        box = f"<w:txbxContent>{parts[0]}{parts[1]}</w:txbxContent>"
        shape = f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"
        parts[:2] = [
            f"<w:p><w:r><mc:AlternateContent><mc:Choice>{shape}</mc:Choice>"
            f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ]
    if style.nested:
        parts = [f"<w:tbl><w:tr><w:tc>{''.join(parts)}</w:tc></w:tr></w:tbl>"]
    return docx("".join(parts))


def docx(body: str) -> bytes:
    spaces = f'xmlns:w="{W}" xmlns:mc="urn:mc" xmlns:v="urn:v"'
    document = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return stream.getvalue()


def _p(text: str, style: Style | None = None) -> str:
    words = "<w:br/>".join(f"<w:t>{escape(line)}</w:t>" for line in text.split("\n"))
    noise = ""
    if style and style.messy:
        noise = '<w:del w:id="1"><w:r><w:delText>99</w:delText><w:t>98</w:t></w:r></w:del>'
        words = (
            f'</w:r><w:ins w:id="2"><w:r>{words}</w:r></w:ins><w:r><w:footnoteReference w:id="1"/>'
        )
    return f"<w:p><w:pPr/>{noise}<w:r>{words}</w:r></w:p>"


def _word_table(rows: list[Printed], style: Style) -> str:
    lines = []
    spans: dict[int, int] = {}
    for row in boxes(rows, style):
        cells, x = [], 0
        for box in row:
            span, down, text = box or (spans[x], 0, "")
            spans[x] = span
            merge = {0: "<w:vMerge/>", 1: ""}.get(down, '<w:vMerge w:val="restart"/>')
            cells.append(
                f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{_p(text, style)}</w:tc>'
            )
            x += span
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


# Excel -----------------------------------------------------------------------------------------


def as_xlsx(made: Paper, style: Style) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    y = 0
    for part in made.parts:
        if isinstance(part, str):
            y += 1
            sheet.cell(y, 1, part)
            continue
        covered: set[tuple[int, int]] = set()
        for row in boxes(part, style):
            y, x = y + 1, 1
            for box in row:
                while (y, x) in covered:
                    x += 1
                if box is None:
                    continue
                span, down, text = box
                number = text.isascii() and text.isdigit()
                sheet.cell(y, x, int(text) if number else text or None)
                if span > 1 or down > 1:
                    place = {"start_row": y, "start_column": x}
                    sheet.merge_cells(**place, end_row=y + down - 1, end_column=x + span - 1)
                    covered |= {(y + i, x + j) for i in range(down) for j in range(span)}
                x += span
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WRITERS: Mapping[str, Callable[[Paper, Style], bytes]] = {
    "html": as_html,
    "docx": as_docx,
    "xlsx": as_xlsx,
}
