"""Reports with their tables in every format: texts as people copy them and as converters leave them
behind, web pages, Word documents and workbooks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports.form.edition import Edition
from reports.rendering.document import Slot
from tests.support.damaged_tables import Figures, Sheet, damages, sheet_of
from tests.support.published import AGENCY, NBSP, TEXTS
from tests.support.report_files import Paper, Style, as_docx, as_html, as_xlsx, boxes

Grid = list[list[str]]  # rows as a reader of the plain text sees them


def _printed_rows(sheet: Sheet) -> list[list[tuple[Slot, str]]]:
    return [[(b.slot, b.text) for b in row] for row in sheet.rows if row]


def _full(sheet: Sheet) -> Grid:
    """With an empty cell wherever a label spans, as copied out of a spreadsheet."""
    return [
        [box[2] if box else "" for box in row]
        for row in boxes(_printed_rows(sheet), Style(merged=False))
    ]


def _short(sheet: Sheet) -> Grid:
    """Only the boxes themselves."""
    return [[b.text for b in row] for row in sheet.rows if row]


def _behind(sheet: Sheet) -> Grid:
    """The empty cells of a box that spans stand at the end of its row."""
    return [
        [b.text for b in row] + [""] * sum(b.slot.colspan - 1 for b in row)
        for row in sheet.rows
        if row
    ]


def _joined(text: str) -> str:
    return text.replace("\n", "")


def _lines(text: str) -> str:
    return text.replace("\n", " ")


def _first(text: str) -> str:
    return text.partition("\n")[0]


def tabs(grid: Grid) -> Iterable[str]:
    return ("\t".join(map(_joined, row)) for row in grid)


def pipes(grid: Grid) -> Iterable[str]:
    return ("| " + " | ".join(map(_joined, row)) + " |" for row in grid)


def pipes_behind(grid: Grid) -> Iterable[str]:
    for row in grid:
        cells = [_first(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield " | ".join(cells) + " | " + "|" * (len(row) - len(cells))


def a_pipe_behind_each(grid: Grid) -> Iterable[str]:
    for row in grid:
        blanks = 0
        for cell in map(_lines, row):
            if cell:
                yield "|" * blanks
                yield f"{cell} |"
            blanks = 0 if cell else blanks + 1
        yield "|" * blanks


def a_pipe_behind_each_cut(grid: Grid) -> Iterable[str]:
    return a_pipe_behind_each([[_first(cell) for cell in row] for row in grid])


def a_pipe_before_each(grid: Grid) -> Iterable[str]:
    for row in grid:
        yield _joined(row[0])
        yield from (f"| {_joined(cell)}" for cell in row[1:])
        yield "|"


def own_lines(grid: Grid) -> Iterable[str]:
    for row in grid:
        yield ""
        yield from (f"\t{cell}" for cell in row)
    yield ""


def own_lines_unbroken(grid: Grid) -> Iterable[str]:
    return (f"\t{cell}" for row in grid for cell in row)


def bare_lines(grid: Grid) -> Iterable[str]:
    return (cell for row in grid for cell in row if cell)


def lines_apart(grid: Grid) -> Iterable[str]:
    return (f"{cell or NBSP}\n" for row in grid for cell in row)


def spaced(grid: Grid) -> Iterable[str]:
    return ("　".join(_joined(cell) for cell in row if cell) for row in grid)


Writer = Callable[[Grid], Iterable[str]]
TEXT: Mapping[str, tuple[Callable[[Sheet], Grid], Writer]] = {
    "tabs": (_full, tabs),
    "tabs, short": (_short, tabs),
    "pipes": (_full, pipes),
    "pipes, short": (_short, pipes),
    "pipes behind": (_behind, pipes_behind),
    "pipes behind, full": (_full, pipes_behind),
    "a pipe behind each": (_behind, a_pipe_behind_each),
    "a pipe behind each, cut": (_short, a_pipe_behind_each_cut),
    "a pipe before each": (_short, a_pipe_before_each),
    "own lines": (_short, own_lines),
    "own lines, full": (_full, own_lines),
    "own lines unbroken": (_short, own_lines_unbroken),
    "bare lines": (_short, bare_lines),
    "lines apart": (_full, lines_apart),
    "spaced": (_short, spaced),
}
STYLES = {
    "merged": Style(),
    "unmerged": Style(merged=False),
    "repeated": Style(merged=False, repeated=True),
}
FILES = {"html": as_html, "docx": as_docx, "xlsx": as_xlsx}
FORMATS = (*TEXT, *(f"{kind}, {style}" for kind in FILES for style in STYLES))


def written(edition: Edition, sheets: Mapping[str, Sheet], format_: str, year: int) -> bytes:
    """The whole report in that format."""
    if format_ in TEXT:
        return "\n".join(_text_parts(edition, sheets, format_, year)).encode()
    kind, _, style = format_.partition(", ")
    parts: list[str | list[list[tuple[Slot, str]]]] = [
        AGENCY,
        f"{year}年度政府信息公开工作年度报告",
    ]
    for section in edition.sections:
        parts.append(section.title)
        if section.is_narrative:
            parts.append(TEXTS[section.code].split("\n")[0])
        else:
            parts.append(_printed_rows(sheets[section.code]))
    return FILES[kind](Paper(year, parts), STYLES[style])


def _text_parts(
    edition: Edition, sheets: Mapping[str, Sheet], format_: str, year: int
) -> Iterator[str]:
    grid_of, rows_of = TEXT[format_]
    yield f"{AGENCY}{year}年度政府信息公开工作年度报告"
    for section in edition.sections:
        yield section.title
        if section.is_narrative:
            yield TEXTS[section.code].split("\n")[0]
        else:
            yield from rows_of(grid_of(sheets[section.code]))


@dataclass(frozen=True)
class Case:
    name: str
    content: bytes
    truth: Figures


def cases(
    edition: Edition, figures: Figures, format_: str, year: int, share: float, seed: int
) -> Iterator[Case]:
    """Damaged reports of a format, a random share of all of them."""
    rng = random.Random(seed)
    whole = {s.code: sheet_of(edition, s.code, figures) for s in edition.sections if s.tables}
    for code in whole:
        for name, ways in damages(edition, code, figures):
            if rng.random() < share:
                sheet = sheet_of(edition, code, figures)
                for way in ways:
                    way(sheet)
                content = written(edition, {**whole, code: sheet}, format_, year)
                yield Case(f"{code}: {name}", content, {**figures, **sheet.truth})
