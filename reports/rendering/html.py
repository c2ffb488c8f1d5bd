"""A report as HTML: tables with proper header cells, as a fragment or a whole page.

Both printed and fill-in pages draw their tables with `grid_html`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape
from itertools import groupby, islice
from operator import itemgetter

from reports.form.content import Figures
from reports.form.edition import Edition, Section
from reports.form.numbers import format_figure
from reports.rendering.document import (
    Block,
    Document,
    Grid,
    Heading,
    Paragraph,
    Slot,
    TableBlock,
    section_grid,
)
from reports.rendering.line_breaks import label_html

TextOfCell = Callable[[str], str]
LONG = 7  # characters of a figure that fit the narrowest column as they are
BESIDE = "beside "  # before the code of a table, where a cell's id would stand

STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
body { max-width: 156mm; margin: 2em auto; color: #000; background: #fff;
  font: 16pt/28pt FangSong_GB2312, "仿宋_GB2312", FangSong, STFangsong, "Noto Serif CJK SC", serif }
h1 { margin: 0 0 28pt; text-align: center; font: 22pt/1.5 "方正小标宋简体", SimSun, serif }
h2 { margin: 0; font: 16pt/28pt SimHei, "Noto Sans CJK SC", sans-serif; text-indent: 2em;
  break-after: avoid }
p { margin: 0; text-indent: 2em; text-align: justify }
table { width: 100%; margin: 8pt 0; border-collapse: collapse; table-layout: fixed;
  font-size: 9pt; line-height: 1.25 }
.columns-10 col.value { width: 9% }
.columns-10 col.label:nth-child(1) { width: 7% }
.columns-10 col.label:nth-child(2) { width: 9% }
th, td { padding: 2pt 1pt; border: 1px solid #000; font-weight: normal; text-align: center;
  overflow-wrap: anywhere }
th { word-break: keep-all }
th.label { padding-left: 3pt; text-align: left }
td, .columns-4 tbody { break-inside: avoid }
.long { font-size: 8pt; white-space: nowrap }
.columns-15 .long { font-size: 6pt }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip: rect(0 0 0 0); white-space: nowrap }
@media print { body { margin: 0; max-width: none } }
"""


def render(document: Document) -> bytes:
    """Return a complete, self-contained page that loads nothing."""
    title = escape("".join(document.title))
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{_code(document.code)}<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{document_html(document)}\n</main>\n</body>\n</html>\n"
    ).encode()


def _code(code: str) -> str:
    return f'<meta name="check-code" content="{escape(code)}">\n' if code else ""


def document_html(document: Document, *, top_level: int = 1) -> str:
    """Return the report as printed; `top_level` is the heading level of its title in the page."""

    printed = printed_figures(document.edition, document.figures)
    title = "<br>".join(map(escape, document.title))
    blocks = (_block_html(block, printed, top_level) for block in document.blocks)
    head = f'<h{top_level} class="report-title">{title}</h{top_level}>'
    return "\n".join(('<article class="report">', head, *blocks, "</article>"))


def section_html(edition: Edition, section: Section, figures: Figures) -> str:
    """Return the tables of one section as printed."""
    grid = section_grid(edition, section.code)
    return grid_html(grid, printed_figures(edition, figures), caption=section.title)


def printed_figures(edition: Edition, figures: Figures) -> TextOfCell:
    """Return a function giving each cell's printed text, for `grid_html`."""

    def printed(cell_id: str) -> str:
        signed = edition.cells[cell_id].kind == "signed_count"
        return sized(format_figure(figures.get(cell_id), signed=signed))

    return printed


def sized(figure: str) -> str:
    """The figure's HTML: a long one is told, so that it can be set smaller and stays whole."""
    return f'<span class="long">{figure}</span>' if len(figure) > LONG else figure


def grid_html(
    grid: Grid,
    value: TextOfCell,
    *,
    cell_attributes: TextOfCell | None = None,
    caption: str = "",
    beside: Mapping[str, str] | None = None,
) -> str:
    """Return the table as printed, with `value(cell id)`, which must be safe HTML, in its cells.

    `cell_attributes(cell id)` are further attributes of the `td`, also safe HTML. Its class is
    already set, so express states as `data-` attributes. `beside` is safe HTML for tables'
    captions, by the table's code.
    """
    attributes = cell_attributes or _no_attributes
    parts: list[str] = []
    for before, cell_id in _skeleton(grid, caption, beside is not None):
        parts.append(before)
        if cell_id.startswith(BESIDE):
            parts.append((beside or {}).get(cell_id.removeprefix(BESIDE), ""))
        elif cell_id:
            more = attributes(cell_id)
            parts.append(f" {more}>{value(cell_id)}</td>" if more else f">{value(cell_id)}</td>")
    return "".join(parts)


def _no_attributes(cell_id: str) -> str:
    return ""


def _block_html(block: Block, printed: TextOfCell, top_level: int) -> str:
    match block:
        case Heading(text, level):
            tag = f"h{top_level + level}"
            return f"<{tag}>{escape(text)}</{tag}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case TableBlock(grid, section):
            name = escape(section.title)
            table = grid_html(grid, printed, caption=section.title)
            return (
                f'<div class="statutory-frame" role="region" aria-label="{name}" tabindex="0">'
                f"{table}</div>"
            )


# The table ---------------------------------------------------------------------------------


@lru_cache(maxsize=128)
def _skeleton(grid: Grid, caption: str, tools: bool) -> tuple[tuple[str, str], ...]:
    """Return the fixed part of a table: pairs of HTML and the cell whose attributes follow it, or
    with `tools` the table (after BESIDE) whose caption it ends in."""
    pieces: list[tuple[str, str]] = []
    html = ""
    for more, cell_id in _pieces(grid, caption, tools):
        html += more
        if cell_id:
            pieces.append((html, cell_id))
            html = ""
    return (*pieces, (html, ""))


def _pieces(grid: Grid, caption: str, tools: bool) -> Iterator[tuple[str, str]]:
    yield f'<table class="statutory columns-{grid.columns}">', ""
    if tools and grid.table:
        words = f'<span class="visually-hidden">{escape(caption)}</span>' if caption else ""
        yield f'<caption class="tools">{words}', BESIDE + grid.table
        yield "</caption>", ""
    elif caption:
        yield f'<caption class="visually-hidden">{escape(caption)}</caption>', ""
    yield _column_groups(grid), ""
    group = ""
    for y, placed in groupby(grid.placed(), key=itemgetter(0)):
        slots = [(x, slot) for _, x, slot in placed]
        if _begins_a_group(grid, y, *slots[0]):
            yield f"</{group}>" if group else "", ""
            group = "thead" if y < grid.head_rows else "tbody"
            yield f"<{group}>", ""
        yield "<tr>", ""
        for x, slot in slots:
            if tools and slot.table:
                yield from _with_tools(grid, y, x, slot)
            else:
                yield _slot_html(grid, y, x, slot)
        yield "</tr>", ""
    yield f"</{group}></table>", ""


def _column_groups(grid: Grid) -> str:
    """Return one group per box of the first header row, so that `colgroup` is correct."""
    if grid.head_rows:
        spans = [slot.colspan for slot in grid.rows[0]]
    else:
        spans = [grid.label_columns, grid.columns - grid.label_columns]
    roles = ["label"] * grid.label_columns + ["value"] * (grid.columns - grid.label_columns)
    columns = (f'<col class="{role}">' for role in roles)
    groups = ("".join(islice(columns, span)) for span in spans)
    return "".join(f"<colgroup>{group}</colgroup>" for group in groups if group)


def _begins_a_group(grid: Grid, y: int, x: int, slot: Slot) -> bool:
    """Whether a row group begins here: the header, a stacked table, or a label in the margin."""
    if y < grid.head_rows:
        return y == 0
    return y == grid.head_rows or (x == 0 and (grid.head_rows > 0 or slot.role == "caption"))


def _slot_html(grid: Grid, y: int, x: int, slot: Slot) -> tuple[str, str]:
    """Return a box's HTML and, if it holds a cell, the cell that completes the open tag."""
    spans = f' colspan="{slot.colspan}"' if slot.colspan > 1 else ""
    spans += f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else ""
    if slot.role == "value":
        tag = f'<td class="value"{spans}'
        return (tag, slot.cell) if slot.cell else (f"{tag}></td>", "")
    scope = _scope(grid, y, x, slot)
    return f'<th class="{slot.role}" scope="{scope}"{spans}>{label_html(slot.text)}</th>', ""


def _with_tools(grid: Grid, y: int, x: int, slot: Slot) -> Iterator[tuple[str, str]]:
    """Yield a caption's box, open after its words."""
    words = escape(slot.text).replace("\n", "<br>")
    tag = f'<th class="caption" scope="{_scope(grid, y, x, slot)}" colspan="{slot.colspan}">'
    yield f'{tag}<span class="caption-words">{words}</span>', BESIDE + slot.table
    yield "</th>", ""


def _scope(grid: Grid, y: int, x: int, slot: Slot) -> str:
    """Return the header's scope. `rowgroup` and `colgroup` reach to the end of their group, so only
    if the box does too; a smaller box is a header of just the rows or columns it spans."""
    if slot.role == "caption":
        return "rowgroup"
    if slot.role == "label":
        return "rowgroup" if x == 0 and slot.rowspan > 1 and grid.head_rows else "row"
    return "colgroup" if y == 0 and slot.colspan > 1 and grid.head_rows else "col"
